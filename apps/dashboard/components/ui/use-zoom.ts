"use client";

import type { ZoomRange } from "@hacotaki/core";
import { useEffect, useMemo, useRef, useState, type PointerEvent, type RefObject } from "react";
import { flushSync } from "react-dom";
import { panBy, partOf, pinched, zoomAround } from "@hacotaki/core/drawing/extent";
import { fractionAt, MIN_DRAG_PX } from "./fraction-at.ts";

/** One notch of a wheel, or one press of a key. */
const STEP = 0.7;
const PAN_STEP = 0.25;
const WHEEL_SENSITIVITY = 0.0025;
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
  readonly rulerHandlers: {
    onPointerDown(event: PointerEvent): void;
    onPointerMove(event: PointerEvent): void;
    onPointerUp(event: PointerEvent): void;
    onPointerCancel(): void;
  };
};

type Elements = {
  /** Where wheel and fingers are listened to. */
  readonly chart: RefObject<HTMLElement | null>;
  /** What a fraction of the range is a fraction of. */
  readonly track: RefObject<HTMLElement | null>;
};

let gestures = 0;
const newGesture = (kind: string) => `${kind}-${++gestures}`;

/** Ctrl + wheel zooms around the pointer, Shift + wheel and sideways pans. */
function listenToWheel(element: HTMLElement, track: HTMLElement, range: () => ZoomRange, set: SetRange) {
  let gesture = "";
  let last = Number.NEGATIVE_INFINITY;
  const onWheel = (event: WheelEvent) => {
    const isZoom = event.ctrlKey || event.metaKey;
    if (!isZoom && !event.shiftKey && Math.abs(event.deltaX) <= Math.abs(event.deltaY)) return;
    event.preventDefault();
    if (event.timeStamp - last > WHEEL_PAUSE_MS) gesture = newGesture("wheel");
    last = event.timeStamp;
    const factor = Math.exp(event.deltaY * WHEEL_SENSITIVITY);
    set(
      isZoom
        ? zoomAround(range(), fractionAt(event.clientX, track), factor)
        : panBy(range(), (event.deltaX || event.deltaY) * PAN_PER_PX),
      gesture,
    );
  };
  // React listens passively, which could not keep the browser from zooming the page.
  element.addEventListener("wheel", onWheel, { passive: false });
  return () => element.removeEventListener("wheel", onWheel);
}

type Finger = { was: number; is: number; readonly startX: number };

/** One pointer drags the chart along, two of them stretch it. Upward and downward moves of a finger scroll the page. */
function listenToDrags(element: HTMLElement, track: HTMLElement, range: () => ZoomRange, set: SetRange) {
  const fingers = new Map<number, Finger>();
  let base = range();
  let gesture = "";
  let isDragging = false;
  const begin = () => {
    base = range();
    for (const finger of fingers.values()) finger.was = finger.is;
  };
  const onDown = (event: globalThis.PointerEvent) => {
    if (event.button !== 0 || fingers.size === 2) return;
    if (!(event.target instanceof Element) || !event.target.closest(".wf-body .wf-cell")) return;
    const at = fractionAt(event.clientX, track);
    fingers.set(event.pointerId, { was: at, is: at, startX: event.clientX });
    if (fingers.size === 1) gesture = newGesture("drag");
    isDragging = fingers.size === 2;
    begin();
  };
  const onMove = (event: globalThis.PointerEvent) => {
    const finger = fingers.get(event.pointerId);
    if (!finger) return;
    finger.is = fractionAt(event.clientX, track);
    if (!isDragging && Math.abs(event.clientX - finger.startX) < MIN_DRAG_PX) return;
    if (!isDragging) {
      isDragging = true;
      finger.was = finger.is;
      element.dataset["dragging"] = "true";
    }
    if (!element.hasPointerCapture(event.pointerId)) element.setPointerCapture(event.pointerId);
    const [a, b] = [...fingers.values()];
    if (!a) return;
    set(b ? pinched(base, [a.was, b.was], [a.is, b.is]) : panBy(base, a.was - a.is), gesture);
  };
  const onEnd = (event: globalThis.PointerEvent) => {
    if (!fingers.delete(event.pointerId)) return;
    begin();
    if (fingers.size > 0) return;
    delete element.dataset["dragging"];
    if (!isDragging || event.type !== "pointerup") return;
    isDragging = false;
    // The click that ends a drag selects nothing.
    const swallow = (click: MouseEvent) => click.stopPropagation();
    element.addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => element.removeEventListener("click", swallow, { capture: true }), 0);
  };
  const listeners = [
    ["pointerdown", onDown],
    ["pointermove", onMove],
    ["pointerup", onEnd],
    ["pointercancel", onEnd],
  ] as const;
  for (const [name, listener] of listeners) element.addEventListener(name, listener);
  return () => {
    for (const [name, listener] of listeners) element.removeEventListener(name, listener);
  };
}

/** Wheel, drags and fingers over the chart, framing on the ruler, and steps for buttons and keys. */
export function useZoom({ chart, track }: Elements, range: ZoomRange, setRange: SetRange): Zoom {
  const [frame, setFrame] = useState<Frame>();
  const latest = useRef({ range, setRange });
  latest.current = { range, setRange };

  useEffect(() => {
    const [element, ruler] = [chart.current, track.current];
    if (!element || !ruler) return undefined;
    const now = () => latest.current.range;
    // Input is told at the beginning of a frame: drawn at once, it is seen in the same one.
    const set: SetRange = (next, gesture) => flushSync(() => latest.current.setRange(next, gesture));
    const stops = [listenToWheel(element, ruler, now, set), listenToDrags(element, ruler, now, set)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [chart, track]);

  const steps = useMemo<ZoomSteps>(() => {
    const change = (next: (now: ZoomRange) => ZoomRange) => () =>
      latest.current.setRange(next(latest.current.range));
    return {
      in: change((now) => zoomAround(now, 0.5, STEP)),
      out: change((now) => zoomAround(now, 0.5, 1 / STEP)),
      left: change((now) => panBy(now, -PAN_STEP)),
      right: change((now) => panBy(now, PAN_STEP)),
    };
  }, []);

  const start = useRef<number>(undefined);
  const stop = () => {
    start.current = undefined;
    setFrame(undefined);
  };
  return {
    steps,
    frame,
    rulerHandlers: {
      onPointerDown(event) {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = fractionAt(event.clientX, event.currentTarget);
      },
      onPointerMove(event) {
        if (start.current === undefined) return;
        const here = fractionAt(event.clientX, event.currentTarget);
        setFrame({ from: Math.min(start.current, here), to: Math.max(start.current, here) });
      },
      onPointerUp(event) {
        const width = event.currentTarget.getBoundingClientRect().width;
        if (frame && (frame.to - frame.from) * width >= MIN_DRAG_PX)
          setRange(partOf(range, frame.from, frame.to));
        stop();
      },
      onPointerCancel: stop,
    },
  };
}
