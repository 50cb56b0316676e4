import type { TableColumn } from "./table.ts";
import { widestOf } from "./width.ts";

const GAP = 2;

/** A column that a narrow terminal may lose: the one of the highest rank goes first. Without a rank it stays. */
export type RankedColumn = TableColumn & { readonly rank?: number };

export const columnWidth = ({ title, cells }: TableColumn) => widestOf([title, ...cells]);

/** Columns of a table with all gaps between them. */
export const tableWidth = (columns: readonly TableColumn[]) =>
  columns.reduce((sum, column) => sum + columnWidth(column) + GAP, -GAP);

/** Those columns that fit side by side. */
export function fittingColumns(columns: readonly RankedColumn[], width: number): readonly RankedColumn[] {
  if (tableWidth(columns) <= width) return columns;
  const first = columns.reduce<RankedColumn | undefined>(
    (most, column) =>
      column.rank !== undefined && column.rank > (most?.rank ?? Number.NEGATIVE_INFINITY) ? column : most,
    undefined,
  );
  return first === undefined
    ? columns
    : fittingColumns(
        columns.filter((column) => column !== first),
        width,
      );
}
