import { bootDuration, readyDuration, type Boot, type Group, type Span } from "../domain/boot.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import { spanLabel } from "../domain/span.ts";
import { compareBigints } from "../domain/time.ts";
import { verdictOf as judge, type JudgedBoot } from "../domain/verdict.ts";
import {
  MIN_POPULATION,
  type Percentile,
  type Population,
  type Quantiles,
  type SpanPopulation,
} from "../statistics/population.ts";

/** What is usual for a span: of n boots, ns. */
export type Usual = {
  readonly n: number;
  readonly p5Ns: bigint;
  readonly p50Ns: bigint;
  readonly p95Ns: bigint;
  /** Undefined where the span did not end. */
  readonly percentile: Percentile;
};

/** A span of the boot path and what it has to answer for. */
export type BlameRow = {
  readonly slug: string;
  readonly label: string;
  readonly group: Group;
  readonly durationNs: bigint;
  /** It goes on: the duration is that up to now, to nobody's nanosecond. */
  readonly isOpen?: true;
  /** Of the boot, from 0 to 1; undefined where its length is not known. */
  readonly share?: number;
  /** Undefined where fewer than `MIN_POPULATION` other boots have the span. */
  readonly usual?: Usual;
  /** Longer (or, below zero, shorter) than the median. */
  readonly excessNs?: bigint;
  /** So many times the median; undefined also where the median is nothing. */
  readonly times?: number;
};
type HeldRow = BlameRow & { readonly usual: Usual; readonly excessNs: bigint };

/** A span that explains a boot's difference from what is usual. */
export type BlameCause = {
  readonly row: HeldRow;
  /** Of everything that went the same way: of the sum over all spans that took longer (or shorter) than usual. */
  readonly share: number;
};

export type BlameMeasure = "boot" | "ready";

/** One sentence about a boot, in parts: who prints it chooses the language. */
export type BlameVerdict =
  /** No boot duration: its start or end was not seen. */
  | { readonly kind: "unmeasured" }
  /** Still going on, and where. */
  | {
      readonly kind: "booting";
      /** Undefined where this moment is not known. */
      readonly soFarNs?: bigint;
      /** How long boots usually take; undefined where too few tell. */
      readonly usualNs?: bigint;
      readonly in?: BlameRow;
    }
  /** Where it was, and how long after its start, when the first of its processes died. */
  | { readonly kind: "failed"; readonly afterNs: bigint; readonly label: string }
  /** Too few other boots to tell what is usual. */
  | {
      readonly kind: "alone";
      readonly durationNs: bigint;
      readonly others: number;
      readonly longest: readonly BlameRow[];
    }
  /** Between the quartiles, or within a twentieth of the median and between p5 and p95. */
  | { readonly kind: "usual"; readonly durationNs: bigint; readonly usualNs: bigint; readonly n: number }
  | {
      readonly kind: "slower" | "faster";
      /** What is out of the ordinary: the time to the exec, or that until it listened. */
      readonly of: BlameMeasure;
      readonly durationNs: bigint;
      readonly usualNs: bigint;
      readonly n: number;
      /** Always positive. */
      readonly differenceNs: bigint;
      readonly causes: readonly BlameCause[];
    };

/** The worst first. */
export type Blame = { readonly rows: readonly BlameRow[]; readonly verdict: BlameVerdict };

/** Differences below this part of the median are noise. */
const NOTICEABLE = 20;
/**
 * Whether a duration, a 32-bit float of ns, is none to explain: between the quartiles, or within a twentieth of the
 * median and between p5 and p95.
 */
export function isUsual(duration: number, others: Omit<Quantiles, "n" | "min" | "max">): boolean {
  const isBetween = (low: number, high: number) => duration >= low && duration <= high;
  const isNear = Math.abs(duration - others.p50) * NOTICEABLE <= others.p50;
  return isBetween(others.p25, others.p75) || (isNear && isBetween(others.p5, others.p95));
}

/** A single cause that explains this much needs no second. */
const ENOUGH = 0.5;
const MOST_CAUSES = 2;
const MOST_LONGEST = 2;

type Blamed = Pick<Boot, "startAt" | "upAt" | "endAt" | "losses" | "spans" | "outcome"> & JudgedBoot;

const wholeNs = (ns: number) => BigInt(Math.round(ns));
const ratio = (part: bigint, whole: bigint) => (whole > 0n ? Number(part) / Number(whole) : 0);
const descending = (a: bigint, b: bigint) => compareBigints(b, a);

/** What is usual for a span, where enough boots have it. */
export const usualOf = (
  known: Pick<SpanPopulation, "quantiles" | "percentile"> | undefined,
): Usual | undefined =>
  known === undefined || known.quantiles.n < MIN_POPULATION
    ? undefined
    : {
        n: known.quantiles.n,
        p5Ns: wholeNs(known.quantiles.p5),
        p50Ns: wholeNs(known.quantiles.p50),
        p95Ns: wholeNs(known.quantiles.p95),
        percentile: known.percentile,
      };

