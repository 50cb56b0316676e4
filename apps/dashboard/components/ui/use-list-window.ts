"use client";

import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";

/** Row height until the first row was measured; boots.css has the same number. */
const ROW_PX = 28;
const OVERSCAN = 12;

export type ListWindow = {
  readonly table: RefObject<HTMLTableElement | null>;
  readonly isMounted: boolean;
  /** The rows to draw: from `first` on, up to before `end`. */
  readonly first: number;
  readonly end: number;
  /** The first row was scrolled out of sight. */
  readonly isPastFirst: boolean;
  /** The room of the others, px. */
  readonly above: number;
  readonly below: number;
  /** Brings a row into sight, so that it is drawn. */
  readonly scrollTo: (index: number) => void;
};

/** How tall rows are, and how far below the top of the page they begin. */
type Place = { readonly rowPx: number; readonly topPx: number };

/** Measured whenever the page grows or shrinks: rows get taller on a narrow screen, charts above them come and go. */
function usePlace(table: RefObject<HTMLTableElement | null>): Place | undefined {
  const [place, setPlace] = useState<Place>();
  useLayoutEffect(() => {
    const measure = () => {
      const body = table.current?.tBodies[0];
      if (!body) return;
      const rowPx = body.querySelector("tr:not(.spacer)")?.getBoundingClientRect().height ?? ROW_PX;
      const topPx = body.getBoundingClientRect().top + window.scrollY;
      setPlace((old) => (old?.rowPx === rowPx && old.topPx === topPx ? old : { rowPx, topPx }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [table]);
  return place;
}

/** Rows near the window; rows are equally tall. All rows at first, as the server drew them. */
export function useListWindow(count: number): ListWindow {
  const table = useRef<HTMLTableElement>(null);
  const place = usePlace(table);
  const { rowPx = ROW_PX, topPx = 0 } = place ?? {};
  const virtual = useWindowVirtualizer({
    count,
    estimateSize: () => rowPx,
    overscan: OVERSCAN,
    scrollMargin: topPx,
  });
  useEffect(() => virtual.measure(), [virtual, rowPx]);
  const items = virtual.getVirtualItems();
  const [first, last] = [items[0], items.at(-1)];
  const scrollTo = (index: number) => virtual.scrollToIndex(index, { align: "center" });
  if (place === undefined || first === undefined || last === undefined)
    return {
      table,
      isMounted: false,
      first: 0,
      end: count,
      isPastFirst: false,
      above: 0,
      below: 0,
      scrollTo,
    };
  return {
    table,
    isMounted: true,
    first: first.index,
    end: last.index + 1,
    isPastFirst: (virtual.range?.startIndex ?? 0) > 0,
    above: first.start - topPx,
    below: virtual.getTotalSize() - (last.end - topPx),
    scrollTo,
  };
}
