"use client";

import { useLayoutEffect, useRef, useState, type RefObject } from "react";
import type { PageRowsInSightProps, RowsOfPage } from "./page-rows-in-sight.tsx";

/** Row height until the first row was measured; boots.css has the same number. */
const ROW_PX = 28;

export type ListWindow = RowsOfPage & {
  readonly table: RefObject<HTMLTableElement | null>;
  readonly isMounted: boolean;
  /** Brings a row into sight, so that it is drawn. */
  readonly scrollTo: (index: number) => void;
  /** For `PageRowsInSight`; undefined until the page was measured. */
  readonly watch: PageRowsInSightProps | undefined;
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
  const scroller = useRef<(index: number) => void>(undefined);
  const [seen, setSeen] = useState<RowsOfPage>();
  const place = usePlace(table);
  // Fewer rows than were seen may be left.
  const rows =
    seen !== undefined && seen.first < count
      ? { ...seen, end: Math.min(seen.end, count) }
      : { first: 0, end: count, isPastFirst: false, above: 0, below: 0 };
  return {
    table,
    isMounted: place !== undefined,
    ...rows,
    scrollTo: (index) => scroller.current?.(index),
    watch: place && { count, ...place, onChange: setSeen, scroller },
  };
}
