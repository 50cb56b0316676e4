import { expect, test } from "vitest";
import { createMissCounter } from "../share-door.ts";

test("twenty links that lead nowhere are too many for a minute, for that address alone", () => {
  let now = 0;
  const misses = createMissCounter(() => now);
  for (let n = 0; n < 20; n++) {
    expect(misses.isTooMany("a"), String(n)).toBe(false);
    misses.miss("a");
  }
  expect([misses.isTooMany("a"), misses.isTooMany("b")]).toEqual([true, false]);
  now = 59_999;
  expect(misses.isTooMany("a")).toBe(true);
  now = 60_000;
  expect(misses.isTooMany("a")).toBe(false);
});

test("many addresses do not fill the memory, and do not free one that tries on", () => {
  let now = 0;
  const misses = createMissCounter(() => now);
  for (let n = 0; n < 20_000; n++) {
    now += 1;
    misses.miss(`address ${n}`);
  }
  for (let n = 0; n < 20; n++) misses.miss("a");
  for (let n = 0; n < 5_000; n++) misses.miss(`other ${n}`);
  expect(misses.isTooMany("a")).toBe(true);
});
