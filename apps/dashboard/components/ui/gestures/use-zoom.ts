"use client";

import type { ZoomRange } from "@hacotaki/core";
import { panBy, partOf, zoomAround } from "@hacotaki/core/drawing/extent";
import { select } from "d3-selection";
import { zoom as zoomBehavior, zoomIdentity, ZoomTransform, type D3ZoomEvent } from "d3-zoom";
import { useCallback, useEffect, useMemo, useRef, useState, type RefObject } from "react";
import { flushSync } from "react-dom";
import { constrained, rangeOf, scalesOf, type Track } from "./transform.ts";
import { MIN_DRAG_PX, useBrush } from "./use-brush.ts";
import { yieldToScroll } from "./yield-to-scroll.ts";

/** One press of a key or a button. */
const STEP = 0.7;
const PAN_STEP = 0.25;
/** Doublings a pixel, a line and a page of the wheel. */
const WHEEL_DOUBLINGS = [0.0036, 0.09, 1.8] as const;
/** Parts of the range a pixel. */
const PAN_PER_PX = 0.001;
/** Wheel events closer than this are one step of the zoom history. */
const WHEEL_PAUSE_MS = 400;

export type Frame = { readonly from: number; readonly to: number };
export type SetRange = (range: ZoomRange, gesture?: string) => void;
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
type Shown = { readonly range: ZoomRange; readonly whole: ZoomRange; readonly setRange: SetRange };

let gestures = 0;
export const newGesture = (kind: string) => `${kind}-${++gestures}`;

const isZoomWheel = (event: WheelEvent) => event.ctrlKey || event.metaKey;
const isPanWheel = (event: WheelEvent) =>
  !isZoomWheel(event) && (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY));
const isOnBars = ({ target }: Event) =>
  target instanceof Element && target.closest(".wf-body .wf-cell") !== null;

function trackOf(element: HTMLElement, ruler: HTMLElement): Track {
  const { left, width } = ruler.getBoundingClientRect();
  return {
    left: left - element.getBoundingClientRect().left - element.clientLeft,
    width: Math.max(1, width),
  };
}

/**
 * Lets d3 follow wheel, mouse and fingers over the bars: Ctrl or ⌘ and the wheel, or two fingers, zoom around where they
 * are; Shift and the wheel, a sideways wheel and a drag pan. Everything else is the page's.
 */
function followGestures(element: HTMLElement, ruler: HTMLElement, shown: () => Shown) {
  const chart = select<HTMLElement, unknown>(element);
  const fingers = yieldToScroll(element, () => false);
  let base = shown().range;
  let track: Track = { left: 0, width: 1 };
  let gesture = "";
  let lastWheel = Number.NEGATIVE_INFINITY;
  /** d3 zooms by the wheel, and does not pan: what it does at our word has no event of its own. */
  let panning: WheelEvent | undefined;
  let isUnderWay = false;
  const behavior = zoomBehavior<HTMLElement, unknown>()
    .filter((event: WheelEvent | MouseEvent | TouchEvent) =>
      event instanceof WheelEvent
        ? isZoomWheel(event)
        : // Shift and a drag are somebody else's.
          isOnBars(event) && !event.ctrlKey && !event.shiftKey && !("button" in event && event.button !== 0),
    )
    .wheelDelta(({ deltaY, deltaMode }: WheelEvent) => -deltaY * (WHEEL_DOUBLINGS[deltaMode] ?? 0))
    .clickDistance(MIN_DRAG_PX)
    .constrain((transform) => {
      const within = constrained(base, transform, track, shown().whole);
      return within ? new ZoomTransform(within.k, within.x, transform.y) : transform;
    })
    .on("start", ({ sourceEvent }: D3ZoomEvent<HTMLElement, unknown>) => {
      base = shown().range;
      track = trackOf(element, ruler);
      isUnderWay = true;
      const event = (sourceEvent as Event | undefined) ?? panning;
      if (!(event instanceof WheelEvent)) gesture = newGesture("drag");
      else if (event.timeStamp - lastWheel > WHEEL_PAUSE_MS) gesture = newGesture("wheel");
    })
    .on("zoom", ({ sourceEvent, transform }: D3ZoomEvent<HTMLElement, unknown>) => {
      const event = (sourceEvent as Event | undefined) ?? panning;
      if (event instanceof WheelEvent) lastWheel = event.timeStamp;
      else if (element.dataset["dragging"] === undefined) {
        // An unsteady hand drags nothing.
        if (transform.k === 1 && Math.abs(transform.x) < MIN_DRAG_PX) return;
        element.dataset["dragging"] = "true";
      }
      const next = rangeOf(base, transform, track);
      // Input is told at the beginning of a frame: drawn at once, it is seen in the same one.
      flushSync(() => shown().setRange(next, gesture));
    })
    .on("end", () => {
      isUnderWay = false;
      delete element.dataset["dragging"];
      // The next gesture begins at what is shown then.
      chart.property("__zoom", zoomIdentity);
      limit();
    });
  function limit(): void {
    const { range, whole } = shown();
    if (!isUnderWay) behavior.scaleExtent(scalesOf(range, whole));
  }
  limit();
  chart
    .call(behavior)
    .style("touch-action", null)
    .on("dblclick.zoom", null)
    .on(
      "wheel.pan",
      (event: WheelEvent) => {
        if (!isPanWheel(event)) return;
        event.preventDefault();
        panning = event;
        const px = (event.deltaX || event.deltaY) * PAN_PER_PX * trackOf(element, ruler).width;
        behavior.translateBy(chart, -px, 0);
        panning = undefined;
      },
      { passive: false },
    );
  return {
    limit,
    stop: () => {
      fingers.stop();
      chart.on(".zoom", null).on(".pan", null);
    },
  };
}

/** Where over the chart the mouse is, as a fraction of the range: what keys zoom around. Measured only when asked for. */
function usePointed({ chart, track }: Elements): () => number {
  const clientX = useRef<number>(undefined);
  useEffect(() => {
    const element = chart.current;
    if (!element) return undefined;
    const hover = select<HTMLElement, unknown>(element).on(
      "pointermove.pointed pointerleave.pointed",
      (event: PointerEvent) => {
        clientX.current =
          event.type === "pointermove" && event.pointerType === "mouse" ? event.clientX : undefined;
      },
    );
    return () => void hover.on(".pointed", null);
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
    const [element, ruler] = [chart.current, track.current];
    if (!element || !ruler) return undefined;
    const followed = followGestures(element, ruler, () => latest.current);
    limit.current = followed.limit;
    return followed.stop;
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
