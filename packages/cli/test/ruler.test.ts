import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { placeLabels, ticksOf } from "../src/terminal/ruler.ts";

const labels = (lengthNs: number, most: number) => ticksOf(lengthNs, most).map(({ label }) => label);

describe("the ruler", () => {
  test.each([
    [191_617_506, 5, ["0", "50 ms", "100 ms", "150 ms"]],
    [1_300_000, 7, ["0", "0.2 ms", "0.4 ms", "0.6 ms", "0.8 ms", "1.0 ms", "1.2 ms"]],
    [2_500_000_000, 6, ["0", "0.5 s", "1.0 s", "1.5 s", "2.0 s", "2.5 s"]],
    [900, 3, ["0", "500 ns"]],
  ])("divides %i ns in steps of 1, 2 or 5", (lengthNs, most, expected) => {
    expect(labels(lengthNs, most)).toEqual(expected);
  });

  test("two ticks never print alike, and there are never too many", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 ** 13 }),
        fc.integer({ min: 1, max: 30 }),
        (lengthNs, most) => {
          const shown = labels(lengthNs, most);
          expect(new Set(shown).size).toBe(shown.length);
          expect(shown.length).toBeLessThanOrEqual(most + 1);
        },
      ),
    );
  });

  test("a label that would touch the one before it, or the edge, is left out", () => {
    const placed = placeLabels(
      [
        { column: 0, text: "0" },
        { column: 3, text: "50 ms" },
        { column: 8, text: "100 ms" },
        { column: 18, text: "150 ms" },
      ],
      20,
    );
    expect(placed).toBe("0  50 ms            ");
  });
});
