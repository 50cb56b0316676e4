import fc from "fast-check";
import { expect, test } from "vitest";
import { createOrdered } from "../../src/statistics/ordered.ts";
import { sortFloats } from "../../src/statistics/sort.ts";
import { superiority } from "../../src/statistics/superiority.ts";

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

test("superiority is the share of pairs that are won, ties half", () => {
  const few = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(few, few, (a, b) => {
      const wins = a.flatMap((x) => b.map((y): number => (x > y ? 1 : x === y ? 0.5 : 0)));
      const expected = wins.reduce((sum, win) => sum + win, 0) / wins.length;
      expect(superiority(ascending(a), ascending(b))).toBeCloseTo(expected, 12);
    }),
  );
});
