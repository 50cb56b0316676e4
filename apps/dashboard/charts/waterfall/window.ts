/** From so many rows on, only those in sight are drawn, in a box that scrolls by itself. */
export const WINDOWED_FROM = 200;
/** Before anything was measured, and where there is no script: what a tall window shows. */
const ROWS_AT_FIRST = 60;

/** One drawn row, and how many that are not drawn lie between it and the one drawn before it. */
export type Placed = { readonly index: number; readonly gap: number };
export type RowWindow = { readonly placed: readonly Placed[]; readonly below: number };

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

/** The rows drawn before it is known which are in sight: all where they are few. */
export const rowsAtFirst = (count: number): readonly number[] =>
  upTo(count < WINDOWED_FROM ? count : Math.min(count, ROWS_AT_FIRST));

/**
 * Rows with one more among them, in order. The row that has the focus stays in the page wherever it is, or the keyboard
 * would lose its place.
 */
export function withRow(indexes: readonly number[], row: number | undefined, count: number): number[] {
  const isMissing = row !== undefined && row >= 0 && row < count && !indexes.includes(row);
  return isMissing ? [...indexes, row].sort((a, b) => a - b) : [...indexes];
}

/** Where drawn rows lie among all: with the gaps between them, and what is left below. */
export function placedRows(indexes: readonly number[], count: number): RowWindow {
  const placed = indexes.map((index, place) => ({ index, gap: index - (indexes[place - 1] ?? -1) - 1 }));
  return { placed, below: count - ((indexes.at(-1) ?? -1) + 1) };
}
