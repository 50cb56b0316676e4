import { quantileOf, type Sorted } from "./quantile.ts";

/** Beyond this a value is called an outlier: Iglewicz and Hoaglin, "How to Detect and Handle Outliers" (1993). */
export const OUTLYING = 3.5;
/** Of a normal distribution, what the MAD is of the standard deviation: the third quartile of the unit one. */
const MAD_OF_NORMAL = 0.6745;

/**
 * The k-th smallest distance from a value, k from 1: the k nearest of ascending values lie side by side, and where they
 * begin is found by halving.
 */
function distanceOf(sorted: Sorted, centre: number, k: number): number {
  const at = (n: number) => sorted[n] ?? Number.NaN;
  let [least, most] = [0, sorted.length - k];
  while (least < most) {
    const middle = (least + most) >>> 1;
    if (centre - at(middle) > at(middle + k) - centre) least = middle + 1;
    else most = middle;
  }
  return Math.max(Math.abs(at(least) - centre), Math.abs(at(least + k - 1) - centre));
}

/** Median absolute deviation from the median, unscaled. Undefined of no values. */
export function medianDeviationOf(sorted: Sorted): number | undefined {
  const n = sorted.length;
  if (n === 0) return undefined;
  const median = quantileOf(sorted, 0.5);
  const upper = distanceOf(sorted, median, (n >>> 1) + 1);
  return n % 2 === 1 ? upper : (distanceOf(sorted, median, n >>> 1) + upper) / 2;
}

/**
 * Modified z-score of a value: how many standard deviations it would be from the median, if the spread were that of a
 * normal distribution. Undefined where the MAD is 0, for half of the values are the median itself then.
 */
export const modifiedZ = (value: number, median: number, mad: number): number | undefined =>
  mad > 0 ? (MAD_OF_NORMAL * (value - median)) / mad : undefined;
