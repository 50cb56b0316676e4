import type { Sorted } from "./quantile.ts";
import { rareUpTo, tieSum } from "./rank-sum.ts";

/** How much later a candidate's values lie than a baseline's, and between which bounds, in the values' unit. */
export type Shift = { readonly estimate: number; readonly low: number; readonly high: number };

/** How the differences candidate − baseline lie about a bound. */
type Split = {
  readonly bound: number;
  /** Differences no larger than the bound, the largest of them, and the smallest of the others. */
  readonly count: number;
  readonly last: number;
  readonly next: number;
};

function splitAt(candidate: Sorted, baseline: Sorted, bound: number): Split {
  let from = 0;
  let count = 0;
  let last = Number.NEGATIVE_INFINITY;
  let next = Number.POSITIVE_INFINITY;
  for (let i = 0; i < candidate.length; i++) {
    const value = candidate[i] ?? 0;
    // The larger the candidate's value, the larger the baseline's has to be.
    while (from < baseline.length && value - (baseline[from] ?? 0) > bound) from++;
    count += baseline.length - from;
    if (from < baseline.length) last = Math.max(last, value - (baseline[from] ?? 0));
    if (from > 0) next = Math.min(next, value - (baseline[from - 1] ?? 0));
  }
  return { bound, count, last, next };
}

/** The differences above `low` and up to `high`, so many of them, ascending. */
function differencesWithin(candidate: Sorted, baseline: Sorted, low: number, high: number, many: number) {
  const found = new Float64Array(many);
  let n = 0;
  let from = 0;
  for (let i = 0; i < candidate.length; i++) {
    const value = candidate[i] ?? 0;
    while (from < baseline.length && value - (baseline[from] ?? 0) > high) from++;
    for (let j = from; j < baseline.length && value - (baseline[j] ?? 0) > low; j++)
      found[n++] = value - (baseline[j] ?? 0);
  }
  return found.sort();
}

/**
 * The k-th smallest (from 1) of all differences candidate − baseline, without making them: n·m may be 100 million.
 * Bounds close in on it, by a straight line between them and by halves in turn, until so few lie between them that those
 * can be made.
 */
export function differenceAt(candidate: Sorted, baseline: Sorted, k: number): number {
  const few = candidate.length + baseline.length;
  const split = (bound: number) => splitAt(candidate, baseline, bound);
  let low = split((candidate[0] ?? 0) - (baseline[baseline.length - 1] ?? 0));
  if (low.count >= k) return low.bound;
  let high = split((candidate[candidate.length - 1] ?? 0) - (baseline[0] ?? 0));
  for (let isEven = true; high.count - low.count > few && high.last > low.next; isEven = !isEven) {
    const share = isEven ? (k - low.count) / (high.count - low.count) : 0.5;
    // Not up to the bound: where it lies far above the last difference, all steps would lead into the gap.
    const between = low.bound + (high.last - low.bound) * share;
    const middle = split(between > low.bound && between < high.last ? between : low.next);
    if (middle.count >= k) high = middle;
    else low = middle;
  }
  if (high.last <= low.next) return high.last;
  const within = differencesWithin(candidate, baseline, low.bound, high.bound, high.count - low.count);
  return within[k - low.count - 1] ?? Number.NaN;
}

/** The middle one of all differences, or the mean of both middle ones. */
function medianDifference(candidate: Sorted, baseline: Sorted): number {
  const pairs = candidate.length * baseline.length;
  const middle = Math.floor((pairs + 1) / 2);
  const lower = differenceAt(candidate, baseline, middle);
  if (pairs % 2 === 1) return lower;
  const { count, next } = splitAt(candidate, baseline, lower);
  return (lower + (count > middle ? lower : next)) / 2;
}

/**
 * The estimate of Hodges & Lehmann (1963): the median of all differences candidate − baseline. Its confidence interval
 * holds the shifts which the rank-sum test would not reject at 1 − confidence (Moses; Hollander & Wolfe, "Nonparametric
 * Statistical Methods", section 4.3). Values that are equal within a sample stay equal wherever the other one is shifted
 * to: their ties count. Both samples ascending, neither empty.
 */
export function shiftOf(candidate: Sorted, baseline: Sorted, confidence: number): Shift {
  const [n, m] = [candidate.length, baseline.length];
  const at = (k: number) => differenceAt(candidate, baseline, k);
  const ties = tieSum(candidate, []) + tieSum(baseline, []);
  const outermost = Math.max(1, rareUpTo(n, m, ties, (1 - confidence) / 2) + 1);
  return {
    estimate: medianDifference(candidate, baseline),
    low: at(outermost),
    high: at(n * m + 1 - outermost),
  };
}
