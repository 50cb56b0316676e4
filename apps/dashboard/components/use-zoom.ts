"use client";

import type { ZoomRange } from "@hacotaki/core";
import { useEffect, useRef, useState, type PointerEvent, type RefObject } from "react";
import { panBy, zoomAround } from "../charts/waterfall/extent.ts";

/** One notch of a wheel, or one press of a key. */
const STEP = 0.7;
const WHEEL_SENSITIVITY = 0.0025;
const PAN_PER_PX = 0.001;
/** A shorter drag is a click with an unsteady hand. */
const MIN_DRAG_PX = 4;

export type Frame = { readonly from: number; readonly to: number };
export type Zoom = {
  readonly in: () => void;
  readonly out: () => void;
  /** What is being framed on the ruler, as fractions. */
  readonly frame: Frame | undefined;
  readonly rulerHandlers: {
    onPointerDown(event: PointerEvent): void;
    onPointerMove(event: PointerEvent): void;
    onPointerUp(event: PointerEvent): void;
    onPointerCancel(): void;
  };
};

const fractionAt = (clientX: number, element: Element) => {
  const { left, width } = element.getBoundingClientRect();
  return Math.min(1, Math.max(0, (clientX - left) / Math.max(1, width)));
};

const rangeBetween = ({ fromNs, toNs }: ZoomRange, { from, to }: Frame): ZoomRange => {
  const length = Number(toNs - fromNs);
  return {
    fromNs: fromNs + BigInt(Math.round(length * from)),
    toNs: fromNs + BigInt(Math.round(length * to)),
  };
};

/** Wheel over the chart, framing on the ruler, and steps for buttons and keys. */
export function useZoom(
  chart: RefObject<HTMLElement | null>,
  ruler: RefObject<HTMLElement | null>,
  range: ZoomRange,
  setRange: (range: ZoomRange) => void,
): Zoom {
  const [frame, setFrame] = useState<Frame>();
  const latest = useRef({ range, setRange });
  latest.current = { range, setRange };

  useEffect(() => {
    const element = chart.current;
    const track = ruler.current;
    if (!element || !track) return undefined;
    const onWheel = (event: WheelEvent) => {
      const now = latest.current;
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        now.setRange(
          zoomAround(now.range, fractionAt(event.clientX, track), Math.exp(event.deltaY * WHEEL_SENSITIVITY)),
        );
      } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        event.preventDefault();
        now.setRange(panBy(now.range, (event.deltaX || event.deltaY) * PAN_PER_PX));
      }
    };
    // React listens passively, which could not keep the browser from zooming the page.
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [chart, ruler]);

  const start = useRef<number>(undefined);
  const around = (factor: number) => setRange(zoomAround(range, 0.5, factor));
  return {
    in: () => around(STEP),
    out: () => around(1 / STEP),
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
        if (frame && (frame.to - frame.from) * width >= MIN_DRAG_PX) setRange(rangeBetween(range, frame));
        start.current = undefined;
        setFrame(undefined);
      },
      onPointerCancel() {
        start.current = undefined;
        setFrame(undefined);
      },
    },
  };
}
