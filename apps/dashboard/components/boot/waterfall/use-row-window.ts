"use client";

import { useEffect, useState, type RefObject } from "react";
import { WINDOWED_FROM, windowOf, type RowWindow, type Sight } from "../../../charts/waterfall/window.ts";

/** Until a row was measured; tokens.css has the same number. */
const ROW_PX = 26;
/** Scrolled less than this many rows, what is drawn is drawn still. */
const ROWS_A_STEP = 3;

/** Of many rows, those in sight of the box that scrolls them. */
export function useRowWindow(
  box: RefObject<HTMLElement | null>,
  count: number,
  focused: number | undefined,
): RowWindow & { readonly rowPx: number } {
  const [sight, setSight] = useState<Sight>();
  const isWindowed = count >= WINDOWED_FROM;
  useEffect(() => {
    const element = box.current;
    if (!element || !isWindowed) return undefined;
    let rowPx = 0;
    let heightPx = 0;
    const look = () => {
      if (rowPx === 0) return;
      const step = rowPx * ROWS_A_STEP;
      const scrollTop = Math.floor(element.scrollTop / step) * step;
      setSight((old) =>
        old?.scrollTop === scrollTop && old.heightPx === heightPx && old.rowPx === rowPx
          ? old
          : { scrollTop, heightPx, rowPx },
      );
    };
    const measure = () => {
      rowPx = element.querySelector<HTMLElement>(".wf-line[data-key]")?.offsetHeight ?? rowPx;
      heightPx = element.clientHeight;
      look();
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, [box, isWindowed]);
  return { ...windowOf(count, sight, focused), rowPx: sight?.rowPx ?? ROW_PX };
}
