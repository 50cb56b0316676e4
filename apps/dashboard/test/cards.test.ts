import { bootDuration, headlineDuration, type Boot } from "@hacotaki/core";
import { pngOf } from "@hacotaki/formats/picture/raster";
import fc from "fast-check";
import { expect, test } from "vitest";
import { drawBootCard } from "../server/cards/boot-card.ts";
import { drawCompareCard, drawContainerCard } from "../server/cards/boots-card.ts";
import { exampleBoot, exampleBoots, summaryOf } from "./example-boots.ts";

const HOSTILE = `"><script>alert(1)</script>&\u202e\u0000\u001b[31m${"箱".repeat(300)}`;
const named = (boot: Boot, text: string): Boot => ({
  ...boot,
  container: text,
  hostName: text,
  spans: boot.spans.map((span) => ({ ...span, label: text })),
});
const sizeOf = (png: Uint8Array) => {
  const view = Buffer.from(png);
  return [view.toString("latin1", 1, 4), view.readUInt32BE(16), view.readUInt32BE(20)];
};

test("the card of a boot says who, how long, what took longest, and what it came to", async () => {
  for (const { boot, marks } of await exampleBoots()) {
    const card = drawBootCard(boot, marks);
    const duration = bootDuration(boot);
    expect(card).toContain(`>${boot.container}</text>`);
    if (duration !== undefined && (boot.outcome === "up" || boot.outcome === "ready"))
      expect(card).toContain(`>${headlineDuration(duration)}</text>`);
    if (boot.outcome === "failed") expect(card).toMatch(/(?:until it failed in|never booted)/);
  }
});

test("the card of a boot that is not whole says what may be missing", async () => {
  const { boot, marks } = await exampleBoot("tcp-c");
  const partial: Boot = { ...boot, outcome: "partial", losses: ["dropped"] };
  expect(drawBootCard(partial, marks)).toContain("events were dropped");
});

test("every card is a PNG of 1200 × 630, and nothing foreign acts in it", async () => {
  const boots = (await exampleBoots()).map(({ boot }) => named(boot, HOSTILE));
  const summaries = boots.map((boot) => summaryOf(boot));
  const [first] = boots;
  if (!first) throw new Error("no example boots");
  const cards = [
    drawBootCard(first, []),
    drawCompareCard(summaries.slice(0, 2), 0),
    drawCompareCard(summaries.slice(0, 8), 3),
    drawContainerCard(HOSTILE, summaries),
  ];
  for (const card of cards) {
    expect(card).not.toMatch(/<script|\u202e|\u0000|\u001b/);
    expect(sizeOf(await pngOf(card))).toEqual(["PNG", 1200, 630]);
  }
});

test("a card can be drawn of a boot with any names", async () => {
  const { boot } = await exampleBoot("tcp-c");
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary", maxLength: 60 }), async (text) => {
      expect((await pngOf(drawBootCard(named(boot, text), []))).length).toBeGreaterThan(0);
    }),
    { numRuns: 10 },
  );
});

test("the card of two boots says how much longer the candidate took than the baseline, in either order", async () => {
  const [a, b] = (await exampleBoots())
    .map(({ boot }) => summaryOf(boot))
    .filter((boot) => bootDuration(boot) !== undefined)
    .sort((x, y) => Number((bootDuration(x) ?? 0n) - (bootDuration(y) ?? 0n)));
  if (!a || !b) throw new Error("too few examples");
  const delta = headlineDuration((bootDuration(b) ?? 0n) - (bootDuration(a) ?? 0n));
  expect(drawCompareCard([a, b], 0)).toContain(`>+${delta}</text>`);
  expect(drawCompareCard([a, b], 0)).toContain("B is slower than A");
  expect(drawCompareCard([a, b], 1)).toContain(`>−${delta}</text>`);
  expect(drawCompareCard([a, b], 1)).toContain("A is faster than B");
});
