/** Left blocks by eighths: an end of a bar inside a cell. */
const LEFT_BLOCKS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"];
const EIGHTHS = 8;

/** Where a bar lies, as fractions of the drawing's width: 0 is its left edge, 1 its right one. */
export type Extent = { readonly start: number; readonly end: number };

export type BarStyle = {
  readonly kind: "solid" | "hatched" | "open";
  readonly hasBlocks: boolean;
};
/** A drawn bar: its first column and its characters. */
export type Bar = { readonly column: number; readonly text: string };

/** A cell of which only `from` to `to` eighths are covered. There are right blocks for a half and an eighth only. */
function cell(from: number, to: number): string {
  if (from === 0) return LEFT_BLOCKS[to] ?? "█";
  if (to === EIGHTHS) return from >= 6 ? "▕" : from >= 3 ? "▐" : "█";
  return from >= 4 ? "▕" : "▏";
}

function solid(first: number, start: number, end: number): string {
  let text = "";
  for (let column = first; column * EIGHTHS < end; column += 1) {
    const left = column * EIGHTHS;
    text += cell(Math.max(start - left, 0), Math.min(end - left, EIGHTHS));
  }
  return text;
}

const clamp = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most);

/** A bar in a drawing of `columns` cells; never nothing, however short it is. */
export function drawBar({ start, end }: Extent, columns: number, { kind, hasBlocks }: BarStyle): Bar {
  const most = columns * EIGHTHS;
  const startAt = clamp(Math.round(start * most), 0, most - 1);
  const endAt = clamp(Math.round(end * most), startAt + 1, most);
  const column = Math.floor(startAt / EIGHTHS);
  const cells = Math.ceil(endAt / EIGHTHS) - column;
  if (!hasBlocks) return { column, text: { solid: "#", hatched: "%", open: ">" }[kind].repeat(cells) };
  if (kind === "hatched") return { column, text: "▒".repeat(cells) };
  // An open bar fades out: nobody knows where it ends.
  if (kind === "open") return { column, text: cells < 3 ? "░".repeat(cells) : `${"█".repeat(cells - 3)}▓▒░` };
  return { column, text: solid(column, startAt, endAt) };
}

/** The column in which an instant lies. */
export const columnAt = (fraction: number, columns: number) =>
  clamp(Math.floor(fraction * columns), 0, columns - 1);
