"use client";

import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { useLayoutEffect, type RefObject } from "react";
import { withRow } from "../../../charts/waterfall/window.ts";
import { useIsMounted } from "../../ui/use-is-mounted.ts";

/** Rows drawn above and below those in sight. */
const OVERSCAN = 6;

export type RowsInSightProps = {
  /** What scrolls the rows. */
  readonly box: RefObject<HTMLElement | null>;
  readonly count: number;
  readonly focused: number | undefined;
  readonly rowPx: number;
  readonly onChange: (indexes: readonly number[]) => void;
};

/** Tells which of many rows are in sight, and that of the focus. Draws nothing: loaded by boots that have many rows. */
export default function RowsInSight({ box, count, focused, rowPx, onChange }: RowsInSightProps) {
  const virtual = useVirtualizer({
    count,
    enabled: useIsMounted(),
    getScrollElement: () => box.current,
    initialOffset: () => box.current?.scrollTop ?? 0,
    estimateSize: () => rowPx,
    overscan: OVERSCAN,
    rangeExtractor: (range) => withRow(defaultRangeExtractor(range), focused, count),
  });
  useLayoutEffect(() => virtual.measure(), [virtual, rowPx]);
  const indexes = virtual.getVirtualIndexes();
  const key = indexes.join();
  useLayoutEffect(() => {
    if (key !== "") onChange(key.split(",").map(Number));
  }, [key, onChange]);
  return undefined;
}
