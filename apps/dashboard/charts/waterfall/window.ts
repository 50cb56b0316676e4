/** From so many rows on, only those in sight are drawn, in a box that scrolls by itself. */
export const WINDOWED_FROM = 200;
/** Rows drawn above and below those in sight. */
const OVERSCAN = 6;
/** Before anything was measured, and where there is no script: what a tall window shows. */
export const ROWS_AT_FIRST = 60;

export type Sight = {
  readonly scrollTop: number;
  readonly heightPx: number;
  readonly rowPx: number;
};

/** One drawn row, and how many that are not drawn lie between it and the one drawn before it. */
export type Placed = { readonly index: number; readonly gap: number };
export type RowWindow = { readonly placed: readonly Placed[]; readonly below: number };

/** The rows to draw. The row that has the focus stays in the page wherever it is, or the keyboard would lose its place. */
export function windowOf(count: number, sight: Sight | undefined, focused: number | undefined): RowWindow {
  const all = count < WINDOWED_FROM;
  const last = all
    ? count
    : sight
      ? Math.min(count, Math.ceil((sight.scrollTop + sight.heightPx) / sight.rowPx) + OVERSCAN)
      : Math.min(count, ROWS_AT_FIRST);
  const wanted = all || !sight ? 0 : Math.floor(sight.scrollTop / sight.rowPx) - OVERSCAN;
  // Folding a lane can leave the box scrolled further than there are rows.
  const first = Math.max(0, Math.min(wanted, last - 1));
  const indexes = Array.from({ length: Math.max(0, last - first) }, (_, offset) => first + offset);
  if (focused !== undefined && focused >= 0 && focused < first) indexes.unshift(focused);
  if (focused !== undefined && focused >= last && focused < count) indexes.push(focused);
  let next = 0;
  const placed = indexes.map((index): Placed => {
    const gap = index - next;
    next = index + 1;
    return { index, gap };
  });
  return { placed, below: count - next };
}
