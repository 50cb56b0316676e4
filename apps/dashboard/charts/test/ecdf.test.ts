import { expect, test } from "vitest";
import { layoutEcdf, stepsOf } from "../ecdf/layout.ts";

const ecdf = (...durations: number[]) =>
  durations.map((duration, index) => ({ duration, share: (index + 1) / durations.length }));

test("both distributions stand on one axis, within it", () => {
  const { baseline, candidate, isLog } = layoutEcdf({
    baseline: ecdf(10e6, 20e6),
    candidate: ecdf(15e6, 40e6),
  });
  expect(isLog).toBe(false);
  const xs = [...baseline, ...candidate].map(({ x }) => x);
  expect(Math.min(...xs)).toBeGreaterThan(0);
  expect(Math.max(...xs)).toBeLessThan(1);
  expect(candidate[0]?.x).toBeGreaterThan(baseline[0]?.x ?? 1);
  expect(candidate[0]?.x).toBeLessThan(baseline[1]?.x ?? 0);
});

test("durations of different magnitudes stand on a logarithmic axis", () => {
  const { isLog, baseline, ticks } = layoutEcdf({ baseline: ecdf(1e6, 10e6, 100e6), candidate: [] });
  expect(isLog).toBe(true);
  const [a, b, c] = baseline.map(({ x }) => x);
  expect((b ?? 0) - (a ?? 0)).toBeCloseTo((c ?? 0) - (b ?? 0), 9);
  expect(ticks.map(({ label }) => label)).toEqual([
    "1 ms",
    "2 ms",
    "5 ms",
    "10 ms",
    "20 ms",
    "50 ms",
    "100 ms",
  ]);
});

test("on a phone no label of the axis reaches into the one before it", () => {
  const { ticks } = layoutEcdf({ baseline: ecdf(1e6, 10e6, 100e6), candidate: [] });
  const shown = ticks.filter(({ isCrowded }) => !isCrowded).map(({ x }) => x);
  expect(shown.length).toBeGreaterThan(2);
  for (const [place, x] of shown.slice(1).entries()) expect(x - (shown[place] ?? 0)).toBeGreaterThan(0.15);
});

test("one boot, equal boots and boots of no time at all are drawn inside of the chart", () => {
  for (const durations of [[5e6], [5e6, 5e6, 5e6], [0, 0]]) {
    const { baseline, ticks } = layoutEcdf({ baseline: ecdf(...durations), candidate: [] });
    for (const { x } of [...baseline, ...ticks]) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThanOrEqual(1);
    }
  }
});

test("the curve steps up at each duration, and ends with all of the boots", () => {
  expect(
    stepsOf(
      [
        { x: 0.25, y: 0.5 },
        { x: 0.5, y: 1 },
      ],
      100,
      10,
    ),
  ).toBe("M0,10L25,10L25,5L50,5L50,0L100,0L100,0");
  expect(stepsOf([], 100, 10)).toBe("");
});
