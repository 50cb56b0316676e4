import {
  summaryOf,
  bootDuration,
  createColumns,
  DEFAULT_COHORT_OPTIONS,
  headlineDuration,
  heldBoot,
  instant,
  sharedBoot,
  type Boot,
  type BootId,
  type CohortSide,
  type Group,
  type ShareParts,
} from "@hacotaki/core";
import { pngOf } from "@hacotaki/formats/picture/raster";
import fc from "fast-check";
import { expect, test } from "vitest";
import { drawAgainstCard } from "../cards/against-card.ts";
import { drawBootCard } from "../cards/boot-card.ts";
import { drawCompareCard, drawContainerCard } from "../cards/boots-card.ts";
import { drawCohortsCard } from "../cards/cohorts-card.ts";
import { drawShareCard } from "../cards/share-card.ts";
import { exampleBoot, exampleBoots } from "../../test/example-boots.ts";

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
  for (const { boot } of await exampleBoots()) {
    const card = drawBootCard(boot);
    const duration = bootDuration(boot);
    expect(card).toContain(`>${boot.container}</text>`);
    if (duration !== undefined && (boot.outcome === "up" || boot.outcome === "ready"))
      expect(card).toContain(`>${headlineDuration(duration)}</text>`);
    if (boot.outcome === "failed") expect(card).toMatch(/(?:until it failed in|never booted)/);
  }
});

test("the card of a boot that is not whole says what may be missing", async () => {
  const { boot } = await exampleBoot("tcp-c");
  const partial: Boot = { ...boot, outcome: "partial", losses: ["dropped"] };
  expect(drawBootCard(partial)).toContain("events were dropped");
});

