import { MIN_POPULATION, type Percentile, type Quantiles } from "./population.ts";

/** Ascending. */
export type Sorted = ArrayLike<number>;

/**
 * The value below which a share (0 to 1) of n values lies, between two order statistics in a straight line: type 7 of
 * Hyndman & Fan, "Sample Quantiles in Statistical Packages" (1996). `at` gives the values by their rank, from 0.
 */
export function quantileBy(n: number, share: number, at: (rank: number) => number): number {
  const place = (n - 1) * share;
  const below = Math.floor(place);
  const low = at(below);
  return place === below ? low : low + (at(below + 1) - low) * (place - below);
}

/** Of values in order; NaN of none. */
export const quantileOf = (sorted: Sorted, share: number): number =>
  quantileBy(sorted.length, share, (rank) => sorted[rank] ?? Number.NaN);

/** The place of a quantile among n values in order, as one of them: of few, the last never stands for a p95. */
export const quantileRank = (n: number, share: number): number => Math.floor(share * (n - 1));

/** Below which share of the values each of the quantiles lies. */
export const SHARES = {
  min: 0,
  p5: 0.05,
  p25: 0.25,
  p50: 0.5,
  p75: 0.75,
  p95: 0.95,
  max: 1,
} as const satisfies Readonly<Record<Exclude<keyof Quantiles, "n">, number>>;

/** Undefined of no values. */
export function quantilesOf(sorted: Sorted): Quantiles | undefined {
  const n = sorted.length;
  if (n === 0) return undefined;
  const at = (share: number) => quantileOf(sorted, share);
  return {
    n,
    min: at(SHARES.min),
    p5: at(SHARES.p5),
    p25: at(SHARES.p25),
    p50: at(SHARES.p50),
    p75: at(SHARES.p75),
    p95: at(SHARES.p95),
    max: at(SHARES.max),
  };
}

/** How many are smaller than a value. */
export function countBelow(sorted: Sorted, value: number): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((sorted[middle] ?? Infinity) < value) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** How many are no larger than a value. */
export function countUpTo(sorted: Sorted, value: number): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((sorted[middle] ?? Infinity) <= value) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Mid-rank percentile of a value among others, which do not hold the value itself. */
export function percentileOf(others: Sorted, value: number): Percentile {
  if (others.length < MIN_POPULATION) return undefined;
  return (countBelow(others, value) + countUpTo(others, value)) / 2 / others.length;
}

/** Mid-rank percentile of a value among the others, itself being one of those given. */
export function percentileOfMember(sorted: Sorted, value: number): Percentile {
  const others = sorted.length - 1;
  if (others < MIN_POPULATION) return undefined;
  return (countBelow(sorted, value) + countUpTo(sorted, value) - 1) / 2 / others;
}
