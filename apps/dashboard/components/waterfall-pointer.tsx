import { durationParts } from "@hacotaki/core";
import { percent } from "../charts/percent.ts";
import type { Frame } from "./use-zoom.ts";

/** Where the pointer is, as a fraction of the chart. */
export function CursorLine({ at }: { at: number }) {
  return (
    <svg className="cursor" width="100%" height="100%">
      <line x1={percent(at)} x2={percent(at)} y1="0" y2="100%" />
    </svg>
  );
}

/** The exact instant under the pointer. */
export function CursorLabel({ at, ns }: { at: number; ns: bigint }) {
  const text = durationParts(ns, { digits: 6 })
    .map(({ value, unit }) => `${value} ${unit}`)
    .join(" ");
  return (
    <svg className="cursor-label" width="100%" height={28} aria-hidden="true">
      <text x={percent(at)} dx={at > 0.8 ? -4 : 4} y={24} textAnchor={at > 0.8 ? "end" : "start"}>
        {text}
      </text>
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
