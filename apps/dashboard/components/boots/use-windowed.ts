"use client";

import { useLayoutEffect, useRef, useState } from "react";

/** Row height until the first row was measured; boots.css has the same number. */
const ROW_PX = 34;
const OVERSCAN = 12;

type Seen = { readonly first: number; readonly end: number; readonly row: number };

const isSame = (a: Seen | undefined, b: Seen) => a?.first === b.first && a.end === b.end && a.row === b.row;

/**
 * Rows near the window, and the empty heights above and below them; rows are equally tall. All rows at first, as the
 * server drew them.
 */
export function useWindowed(count: number) {
  const table = useRef<HTMLTableElement>(null);
  const [seen, setSeen] = useState<Seen>();
  useLayoutEffect(() => {
    let frame = 0;
    const look = () => {
      frame = 0;
      const body = table.current?.tBodies[0];
      if (!body) return;
      const row = body.querySelector("tr[data-boot]")?.getBoundingClientRect().height ?? ROW_PX;
      const { top } = body.getBoundingClientRect();
      const first = Math.max(0, Math.min(count, Math.floor(-top / row)) - OVERSCAN);
      const end = Math.min(count, Math.ceil((window.innerHeight - top) / row) + OVERSCAN);
      const now = { first, end: Math.max(end, first), row };
      setSeen((old) => (isSame(old, now) ? old : now));
    };
    const lookSoon = () => {
      frame ||= requestAnimationFrame(look);
    };
    look();
    window.addEventListener("scroll", lookSoon, { passive: true });
    window.addEventListener("resize", lookSoon);
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener("scroll", lookSoon);
      window.removeEventListener("resize", lookSoon);
    };
  }, [count]);
  /** Brings a row into sight, so that it is drawn. */
  const scrollTo = (index: number) => {
    const top = (table.current?.tBodies[0]?.getBoundingClientRect().top ?? 0) + window.scrollY;
    window.scrollTo({ top: top + index * (seen?.row ?? ROW_PX) - window.innerHeight / 2 });
  };
  if (!seen) return { table, isMounted: false, first: 0, end: count, above: 0, below: 0, scrollTo };
  const first = Math.min(seen.first, count);
  const end = Math.min(seen.end, count);
  return {
    table,
    isMounted: true,
    first,
    end,
    above: first * seen.row,
    below: (count - end) * seen.row,
    scrollTo,
  };
}