/** A duration held against the median. */
export const heldAgainst = (durationNs: bigint, usual: Usual) => ({
  usual,
  excessNs: durationNs - usual.p50Ns,
  ...(usual.p50Ns > 0n ? { times: Number(durationNs) / Number(usual.p50Ns) } : {}),
});

/** What runs between the exec and the first listening: beside the boot path, and part of the way to ready. */
const APPLICATION_START = "app-start";

/** Of a boot that goes on, or whose beginning or end nobody saw, no share can be told. */
const isLengthKnown = (boot: Blamed) => boot.outcome === "failed" || bootDuration(boot) !== undefined;

/** How long a span takes; what is still open counts up to now, where that is known. */
function lengthOf(span: Span, now: bigint | undefined): bigint | undefined {
  if (span.state !== "open") return span.endAt - span.startAt;
  return now === undefined || now < span.startAt ? undefined : now - span.startAt;
}

function rowsOf(boot: Blamed, spans: readonly Span[], population: Population | undefined, nowNs?: bigint) {
  const now = nowNs === undefined ? undefined : boot.startAt + nowNs;
  const known = new Map(population?.spans.map((each) => [each.slug, each]));
  const measured = spans.flatMap((span) => {
    const durationNs = lengthOf(span, now);
    return durationNs === undefined ? [] : [{ span, durationNs }];
  });
  const whole = isLengthKnown(boot)
    ? measured.reduce((sum, { durationNs }) => sum + durationNs, 0n)
    : undefined;
  return measured.map(({ span, durationNs }): BlameRow => {
    // A span cut short by a death says nothing about how long it takes.
    const usual = span.state === "failed" ? undefined : usualOf(known.get(span.slug));
    return {
      slug: span.slug,
      label: spanLabel(span),
      group: span.group,
      durationNs,
      ...(span.state === "open" ? { isOpen: true as const } : {}),
      ...(whole === undefined ? {} : { share: ratio(durationNs, whole) }),
      ...(usual ? heldAgainst(durationNs, usual) : {}),
    };
  });
}

const isHeld = (row: BlameRow): row is HeldRow => row.usual !== undefined && row.excessNs !== undefined;

/** The spans that took longer (sign 1) or shorter (-1) than usual, the most of it first. */
function causesOf(rows: readonly BlameRow[], sign: 1n | -1n): BlameCause[] {
  const same = rows.filter(isHeld).filter(({ excessNs }) => excessNs * sign > 0n);
  const sum = same.reduce((total, { excessNs }) => total + excessNs * sign, 0n);
  const causes = same
    .map((row) => ({ row, share: ratio(row.excessNs * sign, sum) }))
    .sort((a, b) => descending(a.row.excessNs * sign, b.row.excessNs * sign));
  const isEnough = (causes[0]?.share ?? 0) >= ENOUGH;
  return causes.slice(0, isEnough ? 1 : MOST_CAUSES);
}

/** A duration against those of the others. */
function standingOf(durationNs: bigint, others: Quantiles) {
  const usualNs = wholeNs(others.p50);
  const difference = durationNs - usualNs;
  const differenceNs = difference < 0n ? -difference : difference;
  // Populations are kept as 32-bit floats: what is equal has to be so after the same rounding.
  const value = Math.fround(Number(durationNs));
  const kind = isUsual(value, others)
    ? ("usual" as const)
    : difference > 0n
      ? ("slower" as const)
      : ("faster" as const);
  return { kind, durationNs, usualNs, differenceNs, n: others.n };
}

/** Quantiles of boots enough to tell what is usual. */
const enough = (quantiles: Quantiles | undefined) =>
  quantiles !== undefined && quantiles.n >= MIN_POPULATION ? quantiles : undefined;

function measuredVerdict(
  durationNs: bigint,
  others: Quantiles,
  rows: readonly BlameRow[],
  of: BlameMeasure,
): BlameVerdict {
  const { kind, differenceNs, ...rest } = standingOf(durationNs, others);
  if (kind === "usual") return { kind, ...rest };
  return { kind, of, ...rest, differenceNs, causes: causesOf(rows, kind === "slower" ? 1n : -1n) };
}

/** Whether it is the way from the exec to listening that made a boot ready late, rather than the boot. */
function isReadySlow(boot: Blamed, rows: readonly BlameRow[], population: Population | undefined): boolean {
  const readyNs = readyDuration(boot);
  const others = enough(population?.ready);
  if (readyNs === undefined || others === undefined) return false;
  const start = rows.find(({ slug }) => slug === APPLICATION_START);
  if (start === undefined || standingOf(readyNs, others).kind !== "slower") return false;
  const path = rows.reduce(
    (sum, { slug, excessNs = 0n }) => (slug === start.slug ? sum : sum + excessNs),
    0n,
  );
  return (start.excessNs ?? 0n) > (path > 0n ? path : 0n);
}

