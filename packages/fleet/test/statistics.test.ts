import {
  bootDuration,
  bootSample,
  createColumns,
  DEFAULT_COHORT_OPTIONS,
  instant,
  OUTCOMES,
  rankError,
  type Boot,
  type BootFilter,
  type BootGroup,
  type BootGroups,
  type Box,
  type BudgetFigures,
  type BudgetQuestion,
  type CohortComparison,
  type Columns,
  type ContainerChanges,
  type ContainerReport,
  type HeldBoot,
  type Overview,
  type GroupedBy,
  type OverviewQuery,
  type Selection,
  type Span,
  type WhatDiffers,
} from "@hacotaki/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasEngine } from "../../../test/fleet/engine.ts";
import { bootAt, NOTHING } from "../../store/test/builder.ts";
import { FILTER_CASES, FILTERED_BOOTS } from "../../store/test/filter-cases.ts";
import { openEngine, type Engine, openFleet as openReader, type FleetReader } from "../src/index.ts";
import { createAsk } from "../src/reader/ask.ts";
import { createTexts } from "../src/reader/texts.ts";
import { shiftFor, spanDistributions } from "../src/statistics/distributions.ts";
import { createFleetStatistics, type FleetStatistics } from "../src/statistics/open.ts";
import { createSpanKinds } from "../src/statistics/span-kinds.ts";
import { openFleet, openSpoolAt, shipperOf, untilQuiet, type Fleet, type Spool } from "./fleet.ts";

const MS = 1_000_000n;
const LABELS = { role: "web" };
const WALL = 1_700_000_000_000_000_000n;
/** More than are drawn one by one. */
const MANY = 3_000;

/** Numbers from 0 to 1 that look as if by chance, the same each time: Lehmer's generator. */
function numbers(seed: number) {
  let state = seed;
  return () => (state = (state * 48_271) % 0x7fff_ffff) / 0x7fff_ffff;
}

function span(slug: string, startAt: bigint, length: bigint, more: Partial<Span> = {}): Span {
  return {
    ...{ slug, label: slug, group: "setup", lane: "container", onPath: true, from: "A", to: "B" },
    ...{ startAt: instant(startAt), state: "closed", endAt: instant(startAt + length) },
    ...more,
  } as Span; // closed
}

/** Boots of which the slow ones are of one kernel, in one hook, on one host. */
function madeBoots(): readonly Boot[] {
  const number = numbers(7);
  return Array.from({ length: MANY }, (_, n): Boot => {
    const isSlow = number() < 0.1;
    const start = 1_000_000_000n * BigInt(n + 1);
    const ns = (most: number) => BigInt(Math.round(number() ** 2 * most));
    const own = 5n * MS + ns(9e6) + (isSlow ? 200n * MS + ns(2e9) : 0n);
    const outcome = isSlow && number() < 0.3 ? "failed" : (OUTCOMES[Math.floor(number() ** 6 * 5)] ?? "up");
    const hook = span("hook-before", start, own, { group: "hooks" });
    const app = span("app", start + own, ns(1e9), { onPath: false });
    const length = own + 3n * MS;
    const { upAt: _up, ...boot } = bootAt(1_000 + n);
    return {
      ...boot,
      ...(outcome === "failed" || number() < 0.02 ? {} : { upAt: instant(start + length) }),
      ...(number() < 0.5 ? { readyAt: instant(start + length + ns(3e9)) } : {}),
      ...(number() < 0.3 ? { causes: [] } : {}),
      ...(isSlow
        ? {
            causes: [
              { slug: "slow-hook", ns: own },
              { slug: "app-start", ns: 5n * MS },
            ],
          }
        : {}),
      ...(number() < 0.9 ? { wallTime: WALL + BigInt(n) * 3_600_000_000_000n + 256n * ns(1e9) } : {}),
      container: `web-${Math.floor(number() * 4)}`,
      hostId: isSlow ? "host-slow" : `host-${n % 5}`,
      hostName: isSlow ? "slow" : n % 5 < 2 ? "twin" : `name-${n % 5}`,
      kernel: isSlow ? "6.18.0" : "6.12.1",
      command: n % 2 === 0 ? ["nginx", "-g", "daemon off;"] : ["sh"],
      outcome,
      losses: number() < 0.02 ? ["attached-late"] : [],
      startAt: instant(start),
      endAt: instant(start + length),
      spans: [hook, app],
    } as Boot; // made whole
  });
}

