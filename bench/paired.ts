// How one thing compares with another that was measured in turns with it.

/** A share more or less than the other, with where 95 % of such estimates lie. */
export type Compared = { readonly estimate: number; readonly low: number; readonly high: number };

const Z_95 = 1.96;

/** Ascending; of n values n × (n + 1) / 2. */
function meansOfPairs(values: readonly number[]): readonly number[] {
  const means: number[] = [];
  for (const [n, value] of values.entries())
    for (const other of values.slice(n)) means.push((value + other) / 2);
  return means.toSorted((a, b) => a - b);
}

/**
 * The estimate of Hodges and Lehmann for pairs: the median of the means of all pairs of differences. It is nearly as
 * narrow as a mean, and an outlier among the turns moves it as little as a median. Its interval is that of Wilcoxon's
 * signed-rank test, by the normal approximation (Hollander & Wolfe, "Nonparametric Statistical Methods", section 3.3).
 */
export function compare(pairs: readonly { readonly of: number; readonly to: number }[]): Compared {
  const means = meansOfPairs(pairs.map(({ of, to }) => of / to - 1));
  const at = (place: number) => means[Math.max(0, Math.min(means.length - 1, place))] ?? Number.NaN;
  const middle = (means.length - 1) / 2;
  const n = pairs.length;
  const outside = Math.floor((n * (n + 1)) / 4 - Z_95 * Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24));
  return {
    estimate: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    low: at(outside),
    high: at(means.length - 1 - outside),
  };
}

const percent = (share: number) => (share * 100).toFixed(1);

/** Such as "1.2 % (0.8 to 1.7)". */
export const comparedText = ({ estimate, low, high }: Compared) =>
  `${percent(estimate)} % (${percent(low)} to ${percent(high)})`;

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const at = (place: number) => sorted[place] ?? Number.NaN;
  return (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2;
}
