// Figures and the bars they are held against.

/** The value that so large a share of them does not exceed; the second largest of 20 for 0.95. */
export function atShare(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
}

/** A figure with what it must not exceed. */
export const against = (value: number, bar: number | undefined, digits = 0) => ({
  figure: Number(value.toFixed(digits)),
  bar,
  ok: bar === undefined ? "" : value <= bar ? "yes" : "NO",
});
