import { describe, expect, test } from "vitest";
import { sharesChance } from "../../src/statistics/shares.ts";

describe("the chance of a difference of shares", () => {
  test("is small for one that sets two groups apart, and large for one as between two samples", () => {
    expect(sharesChance({ some: 10, n: 10 }, { some: 0, n: 190 })).toBeLessThan(1e-20);
    expect(sharesChance({ some: 70, n: 436 }, { some: 2739, n: 19_564 })).toBeGreaterThan(0.1);
  });

  test("is as the corrected chi-squared of a fourfold table says, of which it is the root", () => {
    // (|15·35 − 25·25| − 50)² · 100 / (40 · 60 · 40 · 60) = 0.0434; half of its two-sided chance of 0.835.
    expect(sharesChance({ some: 25, n: 60 }, { some: 15, n: 40 })).toBeCloseTo(0.4175, 3);
  });

  test("is no less for a share that is the same, or that all have", () => {
    expect(sharesChance({ some: 5, n: 10 }, { some: 50, n: 100 })).toBeGreaterThanOrEqual(0.5);
    expect(sharesChance({ some: 10, n: 10 }, { some: 100, n: 100 })).toBe(1);
  });
});
