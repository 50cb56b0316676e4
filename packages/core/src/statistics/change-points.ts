import { sortRows } from "./sort-rows.ts";

/** Where the level of a series shifted. */
export type ChangePoint = {
  /** Index of the first value after the shift. */
  readonly at: number;
  /** Of Pettitt's test, within the stretch that was split here. */
  readonly p: number;
};

/**
 * Ranks from 1, by the places of the values from `from` on, equal ones sharing their mean rank: written over the first of
 * `ranks`. `order`: their places, ascending by value.
 */
function ranksOf(values: Float32Array, order: Uint32Array, from: number, ranks: Float64Array): Float64Array {
  for (let first = 0; first < order.length; ) {
    const value = values[order[first] ?? 0];
    let end = first + 1;
    while (end < order.length && values[order[end] ?? 0] === value) end++;
    for (let i = first; i < end; i++) ranks[(order[i] ?? 0) - from] = (first + end + 1) / 2;
    first = end;
  }
  return ranks.subarray(0, order.length);
}

/**
 * The rank test of Pettitt, "A Non-Parametric Approach to the Change-Point Problem", Applied Statistics 28 (1979),
 * 126–135: for each split the Mann-Whitney statistic of what lies before and after, and the approximate chance
 * 2·exp(−6K²/(n³+n²)) of its largest magnitude K without any change.
 */
function pettitt(ranks: Float64Array, least: number): ChangePoint | undefined {
  const n = ranks.length;
  if (n < 2 * least) return undefined;
  let [sum, largest, at] = [0, 0, 0];
  for (let t = 1; t <= n - least; t++) {
    sum += ranks[t - 1] ?? 0;
    const magnitude = Math.abs(2 * sum - t * (n + 1));
    if (t >= least && magnitude > largest) [largest, at] = [magnitude, t];
  }
  return at === 0 ? undefined : { at, p: Math.min(1, 2 * Math.exp((-6 * largest ** 2) / (n ** 3 + n ** 2))) };
}

/** Places in order, those before one of them and those from it on: either stays in order. */
function parted(order: Uint32Array, at: number, before: number): readonly [Uint32Array, Uint32Array] {
  const [left, right] = [new Uint32Array(before), new Uint32Array(order.length - before)];
  let [l, r] = [0, 0];
  for (let i = 0; i < order.length; i++) {
    const place = order[i] ?? 0;
    if (place < at) left[l++] = place;
    else right[r++] = place;
  }
  return [left, right];
}

/**
 * Shifts of the level of a series, in its order: Pettitt's test, and again on either side of a shift it finds (binary
 * segmentation; Vostrikova 1981), as long as it finds one at `alpha` with at least so many values on either side.
 */
export function changePoints(values: Float32Array, alpha: number, least = 5): readonly ChangePoint[] {
  const found: ChangePoint[] = [];
  // Put in order once: whatever is left of it on either side of a shift is in order as well.
  const places = new Uint32Array(values.length);
  for (let place = 0; place < places.length; place++) places[place] = place;
  const ranks = new Float64Array(values.length);
  const stretches = [{ from: 0, order: sortRows(places, values) }];
  for (let stretch = stretches.pop(); stretch; stretch = stretches.pop()) {
    const { from, order } = stretch;
    const split = pettitt(ranksOf(values, order, from, ranks), least);
    if (!split || split.p > alpha) continue;
    const at = from + split.at;
    found.push({ at, p: split.p });
    const [before, after] = parted(order, at, split.at);
    stretches.push({ from, order: before }, { from: at, order: after });
  }
  return found.sort((a, b) => a.at - b.at);
}
