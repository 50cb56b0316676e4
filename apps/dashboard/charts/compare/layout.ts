import type { ComparedRow, ZoomRange } from "@hacotaki/core";

/** A bar as fractions of the chart's width. */
export type ComparedBar = { readonly boot: number; readonly x: number; readonly width: number };

/** Room right of the last bar. */
const PADDING = 10n;

/** What all bars of the boot path lie in, on the common axis. `shifts` is where each boot's start stands on it. */
export function comparedExtent(rows: readonly ComparedRow[], shifts: readonly bigint[]): ZoomRange {
  let [fromNs, toNs] = [0n, 1n];
  for (const [boot, shift] of shifts.entries()) {
    if (shift < fromNs) fromNs = shift;
    for (const { onPath, offsets, durations } of rows) {
      const end = shift + (offsets[boot] ?? 0n) + (durations[boot] ?? 0n);
      if (onPath && end > toNs) toNs = end;
    }
  }
  return { fromNs, toNs: toNs + ((toNs - fromNs) * PADDING) / 100n };
}

/** Bars of one row within ranges of the axis, one range a boot; what a boot does not have, or is out of sight, is left out. */
export function layoutComparedRow(
  { offsets, durations }: ComparedRow,
  shifts: readonly bigint[],
  ranges: readonly ZoomRange[],
): readonly ComparedBar[] {
  return shifts.flatMap((shift, boot): readonly ComparedBar[] => {
    const [offset, duration, range] = [offsets[boot], durations[boot], ranges[boot]];
    if (offset === undefined || duration === undefined || range === undefined) return [];
    const length = Number(range.toNs - range.fromNs);
    const from = Number(shift + offset - range.fromNs) / length;
    const to = from + Number(duration) / length;
    if (to < 0 || from > 1) return [];
    const x = Math.max(0, from);
    return [{ boot, x, width: Math.min(1, to) - x }];
  });
}
