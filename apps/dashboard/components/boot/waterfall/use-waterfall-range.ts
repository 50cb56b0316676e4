import type { Boot, BootMessage, ZoomRange } from "@hacotaki/core";
import { bootExtent, clampRange, isSameRange, wholeExtent } from "@hacotaki/core/drawing/extent";
import { useMemo } from "react";
import type { BootViewHandle } from "./use-boot-view.ts";

export type WaterfallRange = {
  /** What a boot is shown at first: up to where it was up. */
  readonly fit: ZoomRange;
  /** All that happened, marks after the boot included. */
  readonly whole: ZoomRange;
  readonly shown: ZoomRange;
  /** As of a moment ago: it need not follow each frame of a zoom. */
  readonly atRest: ZoomRange;
  /** Shows another range within the whole; undefined is the fit. */
  readonly set: (range: ZoomRange | undefined, gesture?: string) => void;
};

/** The range of a boot's waterfall: what the address says of it, kept within what there is. */
export function useWaterfallRange(
  boot: Boot,
  marks: BootMessage["marks"],
  nowNs: bigint | undefined,
  { view, settled, zoomTo }: Pick<BootViewHandle, "view" | "settled" | "zoomTo">,
): WaterfallRange {
  const fit = useMemo(() => bootExtent({ boot, nowNs }), [boot, nowNs]);
  const whole = useMemo(() => {
    const all = wholeExtent({ boot, ...marks, nowNs });
    return all.toNs > fit.toNs ? all : fit;
  }, [boot, marks, nowNs, fit]);
  const shown = useMemo(() => (view.zoom ? clampRange(view.zoom, whole) : fit), [view.zoom, whole, fit]);
  const atRest = useMemo(
    () => (settled.zoom ? clampRange(settled.zoom, whole) : fit),
    [settled.zoom, whole, fit],
  );
  const set: WaterfallRange["set"] = (next, gesture) => {
    const clamped = next && clampRange(next, whole);
    zoomTo(isSameRange(clamped, fit) ? undefined : clamped, gesture);
  };
  return { fit, whole, shown, atRest, set };
}

/** The range around a span, with a little air; `end` is where an open span is drawn to. */
export function rangeOfSpan(boot: Boot, slug: string, end: bigint): ZoomRange | undefined {
  const span = boot.spans.find((each) => each.slug === slug);
  if (!span) return undefined;
  const fromNs = span.startAt - boot.startAt;
  const toNs = span.state === "open" ? end : span.endAt - boot.startAt;
  const margin = (toNs - fromNs) / 5n + 10n;
  return { fromNs: fromNs - margin, toNs: toNs + margin };
}
