import fc from "fast-check";
import { expect, test } from "vitest";
import { foldedText } from "../../src/index.ts";

const anyText = fc.string({ unit: "grapheme" });

test("how a text is written, and its case, do not count", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const folded = foldedText(text);
      for (const form of ["NFC", "NFD", "NFKC", "NFKD"] as const)
        expect(foldedText(text.normalize(form))).toBe(folded);
      expect(foldedText(text.toUpperCase())).toBe(folded);
      expect(foldedText(folded)).toBe(folded);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ["CAFÉ", "cafe\u0301"],
  ["straße", "STRASSE"],
  ["STRAẞE", "strasse"],
  ["ὀδός", "ὈΔΌΣ"],
  ["ﾊﾟﾝ", "パン"],
  ["Ｗｅｂ", "web"],
  ["ǆ", "Ǆ"],
])("%s and %s are the same", (a, b) => expect(foldedText(a)).toBe(foldedText(b)));

test.each([
  ["cafe", "café"],
  ["か", "カ"],
  ["パン", "ハン"],
  ["web-1", "web_1"],
])("%s and %s are not", (a, b) => expect(foldedText(a)).not.toBe(foldedText(b)));
