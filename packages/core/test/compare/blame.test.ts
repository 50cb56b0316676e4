import { expect, test } from "vitest";
import {
  blame,
  blamedOf,
  instant,
  usualBlame,
  type Boot,
  type Population,
  type Quantiles,
  type Span,
  type SpanPopulation,
} from "../../src/index.ts";

const MS = 1_000_000;
/** All quantiles around a median, in ms. */
const around = (p50: number, n = 120): Quantiles => ({
  n,
  min: p50 * 0.5 * MS,
  p5: p50 * 0.8 * MS,
  p25: p50 * 0.9 * MS,
  p50: p50 * MS,
  p75: p50 * 1.1 * MS,
  p95: p50 * 1.5 * MS,
  max: p50 * 4 * MS,
});
const population = (boot: number, spans: Readonly<Record<string, number>>, n = 120): Population => ({
  reference: { container: "web" },
  n,
  boot: around(boot, n),
  bootPercentile: 0.97,
  readyPercentile: undefined,
  spans: Object.entries(spans).map(
    ([slug, p50]): SpanPopulation => ({
      slug,
      label: slug,
      group: "supervise",
      onPath: true,
      quantiles: around(p50, n),
      mad: p50 * 0.1 * MS,
      percentile: 0.99,
    }),
  ),
});

/** A boot whose path is these spans, one after the other, in ms. */
function bootOf(spans: Readonly<Record<string, number>>, last: Span["state"] = "closed"): Boot {
  let at = 1_000n;
  const path = Object.entries(spans).map(([slug, ms], index, all): Span => {
    const startAt = instant(at);
    at += BigInt(Math.round(ms * MS));
    const facts = {
      slug,
      label: slug,
      group: "supervise",
      lane: "container",
      onPath: true,
      from: "A",
    } as const;
    const isLast = index === all.length - 1;
    if (isLast && last === "failed")
      return { ...facts, startAt, state: "failed", endAt: instant(at), to: "exit" };
    return { ...facts, startAt, state: "closed", endAt: instant(at), to: "B" };
  });
  const end = last === "failed" ? { endAt: instant(at) } : { upAt: instant(at), endAt: instant(at) };
  return {
    startAt: instant(1_000n),
    losses: [],
    outcome: last === "failed" ? "failed" : "up",
    spans: path,
    ...end,
  } as unknown as Boot; // only what `blame` reads of a boot
}

test("the span with the largest excess comes first, not the longest", () => {
  const { rows } = blame(
    bootOf({ runtime: 90, evaluate: 10, "pivot-root": 93.4 }),
    population(90, { runtime: 85, evaluate: 12, "pivot-root": 1.2 }),
  );
  expect(rows.map(({ slug }) => slug)).toEqual(["pivot-root", "runtime", "evaluate"]);
  expect(rows[0]).toMatchObject({ excessNs: 92_200_000n, durationNs: 93_400_000n });
  expect(rows[0]?.times).toBeCloseTo(77.8, 1);
  expect(rows[2]?.excessNs).toBe(-2_000_000n);
});

test("a slow boot is explained by the share its worst span has of everything that took longer", () => {
  const { verdict } = blame(
    bootOf({ runtime: 90, evaluate: 10, "pivot-root": 91.2 }),
    population(98, { runtime: 80, evaluate: 12, "pivot-root": 1.2 }),
  );
  expect(verdict).toMatchObject({ kind: "slower", usualNs: 98_000_000n, differenceNs: 93_200_000n, n: 120 });
  if (verdict.kind !== "slower") throw new Error("not slower");
  // 90 ms of pivot-root and 10 ms of runtime; what evaluate saved is no part of it.
  expect(verdict.causes.map(({ row, share }) => [row.slug, share])).toEqual([["pivot-root", 0.9]]);
});

test("two spans share the blame when neither has half of it", () => {
  const { verdict } = blame(bootOf({ a: 14, b: 14, c: 14 }), population(30, { a: 10, b: 10.5, c: 11 }));
  if (verdict.kind !== "slower") throw new Error("not slower");
  expect(verdict.causes.map(({ row }) => row.slug)).toEqual(["a", "b"]);
});

test("a fast boot is explained by what it saved", () => {
  const { verdict } = blame(bootOf({ a: 2, b: 11 }), population(20, { a: 10, b: 10 }));
  expect(verdict).toMatchObject({ kind: "faster", differenceNs: 7_000_000n });
  if (verdict.kind !== "faster") throw new Error("not faster");
  expect(verdict.causes.map(({ row, share }) => [row.slug, share])).toEqual([["a", 1]]);
});

test("a boot between the quartiles is as usual, and so is one within a twentieth of the median", () => {
  expect(blame(bootOf({ a: 108 }), population(100, { a: 100 })).verdict.kind).toBe("usual");
  const narrow = {
    ...population(100, { a: 100 }),
    boot: { ...around(100), p25: 99.9 * MS, p75: 100.1 * MS },
  };
  expect(blame(bootOf({ a: 104 }), narrow).verdict.kind).toBe("usual");
  expect(blame(bootOf({ a: 106 }), narrow).verdict.kind).toBe("slower");
});

test("a boot longer than nearly all others is not as usual, however little longer", () => {
  const tight = {
    ...population(100, { a: 100 }),
    boot: { ...around(100), p5: 99 * MS, p25: 99.5 * MS, p75: 100.5 * MS, p95: 101 * MS },
  };
  expect(blame(bootOf({ a: 100.9 }), tight).verdict.kind).toBe("usual");
  expect(blame(bootOf({ a: 102 }), tight).verdict.kind).toBe("slower");
  expect(blame(bootOf({ a: 98 }), tight).verdict.kind).toBe("faster");
});

