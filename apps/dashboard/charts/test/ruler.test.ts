import fc from "fast-check";
import { expect, test } from "vitest";
import { layoutRuler, niceStep } from "@hacotaki/core/drawing/ruler";

const MS = 1_000_000n;
const S = 1_000_000_000n;
const labels = (fromNs: bigint, toNs: bigint, widthPx = 900) =>
  layoutRuler({ fromNs, toNs }, widthPx).flatMap(({ label }) => (label === undefined ? [] : [label]));

test("steps are 1, 2 or 5, and from half a minute on what people count in", () => {
  expect([0.3, 1, 3, 21, 600, 1.1e6].map(niceStep)).toEqual([1, 1, 5, 50, 1000, 2e6]);
  expect([31e9, 61e9, 4 * 60e9, 31 * 60e9, 7 * 3.6e12].map(niceStep)).toEqual([
    60e9,
    120e9,
    300e9,
    3.6e12,
    10 * 3.6e12,
  ]);
});

test("a whole boot is labelled in whole milliseconds", () => {
  expect(labels(0n, 76n * MS)).toEqual([
    "0 ms",
    "10 ms",
    "20 ms",
    "30 ms",
    "40 ms",
    "50 ms",
    "60 ms",
    "70 ms",
  ]);
});

test("a label that would leave the chart stands left of its tick", () => {
  const last = layoutRuler({ fromNs: 0n, toNs: 440n * MS }, 370).findLast(({ label }) => label !== undefined);
  expect(last).toMatchObject({ label: "400 ms", isLeft: true });
  expect(layoutRuler({ fromNs: 0n, toNs: 440n * MS }, 965).some(({ isLeft }) => isLeft)).toBe(false);
});

test("decimals appear as the zoom asks for them", () => {
  expect(labels(65_428_000n, 65_428_020n)).toEqual(["65.428 ms", "+5 ns", "+10 ns", "+15 ns", "+20 ns"]);
  expect(labels(65_428_000n, 65_430_000n, 500)).toEqual([
    "65.4280 ms",
    "65.4285 ms",
    "65.4290 ms",
    "65.4295 ms",
    // The last one would stand left of its tick, in the one before.
  ]);
});

test("what is too long for its place is told by its offset from an instant that is whole", () => {
  expect(labels(184_055_400n, 184_057_000n, 900)).toEqual([
    "+400 ns",
    "+600 ns",
    "+800 ns",
    "184.056 ms",
    "+200 ns",
    "+400 ns",
    "+600 ns",
    "+800 ns",
  ]);
  expect(labels(12_000_300_000n, 12_000_310_000n, 500)).toEqual([
    "12.000300 s",
    "+302 µs",
    "+304 µs",
    "+306 µs",
    "+308 µs",
    "+310 µs",
  ]);
  expect(labels(184_056_410n, 184_056_480n, 500)).toEqual(["184.05642 ms", "+440 ns", "+460 ns", "+480 ns"]);
  // An offset counts forwards in time, also before the instant that others are aligned on.
  expect(labels(-184_056_600n, -184_055_900n, 500)).toEqual([
    "+400 ns",
    "+600 ns",
    "+800 ns",
    "\u2212184.056 ms",
  ]);
});

test("a small chart has two labels where there is room for them", () => {
  expect(labels(0n, 76n * MS, 130)).toEqual(["0 ms", "50 ms"]);
  expect(labels(0n, 60n * MS, 110)).toEqual(["0 ms", "50 ms"]);
  expect(labels(10_036_001n, 10_036_101n, 112)).toEqual(["10.03605 ms"]);
});

test("from nanoseconds to days", () => {
  expect(labels(0n, 100n)[1]).toBe("20 ns");
  expect(labels(0n, 40n * S).at(-1)).toBe("40 s");
  expect(labels(0n, 3600n * S)[1]).toBe("10 min");
  expect(labels(3600n * S, 7200n * S)[1]).toBe("1 h 10 min");
  expect(labels(0n, 86_400n * S)[1]).toBe("5 h");
});

test("whatever the range, no two neighbouring labels are alike, none overlap and every tick is inside", () => {
  const ranges = fc
    .tuple(
      fc.bigInt(-(10n ** 12n), 10n ** 15n),
      fc.bigInt(100n, 10n ** 15n),
      fc.integer({ min: 100, max: 3000 }),
    )
    .map(([fromNs, length, widthPx]) => ({ range: { fromNs, toNs: fromNs + length }, widthPx }));
  fc.assert(
    fc.property(ranges, ({ range, widthPx }) => {
      const ticks = layoutRuler(range, widthPx);
      const named = ticks.filter(({ label }) => label !== undefined);
      expect(ticks.length).toBeLessThan(widthPx / 8);
      for (const { x } of ticks) expect(x >= -1e-9 && x <= 1 + 1e-9).toBe(true);
      for (const [index, tick] of named.slice(1).entries()) {
        const before = named[index];
        expect(tick.label).not.toBe(before?.label);
        expect((tick.x - (before?.x ?? 0)) * widthPx).toBeGreaterThan(
          Math.min(80, (before?.label?.length ?? 0) * 6),
        );
      }
    }),
    { examples: [[{ range: { fromNs: 10_036_001n, toNs: 10_036_101n }, widthPx: 112 }]] },
  );
});
