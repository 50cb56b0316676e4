import fc from "fast-check";
import { expect, test } from "vitest";
import { MIN_POPULATION, percentileOf, quantileOf, quantilesOf } from "../../src/index.ts";

const ascending = (values: readonly number[]) => [...values].sort((a, b) => a - b);
const durations = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 60 });

test("a quantile lies between its two order statistics in a straight line", () => {
  expect(quantileOf([10, 20, 30, 40], 0.5)).toBe(25);
  expect(quantileOf([10, 20, 30, 40], 0.25)).toBe(17.5);
  expect(quantileOf([10, 20, 30, 40, 50], 0.95)).toBeCloseTo(48);
  expect(quantileOf([7], 0.95)).toBe(7);
  expect(quantileOf([], 0.5)).toBeNaN();
  expect(quantilesOf([])).toBeUndefined();
});

test("quantiles ascend, and the outermost are values themselves", () => {
  fc.assert(
    fc.property(fc.array(fc.float({ min: 0, max: 1e9, noNaN: true }), { minLength: 1 }), (values) => {
      const sorted = ascending(values);
      const found = quantilesOf(sorted);
      if (!found) throw new Error("there are values");
      const { n, min, p5, p25, p50, p75, p95, max } = found;
      expect([n, min, max]).toEqual([sorted.length, sorted[0], sorted.at(-1)]);
      expect([min, p5, p25, p50, p75, p95, max]).toEqual(ascending([min, p5, p25, p50, p75, p95, max]));
    }),
  );
});

test("a percentile is the share of others that took less, ties counted half", () => {
  fc.assert(
    fc.property(durations, fc.integer({ min: -1, max: 51 }), (others, value) => {
      const less = others.filter((other) => other < value).length;
      const ties = others.filter((other) => other === value).length;
      const expected = others.length < MIN_POPULATION ? undefined : (less + ties / 2) / others.length;
      expect(percentileOf(ascending(others), value)).toEqual(expected);
    }),
  );
});

test("too few others tell no percentile", () => {
  expect(percentileOf([1, 2, 3, 4], 9)).toBeUndefined();
  expect(percentileOf([1, 2, 3, 4, 5], 9)).toBe(1);
});