/** Boots of one container that take twice as long from the middle on, when nothing of their surroundings is as before. */
const shiftingBoots = (): readonly Boot[] =>
  Array.from({ length: 80 }, (_, n): Boot => {
    const isLater = n >= 40;
    const start = 1_000_000_000n * BigInt(n + 1);
    const own = (isLater ? 40n : 20n) * MS + BigInt(n % 7) * 100_000n;
    return {
      ...bootAt(9_000 + n),
      wallTime: WALL + BigInt(n) * 256n * MS,
      container: "shifting",
      hostId: isLater ? "host-1" : "host-slow",
      hostName: isLater ? "twin" : "slow",
      hacoFile: isLater ? "/etc/b.haco" : "/etc/a.haco",
      kernel: isLater ? "6.18.0" : "6.12.1",
      command: isLater ? ["nginx", "-g"] : ["sh"],
      losses: [],
      startAt: instant(start),
      upAt: instant(start + own),
      spans: [span("filesystem", start, own)],
    };
  });

/** As columns hold wall times. */
const inDoubles = (overview: Overview): Overview => {
  const { scatter } = overview;
  if (scatter.kind === "cells") return overview;
  const points = scatter.points
    .map((point) => ({ ...point, wallTime: BigInt(Number(point.wallTime)) }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  return { ...overview, scatter: { kind: "points", points } };
};
const nameOf = ({ attribute, value }: WhatDiffers["attributes"][number]) => `${attribute} ${value}`;
/** What is as frequent, or as long, stands in any order. */
const sorted = ({ attributes, spans, ...sizes }: WhatDiffers) => ({
  ...sizes,
  attributes: attributes.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)),
  spans: spans.toSorted((a, b) => (a.slug < b.slug ? -1 : 1)),
});

/** Reasons of as many boots, and spans of one place on the path, stand in any order. */
const inOneOrder = (report: ContainerReport | undefined) =>
  report && {
    ...report,
    reasons: report.reasons.toSorted((a, b) => ((a.slug ?? "") < (b.slug ?? "") ? -1 : 1)),
    spans: report.spans.toSorted((a, b) => (a.slug < b.slug ? -1 : 1)),
    bins: report.bins.map((bin) => ({
      ...bin,
      spans: bin.spans.toSorted((a, b) => (a.slug < b.slug ? -1 : 1)),
    })),
  };

const inOrder = (told: CohortComparison): CohortComparison => ({
  ...told,
  attributes: sorted({ selected: 0, rest: 0, attributes: told.attributes, spans: [] }).attributes,
});

test("durations are told to the bit of few boots, to a part in 4,096 of many, to one in 1,024 of very many", () => {
  const fractionBits = 23;
  const partOf = (n: number) => 2 ** (fractionBits - shiftFor(n, 20_000) + 1);
  expect(shiftFor(20_000, 20_000)).toBe(0);
  expect(partOf(100_000)).toBe(4_096);
  expect(partOf(100_001)).toBe(1_024);
});

