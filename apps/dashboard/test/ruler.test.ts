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

test("decimals appear as the zoom asks for them", () => {
  expect(labels(65_428_000n, 65_428_020n)).toEqual([
    "65.428000 ms",
    "65.428005 ms",
    "65.428010 ms",
    "65.428015 ms",
    "65.428020 ms",
  ]);
});

test("from nanoseconds to days", () => {
  expect(labels(0n, 100n)[1]).toBe("20 ns");
  expect(labels(0n, 40n * S).at(-1)).toBe("40 s");
  expect(labels(0n, 3600n * S)[1]).toBe("10 min");
  expect(labels(3600n * S, 7200n * S)[1]).toBe("1 h 10 min");
  expect(labels(0n, 86_400n * S)[1]).toBe("5 h");
});

test("whatever the range, no two labels are alike, none overlap and every tick is inside", () => {
  const ranges = fc
    .tuple(
      fc.bigInt(-(10n ** 12n), 10n ** 15n),
      fc.bigInt(100n, 10n ** 15n),
      fc.integer({ min: 200, max: 3000 }),
    )
    .map(([fromNs, length, widthPx]) => ({ range: { fromNs, toNs: fromNs + length }, widthPx }));
  fc.assert(
    fc.property(ranges, ({ range, widthPx }) => {
      const ticks = layoutRuler(range, widthPx);
      const named = ticks.filter(({ label }) => label !== undefined);
      expect(new Set(named.map(({ label }) => label)).size).toBe(named.length);
      expect(ticks.length).toBeLessThan(widthPx / 8);
      for (const { x } of ticks) expect(x >= -1e-9 && x <= 1 + 1e-9).toBe(true);
      for (const [index, tick] of named.slice(1).entries())
        expect((tick.x - (named[index]?.x ?? 0)) * widthPx).toBeGreaterThan(80);
    }),
  );
});
