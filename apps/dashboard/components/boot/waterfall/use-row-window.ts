"use client";

import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { useLayoutEffect, useState, type RefObject } from "react";
import {
  placedRows,
  rowsAtFirst,
  WINDOWED_FROM,
  withRow,
  type RowWindow,
} from "../../../charts/waterfall/window.ts";

/** Until a row was measured; tokens.css has the same number. */
const ROW_PX = 26;
/** Rows drawn above and below those in sight. */
const OVERSCAN = 6;

/** Of many rows, those in sight of the box that scrolls them, and the one that has the focus. */
export function useRowWindow(
  box: RefObject<HTMLElement | null>,
  count: number,
  focused: number | undefined,
): RowWindow & { readonly rowPx: number } {
  const isWindowed = count >= WINDOWED_FROM;
  const [rowPx, setRowPx] = useState(ROW_PX);
  const virtual = useVirtualizer({
    enabled: isWindowed,
    count,
    getScrollElement: () => box.current,
    estimateSize: () => rowPx,
    overscan: OVERSCAN,
    rangeExtractor: (range) => withRow(defaultRangeExtractor(range), focused, count),
  });
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || !isWindowed) return undefined;
    const observer = new ResizeObserver(() => {
      setRowPx((old) => element.querySelector<HTMLElement>(".wf-line[data-key]")?.offsetHeight ?? old);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [box, isWindowed]);
  useLayoutEffect(() => {
    if (isWindowed) virtual.measure();
  }, [virtual, rowPx, isWindowed]);
  const seen = isWindowed ? virtual.getVirtualIndexes() : [];
  const indexes = seen.length > 0 ? seen : withRow(rowsAtFirst(count), focused, count);
  return { ...placedRows(indexes, count), rowPx };
}
