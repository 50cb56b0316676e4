"use client";

import type { ZoomRange } from "@hacotaki/core";
import { panBy, partOf, zoomAround } from "@hacotaki/core/drawing/extent";
import { useCallback, useEffect, useMemo, useRef, useState, type RefObject } from "react";
import type { SetRange } from "./follow-zoom.ts";
import { useBrush } from "./use-brush.ts";

/** One press of a key or a button. */
const STEP = 0.7;
const PAN_STEP = 0.25;
export type Frame = { readonly from: number; readonly to: number };
/** The same functions as long as the chart is there. */
export type ZoomSteps = {
  readonly in: () => void;
  readonly out: () => void;
  readonly left: () => void;
  readonly right: () => void;
};
export type Zoom = {
  readonly steps: ZoomSteps;
  /** What is being framed on the ruler, as fractions. */
  readonly frame: Frame | undefined;
  /** Of the ruler's BrushSurface. */
  readonly ruler: RefObject<SVGGElement | null>;
};

type Elements = {
  /** Where wheel and fingers are listened to. */
  readonly chart: RefObject<HTMLElement | null>;
  /** What a fraction of the range is a fraction of. */
  readonly track: RefObject<HTMLElement | null>;
};

/** Where over the chart the mouse is, as a fraction of the range: what keys zoom around. Measured only when asked for. */
function usePointed({ chart, track }: Elements): () => number {
  const clientX = useRef<number>(undefined);
  useEffect(() => {
    const element = chart.current;
    if (!element) return undefined;
    const follow = (event: PointerEvent) => {
      clientX.current =
        event.type === "pointermove" && event.pointerType === "mouse" ? event.clientX : undefined;
    };
    element.addEventListener("pointermove", follow);
    element.addEventListener("pointerleave", follow);
    return () => {
      element.removeEventListener("pointermove", follow);
      element.removeEventListener("pointerleave", follow);
    };
  }, [chart]);
  return useCallback(() => {
    const { left, width } = track.current?.getBoundingClientRect() ?? { left: 0, width: 1 };
    const here = clientX.current === undefined ? -1 : (clientX.current - left) / Math.max(1, width);
    return here >= 0 && here <= 1 ? here : 0.5;
  }, [track]);
}

/** Wheel, drags and fingers over the chart, framing on the ruler, and steps for buttons and keys. */
export function useZoom(
  { chart, track }: Elements,
  range: ZoomRange,
  whole: ZoomRange,
  setRange: SetRange,
): Zoom {
  const [frame, setFrame] = useState<Frame>();
  const latest = useRef({ range, whole, setRange });
  latest.current = { range, whole, setRange };
  const limit = useRef<() => void>(undefined);

  useEffect(() => {
    let isGone = false;
    let stop: (() => void) | undefined;
    const follow = async () => {
      const { followZoom } = await import("./follow-zoom.ts");
      const [element, ruler] = [chart.current, track.current];
      if (!element || !ruler || isGone) return;
      const followed = followZoom(element, ruler, () => latest.current);
      limit.current = followed.limit;
      stop = followed.stop;
    };
    // Without it buttons, keys and the form do the same.
    follow().catch(() => undefined);
    return () => {
      isGone = true;
      stop?.();
    };
  }, [chart, track]);
  useEffect(() => limit.current?.(), [range, whole]);
  const pointed = usePointed({ chart, track });

  const steps = useMemo<ZoomSteps>(() => {
    const change = (next: (now: ZoomRange) => ZoomRange) => () =>
      latest.current.setRange(next(latest.current.range));
    return {
      in: change((now) => zoomAround(now, pointed(), STEP)),
      out: change((now) => zoomAround(now, pointed(), 1 / STEP)),
      left: change((now) => panBy(now, -PAN_STEP)),
      right: change((now) => panBy(now, PAN_STEP)),
    };
  }, [pointed]);

  const ruler = useBrush("x", {
    area: undefined,
    onBrush: ({ area }) => setFrame({ from: area.left, to: area.right }),
    onBrushed: ({ area }) => setRange(partOf(latest.current.range, area.left, area.right)),
    onEnd: () => setFrame(undefined),
  });
  return { steps, frame, ruler };
}
