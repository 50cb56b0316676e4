import { summaryOf } from "@hacotaki/core";
import { expect, test } from "vitest";
import { drawnScale, layoutMini, ownScale, sharedScale } from "../mini-waterfall/layout.ts";
import { exampleBoot, exampleBoots } from "../../test/example-boots.ts";

test("the shared scale is a round number that holds every boot", async () => {
  const boots = (await exampleBoots()).map(({ boot }) => summaryOf(boot));
  expect(sharedScale(boots)).toBe(1_000_000_000n);
  expect(sharedScale([])).toBe(1_000n);
});

test("a row shows the boot path and the application's start, not the rest of the container's life", async () => {
  const { boot } = await exampleBoot("tcp-c");
  const { bars, exec, ready } = layoutMini(summaryOf(boot), 1_000_000_000n, undefined);
  expect(bars.map(({ slug }) => slug)).not.toContain("running");
  expect(bars.at(-1)?.slug).toBe("app-start");
  expect(exec).toBeCloseTo(0.118, 3);
  expect(ready).toBeCloseTo(0.4195, 3);
});

test("on its own scale a boot fills the width, and what is longer than the scale says so", async () => {
  const summary = summaryOf((await exampleBoot("slow-hooks")).boot);
  const own = layoutMini(summary, ownScale(summary, undefined), undefined);
  const end = own.bars.reduce((max, { x, width }) => Math.max(max, x + width), 0);
  expect(end).toBeCloseTo(1, 9);
  expect(own.cutRight).toBe(false);
  expect(layoutMini(summary, 100_000_000n, undefined).cutRight).toBe(true);
});

test("on the scale of all that is drawn nothing of a boot is cut", async () => {
  for (const { boot } of await exampleBoots()) {
    const summary = summaryOf(boot);
    const { bars, ready } = layoutMini(summary, drawnScale(summary, undefined), undefined);
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
    100_000_000n,
    undefined,
  );
  expect(died).toBeCloseTo(0.63, 2);
  expect(exec).toBeUndefined();
});
