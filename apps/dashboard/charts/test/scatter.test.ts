import fc from "fast-check";
import { expect, test } from "vitest";
import type { BootId, Overview, ScatterPoint } from "@hacotaki/core";
import {
  durationAt,
  durationFraction,
  durationTicks,
  timeAt,
  timeFraction,
  timeTicks,
} from "../scatter/axes.ts";
import { layoutHistogram, layoutScatter, nearestPoint } from "../scatter/layout.ts";

const MS = 1e6;
const HOUR = 3_600_000_000_000n;
const NOON = 1_769_860_800_000_000_000n;
const domain = { since: NOON, until: NOON + 4n * HOUR, min: 10 * MS, max: 1000 * MS };
const who = (id: string) => ({ id: id as BootId, container: "web" });
const cross: ScatterPoint = {
  ...who("d"),
  wallTime: NOON + HOUR,
  duration: 10 * MS,
  outcome: "failed",
  inside: true,
};
const overview: Overview = {
  n: 4,
  inside: 1,
  failed: 1,
  beyond: { n: 1, inside: 0, longest: 9000 * MS, columns: [0, 0, 0, 1] },
  unmeasured: { n: 1, columns: [0, 0, 1, 0] },
  domain,
  scatter: {
    kind: "points",
    points: [
      { ...who("a"), wallTime: NOON + HOUR, duration: 100 * MS, outcome: "up", inside: true },
      { ...who("b"), wallTime: NOON + 2n * HOUR, duration: 1000 * MS, outcome: "ready", inside: false },
      { ...who("c"), wallTime: NOON + 9n * HOUR, duration: 100 * MS, outcome: "up", inside: false },
      cross,
      // Beyond the axis: told by the strip above it.
      { ...cross, ...who("e"), duration: 9000 * MS },
    ],
  },
  histogram: { edges: [10 * MS, 100 * MS, 1000 * MS], counts: [1, 2], inside: [0, 1] },
};

test("a boot stands at its moment and its duration, and what is beyond the axes is not drawn", () => {
  expect(layoutScatter(overview, "log").paths).toEqual([
    { outcome: "up", inside: true, d: "M500 200h0" },
    { outcome: "ready", inside: false, d: "M1000 0h0" },
  ]);
  expect(layoutScatter(overview, "linear").paths[0]?.d).toBe("M500 364h0");
});

test("a boot without a duration is a tick in its column below, one longer than the axis above", () => {
  expect(layoutScatter(overview, "log")).toMatchObject({ rug: "M1250 0v1", beyond: "M1750 0v1" });
});

test("a failed boot is a cross at its death, found as other marks are; many of them are dots", () => {
  const scatter = layoutScatter(overview, "log");
  expect(scatter.crosses).toEqual([{ x: 0.25, y: 1 }]);
  expect(nearestPoint(scatter, { x: 0.25, y: 0.99 }, { width: 1000, height: 100 }, 12)?.outcome).toBe(
    "failed",
  );
  const points = Array.from({ length: 500 }, () => cross);
  const many = layoutScatter({ ...overview, scatter: { kind: "points", points } }, "log");
  expect(many.crosses).toEqual([]);
  expect(many.paths.map(({ outcome }) => outcome)).toEqual(["failed"]);
});

test("a fuller cell has a higher level, and row 0 is at the bottom", () => {
  const cells: Overview = {
    ...overview,
    scatter: {
      kind: "cells",
      columns: 4,
      rows: 2,
      cells: [
        { column: 0, row: 0, outcome: "up", n: 1 },
        { column: 3, row: 1, outcome: "up", n: 1000 },
      ],
    },
  };
  expect(layoutScatter(cells, "log").paths).toEqual([
    { outcome: "up", level: 1, inside: true, d: "m0 200h500v200h-500z" },
    { outcome: "up", level: 5, inside: true, d: "m1500 0h500v200h-500z" },
  ]);
});

test("cells of one level side by side are drawn as one", () => {
  const cell = (column: number, row: number) => ({ column, row, outcome: "up" as const, n: 1 });
  const cells = [cell(0, 0), cell(1, 0), cell(3, 0), cell(2, 1)];
  const scatter = { kind: "cells" as const, columns: 4, rows: 2, cells };
  expect(layoutScatter({ ...overview, scatter }, "log").paths.map(({ d }) => d)).toEqual([
    "m0 200h1000v200h-1000zm1500 0h500v200h-500zm-500 -200h500v200h-500z",
  ]);
});

test("the histogram's fullest bar is as wide as its chart", () => {
  expect(layoutHistogram(overview)).toEqual({
    all: "M0 200H50V400H0zM0 0H100V200H0z",
    inside: "M0 0H50V200H0z",
  });
});

test("the nearest boot is found within reach", () => {
  const scatter = layoutScatter(overview, "log");
  const page = { width: 1000, height: 100 };
  expect(nearestPoint(scatter, { x: 0.255, y: 0.5 }, page, 12)).toEqual({ x: 0.25, y: 0.5, outcome: "up" });
  expect(nearestPoint(scatter, { x: 0.3, y: 0.5 }, page, 12)).toBeUndefined();
});

test("a place read back from the axes is where it was, to the digits a pointer means", () => {
  const axis = fc.constantFrom("log" as const, "linear" as const);
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), axis, (share, kind) => {
      expect(durationFraction(Number(durationAt(share, domain, kind)), domain, kind)).toBeCloseTo(share, 2);
      expect(timeFraction(timeAt(share, domain), domain)).toBeCloseTo(share, 3);
    }),
  );
});

test("durations are labelled in steps of 1, 2 and 5", () => {
  expect(durationTicks(domain, "log", 0.1).map(({ label }) => label)).toEqual([
    "10 ms",
    "20 ms",
    "50 ms",
    "100 ms",
    "200 ms",
    "500 ms",
    "1 s",
  ]);
  expect(durationTicks({ ...domain, min: 0 }, "linear", 0.2).map(({ label }) => label)).toEqual([
    "0",
    "200 ms",
    "400 ms",
    "600 ms",
    "800 ms",
    "1 s",
  ]);
});

test("times are labelled at round hours of the visitor's zone, also where clocks change", () => {
  const labels = (since: bigint, until: bigint, timeZone: string) =>
    timeTicks({ ...domain, since, until }, { locale: "en-GB", timeZone }, 0.1).map(({ label }) => label);
  expect(labels(NOON, NOON + 4n * HOUR, "UTC").slice(0, 2)).toEqual(["31 Jan 12:00", "12:30"]);
  expect(labels(NOON, NOON + 4n * HOUR, "Asia/Kolkata")[0]).toBe("31 Jan 17:30");
  const years = (length: bigint) => labels(NOON, NOON + length * 8766n * HOUR, "Asia/Tokyo");
  expect(years(1n).slice(0, 3)).toEqual(["Mar 2026", "May 2026", "Jul 2026"]);
  expect(years(6n)).toEqual(["2027", "2028", "2029", "2030", "2031", "2032"]);
  // Berlin went from 02:00 to 03:00 on 29 March 2026.
  const night = BigInt(Date.UTC(2026, 2, 28, 20)) * 1_000_000n;
  expect(labels(night, night + 20n * HOUR, "Europe/Berlin")).toContain("08:00");
});
