import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { waitsOf, type Boot } from "@hacotaki/core";
import { bootExtent } from "@hacotaki/core/drawing/extent";
import { indexesOf, rowsOf } from "@hacotaki/core/drawing/rows";
import { layoutUsual, usualOf } from "@hacotaki/core/drawing/usual";
import { layoutWaits } from "../../../../charts/waterfall/waits.ts";
import { placedRows, rowsAtFirst, withRow } from "../../../../charts/waterfall/window.ts";
import { historyAt, stepOf, visited, wentTo } from "../../../../charts/waterfall/zoom-history.ts";
import { rangeOfRow, rangeOfSetUp } from "../use-waterfall-range.ts";
import { parseOffset, writtenOffset } from "../offset-input.ts";
import { exampleBoot } from "../../../../test/example-boots.ts";

describe("what is usual", () => {
  const quantiles = { n: 120, min: 1, p5: 1, p25: 2, p50: 100, p75: 150, p95: 300, max: 400 };
  const usual = { n: 120, p50: 100, p95: 300, percentile: 0.97 };
  test("starts where the bar starts: a bar to the median, a whisker to the 95th percentile", () => {
    const marks = layoutUsual(usual, 0.2, 1000);
    expect(marks.p50?.x).toBe(0.2);
    expect(marks.p50?.width).toBeCloseTo(0.1);
    expect(marks.whisker?.x).toBeCloseTo(0.3);
    expect(marks.whisker?.width).toBeCloseTo(0.2);
    expect(marks.cap).toBeCloseTo(0.5);
  });
  test("is cut at the edges, and has no cap where its end is out of sight", () => {
    expect(layoutUsual(usual, 0.8, 1000)).toEqual({
      p50: { x: 0.8, width: expect.closeTo(0.1) },
      whisker: { x: expect.closeTo(0.9), width: expect.closeTo(0.1) },
    });
    expect(layoutUsual(usual, -0.15, 1000).p50).toBeUndefined();
    expect(layoutUsual(usual, -5, 1000)).toEqual({});
  });
  test("is told by span, and of nothing without a population", () => {
    const spans = [
      { slug: "fork", label: "fork", group: "supervise", onPath: true, quantiles, mad: 1, percentile: 0.97 },
    ] as const;
    expect(usualOf({ spans }).get("fork")).toEqual(usual);
    expect(usualOf(undefined).size).toBe(0);
    expect(
      usualOf({ spans: spans.map((span) => ({ ...span, quantiles: { ...quantiles, n: 4 } })) }).size,
    ).toBe(0);
  });
});

describe("waits", () => {
  const layout = (boot: Boot, collapsed: Parameters<typeof rowsOf>[0]["collapsed"] = []) => {
    const rows = rowsOf({ boot, marks: [], collapsed });
    const range = { fromNs: 0n, toNs: 100_000_000n };
    return layoutWaits(waitsOf(boot), { boot, indexes: indexesOf(rows), range });
  };
  test("an arrow runs from the row that lets go to the row that waited, at its instant", async () => {
    const { boot } = await exampleBoot("min-true");
    const arrows = layout(boot);
    // 22 rows: launcher, its 2 spans, supervisor, its 6, container, its 11
    expect(arrows.map(({ key, points, y1, y2 }) => [key, points, y1 * 22, y2 * 22])).toEqual([
      ["fork-supervisor", "down", expect.closeTo(3), expect.closeTo(3)],
      ["fork-container", "down", expect.closeTo(6), expect.closeTo(10)],
      ["set-up-supervisor", "up", expect.closeTo(20), expect.closeTo(7)],
    ]);
    expect(arrows[0]?.x1).toBeCloseTo(0.60819392);
    expect(arrows[2]?.x2).toBeCloseTo(0.67926118);
  });
  test("a folded lane answers for its spans", async () => {
    const { boot } = await exampleBoot("min-true");
    // launcher and its 2 spans, supervisor, container
    expect(layout(boot, ["supervisor", "container"]).map(({ y1, y2 }) => [y1 * 5, y2 * 5])).toEqual([
      [expect.closeTo(3), expect.closeTo(3)],
      [expect.closeTo(4), expect.closeTo(4)],
      [expect.closeTo(4), expect.closeTo(4)],
    ]);
  });
});

