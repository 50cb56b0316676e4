/**
 * The value that stands at a rank, from 0, once all are in order: those before it are no larger, those after it no
 * smaller. Quickselect (Hoare, Algorithm 65, 1961); moves the values.
 */
export function selectRank(values: Float32Array, rank: number): number {
  let [from, to] = [0, values.length - 1];
  while (from < to) {
    const pivot = values[(from + to) >>> 1] ?? 0;
    let [low, high] = [from, to];
    while (low <= high) {
      while ((values[low] ?? pivot) < pivot) low++;
      while ((values[high] ?? pivot) > pivot) high--;
      if (low > high) break;
      const value = values[low] ?? 0;
      values[low++] = values[high] ?? 0;
      values[high--] = value;
    }
    if (rank <= high) to = high;
    else if (rank >= low) from = low;
    else break;
  }
  return values[rank] ?? Number.NaN;
}

/** The mean of both middle values where their number is even; NaN of none. Moves the values. */
export function medianOf(values: Float32Array): number {
  const { length } = values;
  const upper = selectRank(values, length >>> 1);
  if (length % 2 === 1) return upper;
  let lower = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < length >>> 1; i++) lower = Math.max(lower, values[i] ?? 0);
  return lower + (upper - lower) / 2;
}
