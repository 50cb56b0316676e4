import fc from "fast-check";
import { expect, test } from "vitest";
import { medianDeviationOf, modifiedZ, OUTLYING, quantileOf } from "../../src/index.ts";

const ascending = (values: readonly number[]) => values.toSorted((a, b) => a - b);
const medianOf = (values: readonly number[]) => quantileOf(ascending(values), 0.5);

test("the MAD is the median of the distances from the median", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 40 }), (values) => {
      const median = medianOf(values);
      expect(medianDeviationOf(ascending(values))).toBe(
        medianOf(values.map((value) => Math.abs(value - median))),
      );
    }),
    { numRuns: 2_000 },
  );
  expect(medianDeviationOf([])).toBeUndefined();
});

/** An example after Iglewicz and Hoaglin (1993): by the standard deviation none of them would be flagged. */
test("an outlier does not hide itself in the spread, nor behind another", () => {
  const values = [2.1, 2.6, 2.4, 2.5, 2.3, 2.1, 2.3, 2.6, 8.2, 8.3];
  const sorted = ascending(values);
  const median = quantileOf(sorted, 0.5);
  const mad = medianDeviationOf(sorted) ?? 0;
  const flagged = values.filter((value) => Math.abs(modifiedZ(value, median, mad) ?? 0) > OUTLYING);
  expect(flagged).toEqual([8.2, 8.3]);
  const mean = values.reduce((sum, value) => sum + value) / values.length;
  const deviation = Math.sqrt(
    values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1),
  );
  expect(values.filter((value) => Math.abs(value - mean) / deviation > 3)).toEqual([]);
});

test("where half of the values are the same there is no spread to measure by", () => {
  const mad = medianDeviationOf([4, 4, 4, 4, 9]);
  expect(mad).toBe(0);
  expect(modifiedZ(9, 4, 0)).toBeUndefined();
});
