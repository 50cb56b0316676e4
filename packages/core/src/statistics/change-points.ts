import { countBelow, countUpTo } from "./quantile.ts";
import { sortFloats } from "./sort.ts";

/** Where the level of a series shifted. */
export type ChangePoint = {
  /** Index of the first value after the shift. */
  readonly at: number;
  /** Of Pettitt's test, within the stretch that was split here. */
  readonly p: number;
};

/** Ranks from 1, equal values sharing their mean rank. */
function ranksOf(values: Float32Array): Float64Array {
  const sorted = sortFloats(values.slice());
  return Float64Array.from(values, (value) => (countBelow(sorted, value) + countUpTo(sorted, value) + 1) / 2);
}

/**
 * The rank test of Pettitt, "A Non-Parametric Approach to the Change-Point Problem", Applied Statistics 28 (1979),
 * 126–135: for each split the Mann-Whitney statistic of what lies before and after, and the approximate chance
 * 2·exp(−6K²/(n³+n²)) of its largest magnitude K without any change.
 */
function pettitt(values: Float32Array, least: number): ChangePoint | undefined {
  const n = values.length;
  if (n < 2 * least) return undefined;
  const ranks = ranksOf(values);
  let [sum, largest, at] = [0, 0, 0];
  for (let t = 1; t <= n - least; t++) {
    sum += ranks[t - 1] ?? 0;
    const magnitude = Math.abs(2 * sum - t * (n + 1));
    if (t >= least && magnitude > largest) [largest, at] = [magnitude, t];
  }
  return at === 0 ? undefined : { at, p: Math.min(1, 2 * Math.exp((-6 * largest ** 2) / (n ** 3 + n ** 2))) };
}

/**
 * Shifts of the level of a series, in its order: Pettitt's test, and again on either side of a shift it finds (binary
 * segmentation; Vostrikova 1981), as long as it finds one at `alpha` with at least so many values on either side.
 */
export function changePoints(values: Float32Array, alpha: number, least = 5): readonly ChangePoint[] {
  const found: ChangePoint[] = [];
  const stretches = [{ from: 0, to: values.length }];
  for (let stretch = stretches.pop(); stretch; stretch = stretches.pop()) {
    const { from, to } = stretch;
    const split = pettitt(values.subarray(from, to), least);
    if (!split || split.p > alpha) continue;
    const at = from + split.at;
    found.push({ at, p: split.p });
    stretches.push({ from, to: at }, { from: at, to });
  }
  return found.sort((a, b) => a.at - b.at);
}
