import type { Sorted } from "./quantile.ts";
import { rareUpTo, tiesWithin } from "./rank-sum.ts";

/** How much later a candidate's values lie than a baseline's, and between which bounds, in the values' unit. */
export type Shift = { readonly estimate: number; readonly low: number; readonly high: number };

/** As many differences as values in this share of them are made and put in order: that takes about as long as a split. */
const FEW = 1 / 16;
const FEWEST = 64;
/** So many values a side tell roughly where a difference lies. */
const ROUGH = 512;

/** How the differences candidate − baseline lie about a bound. */
type Split = {
  readonly bound: number;
  /** Differences no larger than the bound, the largest of them, and the smallest of the others. */
  readonly count: number;
  readonly last: number;
  readonly next: number;
};

function splitAt(candidate: Float64Array, baseline: Float64Array, bound: number): Split {
  const m = baseline.length;
  let from = 0;
  let count = 0;
  let last = Number.NEGATIVE_INFINITY;
  let next = Number.POSITIVE_INFINITY;
  for (let i = 0; i < candidate.length; i++) {
    const value = candidate[i] ?? 0;
    // The larger the candidate's value, the larger the baseline's has to be.
    for (; from < m; from++) {
      const difference = value - (baseline[from] ?? 0);
      if (difference <= bound) {
        if (difference > last) last = difference;
        break;
      }
      if (difference < next) next = difference;
    }
    count += m - from;
  }
  return { bound, count, last, next };
}

/** The differences above `low` and up to `high`, so many of them, ascending. */
function differencesWithin(
  candidate: Float64Array,
  baseline: Float64Array,
  low: number,
  high: number,
  many: number,
) {
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

/** Every so many-th value, so that about `ROUGH` are left, from the middle of each stretch. */
function roughly(values: Float64Array): Float64Array {
  const step = Math.floor(values.length / ROUGH);
  if (step < 2) return values;
  return Float64Array.from(
    { length: Math.floor(values.length / step) },
    (_, place) => values[place * step + (step >>> 1)] ?? 0,
  );
}

/** A difference by its rank, and the one that follows it: Infinity after the last. */
type Found = { readonly value: number; readonly following: number };
/** Finds the k-th smallest difference, from 1; what it has learned of one is known for the next. */
type Finder = (k: number) => Found;

/**
 * Finds differences candidate − baseline without making them: n·m may be 100 million. Bounds close in on the one that is
 * looked for, until so few lie between them that those can be made. The first bounds are told by differences between some
 * of the values; the next ones lie a little below and a little above of where a straight line between the last two leads,
 * so that either comes closer; and every third one in the middle, wherever a line leads.
 */
function finderOf(candidate: Float64Array, baseline: Float64Array): Finder {
  const [n, m] = [candidate.length, baseline.length];
  const few = Math.max(FEWEST, (n + m) * FEW);
  const largest = (candidate[n - 1] ?? 0) - (baseline[0] ?? 0);
  /** Ascending. */
  const splits: Split[] = [
    splitAt(candidate, baseline, (candidate[0] ?? 0) - (baseline[m - 1] ?? 0)),
    { bound: largest, count: n * m, last: largest, next: Number.POSITIVE_INFINITY },
  ];
  const [some, others] = [roughly(candidate), roughly(baseline)];
  const roughPairs = some.length * others.length;
  const rough = roughPairs === n * m ? undefined : finderOf(some, others);

  /** Place of the first known split that has the k-th below it. */
  const placeOf = (k: number) => splits.findIndex(({ count }) => count >= k);
  function learn(bound: number, place: number): void {
    splits.splice(place, 0, splitAt(candidate, baseline, bound));
  }
  /** Bounds between which some of the values have the k-th. */
  function learnRoughly(find: Finder, k: number): void {
    const rank = (k / (n * m)) * roughPairs;
    const margin = roughPairs / Math.min(some.length, others.length);
    for (const each of [rank - margin, rank + margin]) {
      const bound = find(Math.min(roughPairs, Math.max(1, Math.round(each)))).value;
      const place = splits.findIndex((split) => split.bound >= bound);
      if (place > 0 && splits[place]?.bound !== bound) learn(bound, place);
    }
  }
  const isNear = (place: number) =>
    (splits[place]?.count ?? 0) - (splits[place - 1]?.count ?? 0) <= (n * m) / ROUGH;

  return (k) => {
    if (rough !== undefined && !isNear(placeOf(k))) learnRoughly(rough, k);
    for (let step = 0; ; step++) {
      const place = placeOf(k);
      const [low, high] = [splits[place - 1], splits[place]];
      if (high === undefined) return { value: Number.NaN, following: Number.NaN };
      // All that lie between the bounds are equal.
      if (low === undefined || high.last <= low.next)
        return { value: high.last, following: k < high.count ? high.last : high.next };
      const many = high.count - low.count;
      if (many <= few) {
        const within = differencesWithin(candidate, baseline, low.bound, high.bound, many);
        const at = k - low.count - 1;
        return { value: within[at] ?? Number.NaN, following: within[at + 1] ?? high.next };
      }
      const aside = Math.max(many / 1_024, few / 4);
      const target = step % 3 === 0 ? k - aside : k + aside;
      const share = step % 3 === 2 ? 0.5 : Math.min(0.99, Math.max(0.01, (target - low.count) / many));
      // Not up to the bound: where it lies far above the last difference, all steps would lead into the gap.
      const between = low.bound + (high.last - low.bound) * share;
      learn(between > low.bound && between < high.last ? between : low.next, place);
    }
  };
}

/** The middle one of all differences, or the mean of both middle ones. */
function medianDifference(find: Finder, pairs: number): number {
  const { value, following } = find(Math.floor((pairs + 1) / 2));
  return pairs % 2 === 1 ? value : (value + following) / 2;
}

/** The k-th smallest (from 1) of all differences candidate − baseline. Both samples ascending, neither empty. */
export const differenceAt = (candidate: Sorted, baseline: Sorted, k: number): number =>
  finderOf(Float64Array.from(candidate), Float64Array.from(baseline))(k).value;

/**
 * The estimate of Hodges & Lehmann (1963): the median of all differences candidate − baseline. Its confidence interval
 * holds the shifts which the rank-sum test would not reject at 1 − confidence (Moses; Hollander & Wolfe, "Nonparametric
 * Statistical Methods", section 4.3). Values that are equal within a sample stay equal wherever the other one is shifted
 * to: their ties count. Both samples ascending, neither empty.
 */
export function shiftOf(candidate: Sorted, baseline: Sorted, confidence: number): Shift {
  const [n, m] = [candidate.length, baseline.length];
  const find = finderOf(Float64Array.from(candidate), Float64Array.from(baseline));
  const ties = tiesWithin(candidate) + tiesWithin(baseline);
  const outermost = Math.max(1, rareUpTo(n, m, ties, (1 - confidence) / 2) + 1);
  return {
    estimate: medianDifference(find, n * m),
    low: find(outermost).value,
    high: find(n * m + 1 - outermost).value,
  };
}
