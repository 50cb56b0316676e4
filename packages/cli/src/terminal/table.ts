import type { Group } from "@hacotaki/core";
import type { Paint } from "./paint.ts";
import { fitLeft, fitRight, widestOf } from "./width.ts";

const GAP = "  ";

export type TableColumn = {
  readonly title: string;
  readonly cells: readonly string[];
  readonly alignRight?: boolean;
  /** Colours the cell of a row, which is as wide as the column by then. */
  readonly paint?: (row: number, text: string) => string;
};

/** Columns side by side under dimmed titles. A row may have a group, which colours its first cell. */
export function drawTable(
  columns: readonly TableColumn[],
  paint: Paint,
  groups: readonly Group[] = [],
): string[] {
  const widths = columns.map(({ title, cells }) => widestOf([title, ...cells]));
  const fit = ({ alignRight }: TableColumn, text: string, width: number) =>
    alignRight === true ? fitRight(text, width) : fitLeft(text, width);
  const count = columns.reduce((most, { cells }) => Math.max(most, cells.length), 0);
  const rows = Array.from({ length: count }, (_, row) => {
    const group = groups[row];
    return columns
      .map((column, index) => {
        const text = fit(column, column.cells[row] ?? "", widths[index] ?? 0);
        if (column.paint) return column.paint(row, text);
        return index === 0 && group !== undefined ? paint.group(group, text) : text;
      })
      .join(GAP)
      .trimEnd();
  });
  const head = columns.map((column, index) => fit(column, column.title, widths[index] ?? 0)).join(GAP);
  return [paint.dim(head.trimEnd()), ...rows];
}
