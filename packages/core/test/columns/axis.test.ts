import fc from "fast-check";
import { expect, test } from "vitest";
import { binFloors, binOf, durationScale } from "../../src/columns/axis.ts";

const BINS = 48;
const duration = fc.double({ min: 0, max: 1e15, noNaN: true }).map(Math.fround);

test("a float lies in the last bin whose floor it reaches, and beyond the axis from the last floor on", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("log", "linear"),
      fc.constantFrom([0, 500e6], [1e6, 2e9], [3, 5], [2e8, 3e8]),
      fc.array(duration, { minLength: 1 }),
      (axis, [min = 0, max = 1], durations) => {
        const place = durationScale(min, max, axis as "log" | "linear");
        const floors = binFloors(place, BINS);
        for (const ns of [...durations, ...floors]) {
          const isBeyond = ns >= (floors[BINS] ?? 0);
          const bin = floors.slice(0, BINS).findLastIndex((floor) => ns >= floor);
          expect(isBeyond || bin < 0 ? undefined : bin).toBe(binOf(place(ns), BINS));
        }
      },
    ),
  );
});
