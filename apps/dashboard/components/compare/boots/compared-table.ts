import {
  deltaOf,
  changeFormat,
  formatChange,
  type BootId,
  type Change,
  type ChangeFormat,
  type ColumnFormat,
  type CompareView,
  type ComparedRow,
} from "@hacotaki/core";
import type { BootInstants } from "../../../charts/compare/layout.ts";

/** A boot of a comparison, as its chart names and draws it. */
export type ComparedBoot = {
  readonly id: BootId;
  readonly letter: string;
  readonly name: string;
  /** What the visitor calls it. */
  readonly label?: string;
} & BootInstants;

/** What the table of compared boots says in every row. */
export type ComparedTable = {
  readonly boots: readonly ComparedBoot[];
  /** Places of the boots: the one that others are held against, and the only other one, where there is one. */
  readonly baseline: number;
  readonly pair: number | undefined;
  readonly view: CompareView;
  readonly format: ColumnFormat;
  readonly changes: ChangeFormat;
};

/** Durations by boot; undefined where a boot has none. */
export type Durations = readonly (bigint | undefined)[];

/** Places of the boots that are held against the baseline. */
export const candidatesOf = (boots: number, baseline: number): readonly number[] =>
  Array.from({ length: boots }, (_, place) => place).filter((place) => place !== baseline);

/** The only candidate of two boots. */
export function pairOf(boots: number, baseline: number): number | undefined {
  const [only, ...others] = candidatesOf(boots, baseline);
  return others.length === 0 ? only : undefined;
}

const magnitude = (ns: bigint) => (ns < 0n ? -ns : ns);

/** What the baseline's duration became; undefined where one of them does not have it. */
function changeOf(durations: Durations, baseline: number, candidate: number): Change | undefined {
  const [before, after] = [durations[baseline], durations[candidate]];
  return before === undefined || after === undefined
    ? undefined
    : { delta: after - before, baseline: before };
}

/** How much longer, in the column's unit; empty where one of them does not have it. */
export function relative(
  { baseline, pair = baseline, changes }: Pick<ComparedTable, "baseline" | "pair" | "changes">,
  durations: Durations,
): string {
  const change = changeOf(durations, baseline, pair);
  return change === undefined ? "" : formatChange(change, changes);
}

/** The unit of the changes of a pair: the boot path chooses it. */
export const changesFormat = (
  rows: readonly ComparedRow[],
  baseline: number,
  pair: number | undefined,
): ChangeFormat =>
  changeFormat(
    rows.flatMap(({ onPath, durations }) =>
      onPath && pair !== undefined ? (changeOf(durations, baseline, pair) ?? []) : [],
    ),
  );

/** The largest difference on the path. What lies beside it may take any time: it would leave no bar to be seen. */
export function largestDelta(rows: readonly ComparedRow[], boots: number, baseline: number): bigint {
  const candidates = candidatesOf(boots, baseline);
  return rows
    .filter(({ onPath }) => onPath)
    .flatMap((row) => candidates.map((candidate) => magnitude(deltaOf(row, baseline, candidate))))
    .reduce((most, delta) => (delta > most ? delta : most), 0n);
}

/** The rows that differ from the baseline by more than a threshold, ns; a threshold above zero is met by itself. */
export function changedRows(
  rows: readonly ComparedRow[],
  boots: number,
  baseline: number,
  threshold: bigint | undefined,
): readonly ComparedRow[] {
  if (threshold === undefined) return rows;
  const least = threshold > 0n ? threshold : 1n;
  return rows.filter((row) =>
    candidatesOf(boots, baseline).some((place) => magnitude(deltaOf(row, baseline, place)) >= least),
  );
}

/** Rows by how much one boot differs, most first. Rows beside the path stay below: they are in no sum. */
export function sortedRows(
  rows: readonly ComparedRow[],
  baseline: number,
  by: number,
): readonly ComparedRow[] {
  const size = (row: ComparedRow) => magnitude(deltaOf(row, baseline, by));
  return rows.toSorted((a, b) => (a.onPath === b.onPath ? (size(a) < size(b) ? 1 : -1) : a.onPath ? -1 : 1));
}
