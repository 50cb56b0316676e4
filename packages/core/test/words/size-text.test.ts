import { expect, test } from "vitest";
import { localSizeText, sizeText } from "../../src/words/size-text.ts";

test("sizes are in powers of a thousand, to a digit after the point as long as they are short", () => {
  const sizes = [0, 1, 999, 1_000, 99_900, 100_000, 4_900_000_000, 2 ** 60];
  expect(sizes.map(sizeText)).toEqual([
    "0 B",
    "1 B",
    "999 B",
    "1.0 kB",
    "99.9 kB",
    "100 kB",
    "4.9 GB",
    "1152922 TB",
  ]);
});

test("a reader has them in the words of the reader's language", () => {
  expect(localSizeText(4_900_000_000, "en")).toBe("4.9 GB");
  expect(localSizeText(12_345, "ja")).toBe("12.3 KB");
  expect([0, 1, 2].map((bytes) => localSizeText(bytes, "en"))).toEqual(["0 bytes", "1 byte", "2 bytes"]);
  expect(localSizeText(0, "ja")).toBe("0 バイト");
  expect(localSizeText(12_345, "de")).toBe("12,3 kB");
});
