import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type ATTRIBUTES,
  toldReasons,
  createColumns,
  MIN_POPULATION,
  medianDeviationOf,
  percentileOf,
  quantileOf,
  quantilesOf,
  type BootFilter,
  type BootSample,
  type BootSort,
  type Box,
  type Columns,
  type OverviewQuery,
} from "../../src/index.ts";
import { answersOf } from "./answers.ts";
import {
  idAt,
  isInBox,
  isMeant,
  KINDS,
  lengthOf,
  someBox,
  someFilter,
  someSample,
  someSamples,
  spanOf,
  TICK,
  WALL,
} from "./sample-boots.ts";

function filled(samples: Iterable<BootSample>): Columns {
  const columns = createColumns();
  for (const sample of samples) columns.put(sample);
  return columns;
}

const ascending = (values: readonly (number | undefined)[]) =>
  values.filter((value) => value !== undefined).sort((a, b) => a - b);
const isTimed = ({ outcome }: BootSample) => outcome !== "failed";
const p95Of = (sorted: readonly number[]) => sorted[Math.floor(0.95 * (sorted.length - 1))] ?? 0;
const isCounted = ({ outcome }: BootSample) => outcome === "up" || outcome === "ready";

function allPages(columns: Columns, filter: BootFilter, box: Box, sort: BootSort, limit: number): string[] {
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const page = columns.select({ filter, box, sort, limit, ...(after === undefined ? {} : { after }) });
    ids.push(...page.ids);
    after = page.next;
  } while (after !== undefined);
  return ids;
}

function expectedIds(samples: readonly BootSample[], filter: BootFilter, box: Box, sort: BootSort): string[] {
  const key = (sample: BootSample) =>
    sort === "newest"
      ? Number(sample.wallTime ?? 0n)
      : sort === "slowest"
        ? (sample.duration ?? -1)
        : spanOf(sample, sort.slice("span:".length));
  return samples
    .filter((sample) => isMeant(sample, filter) && isInBox(sample, box) && key(sample) !== undefined)
    .sort((a, b) => (key(b) ?? 0) - (key(a) ?? 0) || (a.id < b.id ? 1 : -1))
    .map(({ id }) => id);
}

const someSort = fc.constantFrom<BootSort>("newest", "slowest", "span:pivot-root", "span:none");

