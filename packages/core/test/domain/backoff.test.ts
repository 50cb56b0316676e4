import { expect, test } from "vitest";
import { backoffMs } from "../../src/index.ts";

test("a wait is doubled after each failure up to the longest, however many there were", () => {
  const waits = { firstMs: 20, longestMs: 500 };
  expect([0, 1, 2, 3, 6, 7, 5_000].map((failures) => backoffMs(failures, waits))).toEqual([
    20, 20, 40, 80, 500, 500, 500,
  ]);
});
