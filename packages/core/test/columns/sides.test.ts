import fc from "fast-check";
import { expect, test } from "vitest";
import { createSides } from "../../src/columns/sides.ts";
import { createTable } from "../../src/columns/table.ts";
import { quantileOf, type BootSample } from "../../src/index.ts";
import { idAt, someSample, spanOf } from "./sample-boots.ts";

const ascending = (values: readonly (number | undefined)[]) =>
  values.filter((value) => value !== undefined).sort((a, b) => a - b);

const someStep = fc
  .integer({ min: 0, max: 14 })
  .chain((n) =>
    fc.oneof(
      { weight: 4, arbitrary: someSample(n).map((sample) => ({ kind: "put" as const, sample })) },
      { weight: 1, arbitrary: fc.constant({ kind: "remove" as const, id: idAt(n) }) },
      { weight: 1, arbitrary: fc.constant({ kind: "ask" as const }) },
      { weight: 1, arbitrary: fc.constant({ kind: "prepare" as const }) },
    ),
  );

test.each([
  ["put in order themselves", Infinity],
  ["found along the order of all", 0],
])("two sides that are %s have the medians and the superiority of all pairs, ties half", (_, few) => {
  fc.assert(
    fc.property(fc.array(someStep, { maxLength: 80 }), fc.integer({ min: 2, max: 5 }), (steps, share) => {
      const table = createTable({ leaving: () => undefined, arrived: () => undefined });
      const last = new Map<string, BootSample>();

      function ask(): void {
        const rows = Uint32Array.from({ length: table.size }, (__, row) => row);
        const selected = rows.filter((row) => row % share === 0);
        const rest = rows.filter((row) => row % share === 1);
        const sidesOf = createSides(table, selected, rest, few);
        for (const column of table.spans) {
          const values = (of: Uint32Array) =>
            ascending(
              [...of].map((row) => {
                const sample = last.get(table.ids.at(row));
                return sample && spanOf(sample, column.kind.slug);
              }),
            );
          const [a, b] = [values(selected), values(rest)];
          const found = sidesOf(column);
          if (a.length === 0 || b.length === 0) {
            expect(found).toBeUndefined();
            continue;
          }
          expect([found?.selected, found?.rest]).toEqual(
            [a, b].map((side) => ({ n: side.length, p50: quantileOf(side, 0.5) })),
          );
          const wins = a.flatMap((x) => b.map((y): number => (x > y ? 1 : x === y ? 0.5 : 0)));
          const expected = wins.reduce((sum, win) => sum + win, 0) / wins.length;
          expect(found?.superiority).toBeCloseTo(expected, 12);
        }
      }
      for (const step of steps)
        if (step.kind === "put") {
          table.put(step.sample);
          last.set(step.sample.id, step.sample);
        } else if (step.kind === "remove") {
          table.remove(step.id);
          last.delete(step.id);
        } else if (step.kind === "prepare") table.orders.prepare(table.spans);
        else ask();
      ask();
    }),
    { numRuns: 300 },
  );
});
