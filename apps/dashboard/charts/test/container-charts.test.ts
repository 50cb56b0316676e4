import type { ContainerBin, Group, Quantiles } from "@hacotaki/core";
import { expect, test } from "vitest";
import { layoutBand } from "../band/layout.ts";
import { layoutDurationAxis, roundLabel } from "../duration-axis/layout.ts";
import { layoutFunnel } from "../funnel/layout.ts";
import { layoutChangeMarks } from "../change-marks/layout.ts";
import { histogramPath, layoutHistogram, logFraction } from "../histogram/layout.ts";
import { layoutStack, stackPaths } from "../stack/layout.ts";
import { layoutTimeAxis } from "../time-axis/layout.ts";

const MS = 1e6;
const HOUR = 3_600_000_000_000n;
const range = { since: 0n, until: 40n };
const quantiles = (n: number, p50: number, p95: number): Quantiles => ({
  n,
  min: p50 / 2,
  p5: p50,
  p25: p50,
  p50,
  p75: p95,
  p95,
  max: p95 * 2,
});
const bin = (at: number, boot: Quantiles | undefined, n = boot?.n ?? 0): ContainerBin => ({
  since: BigInt(at) * 10n,
  until: BigInt(at) * 10n + 10n,
  n,
  failed: 0,
  ...(boot ? { boot } : {}),
  spans: [],
});

test("an axis of durations starts at nothing and ends with a round number that holds the longest", () => {
  expect(layoutDurationAxis(173 * MS)).toEqual({
    topNs: 200 * MS,
    ticks: [
      { y: 1, label: "0" },
      { y: 0.5, label: "100 ms" },
      { y: 0, label: "200 ms" },
    ],
  });
  expect(layoutDurationAxis(0).topNs).toBeGreaterThan(0);
});

test.each([
  [50 * MS, "50 ms"],
  [60_000 * MS, "60 s"],
  [80_000 * MS, "80 s"],
  [120_000 * MS, "2 min"],
  [200_000 * MS, "200 s"],
  [7_200_000 * MS, "2 h"],
])("a tick of %d ns is written %j: round, and in the unit of those below it", (ns, label) =>
  expect(roundLabel(ns)).toBe(label),
);

test("a stretch with enough boots has a band from p50 to p95, one with few only what they took", () => {
  const { axis, marks } = layoutBand(
    [bin(0, quantiles(5, 50 * MS, 100 * MS)), bin(1, quantiles(4, 50 * MS, 100 * MS))],
    range,
  );
  expect(axis.topNs).toBe(200 * MS);
  expect(marks).toMatchObject([
    { kind: "band", x: 0, width: 0.25, p50: 0.75, p95: 0.5 },
    { kind: "few", x: 0.25, width: 0.25, min: 0.875, p50: 0.75, max: 0 },
  ]);
});

test("a stretch without boots leaves a gap, one with boots of unknown duration does not", () => {
  const { marks } = layoutBand([bin(0, undefined), bin(2, undefined, 3)], range);
  expect(marks).toMatchObject([{ kind: "unmeasured", x: 0.5 }]);
});

test("medians stand upon each other in the order of the boot path", () => {
  const spans = [
    { slug: "evaluate", p50: 60 * MS },
    { slug: "exec", p50: 40 * MS },
  ];
  const groupOf = (slug: string): Group => (slug === "exec" ? "exec" : "supervise");
  const { axis, columns } = layoutStack([{ ...bin(1, undefined, 9), spans }], range, groupOf);
  expect(axis.topNs).toBe(100 * MS);
  const parts = columns[0]?.parts ?? [];
  expect(parts.map(({ slug, group }) => [slug, group])).toEqual([
    ["evaluate", "supervise"],
    ["exec", "exec"],
  ]);
  expect(parts.map(({ y }) => y)).toEqual([0.4, 0]);
  expect(parts.map(({ height }) => height)).toEqual([0.6, 0.4]);
});

test("a span is one shape over all columns, and keeps its place in a column that lacks those below it", () => {
  const part = (slug: string, y: number, height: number) => ({ slug, group: "exec" as const, y, height });
  const column = { bin: bin(1, undefined), width: 0.1 };
  const columns = [
    { ...column, x: 0, parts: [part("fork", 0.5, 0.5), part("exec", 0.25, 0.25)] },
    { ...column, x: 0.5, parts: [part("exec", 0.75, 0.25)] },
  ];
  expect(stackPaths(columns, { width: 100, height: 200 })).toEqual([
    { slug: "fork", group: "exec", d: "M0 100h10v100h-10z" },
    { slug: "exec", group: "exec", d: "M0 50h10v50h-10zM50 150h10v50h-10z" },
  ]);
});

test("a histogram's tallest bar fills the height, and empty ones are not drawn", () => {
  expect(layoutHistogram([1, 10, 100, 1000], [2, 0, 4])).toEqual([
    { x: 0, width: 1 / 3, y: 0.5, count: 2, from: 1, to: 10 },
    { x: 2 / 3, width: 1 / 3, y: 0, count: 4, from: 100, to: 1000 },
  ]);
  expect(logFraction([1, 10, 100], 10)).toBeCloseTo(0.5, 9);
  expect([logFraction([10, 100], 1), logFraction([10, 100], 1e6)]).toEqual([0, 1]);
  expect(logFraction([5, 5], 5)).toBe(0.5);
});

test("a step of the funnel tells who went on from who failed, and phases where nobody failed are passed over", () => {
  const rows = layoutFunnel([
    { phase: "CLI_START", reached: 10, failed: 1 },
    { phase: "START_SV", reached: 9, failed: 0 },
    { phase: "CONTAINER_START", reached: 5, failed: 5 },
  ]);
  expect(rows.map(({ passed, failed }) => [passed, failed])).toEqual([
    [0.9, 0.1],
    [0, 0.5],
  ]);
  expect(layoutFunnel([])).toEqual([]);
});

test("ticks of wall time are round for the reader's clocks, and never more than asked for", () => {
  const day = { since: 0n, until: 24n * HOUR };
  expect(layoutTimeAxis(day, 5).map(({ at }) => at / HOUR)).toEqual([0n, 6n, 12n, 18n]);
  const tokyo = layoutTimeAxis({ since: 0n, until: 72n * HOUR }, 4, 9n * HOUR);
  expect(tokyo.map(({ at, isDay }) => [at / HOUR, isDay])).toEqual([
    [15n, true],
    [39n, true],
    [63n, true],
  ]);
  for (const most of [1, 2, 3, 7])
    expect(layoutTimeAxis({ since: 12_345n, until: 40_000n * HOUR }, most).length).toBeLessThanOrEqual(most);
  expect(layoutTimeAxis({ since: 5n, until: 5n }, 3)).toEqual([]);
});

test("a histogram is one path, and its lowest bar is still seen", () => {
  const bars = layoutHistogram([1, 10, 100, 1000], [1, 0, 1000]);
  expect(histogramPath(bars, { width: 300, height: 50, least: 1.5 })).toBe(
    "M0 50V48.5h100V50zM200 50V0h100V50z",
  );
});

test("changes are marked where they were, neighbours with one mark, and keep their numbers beyond the range", () => {
  const range = { since: 1_000n, until: 2_000n };
  expect(layoutChangeMarks([500n, 1_100n, 1_105n, 1_500n, 1_990n], range)).toEqual([
    { x: 0.1, first: 2, last: 3 },
    { x: 0.5, first: 4, last: 4 },
    { x: 0.99, first: 5, last: 5 },
  ]);
  expect(layoutChangeMarks([], range)).toEqual([]);
});