test("every card is a PNG of 1200 × 630, and nothing foreign acts in it", async () => {
  const boots = (await exampleBoots()).map(({ boot }) => named(boot, HOSTILE));
  const summaries = boots.map((boot) => summaryOf(boot));
  const [first] = boots;
  if (!first) throw new Error("no example boots");
  const cards = [
    drawBootCard(first),
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
      expect((await pngOf(drawBootCard(named(boot, text)))).length).toBeGreaterThan(0);
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

const spanKind = (slug: string, label: string, group: Group) => ({ slug, label, group, onPath: true });

/** Ten boots of two containers each, of one of them a tenth of a second longer in pivot_root. */
function twoCohorts() {
  const columns = createColumns();
  for (let n = 0; n < 20; n++) {
    const slow = n % 2 === 1;
    const [evaluate, pivot] = [20e6 + n * 1e5, (slow ? 110e6 : 10e6) + n * 1e4];
    columns.put({
      id: `${n}`.padStart(16, "0") as BootId,
      container: slow ? "after" : "before",
      hostId: "h",
      hostName: "host",
      outcome: "up",
      wallTime: BigInt(n),
      duration: evaluate + pivot,
      spans: [
        { kind: spanKind("evaluate", "evaluate haco file", "supervise"), duration: evaluate },
        { kind: spanKind("pivot-root", "pivot_root", "filesystem"), duration: pivot },
      ],
    });
  }
  return columns;
}
const of = (container: string): CohortSide => ({ kind: "filter", filter: { container } });

test("the card of two cohorts says which is slower, by how much, and in which span", async () => {
  const comparison = twoCohorts().compare(
    { container: "before" },
    { container: "after" },
    DEFAULT_COHORT_OPTIONS,
  );
  const card = drawCohortsCard({ baseline: of("before"), candidate: of("after") }, comparison);
  expect(card).toContain(">after against before</text>");
  expect(card).toMatch(/>\+100\.\d ms<\/text>/);
  expect(card).toContain("slower: median");
  expect(card).toContain("slower: pivot_root 100 ms");
  expect(card.match(/class="curve (baseline|candidate)"/g)?.length).toBe(6);
  expect(sizeOf(await pngOf(card))).toEqual(["PNG", 1200, 630]);
});

test("the card of cohorts too small to compare says that nothing can be told of them", () => {
  const empty = createColumns().compare({}, {}, DEFAULT_COHORT_OPTIONS);
  const card = drawCohortsCard({ baseline: of("a"), candidate: { kind: "named", name: HOSTILE } }, empty);
  expect(card).toContain("too few boots to tell");
  expect(card).not.toMatch(/<script|\u202e|\u0000|\u001b/);
});

/** Twelve other boots of its container, each about half as long. */
function halfAsLong(boot: Boot) {
  const columns = createColumns();
  const held = heldBoot(boot);
  for (let n = 0; n < 12; n++)
    columns.put({
      id: `${n}`.padStart(16, "0") as BootId,
      container: boot.container,
      hostId: "h",
      hostName: "host",
      outcome: "up",
      wallTime: BigInt(n),
      duration: (held.duration ?? 0) / 2 + n * 1000,
      spans: boot.spans.map((kind) => ({
        kind,
        duration: (held.spans.find(({ slug }) => slug === kind.slug)?.duration ?? 0) / 2 + n * 1000,
      })),
    });
  return { held, usual: columns.population({ container: boot.container }, held) };
}

test("the card of a boot against its usual says how many others were shorter, and what is out of the ordinary", async () => {
  const { boot } = await exampleBoot("min-true");
  const { held, usual } = halfAsLong(boot);
  const card = drawAgainstCard(boot, usual);
  expect(card).toContain("longer than 100 % of 12 others");
  expect(card).toMatch(/out of the ordinary: runtime start [\d.]+ ms above p50/);
  expect(sizeOf(await pngOf(card))).toEqual(["PNG", 1200, 630]);
  const alone = drawAgainstCard(boot, createColumns().population({ container: boot.container }, held));
  expect(alone).toContain("too few other boots");
});

test("the card of a share shows nothing that was not asked for", async () => {
  const { boot, marks } = await exampleBoot("min-true");
  const secret: Boot = { ...boot, hostName: "secret-host", hacoFile: "/secret/file", command: ["/secret"] };
  const cardOf = (parts: ShareParts) =>
    drawShareCard({ version: 1, kind: "boot", shared: sharedBoot(secret, marks, [], parts) });
  expect(cardOf(new Set(["hosts"]))).toContain("on secret-host");
  const bare = cardOf(new Set());
  expect(bare).not.toContain("secret");
  expect(bare).toContain(`>${boot.container}</text>`);
  const later: Boot = { ...secret, startAt: instant(secret.startAt - 1_000_000n) };
  const pair = drawShareCard({
    version: 1,
    kind: "comparison",
    boots: [secret, later].map((each) => sharedBoot(each, [], [], new Set())),
    baseline: 1,
    align: "start",
  });
  expect(pair).not.toContain("secret");
  expect(pair).toContain(">−1.00 ms</text>");
});

test("the card of a share with what is usual says how many times that a boot took", async () => {
  const { boot, marks } = await exampleBoot("min-true");
  const { usual } = halfAsLong(boot);
  const cardOf = (parts: ShareParts) =>
    drawShareCard({ version: 1, kind: "boot", shared: sharedBoot(boot, marks, [], parts, { usual }) });
  expect(cardOf(new Set(["usual"]))).toContain("2.0× usual");
  expect(cardOf(new Set())).not.toContain("× usual");
});

test("the card of a shared baseline says what its boots usually take", async () => {
  const { measures } = twoCohorts().compare(
    { container: "before" },
    { container: "before" },
    DEFAULT_COHORT_OPTIONS,
  );
  const card = drawShareCard({
    version: 1,
    kind: "baseline",
    name: HOSTILE,
    boots: 10,
    measures: measures.flatMap(({ slug, label, group, onPath, baseline }) =>
      baseline ? [{ slug, label, ...(group ? { group } : {}), onPath, quantiles: baseline }] : [],
    ),
  });
  expect(card).toContain("median of 10 boots");
  expect(card).toContain(">pivot_root</text>");
  expect(card).not.toMatch(/<script|\u202e|\u0000|\u001b/);
  expect(sizeOf(await pngOf(card))).toEqual(["PNG", 1200, 630]);
});
