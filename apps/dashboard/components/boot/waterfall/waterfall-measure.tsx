"use client";

import type { Boot, ZoomRange } from "@hacotaki/core";
import { instantAt } from "@hacotaki/core/drawing/extent";
import { boundariesOf, snapped } from "@hacotaki/core/drawing/measure";
import { useEffect, useRef, type RefObject } from "react";
import { percent } from "../../../charts/percent.ts";

/** An end this near to where a span begins or ends is meant to be there, px. */
const SNAP_PX = 6;

type Elements = {
  readonly chart: RefObject<HTMLElement | null>;
  readonly track: RefObject<HTMLElement | null>;
};
type Measuring = {
  readonly boot: Boot;
  readonly range: ZoomRange;
  readonly measure: (range: ZoomRange | undefined) => void;
};

/** Shift and a drag over the bars measure between two instants; both jump to the boundaries of spans. */
export function useMeasureDrag({ chart, track }: Elements, measuring: Measuring): void {
  const latest = useRef(measuring);
  latest.current = measuring;
  useEffect(() => {
    const element = chart.current;
    if (!element) return undefined;
    let from: bigint | undefined;
    let boundaries: readonly bigint[] = [];
    const instantOf = ({ clientX }: PointerEvent) => {
      const { range } = latest.current;
      const { left, width } = track.current?.getBoundingClientRect() ?? { left: 0, width: 1 };
      const at = Math.min(1, Math.max(0, (clientX - left) / Math.max(1, width)));
      const withinNs = BigInt(Math.round((Number(range.toNs - range.fromNs) * SNAP_PX) / Math.max(1, width)));
      return snapped(instantAt(range, at), boundaries, withinNs);
    };
    const onDown = (event: PointerEvent) => {
      const isOnBars = event.target instanceof Element && event.target.closest(".wf-body .wf-cell") !== null;
      if (!event.shiftKey || event.button !== 0 || !isOnBars) return;
      event.preventDefault();
      boundaries = boundariesOf(latest.current.boot);
      from = instantOf(event);
      element.setPointerCapture(event.pointerId);
    };
    const onMove = (event: PointerEvent) => {
      if (from === undefined) return;
      const to = instantOf(event);
      if (to !== from)
        latest.current.measure(to > from ? { fromNs: from, toNs: to } : { fromNs: to, toNs: from });
    };
    const onUp = () => {
      from = undefined;
    };
    const ways = [
      ["pointerdown", onDown],
      ["pointermove", onMove],
      ["pointerup", onUp],
      ["pointercancel", onUp],
    ] as const;
    for (const [type, listener] of ways) element.addEventListener(type, listener);
    return () => {
      for (const [type, listener] of ways) element.removeEventListener(type, listener);
    };
  }, [chart, track]);
}

/** What is measured, over the chart: a band between two lines. */
export function MeasureBand({ measure, range }: { measure: ZoomRange; range: ZoomRange }) {
  const at = (ns: bigint) => Number(ns - range.fromNs) / Number(range.toNs - range.fromNs);
  const clamp = (x: number) => Math.min(1, Math.max(0, x));
  const [from, to] = [at(measure.fromNs), at(measure.toNs)];
  return (
    <svg className="measure-band" width="100%" height="100%">
      <rect x={percent(clamp(from))} width={percent(clamp(to) - clamp(from))} y="0" height="100%" />
      {[from, to].map((x) =>
        x < 0 || x > 1 ? undefined : <line key={x} x1={percent(x)} x2={percent(x)} y1="0" y2="100%" />,
      )}
    </svg>
  );
}
