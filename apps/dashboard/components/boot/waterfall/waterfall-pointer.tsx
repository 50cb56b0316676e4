"use client";

import { exactDuration, type ZoomRange } from "@hacotaki/core";
import { useEffect, useState, type RefObject } from "react";
import { percent } from "../../../charts/percent.ts";
import { instantAt } from "@hacotaki/core/drawing/extent";
import { placeIn } from "../../ui/gestures/place-in.ts";
import type { Frame } from "../../ui/gestures/use-zoom.ts";

type Over = {
  readonly chart: RefObject<HTMLElement | null>;
  readonly track: RefObject<HTMLElement | null>;
};

/** Where the mouse is, as a fraction of the chart. Kept out of the chart's own state: nothing else is drawn for it. */
function useCursor({ chart, track }: Over): number | undefined {
  const [at, setAt] = useState<number>();
  useEffect(() => {
    const element = chart.current;
    if (!element) return undefined;
    const follow = (event: PointerEvent) => {
      const ruler = track.current;
      const here = ruler ? placeIn(event, ruler).x / ruler.clientWidth : -1;
      const isOver = event.type === "pointermove" && event.pointerType === "mouse";
      setAt(isOver && here >= 0 && here <= 1 ? here : undefined);
    };
    element.addEventListener("pointermove", follow);
    element.addEventListener("pointerleave", follow);
    return () => {
      element.removeEventListener("pointermove", follow);
      element.removeEventListener("pointerleave", follow);
    };
  }, [chart, track]);
  return at;
}

export function CursorLine(over: Over) {
  const at = useCursor(over);
  return at === undefined ? undefined : (
    <svg className="cursor" width="100%" height="100%">
      <line x1={percent(at)} x2={percent(at)} y1="0" y2="100%" />
    </svg>
  );
}

/** The exact instant under the pointer. */
export function CursorLabel({ range, ...over }: Over & { readonly range: ZoomRange }) {
  const at = useCursor(over);
  return at === undefined ? undefined : (
    <svg className="cursor-label" width="100%" height={28} aria-hidden="true">
      <text x={percent(at)} dx={at > 0.8 ? -4 : 4} y={24} textAnchor={at > 0.8 ? "end" : "start"}>
        {exactDuration(instantAt(range, at))}
      </text>
    </svg>
  );
}

/** Where a hit of the search lies. */
export function FoundLine({ at, range }: { readonly at: bigint; readonly range: ZoomRange }) {
  const x = Number(at - range.fromNs) / Number(range.toNs - range.fromNs);
  return x < 0 || x > 1 ? undefined : (
    <svg className="found" width="100%" height="100%">
      <line x1={percent(x)} x2={percent(x)} y1="0" y2="100%" />
      <svg x={percent(x)} overflow="visible">
        <path d="M-5 0h10l-5 8z" />
      </svg>
    </svg>
  );
}

/** What is being framed on the ruler. */
export function FrameBox({ from, to }: Frame) {
  return (
    <svg className="frame" width="100%" height="100%">
      <rect x={percent(from)} width={percent(to - from)} y="0" height="100%" />
    </svg>
  );
}
