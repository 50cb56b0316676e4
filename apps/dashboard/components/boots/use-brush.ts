import { useEffect, useRef, useState, type PointerEvent } from "react";

/** A part of a chart, as fractions from its upper left corner. */
export type Area = {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
};
export type Edge = keyof Area;

/** A pointer that moved less has clicked. */
const CLICK_PX = 4;

const clamp = (value: number) => Math.min(1, Math.max(0, value));

type Drag = {
  readonly edge: Edge | undefined;
  readonly startX: number;
  readonly startY: number;
  readonly x: number;
  readonly y: number;
  readonly hasMoved: boolean;
};

function dragged(area: Area, drag: Drag, isVerticalOnly: boolean): Area {
  if (drag.edge !== undefined) {
    const at = drag.edge === "left" || drag.edge === "right" ? drag.x : drag.y;
    const next = { ...area, [drag.edge]: at };
    return {
      left: Math.min(next.left, next.right),
      right: Math.max(next.left, next.right),
      top: Math.min(next.top, next.bottom),
      bottom: Math.max(next.top, next.bottom),
    };
  }
  return {
    left: isVerticalOnly ? area.left : Math.min(drag.startX, drag.x),
    right: isVerticalOnly ? area.right : Math.max(drag.startX, drag.x),
    top: Math.min(drag.startY, drag.y),
    bottom: Math.max(drag.startY, drag.y),
  };
}

/** Draws a box over a chart, or moves one edge of it; tells of it once, when the pointer is let go. */
export function useBrush(options: {
  readonly area: Area;
  /** The chart has one axis: the box is as wide as it is. */
  readonly isVerticalOnly: boolean;
  readonly onBrush: (area: Area, edge: Edge | undefined) => void;
  readonly onClick: (x: number, y: number) => void;
}) {
  const [drag, setDrag] = useState<Drag>();
  const latest = useRef(options);
  latest.current = options;
  const isDragging = drag !== undefined;
  useEffect(() => {
    if (!isDragging) return undefined;
    const onEscape = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      setDrag(undefined);
    };
    window.addEventListener("keydown", onEscape, true);
    return () => window.removeEventListener("keydown", onEscape, true);
  }, [isDragging]);
  const place = (event: PointerEvent<Element>) => {
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
    return {
      x: clamp((event.clientX - left) / width),
      y: clamp((event.clientY - top) / height),
      width,
      height,
    };
  };
  const shown = drag?.hasMoved ? dragged(options.area, drag, options.isVerticalOnly) : options.area;
  return {
    area: shown,
    isDragging,
    handlers: {
      onPointerDown(event: PointerEvent<Element>) {
        if (event.button !== 0) return;
        const { x, y } = place(event);
        const edge = (event.target as Element).getAttribute("data-edge") as Edge | null;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag({ edge: edge ?? undefined, startX: x, startY: y, x, y, hasMoved: false });
      },
      onPointerMove(event: PointerEvent<Element>) {
        if (drag === undefined) return;
        const { x, y, width, height } = place(event);
        const hasMoved =
          drag.hasMoved || Math.hypot((x - drag.startX) * width, (y - drag.startY) * height) >= CLICK_PX;
        setDrag({ ...drag, x, y, hasMoved });
      },
      onPointerUp() {
        if (drag === undefined) return;
        setDrag(undefined);
        if (drag.hasMoved) latest.current.onBrush(shown, drag.edge);
        else if (drag.edge === undefined) latest.current.onClick(drag.x, drag.y);
      },
      onPointerCancel: () => setDrag(undefined),
    },
  };
}
