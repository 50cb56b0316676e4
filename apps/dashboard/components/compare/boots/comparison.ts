import {
  alignBoots,
  alignedAt,
  compareBoots,
  compareLetter,
  deltaOf,
  formatDuration,
  type Boot,
  type ComparedBoots,
  type ComparedRow,
  type CompareView,
  type ZoomRange,
} from "@hacotaki/core";
import { comparedExtent } from "../../../charts/compare/layout.ts";
import { candidatesOf, changedRows, sortedRows } from "./compared-table.ts";

/** Boots held against one of them, as a view asks for it. */
export type Comparison = {
  readonly compared: ComparedBoots;
  /** Its place among the boots. */
  readonly baseline: number;
  /** How far each boot is moved along the axis, ns. */
  readonly shifts: readonly bigint[];
  /** Where on the axis what they are aligned on stands: its 0. */
  readonly originNs: bigint;
  /** Letters of boots that have nothing to be aligned by: they are not moved. */
  readonly unplaced: readonly string[];
  /** In order, and those on the path that are not among them. */
  readonly rows: readonly ComparedRow[];
  readonly hidden: readonly ComparedRow[];
  /** The range of all bars, and with a scale of its own that of each boot. */
  readonly whole: ZoomRange;
  readonly own: readonly ZoomRange[];
};

/** The range of one boot's bars by themselves. */
const ownExtent = (rows: readonly ComparedRow[], place: number): ZoomRange =>
  comparedExtent(
    rows.map((row) => ({ ...row, offsets: [row.offsets[place]], durations: [row.durations[place]] })),
    [0n],
  );

/** Holds two or more boots against each other. */
export function comparisonOf(boots: readonly Boot[], view: CompareView): Comparison {
  const placeOf = (id: string | undefined) => boots.findIndex((boot) => boot.id === id);
  const baseline = Math.max(0, placeOf(view.baseline));
  const compared = compareBoots(boots);
  const placed = alignBoots(boots, baseline, view.align);
  const shifts = placed.map((shift) => shift ?? 0n);
  const isOwn = view.scale === "own";
  const originNs = isOwn ? 0n : alignedAt(boots, baseline, view.align);
  const rows = changedRows(compared.rows, boots.length, baseline, view.threshold);
  const sortedBy = placeOf(view.sort);
  return {
    compared,
    baseline,
    shifts: isOwn ? shifts.map(() => 0n) : shifts,
    originNs,
    unplaced: placed.flatMap((shift, place) => (shift === undefined ? [compareLetter(place)] : [])),
    rows: sortedBy === -1 || sortedBy === baseline ? rows : sortedRows(rows, baseline, sortedBy),
    hidden: compared.rows.filter((row) => row.onPath && !rows.includes(row)),
    whole: comparedExtent(compared.rows, shifts, originNs),
    own: boots.map((_, place) => ownExtent(compared.rows, place)),
  };
}

/** What rows add up to against the baseline: of more than one candidate, by letter. */
export function sumsOf(rows: readonly ComparedRow[], boots: number, baseline: number): string {
  const candidates = candidatesOf(boots, baseline);
  return candidates
    .map((place) => {
      const sum = formatDuration(rows.reduce((ns, row) => ns + deltaOf(row, baseline, place), 0n));
      return candidates.length === 1 ? sum : `${compareLetter(place)} ${sum}`;
    })
    .join(", ");
}
