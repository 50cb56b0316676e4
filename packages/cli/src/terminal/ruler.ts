const UNITS = [
  { name: "s", size: 1_000_000_000 },
  { name: "ms", size: 1_000_000 },
  { name: "µs", size: 1_000 },
  { name: "ns", size: 1 },
] as const;

/** The smallest of 1, 2, 5, 10, 20, 50 … that is at least `least`. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 1)));
  return [1, 2, 5, 10].map((digit) => digit * power).find((step) => step >= least) ?? 10 * power;
}

export type Tick = { readonly atNs: number; readonly label: string };

/**
 * Ticks from 0 to `lengthNs`, at most `most` of them, in steps of 1, 2 or 5. All labels have the unit that suits
 * the length, and just the decimals that the step needs, so that two of them never print alike.
 */
export function ticksOf(lengthNs: number, most: number): Tick[] {
  const step = roundStep(lengthNs / Math.max(most, 1));
  const unit = UNITS.find(({ size }) => lengthNs >= size) ?? UNITS[3];
  const decimals = Math.max(0, Math.ceil(-Math.log10(step / unit.size) - 1e-9));
  const ticks: Tick[] = [];
  for (let at = 0; at <= lengthNs; at += step)
    ticks.push({ atNs: at, label: at === 0 ? "0" : `${(at / unit.size).toFixed(decimals)} ${unit.name}` });
  return ticks;
}

/** A row of labels, each beginning in its column; one that would touch the one before, or the edge, is left out. */
export function placeLabels(
  labels: readonly { readonly column: number; readonly text: string }[],
  columns: number,
): string {
  let row = "";
  for (const { column, text } of labels) {
    if (column + text.length > columns || (row !== "" && column < row.length + 1)) continue;
    row = row.padEnd(column) + text;
  }
  return row.padEnd(columns);
}
