import { normalQuantile, normalTail } from "./normal.ts";
import type { Sorted } from "./quantile.ts";
import { superiority } from "./superiority.ts";

/** The test of Mann & Whitney (1947), two-sided. */
export type RankSum = {
  /** Pairs in which the candidate's value is the larger one, ties counted half. */
  readonly u: number;
  /** Chance of a U as far from its mean, if both samples came from one distribution. */
  readonly p: number;
};

/** Beyond this the counts of the exact distribution are no integers that a double can hold. */
const EXACT_UP_TO = 25;

/**
 * In how many orders of n and m values U is 0, 1, … n·m: coefficients of the Gaussian binomial
 * ∏ (1 − q^(m+i)) / (1 − q^i).
 */
function orders(n: number, m: number): Float64Array {
  const counts = new Float64Array(n * m + 1);
  counts[0] = 1;
  for (let i = 1; i <= n; i++) {
    for (let u = n * m; u >= m + i; u--) counts[u] = (counts[u] ?? 0) - (counts[u - m - i] ?? 0);
    for (let u = i; u <= n * m; u++) counts[u] = (counts[u] ?? 0) + (counts[u - i] ?? 0);
  }
  return counts;
}

/** Sizes of groups of equal values in one sample, as Σ (t³ − t). */
export function tiesWithin(sorted: Sorted): number {
  let sum = 0;
  for (let from = 0, i = 1; i <= sorted.length; i++) {
    if (i < sorted.length && sorted[i] === sorted[from]) continue;
    // Nearly all stand alone.
    if (i > from + 1) sum += (i - from) ** 3 - (i - from);
    from = i;
  }
  return sum;
}

/** The same of both samples together; 0 when no two values are equal. */
function tieSum(a: Sorted, b: Sorted): number {
  let sum = 0;
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const value = Math.min(a[i] ?? Infinity, b[j] ?? Infinity);
    let t = 0;
    for (; i < a.length && a[i] === value; i++) t++;
    for (; j < b.length && b[j] === value; j++) t++;
    sum += t ** 3 - t;
  }
  return sum;
}

function exactP(n: number, m: number, u: number): number {
  const counts = orders(n, m);
  const small = Math.min(u, n * m - u);
  let [tail, all] = [0, 0];
  for (let i = 0; i < counts.length; i++) {
    all += counts[i] ?? 0;
    if (i <= small) tail += counts[i] ?? 0;
  }
  return Math.min(1, (2 * tail) / all);
}

const meanOf = (n: number, m: number) => (n * m) / 2;
const CONTINUITY = 0.5;

/** Standard deviation of U, corrected for ties (Lehmann, "Nonparametrics", 1975, section 1.4). */
const deviationOf = (n: number, m: number, ties: number): number => {
  const all = n + m;
  return Math.sqrt(Math.max(0, ((n * m) / 12) * (all + 1 - ties / (all * (all - 1)))));
};

/** With the corrections for continuity and ties. */
function normalP(n: number, m: number, u: number, ties: number): number {
  const deviation = deviationOf(n, m, ties);
  if (deviation === 0) return 1;
  const distance = Math.max(0, Math.abs(u - meanOf(n, m)) - CONTINUITY);
  return Math.min(1, 2 * normalTail(distance / deviation));
}

const isExact = (n: number, m: number, ties: number) => ties === 0 && n <= EXACT_UP_TO && m <= EXACT_UP_TO;

/** Sizes of both samples, U, and their ties as Σ (t³ − t). */
export type CountedRanks = {
  readonly n: number;
  readonly m: number;
  readonly u: number;
  readonly ties: number;
};
/** Chance of a U as far from its mean, two-sided, if both samples came from one distribution. */
export const chanceOf = ({ n, m, u, ties }: CountedRanks): number =>
  isExact(n, m, ties) ? exactP(n, m, u) : normalP(n, m, u, ties);

/**
 * Whether a candidate's values tend to be larger or smaller than a baseline's. Exact for up to 25 values a side without
 * ties, else by the normal approximation. Both samples ascending, neither empty.
 */
export function rankSum(candidate: Sorted, baseline: Sorted): RankSum {
  const [n, m] = [candidate.length, baseline.length];
  // A multiple of a half.
  const u = Math.round(2 * superiority(candidate, baseline) * n * m) / 2;
  const ties = tieSum(candidate, baseline);
  return { u, p: chanceOf({ n, m, u, ties }) };
}

/** The smallest p there can be: all of one sample's values lie above all of the other's, in 1 of C(n + m, n) orders. */
export function leastP(n: number, m: number): number {
  let orders = 1;
  for (let i = 1; i <= n; i++) orders *= (m + i) / i;
  return Math.min(1, 2 / orders);
}

function exactQuantile(n: number, m: number, tail: number): number {
  const counts = orders(n, m);
  const all = counts.reduce((sum, count) => sum + count, 0);
  let sum = 0;
  let u = -1;
  for (const count of counts) {
    sum += count;
    if (sum / all > tail) break;
    u++;
  }
  return u;
}

/** The largest u with P(U ≤ u) ≤ tail, as the test above reckons it; below 0 when no u has so small a chance. */
export const rareUpTo = (n: number, m: number, ties: number, tail: number): number =>
  isExact(n, m, ties)
    ? exactQuantile(n, m, tail)
    : Math.floor(meanOf(n, m) - CONTINUITY - normalQuantile(tail) * deviationOf(n, m, ties));
