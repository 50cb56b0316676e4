/** Where the level of a series shifted. */
export type ChangePoint = {
  /** Index of the first value after the shift. */
  readonly at: number;
  /** Of Pettitt's test, within the stretch that was split here. */
  readonly p: number;
};

/** Values on either side of a shift: fewer are no level. */
const LEAST = 5;

/** Ranks from 1, equal values sharing their mean rank. */
function ranksOf(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, index) => index).sort(
    (a, b) => (values[a] ?? 0) - (values[b] ?? 0),
  );
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to] ?? 0] === values[order[from] ?? 0]) to++;
    for (let i = from; i < to; i++) ranks[order[i] ?? 0] = (from + to + 1) / 2;
    from = to;
  }
  return ranks;
}

/**
 * The rank test of Pettitt, "A Non-Parametric Approach to the Change-Point Problem", Applied Statistics 28 (1979),
 * 126–135: for each split the Mann-Whitney statistic of what lies before and after, and the approximate chance
 * 2·exp(−6K²/(n³+n²)) of its largest magnitude K without any change.
 */
function pettitt(values: ArrayLike<number>): ChangePoint | undefined {
  const n = values.length;
  if (n < 2 * LEAST) return undefined;
  const ranks = ranksOf(values);
  let [sum, largest, at] = [0, 0, 0];
  for (let t = 1; t <= n - LEAST; t++) {
    sum += ranks[t - 1] ?? 0;
    const magnitude = Math.abs(2 * sum - t * (n + 1));
    if (t >= LEAST && magnitude > largest) [largest, at] = [magnitude, t];
  }
  return at === 0 ? undefined : { at, p: Math.min(1, 2 * Math.exp((-6 * largest ** 2) / (n ** 3 + n ** 2))) };
}

/**
 * Shifts of the level of a series, in its order: Pettitt's test, and again on either side of a shift it finds (binary
 * segmentation; Vostrikova 1981), as long as it finds one at `alpha`.
 */
export function changePoints(values: Float64Array | Float32Array, alpha: number): readonly ChangePoint[] {
  const found: ChangePoint[] = [];
  const stretches = [{ from: 0, to: values.length }];
  for (let stretch = stretches.pop(); stretch; stretch = stretches.pop()) {
    const { from, to } = stretch;
    const split = pettitt(values.subarray(from, to));
    if (!split || split.p > alpha) continue;
    const at = from + split.at;
    found.push({ at, p: split.p });
    stretches.push({ from, to: at }, { from: at, to });
  }
  return found.sort((a, b) => a.at - b.at);
}
