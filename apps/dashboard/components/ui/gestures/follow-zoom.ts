import type { ZoomRange } from "@hacotaki/core";
import { select } from "d3-selection";
import { zoom as zoomBehavior, zoomIdentity, ZoomTransform, type D3ZoomEvent } from "d3-zoom";
import { flushSync } from "react-dom";
import { MIN_DRAG_PX } from "./brushing.ts";
import { newGesture } from "./new-gesture.ts";
import { constrained, rangeOf, scalesOf, type Track } from "./transform.ts";
import { yieldToScroll } from "./yield-to-scroll.ts";

/** Doublings a pixel, a line and a page of the wheel. */
const WHEEL_DOUBLINGS = [0.0036, 0.09, 1.8] as const;
/** Parts of the range a pixel. */
const PAN_PER_PX = 0.001;
/** Wheel events closer than this are one step of the zoom history. */
const WHEEL_PAUSE_MS = 400;

export type SetRange = (range: ZoomRange, gesture?: string) => void;
export type Shown = {
  readonly range: ZoomRange;
  readonly whole: ZoomRange;
  readonly setRange: SetRange;
};

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
 * are; Shift and the wheel, a sideways wheel and a drag pan. Everything else is the page's. Loaded once the page runs.
 */
export function followZoom(element: HTMLElement, ruler: HTMLElement, shown: () => Shown) {
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
