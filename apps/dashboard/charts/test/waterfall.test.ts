import { describe, expect, test } from "vitest";
import { formatDuration, instant, type Boot, type Span } from "@hacotaki/core";
import { bootExtent, clampRange, panBy, wholeExtent, zoomAround } from "@hacotaki/core/drawing/extent";
import { layoutWaterfall, type BarGeometry } from "@hacotaki/core/drawing/waterfall";
import { layoutFlags } from "@hacotaki/core/drawing/flags";
import { rowsOf } from "@hacotaki/core/drawing/rows";
import { isSameGeometry } from "../waterfall/same-geometry.ts";
import { exampleBoot, exampleBoots } from "../../test/example-boots.ts";

const WIDTH = 900;
const rowsOfBoot = (boot: Boot) => rowsOf({ boot, marks: [], collapsed: [] });
const draw = (
  boot: Boot,
  range = bootExtent({ boot, nowNs: undefined }),
  nowNs?: bigint,
  rows = rowsOfBoot(boot),
) => layoutWaterfall({ boot, rows, range, nowNs, widthPx: WIDTH });
const barsOf = (boot: Boot) =>
  draw(boot).flatMap((row): BarGeometry[] => (row.kind === "bar" ? [row.bar] : []));

test("the bars of the boot path join without gap or overlap, whatever boot it is", async () => {
  for (const { boot } of await exampleBoots()) {
    const bars = barsOf(boot)
      .filter(({ onPath }) => onPath)
      .sort((a, b) => a.x - b.x || a.width - b.width);
    expect(bars[0]?.x).toBe(0);
    for (const [index, bar] of bars.slice(1).entries()) {
      const before = bars[index];
      expect(bar.x).toBeCloseTo((before?.x ?? 0) + (before?.width ?? 0), 9);
    }
    // Ten percent of the path are left for the last label.
    const last = bars.at(-1);
    expect((last?.x ?? 0) + (last?.width ?? 0)).toBeLessThanOrEqual(1 / 1.1 + 1e-6);
  }
});

test("lanes come from the outside in, spans by start, and a folded lane shows its head only", async () => {
  const { boot, marks } = await exampleBoot("tcp-c");
  const names = (collapsed: Parameters<typeof rowsOf>[0]["collapsed"]) =>
    rowsOf({ boot, marks, collapsed })
      .map((row) => (row.kind === "lane" ? `${row.lane}:` : row.span.slug))
      .join(" ");
  const container =
    "namespace filesystem rlimit cgroup remount uid-map pivot-root capability seccomp handover exec";
  expect(names([])).toBe(
    "launcher: runtime-start evaluate " +
      "supervisor: prepare fork wait-setup finish running cleanup " +
      `container: ${container} ` +
      "application: app-start",
  );
  expect(names(["supervisor", "container"])).toBe(
    "launcher: runtime-start evaluate supervisor: container: application: app-start",
  );
});

test("the name stands inside where it fits, the duration always outside, turning over at the edge", async () => {
  const { boot } = await exampleBoot("min-true");
  const bar = (slug: string) =>
    draw(boot).flatMap((row) => (row.kind === "bar" && row.row.span.slug === slug ? [row.bar] : []))[0];
  expect(bar("runtime-start")).toMatchObject({
    inner: "runtime start",
    outer: { place: "after", text: "58.8 ms" },
  });
  expect(bar("rlimit")).toMatchObject({ inner: undefined, outer: { place: "after", text: "24.2 µs" } });
  expect(bar("running")).toMatchObject({ outer: { place: "before", text: "8.81 ms" } });
});

test("a span outside of the range is an arrow towards it", async () => {
  const { boot } = await exampleBoot("min-true");
  const rows = draw(boot, { fromNs: 65_000_000n, toNs: 66_000_000n });
  const edge = (slug: string) =>
    rows.flatMap((row) =>
      row.kind === "offscreen" && row.row.span.slug === slug ? [row.arrow.edge] : [],
    )[0];
  expect([edge("evaluate"), edge("cleanup"), edge("pivot-root")]).toEqual(["left", "right", undefined]);
});

const opened = (boot: Boot): Boot => {
  const spans = boot.spans.slice(0, 4).map((span, index): Span => {
    if (index < 3 || span.state === "open") return span;
    const { endAt: _, to: __, ...facts } = span;
    return { ...facts, state: "open" };
  });
  const { upAt: _, endAt: __, exitAt: ___, ...rest } = boot;
  return { ...rest, outcome: "booting", spans };
};

test("an open bar is told by the clock of its boot: by whole seconds from ten of them on", async () => {
  const boot = opened((await exampleBoot("min-true")).boot);
  const start = (boot.spans.at(-1)?.startAt ?? boot.startAt) - boot.startAt;
  const textAt = (nowNs: bigint) => {
    const row = draw(boot, bootExtent({ boot, nowNs }), nowNs).findLast(({ kind }) => kind === "bar");
    return row?.kind === "bar" ? row.bar.outer.text : undefined;
  };
  const told = (ns: bigint) => `${formatDuration(ns - start)} …`;
  expect(textAt(26_900_000_000n)).toBe(told(26_000_000_000n));
  expect(textAt(8_190_000_000n)).toBe(told(8_100_000_000n));
  expect(textAt(start + 45_600_000n)).toBe("45.6 ms …");
});

