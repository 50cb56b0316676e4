import fc from "fast-check";
import { expect, test } from "vitest";
import { createOrdered } from "../../src/statistics/ordered.ts";
import { sortFloats } from "../../src/statistics/sort.ts";
import { quantileOf } from "../../src/statistics/quantile.ts";
import { twoSides } from "../../src/statistics/two-sides.ts";

const ascending = (values: Iterable<number>) => [...values].sort((a, b) => a - b);
const someFloat = fc.float({ noNaN: true, min: -1_024, max: 2 ** 40 }).map((value) => value + 0);

test("few and many floats are sorted alike, negative ones too", () => {
  for (const n of [0, 1, 100, 5_000, 40_000]) {
    const values = Float32Array.from({ length: n }, (_, i) => Math.sin(i * 7) * 10 ** (i % 13));
    expect([...sortFloats(values.slice())]).toEqual(ascending(values));
  }
});

test("values that come and go leave those that stayed, in order", () => {
  fc.assert(
    fc.property(
      fc.array(someFloat),
      fc.array(fc.tuple(someFloat, fc.boolean(), fc.boolean()), { maxLength: 50 }),
      (first, changes) => {
        const ordered = createOrdered(Float32Array.from(first));
        const values = [...first];
        for (const [value, isRemoval, isAsked] of changes) {
          const gone = isRemoval ? values.pop() : undefined;
          if (gone !== undefined) ordered.remove(gone);
          if (!isRemoval) {
            ordered.add(value);
            values.push(value);
          }
          if (isAsked) expect([...ordered.sorted()]).toEqual(ascending(values));
        }
        expect([...ordered.sorted()]).toEqual(ascending(values));
      },
    ),
  );
});

test.each([
  ["few", 100],
  ["many", 0],
])("medians and superiority of two sides of %s are those of all pairs, ties half", (_, limit) => {
  // Small numbers share all their upper bits, large ones hardly any.
  const few = fc.array(
    fc.oneof(
      fc.integer({ min: 0, max: 9 }),
      fc.integer({ min: 1_000_000, max: 1_000_020 }),
      fc.integer({ min: 0, max: 2 ** 24 }),
    ),
    { minLength: 1, maxLength: 30 },
  );
  fc.assert(
    fc.property(few, few, (a, b) => {
      const wins = a.flatMap((x) => b.map((y): number => (x > y ? 1 : x === y ? 0.5 : 0)));
      const expected = wins.reduce((sum, win) => sum + win, 0) / wins.length;
      const found = twoSides(Float32Array.from(a), Float32Array.from(b), limit);
      expect(found.superiority).toBeCloseTo(expected, 12);
      expect(found.medians).toEqual([a, b].map((side) => quantileOf(ascending(side), 0.5)));
    }),
    { numRuns: 300 },
  );
});
