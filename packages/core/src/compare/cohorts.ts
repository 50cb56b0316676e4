import { inOneGo, type Slices } from "../statistics/slices.ts";
import type { Group } from "../domain/boot.ts";
import { holm } from "../statistics/adjust.ts";
import {
  MIN_POPULATION,
  type AttributeDifference,
  type Quantiles,
  type Sample,
} from "../statistics/population.ts";
import { quantilesOf, type Sorted } from "../statistics/quantile.ts";
import { leastP, rankSum } from "../statistics/rank-sum.ts";
import { shiftOf, type Shift } from "../statistics/shift.ts";
import { superiority } from "../statistics/superiority.ts";

/** What is compared of a boot: the whole, the way to ready, or one of its spans. */
export type Measure = {
  /** "boot" and "ready", else the span's slug. */
  readonly slug: string;
  readonly label: string;
  readonly group: Group | undefined;
  readonly onPath: boolean;
};
/** Durations of one measure in both cohorts, ns, ascending. */
export type MeasuredCohorts = Measure & { readonly baseline: Sorted; readonly candidate: Sorted };

/**
 * "slower" and "faster" are significant; "same" is not told from chance, or too small to matter; "too-few" has fewer than
 * `MIN_POPULATION` boots on a side, and was not tested, or so few that even the clearest difference would be no
 * significant one among so many tests.
 */
export const COHORT_VERDICTS = ["slower", "faster", "same", "too-few"] as const;
export type CohortVerdict = (typeof COHORT_VERDICTS)[number];

/** One measure of two cohorts. Durations are ns; candidate minus baseline, positive is slower. */
export type ComparedMeasure = Measure & {
  readonly baseline: Quantiles | undefined;
  readonly candidate: Quantiles | undefined;
  /** Hodges and Lehmann's estimate, with its confidence interval of 1 − alpha. */
  readonly shift: Shift | undefined;
  /** Of the two-sided rank-sum test. */
  readonly p: number | undefined;
  /** After Holm's correction for all measures tested: compare it with alpha. */
  readonly adjusted: number | undefined;
  /** Chance that a candidate's boot is slower than a baseline's: the effect size, 0.5 is none. */
  readonly superiority: number | undefined;
  readonly verdict: CohortVerdict;
};

export type CohortOptions = {
  /** Chance, at most, that any measure is called slower or faster though both cohorts are alike. */
  readonly alpha: number;
  /** A shift of a smaller part of the baseline's median (0.05 is 5 %) matters to nobody, however certain. */
  readonly minChange: number;
  /** Nor does a smaller one than this, ns: all there is to go by where the baseline's median is 0. */
  readonly minShift: number;
};
/** A probe costs its process up to a microsecond each time it fires: what is shorter is not told from the tracer itself. */
export const DEFAULT_COHORT_OPTIONS: CohortOptions = { alpha: 0.01, minChange: 0.02, minShift: 1_000 };

/** Points of a cumulative distribution: this share of the boots took no longer. */
export type Ecdf = readonly { readonly duration: number; readonly share: number }[];

export type CohortComparison = {
  /** Boots of each cohort, and of both: those are compared with themselves. */
  readonly baseline: number;
  readonly candidate: number;
  readonly shared: number;
  readonly sample?: Sample;
  readonly options: CohortOptions;
  /** With fewer boots than this on a side, nothing could be told of them. */
  readonly enough: number;
  /** The whole boot first, then the spans in the order of the path, then what lies beside it. */
  readonly measures: readonly ComparedMeasure[];
  /** By the measure's slug. */
  readonly distributions: Readonly<Record<string, { readonly baseline: Ecdf; readonly candidate: Ecdf }>>;
  readonly attributes: readonly AttributeDifference[];
};

type Tested = { readonly p: number; readonly shift: Shift; readonly superiority: number };

function tested({ baseline, candidate }: MeasuredCohorts, alpha: number): Tested | undefined {
  if (Math.min(baseline.length, candidate.length) < MIN_POPULATION) return undefined;
  return {
    p: rankSum(candidate, baseline).p,
    shift: shiftOf(candidate, baseline, 1 - alpha),
    superiority: superiority(candidate, baseline),
  };
}

/** Measures of two cohorts, tested together. Deterministic: nothing here is drawn by lot. */
export const compareMeasures = (
  measured: readonly MeasuredCohorts[],
  options: CohortOptions,
): readonly ComparedMeasure[] => inOneGo(comparing(measured, options));

/** As `compareMeasures`, a measure at a time. */
export function* comparing(
  measured: readonly MeasuredCohorts[],
  { alpha, minChange, minShift }: CohortOptions,
): Slices<readonly ComparedMeasure[]> {
  const results: (Tested | undefined)[] = [];
  for (const each of measured) {
    results.push(tested(each, alpha));
    yield;
  }
  const pValues = results.flatMap((result) => result?.p ?? []);
  const adjusted = holm(pValues)[Symbol.iterator]();
  return measured.map(({ baseline, candidate, ...measure }, place): ComparedMeasure => {
    const result = results[place];
    const quantiles = { baseline: quantilesOf(baseline), candidate: quantilesOf(candidate) };
    const nothing = { shift: undefined, p: undefined, adjusted: undefined, superiority: undefined };
    if (!result) return { ...measure, ...quantiles, ...nothing, verdict: "too-few" };
    const p = adjusted.next().value ?? 1;
    const isHopeless = leastP(candidate.length, baseline.length) * pValues.length > alpha;
    const least = Math.max(minShift, minChange * (quantiles.baseline?.p50 ?? 0));
    const matters = Math.abs(result.shift.estimate) >= least;
    const different = result.shift.estimate > 0 ? "slower" : "faster";
    const alike = p >= alpha && isHopeless ? "too-few" : "same";
    const verdict = p < alpha && matters && result.shift.estimate !== 0 ? different : alike;
    return { ...measure, ...quantiles, ...result, adjusted: p, verdict };
  });
}

/** Boots a side with which the clearest difference is found among so many tests. */
export function enoughBoots(tests: number, alpha: number): number {
  let n = MIN_POPULATION;
  while (leastP(n, n) * tests > alpha) n++;
  return n;
}

const ECDF_POINTS = 101;

/** The empirical cumulative distribution, at most 101 points of it. */
export function ecdfOf(sorted: Sorted): Ecdf {
  const n = sorted.length;
  const places = n <= ECDF_POINTS ? n : ECDF_POINTS;
  return Array.from({ length: places }, (_, point) => {
    const rank = places === 1 ? n - 1 : Math.round((point * (n - 1)) / (places - 1));
    return { duration: sorted[rank] ?? 0, share: (rank + 1) / n };
  });
}
