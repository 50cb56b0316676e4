import fc from "fast-check";
import { expect, test } from "vitest";
import { medianOf } from "../../src/statistics/median.ts";
import { createOrdered } from "../../src/statistics/ordered.ts";
import { quantileOf } from "../../src/statistics/quantile.ts";
import { sortRows } from "../../src/statistics/sort-rows.ts";
import { sortFloats } from "../../src/statistics/sort.ts";

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

test("rows are sorted by their values, and the others stay out", () => {
  fc.assert(
    fc.property(fc.array(someFloat, { maxLength: 300 }), (numbers) => {
      const values = Float32Array.from(numbers);
      const rows = Uint32Array.from(values.keys()).filter((row) => row % 3 !== 0);
      const sorted = [...sortRows(rows, values)];
      expect(sorted.map((row) => values[row])).toEqual(ascending([...rows].map((row) => values[row] ?? 0)));
      expect(ascending(sorted)).toEqual([...rows]);
    }),
  );
});

test("a median that is looked for is the one of values in order", () => {
  const often = fc.oneof(someFloat, fc.integer({ min: 0, max: 5 }));
  fc.assert(
    fc.property(fc.array(often, { maxLength: 60 }), (numbers) => {
      expect(medianOf(Float32Array.from(numbers))).toBe(quantileOf(ascending(numbers), 0.5));
    }),
  );
});
