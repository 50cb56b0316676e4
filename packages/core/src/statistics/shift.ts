import type { Sorted } from "./quantile.ts";
import { rareUpTo, tieSum } from "./rank-sum.ts";

/** How much later a candidate's values lie than a baseline's, and between which bounds, in the values' unit. */
export type Shift = { readonly estimate: number; readonly low: number; readonly high: number };

const BISECTIONS = 200;

/** Pairs whose difference is no larger than a bound, and the largest such difference. */
function pairsUpTo(candidate: Sorted, baseline: Sorted, bound: number) {
  let from = 0;
  let count = 0;
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < candidate.length; i++) {
    const value = candidate[i] ?? 0;
    // The larger the candidate's value, the larger the baseline's has to be.
    while (from < baseline.length && value - (baseline[from] ?? 0) > bound) from++;
    count += baseline.length - from;
    if (from < baseline.length) largest = Math.max(largest, value - (baseline[from] ?? 0));
  }
  return { count, largest };
}

/** The k-th smallest (from 1) of all differences candidate − baseline, without making them: n·m may be 100 million. */
export function differenceAt(candidate: Sorted, baseline: Sorted, k: number): number {
  let low = (candidate[0] ?? 0) - (baseline[baseline.length - 1] ?? 0);
  let high = (candidate[candidate.length - 1] ?? 0) - (baseline[0] ?? 0);
  if (pairsUpTo(candidate, baseline, low).count >= k) return low;
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    if (pairsUpTo(candidate, baseline, middle).count >= k) high = middle;
    else low = middle;
  }
  return pairsUpTo(candidate, baseline, high).largest;
}

/**
 * The estimate of Hodges & Lehmann (1963): the median of all differences candidate − baseline. Its confidence interval
 * holds the shifts which the rank-sum test would not reject at 1 − confidence (Moses; Hollander & Wolfe, "Nonparametric
 * Statistical Methods", section 4.3). Values that are equal within a sample stay equal wherever the other one is shifted
 * to: their ties count. Both samples ascending, neither empty.
 */
export function shiftOf(candidate: Sorted, baseline: Sorted, confidence: number): Shift {
  const [n, m] = [candidate.length, baseline.length];
  const pairs = n * m;
  const at = (k: number) => differenceAt(candidate, baseline, k);
  const middle = Math.floor((pairs + 1) / 2);
  const estimate = pairs % 2 === 1 ? at(middle) : (at(middle) + at(middle + 1)) / 2;
  const ties = tieSum(candidate, []) + tieSum(baseline, []);
  const outermost = Math.max(1, rareUpTo(n, m, ties, (1 - confidence) / 2) + 1);
  return { estimate, low: at(outermost), high: at(pairs + 1 - outermost) };
}