describe("rows in sight", () => {
  test("before they are known, few rows are all drawn, and of many a screenful", () => {
    expect(rowsAtFirst(25)).toHaveLength(25);
    expect(rowsAtFirst(10_000)).toHaveLength(60);
  });
  test("the row with the focus is drawn wherever it is, in its place", () => {
    const { placed, below } = placedRows(withRow([994, 995, 996], 3, 10_000), 10_000);
    expect(placed).toEqual([
      { index: 3, gap: 3 },
      { index: 994, gap: 990 },
      { index: 995, gap: 0 },
      { index: 996, gap: 0 },
    ]);
    expect(below).toBe(10_000 - 997);
  });
  test("whatever is drawn, drawn rows and gaps add up to all rows, in order", () => {
    const focus = fc.option(fc.integer({ min: -1, max: 12_000 }), { nil: undefined });
    const range = fc.record({ from: fc.integer({ min: 0, max: 12_000 }), length: fc.nat(80) });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12_000 }), range, focus, (count, { from, length }, focused) => {
        const seen = Array.from({ length }, (_, offset) => from + offset).filter((index) => index < count);
        const { placed, below } = placedRows(withRow(seen, focused, count), count);
        expect(placed.reduce((sum, { gap }) => sum + gap + 1, below)).toBe(count);
        expect(below).toBeGreaterThanOrEqual(0);
        for (const { gap } of placed) expect(gap).toBeGreaterThanOrEqual(0);
        if (focused !== undefined && focused >= 0 && focused < count)
          expect(placed.some(({ index }) => index === focused)).toBe(true);
      }),
    );
  });
});

describe("zoom history", () => {
  test("goes back and forth, and a new range forgets what was ahead", () => {
    const two = visited(visited(historyAt(0)));
    expect(two).toEqual({ at: 2, last: 2 });
    expect(wentTo(two, 1)).toEqual({ at: 1, last: 2 });
    expect(wentTo(wentTo(two, 0), 2)).toEqual(two);
    expect(visited(wentTo(two, 0))).toEqual({ at: 1, last: 1 });
  });
  test("an entry that another page made, or nobody, is the first", () => {
    expect([null, undefined, {}, { zoomStep: "2" }, { zoomStep: -1 }, { zoomStep: 3 }].map(stepOf)).toEqual([
      0, 0, 0, 0, 0, 3,
    ]);
  });
});

test("a row leads to its span, its lane or, of the whole set-up, from fork to exec", async () => {
  const { boot } = await exampleBoot("tcp-c");
  const fit = bootExtent({ boot, nowNs: undefined });
  const upNs = (boot.upAt ?? 0n) - boot.startAt;
  const readyNs = (boot.readyAt ?? 0n) - boot.startAt;
  const fork = boot.spans.find(({ slug }) => slug === "fork");
  const setUp = rangeOfSetUp(boot, fit.toNs);
  expect(setUp?.fromNs).toBeLessThan((fork?.startAt ?? 0n) - boot.startAt);
  expect(setUp?.fromNs).toBeGreaterThan(upNs / 4n);
  expect(setUp?.toNs).toBeGreaterThan(upNs);
  expect(setUp?.toNs).toBeLessThan(readyNs);
  const lane = (name: string) => rangeOfRow(boot, undefined, `lane:${name}`, fit, fit.toNs);
  expect(lane("application")?.fromNs).toBeLessThanOrEqual(upNs);
  expect(lane("application")?.toNs).toBeGreaterThan(readyNs);
  // Running goes on long after the boot: the boot is what is looked at.
  expect(lane("supervisor")?.toNs).toBeLessThan(fit.toNs * 2n);
  expect(rangeOfRow(boot, undefined, "cgroup", fit, fit.toNs)?.fromNs).toBeGreaterThan(0n);
  expect(rangeOfRow(boot, undefined, "no-such-span", fit, fit.toNs)).toBeUndefined();
});

test("an offset is read as it is written, milliseconds without a unit", () => {
  const read = ["65.3 ms", "800us", "800 µs", "1.2s", "15", "1,5 ms", "12 ns", "−3 ms", "0.0000019 ms"];
  expect(read.map(parseOffset)).toEqual([
    65_300_000n,
    800_000n,
    800_000n,
    1_200_000_000n,
    15_000_000n,
    1_500_000n,
    12n,
    -3_000_000n,
    1n,
  ]);
  expect(["", "ms", "1e5", "1 min", "0x10", "1.2.3"].map(parseOffset)).toEqual(Array(6).fill(undefined));
});

test("an offset is written without needless zeros, and read back to the nanosecond", () => {
  expect([0n, 100n, 12_000_000n, 10_500_000n, 461_415_708n].map(writtenOffset)).toEqual([
    "0 ns",
    "100 ns",
    "12 ms",
    "10.5 ms",
    "461.415708 ms",
  ]);
  fc.assert(
    fc.property(fc.bigInt(-(10n ** 12n), 10n ** 15n), (ns) => {
      expect(parseOffset(writtenOffset(ns))).toBe(ns);
    }),
  );
});