describe.skipIf(!hasEngine)("statistics of a fleet by its database, and by columns", () => {
  let fleet: Fleet;
  let spool: Spool;
  let reader: FleetReader;
  let columns: Columns;
  const boots = [...madeBoots(), ...shiftingBoots()];

  beforeAll(async () => {
    fleet = await openFleet();
    spool = openSpoolAt(`${fleet.folder}-host.db`);
    spool.save({ ...NOTHING, boots: [...boots, ...FILTERED_BOOTS] });
    await untilQuiet(await shipperOf(spool, fleet, LABELS));
    reader = await openReader({ destination: fleet.reading, access: fleet.access });
    columns = createColumns();
    for (const boot of [...boots, ...FILTERED_BOOTS])
      columns.put(bootSample({ ...boot, hostLabels: LABELS }));
  });
  afterAll(async () => {
    reader.close();
    spool.close();
    spool.remove();
    await fleet.close();
  });

  const BOXES: readonly Box[] = [
    {},
    { minDuration: 100n * MS },
    { since: WALL + 50n * 3_600_000_000_000n, until: WALL + 900n * 3_600_000_000_000n },
    { since: WALL + 50n * 3_600_000_000_000n, maxDuration: 9n * MS },
    { minDuration: 10n ** 15n },
  ];
  const FILTERS: readonly BootFilter[] = [
    {},
    { container: "web-1" },
    { host: "host-3", outcomes: ["up", "failed"] },
    { outcomes: ["failed"] },
    { reason: "slow-hook" },
    { hostLabel: "role=web", container: "web-1" },
    { kernel: "6.18.0", outcomes: ["up", "failed"] },
    { container: "nothing" },
    { outcomes: ["booting"] },
  ];
  // Each filter with each box, and each box with each axis, near and far.
  const overviews = FILTERS.flatMap((filter, n) =>
    BOXES.flatMap((box, m): OverviewQuery[] => [
      { filter, box, axis: (n + m) % 2 === 0 ? "log" : "linear", zoom: m % 3 === 0 },
      ...(n === 0
        ? [
            { filter, box, axis: "linear", zoom: true } as const,
            { filter, box, axis: "log", zoom: true } as const,
          ]
        : []),
    ]),
  );

  test("draw the same charts over the list", async () => {
    for (const query of overviews) {
      const told = await reader.statistics.overview(query);
      expect(inDoubles(told), `${inspected(query)}`).toEqual(inDoubles(columns.overview(query)));
    }
  });

  test("count the same boots by every filter", async () => {
    for (const [filter] of FILTER_CASES) {
      const query: OverviewQuery = { filter, axis: "log", zoom: false };
      expect((await reader.statistics.overview(query)).n, inspected(filter)).toBe(columns.overview(query).n);
    }
  });

  test("tell the same of what differs", async () => {
    for (const filter of FILTERS)
      for (const box of BOXES) {
        const told = sorted(await reader.statistics.whatDiffers({ filter, box }));
        expect(told, inspected({ filter, box })).toEqual(sorted(columns.whatDiffers({ filter, box })));
      }
    const { attributes, spans } = await reader.statistics.whatDiffers({
      filter: {},
      box: { minDuration: 100n * MS },
    });
    expect(attributes.map(({ value }) => value)).toContain("6.18.0");
    expect(spans[0]?.slug).toBe("hook-before");
  });

  test("tell the same of what is usual, with a boot of the population left out", async () => {
    for (const boot of [boots[5], boots[17], boots.find(({ outcome }) => outcome === "failed")]) {
      if (boot === undefined) throw new Error("no boot");
      const held: HeldBoot = {
        id: boot.id,
        duration: 12e6,
        ready: 1e9,
        spans: [{ slug: "hook-before", duration: 9e6 }],
      };
      for (const more of [
        { container: "café" },
        { container: "nothing" },
        {},
        { host: "host-2" },
        { since: WALL, until: WALL + 10n ** 18n },
      ])
        for (const member of [held, undefined]) {
          const reference = { container: boot.container, ...more };
          expect(await reader.statistics.population(reference, member)).toEqual(
            columns.population(reference, member),
          );
        }
    }
  });

  test("of many boots tell durations to a part in 4,096, and all counts as they are", async () => {
    const { destination, access } = { destination: fleet.reading, access: fleet.access };
    const engine = openEngine(destination, access);
    const ask = createAsk(engine, destination);
    const rounded = createFleetStatistics(
      { ask, texts: createTexts(ask), hosts: reader.hosts },
      { mostExact: 0 },
    );
    const isNear = (told: number | undefined, wanted: number | undefined) =>
      Math.abs((told ?? 0) - (wanted ?? 0)) <= (wanted ?? 0) / 4_096;
    const reference = { container: "web-1" };
    const [told, wanted] = [await rounded.population(reference), columns.population(reference)];
    expect(told.n).toBe(wanted.n);
    for (const [of, to] of [
      [told.boot, wanted.boot],
      [told.ready, wanted.ready],
      ...told.spans.map(({ quantiles }, place) => [quantiles, wanted.spans[place]?.quantiles] as const),
    ] as const)
      for (const share of ["min", "p5", "p25", "p50", "p75", "p95", "max"] as const) {
        expect(of?.n).toBe(to?.n);
        expect(isNear(of?.[share], to?.[share]), share).toBe(true);
      }
    const query = { filter: {}, box: { minDuration: 100n * MS } };
    const [differs, exact] = [await rounded.whatDiffers(query), columns.whatDiffers(query)];
    expect(sorted(differs).attributes).toEqual(sorted(exact).attributes);
    for (const [place, { slug, selected, rest, superiority }] of differs.spans.entries()) {
      const other = exact.spans[place];
      expect(slug).toBe(other?.slug);
      expect(selected.n).toBe(other?.selected.n);
      expect(isNear(rest.p50, other?.rest.p50)).toBe(true);
      expect(superiority).toBeCloseTo(other?.superiority ?? 0, 3);
    }
    await engine.close();
  });

  describe("of so many that a sample is asked", () => {
    let engine: Engine;
    let sampling: (leastSampled: number, enoughSampled?: number) => FleetStatistics;
    beforeAll(() => {
      engine = openEngine(fleet.reading, fleet.access);
      const ask = createAsk(engine, fleet.reading);
      const asking = { ask, texts: createTexts(ask), hosts: reader.hosts };
      sampling = (leastSampled, enoughSampled = Infinity) =>
        createFleetStatistics(asking, {
          ...{ mostWhole: 0, leastSampled, leastChosen: leastSampled },
          enoughSampled,
        });
    });
    afterAll(() => engine.close());

    const BOX: Box = { minDuration: 100n * MS };
    const COHORTS = [{ outcomes: ["up", "ready"] }, { host: "host-3" }] as const;
    const REFERENCE = { container: "web-1" };

    test("tell the same of the boots that match, where too few of them are in the sample", async () => {
      const all = sampling(Infinity);
      const query: OverviewQuery = { filter: {}, box: BOX, axis: "log", zoom: false };
      expect(inDoubles(await all.overview(query))).toEqual(inDoubles(columns.overview(query)));
      for (const filter of [...FILTERS, { text: "NAME-3" }])
        expect(sorted(await all.whatDiffers({ filter, box: BOX }))).toEqual(
          sorted(columns.whatDiffers({ filter, box: BOX })),
        );
      expect(await all.population(REFERENCE)).toEqual(columns.population(REFERENCE));
      expect(inOrder(await all.compare(...COHORTS, DEFAULT_COHORT_OPTIONS))).toEqual(
        inOrder(columns.compare(...COHORTS, DEFAULT_COHORT_OPTIONS)),
      );
    });

    test("report a container's boots one by one, and its spans of the sample", async () => {
      const wanted = columns.container("web-1", { bins: 5 });
      expect(inOneOrder(await sampling(Infinity).container("web-1", { bins: 5 }))).toEqual(
        inOneOrder(wanted),
      );
      const told = await sampling(1).container("web-1", { bins: 5 });
      if (told === undefined || wanted === undefined) throw new Error("no report");
      const { sample, spans, bins, ...counted } = told;
      expect(sample?.oneIn).toBe(16);
      expect({ ...counted, reasons: [] }).toEqual({
        ...wanted,
        reasons: [],
        spans: undefined,
        bins: undefined,
      });
      const withoutSpans = bins.map(({ spans: _spans, ...bin }) => bin);
      expect(withoutSpans).toEqual(wanted.bins.map(({ spans: _spans, ...bin }) => bin));
      expect(spans.find(({ slug }) => slug === "hook-before")?.quantiles.n).toBe(sample?.n);
      expect(told.reasons.map(({ n }) => n % 16)).toEqual(told.reasons.map(() => 0));
      const reasoned = told.reasons.reduce((sum, { n }) => sum + n, 0);
      expect(Math.abs(reasoned / wanted.n - 1)).toBeLessThan(16 * rankError(wanted.n));
    });

    test("hold groups of boots against the others by the sample, and count each of them", async () => {
      const query = { by: "host", filter: {} } as const;
      const wanted = columns.groups(query);
      expect(groupsInDoubles(await sampling(Infinity).groups(query))).toEqual(wanted);
      const told = await sampling(1).groups(query);
      expect(told.sample?.oneIn).toBe(16);
      const counted = ({ key, boots, failed, hosts, last }: BootGroup) => ({
        key,
        boots,
        failed,
        hosts,
        last,
      });
      expect(groupsInDoubles(told).groups.map(counted)).toEqual(wanted.groups.map(counted));
      const measured = told.groups.reduce((sum, { boot }) => sum + (boot?.n ?? 0), 0);
      expect(measured).toBeLessThanOrEqual(told.sample?.n ?? 0);
    });

    test("look for what changed among boots of the sample, where it has enough", async () => {
      expect(await sampling(Infinity).changes("shifting", {})).toEqual(columns.changes("shifting", {}));
      const told = await sampling(1).changes("shifting", {});
      expect(told.sample).toEqual({ oneIn: 16, n: told.looked });
      expect(told.all).toBe(told.looked * 16);
    });

    test("rank boots among all, and tell what made them slow by what is in the middle of the sample", async () => {
      const ids = boots.slice(0, 100).map(({ id }) => id);
      const wanted = columns.percentiles(ids);
      expect(await sampling(Infinity).percentiles(ids)).toEqual(wanted);
      const told = await sampling(1).percentiles(ids);
      for (const [place, { percentile, why }] of told.entries()) {
        expect(percentile).toBe(wanted[place]?.percentile);
        expect(why?.kind).toBe(wanted[place]?.why?.kind);
      }
    });

    /** How far off a value told of a sample is, of all values in order: in ranks, as a share of them. */
    function offBy(exact: readonly number[], value: number, share: number): number {
      const least = exact.filter((each) => each < value).length / exact.length;
      const most = exact.filter((each) => each <= value).length / exact.length;
      return Math.max(0, least - share, share - most);
    }
    const SHARES = { p5: 0.05, p25: 0.25, p50: 0.5, p75: 0.75, p95: 0.95 } as const;
    const NAMES = Object.keys(SHARES) as (keyof typeof SHARES)[];
    const lengthsOf = (of: (boot: Boot) => boolean) =>
      boots.filter(of).flatMap((boot) => {
        const duration = bootDuration(boot);
        return duration === undefined ? [] : [Math.fround(Number(duration))];
      });
    const isUp = ({ outcome }: Boot) => outcome === "up" || outcome === "ready";

    test("tell ranks no further off than they say, and sizes as of all", async () => {
      const told = await sampling(1).population(REFERENCE);
      const { sample } = told;
      expect(sample?.oneIn).toBe(16);
      expect(told.n).toBe((sample?.n ?? 0) * 16);
      const exact = lengthsOf((boot) => boot.container === "web-1" && isUp(boot));
      for (const name of NAMES)
        expect(offBy(exact, told.boot?.[name] ?? 0, SHARES[name])).toBeLessThan(rankError(told.boot?.n ?? 0));
      const { n, failed, inside, histogram, ...overview } = await sampling(1).overview({
        ...{ filter: {}, box: BOX, axis: "log", zoom: false },
      });
      const whole = columns.overview({ filter: {}, box: BOX, axis: "log", zoom: false });
      const error = rankError(overview.sample?.n ?? 0);
      expect(Math.abs(inside / n - whole.inside / whole.n)).toBeLessThan(error);
      expect(Math.abs(failed / n - whole.failed / whole.n)).toBeLessThan(error);
      expect(histogram.counts.every((count) => count % 16 === 0)).toBe(true);
    });

    test("compare cohorts by their ranks, no further off", async () => {
      const told = await sampling(1).compare(...COHORTS, DEFAULT_COHORT_OPTIONS);
      const sides = {
        baseline: lengthsOf(isUp),
        candidate: lengthsOf((boot) => boot.hostId === "host-3" && isUp(boot)),
      };
      const [boot] = told.measures;
      for (const side of ["baseline", "candidate"] as const) {
        const quantiles = boot?.[side];
        for (const name of NAMES)
          expect(offBy(sides[side], quantiles?.[name] ?? 0, SHARES[name])).toBeLessThan(
            rankError(quantiles?.n ?? 0),
          );
      }
      expect(told.sample?.n).toBe(Math.min(told.baseline, told.candidate) / 16);
    });

    test("tell what differs of a part of the sample, where that is enough of both sides", async () => {
      const query = { filter: {}, box: BOX };
      const wanted = columns.whatDiffers(query);
      const whole = await sampling(1).whatDiffers(query);
      const half = await sampling(1, (whole.sample?.n ?? 0) / 2).whatDiffers(query);
      expect([whole.sample?.oneIn, half.sample?.oneIn]).toEqual([16, 32]);
      expect(half.selected + half.rest).not.toBe(whole.selected + whole.rest);
      expect([half.selected % 32, half.rest % 32]).toEqual([0, 0]);
      expect(Math.min(half.selected, half.rest)).toBe((half.sample?.n ?? 0) * 32);
      const shareOf = ({ selected, rest }: { selected: number; rest: number }) =>
        selected / (selected + rest);
      const looked = (half.selected + half.rest) / 32;
      expect(Math.abs(shareOf(half) - shareOf(wanted))).toBeLessThan(rankError(looked));
      // More than there are is not enough: all of the sample.
      expect(await sampling(1, Infinity).whatDiffers(query)).toEqual(whole);
    });

    test("hold the few boots of a slow tail, each of them, against a sample of the others", async () => {
      const query = { filter: {}, box: { minDuration: 2_000n * MS } };
      const [told, exact] = [await sampling(50).whatDiffers(query), columns.whatDiffers(query)];
      expect(told.selected).toBe(exact.selected);
      expect(told.rest).toBe((told.sample?.n ?? 0) * 16);
      const [hook, wanted] = [told.spans, exact.spans].map((spans) =>
        spans.find(({ slug }) => slug === "hook-before"),
      );
      expect(hook?.selected).toEqual(wanted?.selected);
      const slow = told.attributes.find(({ value }) => value === "6.18.0");
      expect(slow?.selected).toBe(exact.attributes.find(({ value }) => value === "6.18.0")?.selected);
    });

    test("have later versions and deletions of boots in the sample as among all", async () => {
      const sampled = "FROM hacotaki.sampled_boots ORDER BY boot_id";
      const all = "FROM hacotaki.boots WHERE cityHash64(boot_id) % 16 = 0 ORDER BY boot_id";
      const both = async () => [
        await fleet.rows<{ boot_id: string; outcome: string }>(`SELECT boot_id, outcome ${sampled}`),
        await fleet.rows<{ boot_id: string; outcome: string }>(`SELECT boot_id, outcome ${all}`),
      ];
      const [before = []] = await both();
      const chosen = boots.filter(({ id }) => before.some(({ boot_id }) => boot_id === id));
      const [changed, gone] = [chosen[0], chosen[1]];
      if (changed === undefined || gone === undefined) throw new Error("no boot");
      spool.save({
        ...NOTHING,
        boots: [{ ...changed, outcome: "partial" }],
        retired: [gone.id],
      });
      await untilQuiet(await shipperOf(spool, fleet, LABELS));
      const [after, wanted] = await both();
      expect(after).toEqual(wanted);
      expect(after).toHaveLength(before.length - 1);
      expect(after?.find(({ boot_id }) => boot_id === changed.id)?.outcome).toBe("partial");
      spool.save({ ...NOTHING, boots: [changed, gone] });
      await untilQuiet(await shipperOf(spool, fleet, LABELS));
    });
  });

  test("compare cohorts alike", async () => {
    const cohorts: readonly (readonly [BootFilter, BootFilter])[] = [
      [{ host: "host-1" }, { host: "host-slow" }],
      [{ container: "web-1" }, { container: "web-2", reason: "slow-hook" }],
      [{ container: "web-1" }, { container: "nothing" }],
      [{ outcomes: ["failed"] }, { host: "host-slow" }],
      [{ kernel: "6.12.1" }, { kernel: "6.18.0" }],
      [{ hostLabel: "role=web" }, { hostLabel: "role=db" }],
    ];
    for (const [baseline, candidate] of cohorts) {
      const told = await reader.statistics.compare(baseline, candidate, DEFAULT_COHORT_OPTIONS);
      const wanted = columns.compare(baseline, candidate, DEFAULT_COHORT_OPTIONS);
      expect(inOrder(told)).toEqual(inOrder(wanted));
    }
  });

  test("report the same of a container, over all time and over a range", async () => {
    const hour = 3_600_000_000_000n;
    for (const container of ["web-1", "timeless", "nothing"])
      for (const [n, range] of [
        {},
        { host: "host-3" },
        { host: "nobody" },
        { since: WALL + 50n * hour, until: WALL + 900n * hour },
        { since: WALL + 100n * hour },
        { until: WALL - 1_000n },
      ].entries()) {
        const bins = n % 2 === 0 ? 30 : 7;
        const told = await reader.statistics.container(container, { ...range, bins });
        const wanted = columns.container(container, { ...range, bins });
        expect(inOneOrder(told), inspected({ container, range })).toEqual(inOneOrder(wanted));
      }
  });

  test("tell the same of where the durations of a container shifted", async () => {
    const hour = 3_600_000_000_000n;
    const told: ContainerChanges[] = [];
    for (const container of ["shifting", "web-1", "café", "nothing"])
      for (const range of [{}, { host: "host-3" }, { since: WALL + 50n * hour, until: WALL + 900n * hour }]) {
        const changes = await reader.statistics.changes(container, range);
        expect(changes, inspected({ container, range })).toEqual(columns.changes(container, range));
        told.push(changes);
      }
    const attributes = told[0]?.changes.flatMap((change) => change.attributes) ?? [];
    expect(attributes.map(({ attribute }) => attribute)).toEqual(
      expect.arrayContaining(["host", "haco-file", "command", "kernel"]),
    );
  });

  test("tell the same of all containers and images, and of their courses", async () => {
    const named = <Row extends object>(rows: readonly Row[]) =>
      rows.toSorted((a, b) => (inspected(a) < inspected(b) ? -1 : 1));
    const { statistics } = reader;
    expect(named(await statistics.containers())).toEqual(named(columns.containers()));
    expect(named(await statistics.images())).toEqual(named(columns.images()));
    const containers = ["web-2", "nothing", "café", "timeless", "web-0", "half \ud800"];
    expect(await statistics.courses(containers)).toEqual(columns.courses(containers));
    expect(await statistics.courses([])).toEqual([]);
    const images = columns.images().map(({ name }) => name);
    expect(images).not.toEqual([]);
    expect(await statistics.imageCourses(images)).toEqual(columns.imageCourses(images));
  });

  const KINDS: readonly GroupedBy[] = ["host", "kernel", "runtime", "label:role", "label:zone"];
  /** As columns hold wall times. */
  const groupsInDoubles = ({ groups, omitted }: BootGroups) => ({
    omitted,
    groups: groups.map((group) =>
      group.last === undefined ? group : { ...group, last: BigInt(Number(group.last)) },
    ),
  });

  test("tell the same of boots by host, kernel, runtime and label of the host", async () => {
    for (const filter of FILTERS)
      for (const by of KINDS) {
        const told = groupsInDoubles(await reader.statistics.groups({ by, filter }));
        expect(told, inspected({ by, filter })).toEqual(columns.groups({ by, filter }));
      }
    const { groups } = await reader.statistics.groups({ by: "kernel", filter: {} });
    const slow = groups.find(({ key }) => key === "6.18.0");
    expect(slow?.boot?.verdict).toBe("slower");
    expect(slow?.slow[0]?.slug).toBe("hook-before");
  });

  test("of many boots tell how groups stand to each other to a part in 128", async () => {
    const engine = openEngine(fleet.reading, fleet.access);
    const ask = createAsk(engine, fleet.reading);
    const rounded = createFleetStatistics(
      { ask, texts: createTexts(ask), hosts: reader.hosts },
      { mostExact: 0 },
    );
    const query = { by: "host", filter: {} } as const;
    const [told, wanted] = [(await rounded.groups(query)).groups, columns.groups(query).groups];
    for (const [place, group] of told.entries()) {
      const exact = wanted[place];
      expect(group).toMatchObject({ key: exact?.key, boots: exact?.boots, failed: exact?.failed });
      expect(group.boot?.verdict).toBe(exact?.boot?.verdict);
      expect(group.boot?.n).toBe(exact?.boot?.n);
      expect(group.boot?.p50 ?? 0).toBeCloseTo(exact?.boot?.p50 ?? 0, -5);
      expect(group.slow.map(({ slug }) => slug)).toEqual(exact?.slow.map(({ slug }) => slug));
    }
    await engine.close();
  });

  test("rank the boots of a page alike, with what made each as long as it was", async () => {
    const ids = [...boots.slice(0, 300), ...shiftingBoots(), ...FILTERED_BOOTS].map(({ id }) => id);
    const unknown = "zzzzzzzzzzzzzzz0" as Boot["id"];
    const told = await reader.statistics.percentiles([unknown, ...ids]);
    expect(told).toEqual(columns.percentiles([unknown, ...ids]));
    expect(
      told.some(({ why }) => why?.kind === "slower" && why.cause !== undefined && why.reason !== undefined),
    ).toBe(true);
    expect(await reader.statistics.percentiles([])).toEqual([]);
  });

  test("give the same boots in every order, page by page, whoever gave the page before", async () => {
    const { statistics } = reader;
    const selections: readonly Omit<Selection, "limit">[] = [
      {},
      { sort: "slowest" },
      { sort: "span:hook-before" },
      { sort: "span:app", filter: { container: "web-1" }, box: { minDuration: 100n * MS } },
      { sort: "span:nobody-has-it" },
      { sort: "slowest", filter: { text: "WEB-2" }, box: { since: WALL + 50n * 3_600_000_000_000n } },
      { filter: { text: "café" } },
      { filter: { text: "daemon off" }, box: { maxDuration: 9n * MS } },
    ];
    for (const selection of selections)
      for (const from of [statistics, columns]) {
        let page = await from.select({ ...selection, limit: 400 });
        expect(page, inspected(selection)).toEqual(columns.select({ ...selection, limit: 400 }));
        for (let n = 0; n < 3 && page.next !== undefined; n++) {
          const next = { ...selection, limit: 400, after: page.next };
          page = await statistics.select(next);
          expect(page, inspected(next)).toEqual(columns.select(next));
        }
      }
    expect(await statistics.select({ limit: 2, after: "nonsense" })).toEqual(columns.select({ limit: 2 }));
  });

  test("tell of what a text is found in, wherever it is asked", async () => {
    const filter = { text: "shifting" };
    const box = { minDuration: 30n * MS };
    const { statistics } = reader;
    expect((await statistics.whatDiffers({ filter, box })).selected).toBe(
      columns.whatDiffers({ filter, box }).selected,
    );
    const told = await statistics.compare(filter, { text: "web-1" }, DEFAULT_COHORT_OPTIONS);
    const wanted = columns.compare(filter, { text: "web-1" }, DEFAULT_COHORT_OPTIONS);
    expect(told.measures).toEqual(wanted.measures);
  });

  test("tell the same of budgets", async () => {
    const since = WALL + 500n * 3_600_000_000_000n;
    const windows = [{ boots: 1 }, { boots: 40 }, { boots: 100_000 }, { since }, { since: since * 2n }];
    const questions = windows.flatMap((window): BudgetQuestion[] => [
      { window },
      { window, container: "web-1" },
      { window, container: "nothing" },
      { window, container: "café", measure: "ready", quantile: 0.5 },
      { window, container: "web-2", measure: "boot" },
      { window, container: "web-3", measure: "hook-before", quantile: 0.95 },
      { window, container: "web-3", measure: "nobody-has-it", quantile: 0.95 },
      { window, measure: "boot", quantile: 0.99 },
    ]);
    const inOneOrder = (answers: readonly (readonly BudgetFigures[])[] | undefined) =>
      answers?.map((figures) => figures.toSorted((a, b) => (a.container < b.container ? -1 : 1)));
    /** Of boots that are as long, or failed at once, any is shown. */
    const withoutTied = (answers: ReturnType<typeof inOneOrder>) =>
      answers?.map((figures) =>
        figures.map(({ boot, ...each }) => ({
          ...each,
          boot: each.container.startsWith("web-") ? boot : boot && "any",
        })),
      );
    const told = withoutTied(inOneOrder(await reader.statistics.budgets(questions)));
    const wanted = withoutTied(inOneOrder(columns.budgets(questions)));
    for (const [place, question] of questions.entries())
      expect(told?.[place], inspected(question)).toEqual(wanted?.[place]);
  });

  test("look for kinds of spans again once boots have one that is not known, a second later at the soonest, and after a minute anyhow", async () => {
    const engine = openEngine(fleet.reading, fleet.access);
    const ask = createAsk(engine, fleet.reading);
    let now = 0;
    const kinds = createSpanKinds(ask, { mostWhole: 1_000_000 }, () => now);
    const of = { text: "{db:Identifier}.boots WHERE 1", side: "0", params: {} };
    const slugs = async () =>
      (await spanDistributions({ ask, kinds }, of, 0)).map(({ slug }) => slug).toSorted();
    const before = await slugs();
    expect(before).toContain("hook-before");
    const fresh = boots[0];
    if (fresh === undefined) throw new Error("no boot");
    const id = "zzzzzzzzzzzzzzzz" as Boot["id"];
    const spans = [span("never-seen", fresh.startAt, 5n * MS, { onPath: false })];
    spool.save({ ...NOTHING, boots: [{ ...fresh, id, container: "fresh", outcome: "partial", spans }] });
    await untilQuiet(await shipperOf(spool, fleet, LABELS));
    expect(await slugs()).toEqual(before);
    now = 1_000;
    expect(await slugs()).toEqual([...before, "never-seen"].toSorted());
    const first = await kinds.known();
    now = 60_000;
    expect(await kinds.known()).toBe(first);
    now = 61_000;
    expect(await kinds.known()).not.toBe(first);
    await engine.close();
  });

  test("are told whatever a hostile host calls its boots, containers and spans", async () => {
    await fleet.admin.run(
      String.raw`INSERT INTO hacotaki.boot SELECT * REPLACE ('0\' OR 1' AS boot_id, 'it\'s {db:String} "' AS container, 'a\'b' AS host_id,
         arrayMap(each -> 'x\'; --', "span.slug") AS "span.slug", ['\'', ''] AS command)
       FROM (SELECT * FROM hacotaki.boot WHERE container = 'shifting' LIMIT 1)`,
    );
    const { statistics } = reader;
    const container = "it's {db:String} \"";
    expect(await statistics.container(container, { bins: 3 })).toMatchObject({
      n: 1,
      hosts: [{ id: "a'b" }],
    });
    expect(await statistics.changes(container, {})).toMatchObject({ looked: 0, all: 1 });
    expect((await statistics.containers()).find((each) => each.container === container)?.n).toBe(1);
    expect(await statistics.courses([container])).toMatchObject([{ name: container }]);
    const id = "0' OR 1" as Boot["id"];
    expect(await statistics.percentiles([id])).toEqual([{ id, percentile: undefined }]);
    expect((await reader.samples({ limit: 100_000 })).samples.map((sample) => sample.id)).not.toContain(id);
  });
});

const inspected = (value: unknown) =>
  JSON.stringify(value, (_, each: unknown) => (typeof each === "bigint" ? each.toString() : each));
