"use client";

import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useLayoutEffect, type RefObject } from "react";
import { useIsMounted } from "./use-is-mounted.ts";

/** Rows drawn above and below those in sight. */
const OVERSCAN = 12;

export type RowsOfPage = {
  /** The rows to draw: from `first` on, up to before `end`. */
  readonly first: number;
  readonly end: number;
  /** The first row was scrolled out of sight. */
  readonly isPastFirst: boolean;
  /** The room of the others, px. */
  readonly above: number;
  readonly below: number;
};

export type PageRowsInSightProps = {
  readonly count: number;
  /** All are equally tall. */
  readonly rowPx: number;
  /** How far below the top of the page they begin. */
  readonly topPx: number;
  readonly onChange: (rows: RowsOfPage) => void;
  /** Where it leaves what brings a row into sight, so that it is drawn. */
  readonly scroller: RefObject<((index: number) => void) | undefined>;
};

/** Tells which rows of a table in the page are in sight. Draws nothing: loaded once the page runs. */
export default function PageRowsInSight({ count, rowPx, topPx, onChange, scroller }: PageRowsInSightProps) {
  const virtual = useWindowVirtualizer({
    count,
    enabled: useIsMounted(),
    estimateSize: () => rowPx,
    overscan: OVERSCAN,
    scrollMargin: topPx,
  });
  useLayoutEffect(() => virtual.measure(), [virtual, rowPx]);
  useLayoutEffect(() => {
    scroller.current = (index) => virtual.scrollToIndex(index, { align: "center" });
    return () => {
      scroller.current = undefined;
    };
  }, [virtual, scroller]);
  const items = virtual.getVirtualItems();
  const [top, bottom] = [items[0], items.at(-1)];
  const first = top?.index;
  const end = bottom === undefined ? 0 : bottom.index + 1;
  const isPastFirst = (virtual.range?.startIndex ?? 0) > 0;
  const above = top === undefined ? 0 : top.start - topPx;
  const below = bottom === undefined ? 0 : virtual.getTotalSize() - (bottom.end - topPx);
  useLayoutEffect(() => {
    if (first !== undefined) onChange({ first, end, isPastFirst, above, below });
  }, [first, end, isPastFirst, above, below, onChange]);
  return undefined;
}