describe("selecting", () => {
  test("any filter, box, sort and page size give what a plain search gives, each boot once", () => {
    fc.assert(
      fc.property(
        someSamples(30),
        someFilter,
        someBox,
        someSort,
        fc.integer({ min: 1, max: 9 }),
        (samples, filter, box, sort, limit) => {
          expect(allPages(filled(samples), filter, box, sort, limit)).toEqual(
            expectedIds(samples, filter, box, sort),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  test("a cursor of another sort, or of nobody, begins anew", () => {
    const columns = filled(fc.sample(someSample(0), 1));
    for (const after of ["", "x", "slowest~1~b000000000000000", "newest~NaN~b000000000000000"])
      expect(columns.select({ limit: 5, after }).ids).toEqual([idAt(0)]);
  });
});

describe("images", () => {
  test("are told by the boots of each, whatever their containers are called", () => {
    fc.assert(
      fc.property(someSamples(30), (samples) => {
        const told = filled(samples).images();
        const byImage = Map.groupBy(samples, ({ image }) => image);
        byImage.delete(undefined);
        expect(new Set(told.map(({ name }) => name))).toEqual(new Set(byImage.keys()));
        expect(told).toHaveLength(byImage.size);
        for (const { name, n, outcomes, boot, last } of told) {
          const boots = byImage.get(name) ?? [];
          const durations = ascending(boots.filter(isCounted).map(({ duration }) => duration));
          expect(n).toBe(boots.length);
          expect(outcomes.reduce((sum, { n: each }) => sum + each, 0)).toBe(n);
          expect(boot?.n ?? 0).toBe(durations.length);
          expect(boot?.max).toBe(durations.at(-1));
          const walls = boots.flatMap(({ wallTime }) => wallTime ?? []);
          expect(last).toBe(walls.length === 0 ? undefined : walls.reduce((a, b) => (a > b ? a : b)));
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("boots that come, change and go", () => {
  const someStep = fc.integer({ min: 0, max: 12 }).chain((n) =>
    fc.oneof(
      someSample(n).map((sample) => ({ kind: "put" as const, sample })),
      fc.constant({ kind: "remove" as const, id: idAt(n) }),
      fc.constant({ kind: "ask" as const }),
      fc.constant({ kind: "prepare" as const }),
    ),
  );

  test("leave the columns as if only the last state of each had ever come, whatever was asked or prepared meanwhile", () => {
    fc.assert(
      fc.property(fc.array(someStep, { maxLength: 80 }), (steps) => {
        const columns = createColumns();
        const last = new Map<string, BootSample>();
        for (const step of steps)
          if (step.kind === "put") {
            columns.put(step.sample);
            last.set(step.sample.id, step.sample);
          } else if (step.kind === "remove") {
            columns.remove(step.id);
            last.delete(step.id);
          } else if (step.kind === "prepare") columns.prepare();
          else answersOf(columns);
        expect(columns.size).toBe(last.size);
        expect(answersOf(columns)).toEqual(answersOf(filled(last.values())));
      }),
      { numRuns: 300 },
    );
  });

  test("many thousands are found by id, and none that went", () => {
    const columns = createColumns();
    const [sample] = fc.sample(someSample(0), 1);
    if (!sample) throw new Error("a sample was asked for");
    for (let n = 0; n < 10_000; n++) columns.put({ ...sample, id: idAt(n), outcome: "up", duration: n });
    for (let n = 0; n < 10_000; n += 3) columns.remove(idAt(n));
    const kept = Array.from({ length: 10_000 }, (_, n) => n).filter((n) => n % 3 !== 0);
    expect(columns.select({ sort: "slowest", limit: 10_000 }).ids).toEqual(kept.toReversed().map(idAt));
    const known = columns.percentiles([0, 1, 2, 9_999].map(idAt)).map(({ percentile }) => percentile);
    expect(known).toEqual([undefined, 0, 1 / (kept.length - 1), undefined]);
  });

  test("spans beyond the columns there are, are counted", () => {
    const [sample] = fc.sample(someSample(0), 1);
    const [kind] = KINDS;
    if (!sample || !kind) throw new Error("a sample was asked for");
    const spans = Array.from({ length: 70 }, (_, n) => ({ kind: { ...kind, slug: `s${n}` }, duration: n }));
    const columns = filled([{ ...sample, outcome: "up", spans }]);
    expect(columns.ignoredSpans).toBe(6);
    expect(columns.population({ container: sample.container }).spans).toHaveLength(64);
  });
});

describe("what is put in order before it is asked for", () => {
  test("is told as if it had not been, also of boots that come later", () => {
    fc.assert(
      fc.property(someSamples(40), fc.nat(40), (samples, at) => {
        const columns = filled(samples.slice(0, at));
        for (let isLeft = true; isLeft; ) isLeft = columns.prepare();
        for (const sample of samples.slice(at)) columns.put(sample);
        expect(answersOf(columns)).toEqual(answersOf(filled(samples)));
      }),
      { numRuns: 100 },
    );
  });
});

describe("the overview", () => {
  const query = fc.record({
    filter: someFilter,
    box: someBox,
    axis: fc.constantFrom("log" as const, "linear" as const),
    zoom: fc.boolean(),
  });

  test("counts each boot that is meant, and says which are in the box", () => {
    fc.assert(
      fc.property(someSamples(40), query, (samples, asked) => {
        const { filter, box, zoom, axis } = asked;
        const meant = samples.filter((sample) => isMeant(sample, filter));
        const found = filled(samples).overview(asked);
        expect(found.n).toBe(meant.length);
        expect(found.inside).toBe(meant.filter((sample) => isInBox(sample, box)).length);
        expect(found.failed).toBe(meant.filter(({ outcome }) => outcome === "failed").length);
        const measured = meant.filter((sample) => lengthOf(sample) !== undefined);
        if (measured.length > 0) expect(found.unmeasured.n).toBe(meant.length - measured.length);
        expect(found.domain === undefined).toBe(measured.length === 0);
        if (found.domain === undefined) return;
        const { edges, counts, inside } = found.histogram;
        expect(edges).toHaveLength(counts.length + 1);
        expect(edges).toEqual(ascending(edges));
        if (zoom) return;
        const { max } = found.domain;
        const longer = measured.filter((sample) => (lengthOf(sample) ?? 0) > max);
        expect([found.beyond.n, found.beyond.inside]).toEqual([
          longer.length,
          longer.filter((sample) => isInBox(sample, box)).length,
        ]);
        if (axis === "log") expect(longer).toEqual([]);
        // Half of an axis at least is for what nearly all of them took.
        const lengths = ascending(
          (measured.some(isTimed) ? measured.filter(isTimed) : measured).map(lengthOf),
        );
        if (axis === "linear") expect(max).toBeLessThanOrEqual(2.3 * Math.max(10, p95Of(lengths)));
        const drawn = measured.filter((sample) => (lengthOf(sample) ?? 0) <= max);
        const counted = measured.some(isTimed) ? drawn.filter(isTimed) : drawn;
        expect(counts.reduce((a, b) => a + b)).toBe(counted.length);
        expect(inside.reduce((a, b) => a + b)).toBe(counted.filter((sample) => isInBox(sample, box)).length);
        if (found.scatter.kind !== "points") throw new Error("few boots are points");
        expect(
          found.scatter.points.map(({ id, wallTime, duration, outcome }) => [
            id,
            wallTime,
            duration,
            outcome,
          ]),
        ).toEqual(
          measured
            .filter(({ wallTime }) => wallTime !== undefined)
            .map((sample) => [sample.id, sample.wallTime, lengthOf(sample), sample.outcome]),
        );
      }),
      { numRuns: 300 },
    );
  });

  test("the box is inside of what is drawn when it is zoomed to", () => {
    fc.assert(
      fc.property(someSamples(20), query, (samples, asked) => {
        const { domain } = filled(samples).overview({ ...asked, zoom: true });
        const { since, until, minDuration, maxDuration } = asked.box;
        if (domain === undefined) return;
        expect(domain.since).toBeLessThan(domain.until);
        expect(domain.min).toBeLessThan(domain.max);
        const isWhole = since !== undefined && until !== undefined && since <= until;
        if (isWhole) expect([domain.since <= since, domain.until >= until]).toEqual([true, true]);
        if (minDuration === undefined || maxDuration === undefined || minDuration > maxDuration) return;
        expect(domain.min).toBeLessThanOrEqual(Math.max(1, Number(minDuration)));
        expect(domain.max).toBeGreaterThanOrEqual(Number(maxDuration));
      }),
      { numRuns: 300 },
    );
  });

  test("a box around boots that took no time is drawn on a logarithmic axis too", () => {
    const [sample] = fc.sample(someSample(0), 1);
    if (!sample) throw new Error("a sample was asked for");
    const { domain } = filled([{ ...sample, duration: 0 }]).overview({
      filter: {},
      box: { minDuration: 0n },
      axis: "log",
      zoom: true,
    });
    expect(domain?.min).toBeLessThan(domain?.max ?? 0);
  });

  test("of many boots is a grid of counts", () => {
    const [sample] = fc.sample(someSample(0), 1);
    if (!sample) throw new Error("a sample was asked for");
    const columns = filled(
      Array.from({ length: 3_000 }, (_, n) => ({
        ...sample,
        id: idAt(n),
        outcome: n % 3 === 0 ? ("failed" as const) : ("up" as const),
        wallTime: WALL + BigInt(n) * TICK,
        duration: 1_000_000 + n,
      })),
    );
    const { scatter } = columns.overview({ filter: {}, axis: "linear", zoom: false });
    if (scatter.kind !== "cells") throw new Error("many boots are cells");
    const of = (outcome: string) =>
      scatter.cells.filter((cell) => cell.outcome === outcome).reduce((sum, { n }) => sum + n, 0);
    expect([of("failed"), of("up")]).toEqual([1_000, 2_000]);
    expect(scatter.cells.every(({ column, row }) => column < scatter.columns && row < scatter.rows)).toBe(
      true,
    );
    const rising = scatter.cells
      .filter(({ outcome }) => outcome === "up")
      .sort((a, b) => a.column - b.column);
    expect(rising.map(({ row }) => row)).toEqual(ascending(rising.map(({ row }) => row)));
  });
});

describe("the overview of all boots", () => {
  /** As if nobody had asked before: of each boot as it is now. */
  const anew = (samples: ReadonlyMap<string, BootSample>, asked: OverviewQuery) =>
    filled([...samples.values()]).overview(asked);

  test("is the same whether it was counted now, or followed each boot that came, changed and went", () => {
    const queries = (["linear", "log"] as const).map((axis) => ({ filter: {}, axis, zoom: false }));
    const begun = fc.sample(someSamples(40), { numRuns: 400, seed: 3 }).flat();
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(4_100), fc.boolean(), someSample(0)), { maxLength: 40 }),
        (changes) => {
          const samples = new Map<string, BootSample>(
            begun.slice(0, 4_000).map((sample, n) => [idAt(n), { ...sample, id: idAt(n) }]),
          );
          const columns = filled([...samples.values()]);
          for (const query of queries) columns.overview(query);
          changes.forEach(([n, isGone, sample], at) => {
            if (isGone) columns.remove(idAt(n));
            else columns.put({ ...sample, id: idAt(n) });
            if (isGone) samples.delete(idAt(n));
            else samples.set(idAt(n), { ...sample, id: idAt(n) });
            const query = queries[at % 2];
            if (at % 13 === 0 && query) expect(columns.overview(query)).toEqual(anew(samples, query));
          });
          for (const query of queries) expect(columns.overview(query)).toEqual(anew(samples, query));
        },
      ),
      { numRuns: 8 },
    );
  });

  test("finds the outermost boots anew once one of them went, or became shorter", () => {
    const query = { filter: {}, axis: "linear", zoom: false } as const;
    const [sample] = fc.sample(someSample(0), 1);
    if (!sample) throw new Error("a sample was asked for");
    const samples = new Map<string, BootSample>(
      Array.from({ length: 2_500 }, (_, n) => [
        idAt(n),
        {
          ...sample,
          id: idAt(n),
          outcome: "up",
          wallTime: WALL + BigInt(n) * TICK,
          duration: 1_000_000 + n * n,
        },
      ]),
    );
    const columns = filled([...samples.values()]);
    columns.overview(query);
    for (const n of [0, 2_499, 1_200, 2_498]) {
      columns.remove(idAt(n));
      samples.delete(idAt(n));
      expect(columns.overview(query)).toEqual(anew(samples, query));
    }
    const shorter = { ...sample, id: idAt(2_497), outcome: "up" as const, wallTime: WALL, duration: 5 };
    columns.put(shorter);
    samples.set(shorter.id, shorter);
    expect(columns.overview(query)).toEqual(anew(samples, query));
  });
});

describe("a population", () => {
  test("is the up and ready boots of a container but the one held against it", () => {
    fc.assert(
      fc.property(someSamples(40), fc.nat(39), (samples, at) => {
        const held = samples[at];
        const others = samples.filter(
          (sample) => sample.container === "web" && isCounted(sample) && sample.id !== held?.id,
        );
        const population = filled(samples).population(
          { container: "web" },
          held && {
            id: held.id,
            ...(held.duration === undefined ? {} : { duration: held.duration }),
            ...(held.ready === undefined ? {} : { ready: held.ready }),
            spans: held.spans.map(({ kind: { slug }, duration }) => ({ slug, duration })),
          },
        );
        const durations = ascending(others.map(({ duration }) => duration));
        expect(population.n).toBe(others.length);
        expect(population.boot).toEqual(quantilesOf(durations));
        expect(population.ready).toEqual(quantilesOf(ascending(others.map(({ ready }) => ready))));
        const rank = (sorted: readonly number[], value: number | undefined) =>
          value === undefined ? undefined : percentileOf(sorted, value);
        expect(population.bootPercentile).toEqual(rank(durations, held?.duration));
        expect(population.spans).toEqual(
          KINDS.flatMap((kind) => {
            const values = ascending(others.map((sample) => spanOf(sample, kind.slug)));
            const percentile = rank(values, held && spanOf(held, kind.slug));
            return values.length === 0
              ? []
              : { ...kind, quantiles: quantilesOf(values), mad: medianDeviationOf(values), percentile };
          }),
        );
      }),
      { numRuns: 300 },
    );
  });

  test("ranks each stored boot among the others of its container", () => {
    fc.assert(
      fc.property(someSamples(40), (samples) => {
        const found = filled(samples).percentiles(samples.map(({ id }) => id));
        expect(found.map(({ id, percentile }) => ({ id, percentile }))).toEqual(
          samples.map(({ id, container, duration }) => {
            const others = samples.filter(
              (other) => other.container === container && other.id !== id && isCounted(other),
            );
            const percentile =
              duration === undefined
                ? undefined
                : percentileOf(ascending(others.map((other) => other.duration)), duration);
            return { id, percentile };
          }),
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe("why a boot took as long as it did", () => {
  test("is said as its blame says it: the span that lost most against the median of the others", () => {
    fc.assert(
      fc.property(someSamples(40), (samples) => {
        const columns = filled(samples);
        // Of boots of which a part was lost as well, though they tell nothing of what is usual.
        const asked = samples.filter(
          ({ container, duration }) => container === "web" && duration !== undefined,
        );
        const found = columns.percentiles(asked.map(({ id }) => id));
        asked.forEach((sample, at) => {
          const { duration = 0 } = sample;
          const spans = sample.spans.map(({ kind: { slug }, duration: ns }) => ({ slug, duration: ns }));
          const { boot, spans: usual } = columns.population(
            { container: "web" },
            { id: sample.id, duration, spans },
          );
          const why = found[at]?.why;
          if (boot === undefined || boot.n < MIN_POPULATION) return expect(why).toBeUndefined();
          const isAmongMost = duration >= boot.p25 && duration <= boot.p75;
          const isNear =
            Math.abs(duration - boot.p50) * 20 <= boot.p50 && duration >= boot.p5 && duration <= boot.p95;
          if (isAmongMost || isNear) return expect(why).toEqual({ kind: "usual" });
          const sign = duration > boot.p50 ? 1 : -1;
          const excesses = spans.flatMap(({ slug, duration: ns }) => {
            const of = usual.find(
              (each) => each.slug === slug && each.onPath && each.quantiles.n >= MIN_POPULATION,
            );
            return of === undefined ? [] : [(ns - of.quantiles.p50) * sign];
          });
          const most = Math.max(0, ...excesses);
          if (why === undefined || why.kind === "usual") throw new Error("it differs");
          expect(why.kind).toBe(sign > 0 ? "slower" : "faster");
          expect(why.times).toBeCloseTo(duration / boot.p50, 9);
          return expect((why.cause?.excess ?? 0) * sign).toBeCloseTo(most, 5);
        });
      }),
      { numRuns: 200 },
    );
  });
});

describe("what differs", () => {
  const valueOf: Record<(typeof ATTRIBUTES)[number], (sample: BootSample) => string | undefined> = {
    container: ({ container }) => container,
    host: ({ hostName }) => hostName,
    "haco-file": ({ hacoFile }) => hacoFile,
    command: ({ command }) => command,
    kernel: ({ kernel }) => kernel,
    hour: ({ wallTime }) =>
      wallTime === undefined
        ? undefined
        : new Date(Number(wallTime / 1_000_000n)).toISOString().slice(11, 13),
    outcome: ({ outcome }) => outcome,
    reason: ({ causes }) => toldReasons(causes)[0],
    "furthest-phase": ({ furthestPhase }) => furthestPhase,
  };

  test("what is frequent in the box by chance alone is not told", () => {
    const [like] = fc.sample(someSample(0), 1);
    if (like === undefined) throw new Error("no sample");
    const samples = Array.from({ length: 400 }, (_, n): BootSample => {
      const isSlow = n % 20 === 0;
      return {
        ...like,
        id: idAt(n),
        outcome: "up",
        duration: isSlow ? 2e9 : 1e8,
        hacoFile: isSlow ? "/slow.haco" : "/web.haco",
        // Five of twenty against seventy-five of the others: a quarter against a fifth.
        hostName: n % 80 === 0 || n % 5 === 1 ? "left" : "right",
      };
    });
    const found = filled(samples).whatDiffers({ filter: {}, box: { minDuration: 1_000_000_000n } });
    expect(found).toMatchObject({ selected: 20, rest: 380 });
    expect(found.attributes.map(({ attribute, value }) => [attribute, value])).toEqual([
      ["haco-file", "/slow.haco"],
    ]);
  });

  test("shares and medians are those of the boots in the box and of the others", () => {
    fc.assert(
      fc.property(someSamples(40), someFilter, someBox, (samples, filter, box) => {
        const isBrushable = (sample: BootSample) =>
          ((box.since ?? box.until) === undefined || sample.wallTime !== undefined) &&
          ((box.minDuration ?? box.maxDuration) === undefined || lengthOf(sample) !== undefined);
        const meant = samples.filter((sample) => isMeant(sample, filter) && isBrushable(sample));
        const selected = meant.filter((sample) => isInBox(sample, box));
        const rest = meant.filter((sample) => !isInBox(sample, box));
        const found = filled(samples).whatDiffers({ filter, box });
        const isTimeBrushed = (box.since ?? box.until) !== undefined;
        if (isTimeBrushed) expect(found.attributes.map(({ attribute }) => attribute)).not.toContain("hour");
        expect(found.spans.map(({ slug }) => slug)).not.toContain("running");
        for (const { slug, onPath } of KINDS) {
          if (!onPath || found.spans.some((span) => span.slug === slug)) continue;
          const [a, b] = [selected, rest].map((side) =>
            ascending(side.map((sample) => spanOf(sample, slug))),
          );
          const wins = (a ?? []).flatMap((x) =>
            (b ?? []).map((y): number => (x > y ? 1 : x === y ? 0.5 : 0)),
          );
          expect(wins.reduce((sum, win) => sum + win, 0)).toBeLessThanOrEqual(wins.length / 2);
        }
        expect([found.selected, found.rest]).toEqual([selected.length, rest.length]);
        const difference = found.attributes.map((each) => each.selectedShare - each.restShare);
        expect(difference).toEqual(ascending(difference).toReversed());
        for (const each of found.attributes) {
          const has = (sample: BootSample) => valueOf[each.attribute](sample) === each.value;
          expect([each.selected, each.rest]).toEqual([selected.filter(has).length, rest.filter(has).length]);
          expect(each.selectedShare).toBe(each.selected / selected.length);
          expect(each.restShare).toBe(each.rest / rest.length);
        }
        for (const { slug, superiority, ...sides } of found.spans) {
          expect(superiority).toBeGreaterThan(0.5);
          const a = ascending(selected.map((sample) => spanOf(sample, slug)));
          const b = ascending(rest.map((sample) => spanOf(sample, slug)));
          expect([sides.selected, sides.rest]).toEqual(
            [a, b].map((values) => ({ n: values.length, p50: quantileOf(values, 0.5) })),
          );
          const wins = a.flatMap((x) => b.map((y): number => (x > y ? 1 : x === y ? 0.5 : 0)));
          expect(superiority).toBeCloseTo(wins.reduce((sum, win) => sum + win, 0) / wins.length, 10);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("the cause of the slow ones comes first", () => {
    const [sample] = fc.sample(someSample(0), 1);
    const [kind] = KINDS;
    if (!sample || !kind) throw new Error("a sample was asked for");
    const columns = filled(
      Array.from({ length: 100 }, (_, n) => ({
        ...sample,
        id: idAt(n),
        duration: n < 90 ? 100 : 900,
        hacoFile: n < 90 ? "/etc/quick.haco" : "/etc/slow.haco",
        spans: [{ kind, duration: n < 90 ? 40 : 840 }],
      })),
    );
    const { attributes, spans } = columns.whatDiffers({ filter: {}, box: { minDuration: 500n } });
    expect(attributes[0]).toEqual({
      attribute: "haco-file",
      value: "/etc/slow.haco",
      selected: 10,
      rest: 0,
      selectedShare: 1,
      restShare: 0,
    });
    expect(spans).toMatchObject([
      { slug: kind.slug, selected: { n: 10, p50: 840 }, rest: { n: 90, p50: 40 }, superiority: 1 },
    ]);
  });

  test("nothing is told without a box, or with nothing outside of it", () => {
    const columns = filled(fc.sample(someSamples(20), 1)[0] ?? []);
    expect(columns.whatDiffers({ filter: {}, box: {} })).toMatchObject({ attributes: [], spans: [] });
    expect(columns.whatDiffers({ filter: {}, box: { minDuration: 10n ** 15n } })).toMatchObject({
      selected: 0,
      attributes: [],
    });
  });

  test("a host that was renamed is one, and two of one name are told apart", () => {
    const [like] = fc.sample(someSample(0), 1);
    if (like === undefined) throw new Error("no sample");
    const boots = (hostOf: (n: number) => { hostId: string; hostName: string }) =>
      filled(
        Array.from(
          { length: 40 },
          (_, n): BootSample => ({
            ...like,
            id: idAt(n),
            outcome: "up",
            duration: n < 20 ? 100 : 900,
            ...hostOf(n),
          }),
        ),
      )
        .whatDiffers({ filter: {}, box: { minDuration: 500n } })
        .attributes.filter(({ attribute }) => attribute === "host")
        .map(({ value, key }) => [value, key]);
    expect(boots((n) => ({ hostId: "a", hostName: n < 20 ? "old" : "new" }))).toEqual([]);
    expect(boots((n) => ({ hostId: n < 20 ? "a1" : "b2", hostName: "vm" }))).toEqual([["vm (b2)", "b2"]]);
  });

  test("one slow boot among few does not make the scale of all, nor a few longer ones a broken one", () => {
    const [like] = fc.sample(someSample(0), 1);
    if (like === undefined) throw new Error("no sample");
    const scale = (durations: readonly number[]) => {
      const { domain, beyond, lengths } = filled(
        durations.map((duration, n) => {
          const { ready: _ready, died: _died, ...others } = like;
          return { ...others, id: idAt(n), outcome: "up" as const, wallTime: WALL, duration };
        }),
      ).overview({ filter: {}, axis: "linear", zoom: false });
      return { max: domain?.max, beyond: beyond.n, longest: beyond.longest, lengths };
    };
    expect(scale([2e8, 2.1e8, 1.9e8, 4e11])).toMatchObject({
      max: 2.2e8,
      beyond: 1,
      longest: Math.fround(4e11),
    });
    expect(scale([2e8, 2.1e8, 3.9e8])).toMatchObject({ max: 4e8, beyond: 0 });
    expect(scale([2e8, 2.1e8, 1.9e8, 4e11]).lengths?.longest).toBe(Math.fround(4e11));
  });
});

describe("a container's report", () => {
  test("counts every boot of the container and the range once", () => {
    fc.assert(
      fc.property(
        someSamples(40),
        someFilter,
        fc.integer({ min: 1, max: 7 }),
        (samples, { host, since, until }, bins) => {
          const range = {
            ...(host === undefined ? {} : { host }),
            ...(since === undefined ? {} : { since }),
            ...(until === undefined ? {} : { until }),
          };
          const ofContainer = samples.filter(({ container }) => container === "web");
          const boots = ofContainer.filter(
            (sample) => isInBox(sample, range) && (host === undefined || sample.hostId === host),
          );
          const columns = filled(samples);
          const report = columns.container("web", { ...range, bins });
          expect(report === undefined).toBe(ofContainer.length === 0);
          if (report === undefined) return;
          // By then the rows are grouped.
          expect(columns.container("web", { ...range, bins })).toEqual(report);
          expect(report.n).toBe(boots.length);
          expect(Object.fromEntries(report.hosts.map(({ id, n }) => [id, n]))).toEqual(
            Object.fromEntries(
              Map.groupBy(ofContainer, ({ hostId }) => hostId)
                .entries()
                .map(([id, found]) => [id, found.length]),
            ),
          );
          expect(report.outcomes.reduce((sum, { n }) => sum + n, 0)).toBe(boots.length);
          const counted = boots.filter(isCounted);
          expect(report.boot).toEqual(quantilesOf(ascending(counted.map(({ duration }) => duration))));
          const timed = boots.filter(({ wallTime }) => wallTime !== undefined);
          expect(report.bins.reduce((sum, { n }) => sum + n, 0)).toBe(timed.length);
          report.bins.forEach(({ until: end }, n) => {
            const after = report.bins[n + 1];
            if (after) expect(after.since).toBe(end);
          });
          for (const { slug, quantiles, counts, edges } of report.spans) {
            const values = ascending(counted.map((sample) => spanOf(sample, slug)));
            expect(quantiles).toEqual(quantilesOf(values));
            expect(counts.reduce((a, b) => a + b)).toBe(values.length);
            expect(edges).toHaveLength(counts.length + 1);
          }
          expect(report.funnel[0]?.reached).toBe(boots.length);
          expect(report.funnel.reduce((sum, { failed }) => sum + failed, 0)).toBe(
            boots.filter(({ outcome }) => outcome === "failed").length,
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  test("has its first and last boot within its stretches, to the nanosecond", () => {
    fc.assert(
      fc.property(someSample(0), someSample(1), fc.nat(1_000_000), fc.nat(1_000_000), (a, b, first, more) => {
        const since = WALL + BigInt(first);
        const until = since + BigInt(more);
        const report = filled([
          { ...a, container: "web", wallTime: since },
          { ...b, container: "web", wallTime: until },
        ]).container("web", { bins: 3 });
        expect((report?.bins[0]?.since ?? 0n) <= since).toBe(true);
        expect((report?.bins.at(-1)?.until ?? 0n) > until).toBe(true);
      }),
    );
  });

  test("and its row among all containers say the same", () => {
    fc.assert(
      fc.property(someSamples(40), (samples) => {
        const columns = filled(samples);
        const names = [...new Set(samples.map(({ container }) => container))].sort();
        const summaries = columns.containers();
        expect(summaries.map(({ container }) => container).sort()).toEqual(names);
        for (const { last, ...summary } of summaries) {
          expect(columns.container(summary.container, { bins: 3 })).toMatchObject(summary);
          const moments = samples
            .filter(({ container }) => container === summary.container)
            .flatMap(({ wallTime }) => wallTime ?? []);
          expect(last).toBe(moments.length === 0 ? undefined : moments.reduce((a, b) => (a > b ? a : b)));
        }
      }),
    );
  });
});

describe("a container's course", () => {
  test("counts every boot of known time once, in few even stretches from the first to the last", () => {
    fc.assert(
      fc.property(someSamples(40), (samples) => {
        for (const { name: container, stretches } of filled(samples).courses(["web", "db", "none"])) {
          const own = samples.filter((each) => each.container === container && each.wallTime !== undefined);
          const length = (stretches[0]?.until ?? 0n) - (stretches[0]?.since ?? 0n);
          expect(stretches.length).toBeLessThanOrEqual(24);
          expect([stretches[0]?.n, stretches.at(-1)?.n]).not.toContain(0);
          expect(stretches.reduce((sum, { n }) => sum + n, 0)).toBe(own.length);
          for (const { since, until, n, failed, boot } of stretches) {
            const inside = own.filter(({ wallTime = 0n }) => wallTime >= since && wallTime < until);
            expect(until - since).toBe(length);
            expect(since % length).toBe(0n);
            expect({ n, failed }).toEqual({
              n: inside.length,
              failed: inside.filter(({ outcome }) => outcome === "failed").length,
            });
            const durations = ascending(inside.filter(isCounted).map(({ duration }) => duration));
            expect(boot).toEqual(quantilesOf(durations));
          }
        }
      }),
    );
  });

  test("is told of no container without a boot of known time", () => {
    const [first] = fc.sample(someSample(0), 1);
    const columns = filled(first === undefined ? [] : [{ ...first, container: "web", wallTime: WALL }]);
    expect(columns.courses(["db", "web"]).map(({ name }) => name)).toEqual(["web"]);
  });
});
