"use client";

import { useLayoutEffect, useState, type RefObject } from "react";
import {
  placedRows,
  rowsAtFirst,
  WINDOWED_FROM,
  withRow,
  type RowWindow,
} from "../../../charts/waterfall/window.ts";
import type { RowsInSightProps } from "./rows-in-sight.tsx";

/** Until a row was measured; tokens.css has the same number. */
const ROW_PX = 26;

/** Of many rows, those in sight of the box that scrolls them, and the one that has the focus. */
export function useRowWindow(
  box: RefObject<HTMLElement | null>,
  count: number,
  focused: number | undefined,
): RowWindow & {
  readonly rowPx: number;
  /** What is to follow the scrolling of many rows; undefined where they are few. */
  readonly watch: RowsInSightProps | undefined;
} {
  const isWindowed = count >= WINDOWED_FROM;
  const [rowPx, setRowPx] = useState(ROW_PX);
  const [seen, setSeen] = useState<readonly number[]>();
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || !isWindowed) return undefined;
    const observer = new ResizeObserver(() => {
      setRowPx((old) => element.querySelector<HTMLElement>(".wf-line[data-key]")?.offsetHeight ?? old);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [box, isWindowed]);
  // Folding a lane can leave fewer rows than were seen.
  const inSight = isWindowed ? seen?.filter((index) => index < count) : undefined;
  const indexes = withRow(
    inSight !== undefined && inSight.length > 0 ? inSight : rowsAtFirst(count),
    focused,
    count,
  );
  const watch = isWindowed ? { box, count, focused, rowPx, onChange: setSeen } : undefined;
  return { ...placedRows(indexes, count), rowPx, watch };
}
