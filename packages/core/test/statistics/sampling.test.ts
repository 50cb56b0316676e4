import { expect, test } from "vitest";
import { rankError, rankErrorText } from "../../src/index.ts";

test("ranks of a sample are off by less the more boots there are in it", () => {
  expect(rankError(1_000)).toBeCloseTo(0.0515, 4);
  expect(rankError(100_000)).toBeCloseTo(0.0051, 4);
  expect(rankErrorText(6_250)).toBe("2.1 %");
});

test("among a few boots a rank may be any", () => {
  expect(rankError(1)).toBe(1);
});

test("of a hundred samples about one is off by more than is said", () => {
  const [size, drawn] = [10_000, 200];
  let state = 7;
  const next = () => (state = (state * 48_271) % 0x7fff_ffff) / 0x7fff_ffff;
  let off = 0;
  for (let sample = 0; sample < 2_000; sample++) {
    const values = Array.from({ length: drawn }, () => Math.floor(next() * size)).sort((a, b) => a - b);
    const isOff = values.some((value, rank) =>
      [rank, rank + 1].some((at) => Math.abs(at / drawn - value / size) > rankError(drawn)),
    );
    if (isOff) off++;
  }
  expect(off).toBeLessThan(30);
});