test("an open span grows with the clock, and nothing else moves until the range is full", async () => {
  const boot = opened((await exampleBoot("min-true")).boot);
  const start = (boot.spans.at(-1)?.startAt ?? boot.startAt) - boot.startAt;
  const range = bootExtent({ boot, nowNs: start + 1_000_000n });
  expect(bootExtent({ boot, nowNs: start + 2_000_000n })).toEqual(range);
  const rows = rowsOfBoot(boot);
  const before = draw(boot, range, start + 1_000_000n, rows);
  const after = draw(boot, range, start + 2_000_000n, rows);
  const moved = before.flatMap((row, index) => {
    const other = after[index];
    return other && isSameGeometry(row, other)
      ? []
      : [row.kind === "lane" ? row.row.lane : row.row.span.state];
  });
  expect(moved).toContain("open");
  expect(moved).not.toContain("closed");
});

const NAMES = { exec: "exec", ready: "ready :8080", died: "died" };
const flagsOf = (boot: Boot, range = bootExtent({ boot, nowNs: undefined }), widthPx = WIDTH) =>
  layoutFlags(boot, range, widthPx, NAMES).map(({ side, name }) => `${name ?? "-"} ${side}`);

test("a flag turns inwards at the right edge", async () => {
  expect(flagsOf((await exampleBoot("fail-nocmd")).boot)).toEqual(["died right"]);
  const { boot } = await exampleBoot("min-true");
  expect(flagsOf(boot, { fromNs: 0n, toNs: 70_000_000n })).toEqual(["exec left"]);
});

test("two flags turn away from each other, and share one name where there is no room for two", async () => {
  const { boot } = await exampleBoot("min-true");
  const ready = (after: bigint): Boot => ({ ...boot, readyAt: instant((boot.upAt ?? 0n) + after) });
  const range = { fromNs: 0n, toNs: 100_000_000n };
  expect(flagsOf(ready(15_000_000n), range)).toEqual(["exec right", "ready :8080 right"]);
  expect(flagsOf(ready(1_000_000n), range)).toEqual(["exec left", "ready :8080 right"]);
  expect(flagsOf(ready(1_000_000n), { fromNs: 69_000_000n, toNs: 169_000_000n })).toEqual([
    "- right",
    "exec · ready :8080 right",
  ]);
  expect(flagsOf(ready(1_000_000n), { fromNs: 0n, toNs: 72_000_000n })).toEqual([
    "exec · ready :8080 ▸ left",
    "- left",
  ]);
});

test("a figure stands where no flag's line runs through it, if there is such a place", async () => {
  const { boot } = await exampleBoot("min-true");
  const range = bootExtent({ boot, nowNs: undefined });
  const input = { boot, rows: rowsOfBoot(boot), range, nowNs: undefined, widthPx: WIDTH };
  const exec = Number((boot.upAt ?? boot.startAt) - boot.startAt) / Number(range.toNs);
  const placeOf = (lines: readonly number[]) =>
    layoutWaterfall({ ...input, lines }).flatMap((row) =>
      row.kind === "bar" && row.row.span.slug === "capability" ? [row.bar.outer.place] : [],
    );
  expect([placeOf([]), placeOf([exec])]).toEqual([["after"], ["before"]]);
});

test("marks beyond the range are counted, not lost", async () => {
  const { boot, marks } = await exampleBoot("user-probes");
  const range = bootExtent({ boot, nowNs: undefined });
  const rows = layoutWaterfall({
    boot,
    rows: rowsOf({ boot, marks, collapsed: [] }),
    range,
    nowNs: undefined,
    widthPx: WIDTH,
  });
  const lanes = rows.flatMap((row) => (row.kind === "lane" ? [row] : []));
  const shown = lanes.reduce((sum, lane) => sum + lane.marks.length + lane.later, 0);
  expect(shown).toBe(marks.length);
  expect(wholeExtent({ boot, marks, nowNs: undefined }).toNs).toBeGreaterThan(1_000_000_000n);
});

describe("zoom", () => {
  const whole = { fromNs: 0n, toNs: 1_000_000n };
  test("what is under the pointer stays there", () => {
    const { fromNs, toNs } = zoomAround(whole, 0.25, 0.5);
    expect(Number(fromNs) + Number(toNs - fromNs) * 0.25).toBe(250_000);
    expect(toNs - fromNs).toBe(500_000n);
  });
  test("a range stays inside the whole and never gets shorter than the clock can tell", () => {
    expect(clampRange({ fromNs: -50n, toNs: 10_000_000n }, whole)).toEqual(whole);
    expect(clampRange({ fromNs: 999_990n, toNs: 999_991n }, whole)).toEqual({
      fromNs: 999_900n,
      toNs: 1_000_000n,
    });
    expect(clampRange(panBy({ fromNs: 900_000n, toNs: 1_000_000n }, 0.5), whole)).toEqual({
      fromNs: 900_000n,
      toNs: 1_000_000n,
    });
  });
});

test("instants far apart or absurd never give a number that is none", async () => {
  const { boot } = await exampleBoot("min-true");
  for (const range of [
    { fromNs: -(2n ** 62n), toNs: 2n ** 62n },
    { fromNs: 2n ** 61n, toNs: 2n ** 61n + 100n },
    { fromNs: 0n, toNs: 100n },
  ])
    for (const row of draw(boot, range)) {
      const numbers =
        row.kind === "bar"
          ? [row.bar.x, row.bar.width]
          : row.kind === "lane"
            ? row.lives.flatMap(({ x, width }) => [x, width])
            : [];
      for (const number of numbers) expect(number >= 0 && number <= 1).toBe(true);
    }
});