test("without a population spans rank by length, and nothing is called unusual", () => {
  for (const given of [undefined, population(1, { a: 1, b: 1 }, 4)]) {
    const { rows, verdict } = blame(bootOf({ a: 10, b: 30, c: 20 }), given);
    expect(rows.map(({ slug }) => slug)).toEqual(["b", "c", "a"]);
    expect(rows.every(({ usual }) => usual === undefined)).toBe(true);
    expect(verdict).toMatchObject({ kind: "alone", durationNs: 60_000_000n });
  }
});

test("a span the others do not have stands between the longer and the shorter ones", () => {
  const { rows } = blame(bootOf({ a: 20, b: 5, c: 50 }), population(30, { a: 10, b: 10 }));
  expect(rows.map(({ slug }) => slug)).toEqual(["a", "c", "b"]);
});

test("a span cut short by a death is never held against whole ones", () => {
  const { rows, verdict } = blame(bootOf({ a: 10, b: 3 }, "failed"), population(20, { a: 10, b: 10 }));
  expect(rows.find(({ slug }) => slug === "b")?.usual).toBeUndefined();
  expect(verdict).toEqual({ kind: "failed", afterNs: 13_000_000n, label: "b" });
});

test("shares of a boot's spans add up to one", () => {
  const { rows } = blame(bootOf({ a: 10, b: 3, c: 7.5 }));
  expect(rows.reduce((sum, { share = Number.NaN }) => sum + share, 0)).toBeCloseTo(1, 12);
});

test("a container's spans rank by median or by what a slow boot loses in them", () => {
  const { spans } = population(100, { a: 60, b: 30, c: 10 });
  const wide = spans.map((each) =>
    each.slug === "c" ? { ...each, quantiles: { ...each.quantiles, p95: 200 * MS } } : each,
  );
  expect(usualBlame(wide).map(({ slug }) => slug)).toEqual(["a", "b", "c"]);
  expect(usualBlame(wide, "spread").map(({ slug }) => slug)).toEqual(["c", "a", "b"]);
  expect(usualBlame(wide).map(({ share }) => share)).toEqual([0.6, 0.3, 0.1]);
});

test("a container's spans that few boots have, or that lie beside the path, are not ranked", () => {
  const { spans } = population(100, { a: 60, b: 30 });
  const [a, b] = spans;
  if (!a || !b) throw new Error("no spans");
  expect(
    usualBlame([
      { ...a, onPath: false },
      { ...b, quantiles: around(30, 4) },
    ]),
  ).toEqual([]);
});

/** A boot that listens so many ms after its exec. */
function readyBoot(spans: Readonly<Record<string, number>>, startMs: number): Boot {
  const boot = bootOf(spans);
  const upAt = boot.upAt ?? boot.startAt;
  const readyAt = instant(upAt + BigInt(startMs * MS));
  const start = {
    ...boot.spans[0],
    slug: "app-start",
    label: "application start",
    lane: "application",
    onPath: false,
    startAt: upAt,
    endAt: readyAt,
  } as Span;
  return { ...boot, outcome: "ready", readyAt, spans: [...boot.spans, start] };
}
const readyPopulation: Population = {
  ...population(20, { a: 10, b: 10, "app-start": 300 }),
  ready: around(320),
  readyPercentile: 0.99,
};

test("where the application was late to listen, its start is the cause and the verdict is about ready", () => {
  const { rows, verdict } = blame(readyBoot({ a: 10, b: 11 }, 2_400), readyPopulation);
  expect(verdict).toMatchObject({ kind: "slower", of: "ready", durationNs: 2_421_000_000n });
  expect(rows[0]).toMatchObject({ slug: "app-start", excessNs: 2_100_000_000n });
  expect([...blamedOf({ verdict })]).toEqual([["app-start", 2_100_000_000n]]);
});

test("a boot that is slow itself is not blamed on an application that took as long as ever", () => {
  const { rows, verdict } = blame(readyBoot({ a: 10, b: 110 }, 301), readyPopulation);
  expect(verdict).toMatchObject({ kind: "slower", of: "boot", usualNs: 20_000_000n });
  expect(rows.map(({ slug }) => slug)).toEqual(["b", "a"]);
});

test("the span a boot is in is counted up to now, and no share of an unknown total is told", () => {
  const boot = bootOf({ a: 10, b: 1 });
  const { upAt: _, endAt: __, ...going } = boot;
  const last = boot.spans[1] as Extract<Span, { state: "closed" }>;
  const { endAt: ___, ...open } = last;
  const booting = {
    ...going,
    outcome: "booting",
    spans: [boot.spans[0], { ...open, state: "open" }],
  } as Boot;
  const { rows, verdict } = blame(booting, population(20, { a: 10, b: 10 }), 75_000_000_000n);
  expect(rows[0]).toMatchObject({ slug: "b", durationNs: 74_990_000_000n, excessNs: 74_980_000_000n });
  expect(rows.map(({ share }) => share)).toEqual([undefined, undefined]);
  expect(verdict).toMatchObject({ kind: "booting", soFarNs: 75_000_000_000n, in: { slug: "b" } });
});

test("a boot as long as all others is as usual, however their length is rounded", () => {
  const ms = 69.234_567;
  const rounded = Math.fround(ms * MS);
  const same = {
    n: 6,
    min: rounded,
    p5: rounded,
    p25: rounded,
    p50: rounded,
    p75: rounded,
    p95: rounded,
    max: rounded,
  };
  const known = { ...population(1, {}), boot: same };
  expect(blame(bootOf({ a: ms }), known).verdict.kind).toBe("usual");
});