function verdictOf(
  boot: Blamed,
  rows: readonly BlameRow[],
  population: Population | undefined,
  nowNs: bigint | undefined,
): BlameVerdict {
  const judged = judge(boot);
  if (judged.kind === "failed")
    return { kind: "failed", afterNs: judged.afterNs, label: judged.where?.label ?? "" };
  const others = enough(population?.boot);
  if (judged.kind === "booting") {
    const usualNs = others && wholeNs(others.p50);
    const where = rows.find(({ slug }) => slug === judged.where?.slug);
    return { kind: "booting", ...omitUndefined({ soFarNs: nowNs, usualNs, in: where }) };
  }
  const durationNs = bootDuration(boot);
  if (durationNs === undefined) return { kind: "unmeasured" };
  if (others === undefined) {
    const longest = rows.toSorted((a, b) => descending(a.durationNs, b.durationNs)).slice(0, MOST_LONGEST);
    return { kind: "alone", durationNs, others: population?.boot?.n ?? 0, longest };
  }
  return measuredVerdict(durationNs, others, rows, "boot");
}

const worstFirst = (a: BlameRow, b: BlameRow) =>
  descending(a.excessNs ?? 0n, b.excessNs ?? 0n) || descending(a.durationNs, b.durationNs);

/**
 * Which spans of the boot path made a boot as long as it was: by how much longer than usual each took, where that is
 * known, else by length. A span nothing is usual for stands between those longer and those shorter than usual. Where it
 * is the application that was late to listen, its start is among them and the verdict is about that. `nowNs`, an offset
 * from the start, is what the span that a boot is in is counted up to.
 */
export function blame(boot: Blamed, population?: Population, nowNs?: bigint): Blame {
  const path = boot.spans.filter(({ onPath }) => onPath);
  const start = boot.spans.find(({ slug, state }) => slug === APPLICATION_START && state === "closed");
  const toReady = start && rowsOf(boot, [...path, start], population);
  const readyNs = readyDuration(boot);
  if (toReady && readyNs !== undefined && isReadySlow(boot, toReady, population) && population?.ready)
    return {
      rows: toReady.sort(worstFirst),
      verdict: measuredVerdict(readyNs, population.ready, toReady, "ready"),
    };
  const rows = rowsOf(boot, path, population, nowNs).sort(worstFirst);
  return { rows, verdict: verdictOf(boot, rows, population, nowNs) };
}

/** What a chart marks: the spans that explain a boot's difference, and by how much they differ, ns. */
export const blamedOf = ({ verdict }: Pick<Blame, "verdict">): ReadonlyMap<string, bigint> =>
  new Map(
    verdict.kind === "slower" || verdict.kind === "faster"
      ? verdict.causes.map(({ row }) => [row.slug, row.excessNs])
      : [],
  );

/** A span's part in how long a container's boots usually take, and in how much they differ. */
export type UsualBlameRow = {
  readonly slug: string;
  readonly label: string;
  readonly group: Group;
  readonly n: number;
  readonly p50Ns: bigint;
  readonly p95Ns: bigint;
  /** p50 → p95: what a slow boot loses here. */
  readonly spreadNs: bigint;
  /** Of the sum of the medians, from 0 to 1: medians do not add up to the median boot. */
  readonly share: number;
};

export const BLAME_RANKS = ["median", "spread"] as const;
/** By what usually takes long, or by what sometimes takes longer. */
export type BlameRank = (typeof BLAME_RANKS)[number];

/** The spans of a container's boot path, the worst first. Works on a `Population` and on a `ContainerReport`. */
export function usualBlame(
  spans: readonly Pick<SpanPopulation, "slug" | "label" | "group" | "onPath" | "quantiles">[],
  rank: BlameRank = "median",
): readonly UsualBlameRow[] {
  const path = spans.filter(({ onPath, quantiles }) => onPath && quantiles.n >= MIN_POPULATION);
  const sum = path.reduce((total, { quantiles }) => total + quantiles.p50, 0);
  const rows = path.map(({ slug, label, group, quantiles }): UsualBlameRow => {
    const [p50Ns, p95Ns] = [wholeNs(quantiles.p50), wholeNs(quantiles.p95)];
    const share = sum > 0 ? quantiles.p50 / sum : 0;
    return { slug, label, group, n: quantiles.n, p50Ns, p95Ns, spreadNs: p95Ns - p50Ns, share };
  });
  const key = rank === "median" ? ("p50Ns" as const) : ("spreadNs" as const);
  return rows.sort((a, b) => descending(a[key], b[key]) || descending(a.p50Ns, b.p50Ns));
}
