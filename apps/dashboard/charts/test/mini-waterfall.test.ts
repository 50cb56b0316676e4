import { instant, summaryOf } from "@hacotaki/core";
import { expect, test } from "vitest";
import { layoutMini } from "../mini-waterfall/layout.ts";
import { drawnLength, ownLength } from "../mini-waterfall/lengths.ts";
import {
  fractionOn,
  linearScale,
  scaleOf,
  scaleTicks,
  sharedScale,
  wholeScale,
} from "../mini-waterfall/scale.ts";
import { exampleBoot, exampleBoots } from "../../test/example-boots.ts";

const MS = 1_000_000n;
const second = linearScale(1_000n * MS);

test("a scale is a round number that ends with the longest boot, or at the p95 where one is far longer", () => {
  const lengths = { p50: 180e6, p95: 480e6, longest: 900e6 };
  expect(scaleOf(lengths, "linear")).toEqual(linearScale(1_000n * MS));
  expect(scaleOf({ ...lengths, longest: 400e9 }, "linear")).toEqual(linearScale(500n * MS));
});

test("boots at hand share a scale that one of them alone does not stretch", async () => {
  const boots = (await exampleBoots()).map(({ boot }) => summaryOf(boot));
  expect(sharedScale([]).toNs).toBe(1_000n);
  expect(wholeScale(boots).toNs).toBe(1_000n * MS);
  const [first] = boots;
  if (first === undefined) throw new Error("there are examples");
  const slow = { ...first, startAt: instant(0n), upAt: instant(400_000n * MS) };
  expect(sharedScale([...boots, ...boots, slow])).toEqual(sharedScale([...boots, ...boots]));
});

test("a logarithmic scale holds the longest, and its ticks do not overlap", () => {
  const scale = scaleOf({ p50: 180e6, p95: 480e6, longest: 400e9 }, "log");
  expect(fractionOn(scale, 0)).toBe(0);
  expect(fractionOn(scale, 400e9)).toBeLessThanOrEqual(1);
  expect(fractionOn(scale, 180e6)).toBeGreaterThan(0.2);
  const labelled = scaleTicks(scale, 420).filter(({ label }) => label !== undefined);
  expect(labelled.map(({ label }) => label)).toEqual(["0", "100 ms", "1 s", "10 s", "100 s"]);
});

test("a row shows the boot path and the application's start, not the rest of the container's life", async () => {
  const { boot } = await exampleBoot("tcp-c");
  const { bars, exec, ready } = layoutMini(summaryOf(boot), second, undefined);
  expect(bars.map(({ slug }) => slug)).not.toContain("running");
  expect(bars.at(-1)?.slug).toBe("app-start");
  expect(exec).toBeCloseTo(0.118, 3);
  expect(ready).toBeCloseTo(0.4195, 3);
});

test("on its own scale a boot fills the width, and what is longer than the scale says how long it is", async () => {
  const summary = summaryOf((await exampleBoot("slow-hooks")).boot);
  const length = ownLength(summary, undefined);
  const own = layoutMini(summary, linearScale(length), undefined);
  const end = own.bars.reduce((max, { x, width }) => Math.max(max, x + width), 0);
  expect(end).toBeCloseTo(1, 9);
  expect(own.beyondNs).toBe(undefined);
  expect(layoutMini(summary, linearScale(100n * MS), undefined).beyondNs).toBe(length);
});

test("an application that starts beyond the scale says when, though its boot is on it", async () => {
  const summary = summaryOf((await exampleBoot("tcp-c")).boot);
  const { beyondNs } = layoutMini(summary, linearScale(200n * MS), undefined);
  expect(beyondNs).toBe(drawnLength(summary, undefined));
  expect(beyondNs).toBeGreaterThan(ownLength(summary, undefined));
});

test("on the scale of all that is drawn nothing of a boot is cut", async () => {
  for (const { boot } of await exampleBoots()) {
    const summary = summaryOf(boot);
    const { bars, ready, beyondNs } = layoutMini(
      summary,
      linearScale(drawnLength(summary, undefined)),
      undefined,
    );
    expect(beyondNs).toBe(undefined);
    expect(bars.every(({ x, width }) => x + width <= 1)).toBe(true);
    expect(bars.length).toBe(
      summary.spans.filter(({ onPath, slug }) => onPath || slug === "app-start").length,
    );
    expect(ready === undefined).toBe(summary.readyAt === undefined);
  }
});

test("a failed boot ends with its death", async () => {
  const { died, exec } = layoutMini(
    summaryOf((await exampleBoot("fail-nocmd")).boot),
    linearScale(100n * MS),
    undefined,
  );
  expect(died).toBeCloseTo(0.63, 2);
  expect(exec).toBeUndefined();
});
