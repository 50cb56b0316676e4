import { memo } from "react";
import type { Tick } from "@hacotaki/core/drawing/ruler";
import { At } from "../at.tsx";
import type { TicksByWidth } from "./by-width.ts";

const HEIGHT = 28;
/** Of the drawing that is stretched over the chart's width. */
const UNITS = 10_000;

/** All upright lines as one path: one element to draw anew while zooming, not one for each line. */
function uprights(ticks: readonly Tick[], y1: (tick: Tick) => number, y2: number): string {
  return ticks.map((tick) => `M${(tick.x * UNITS).toFixed(2)} ${y1(tick)}V${y2}`).join("");
}

/** Names for elements that may be used again: a label keeps its own while it moves, and leaves it to a later one. */
function keysOf(labelled: readonly Tick[]): readonly number[] {
  const [first, second] = labelled;
  const step = first && second ? second.ns - first.ns : 1;
  const count = Math.max(16, labelled.length);
  return labelled.map(({ ns }) => ((Math.round(ns / step) % count) + count) % count);
}

/** Labels above the ticks; the chart under it continues the tall ones as grid lines. */
export const Ruler = memo(function Ruler({ ticks }: { ticks: readonly Tick[] }) {
  const labelled = ticks.filter(({ label }) => label !== undefined);
  const keys = keysOf(labelled);
  return (
    <svg className="ruler" width="100%" height={HEIGHT} aria-hidden="true">
      <svg
        width="100%"
        height={HEIGHT}
        viewBox={`0 0 ${UNITS} ${HEIGHT}`}
        preserveAspectRatio="none"
        overflow="visible"
      >
        <path
          d={uprights(ticks, ({ label }) => HEIGHT - (label === undefined ? 4 : 9), HEIGHT)}
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      {labelled.map(({ x, label, isLeft }, place) => (
        <At key={keys[place]} x={x}>
          <text x={isLeft ? -3 : 3} y={12} textAnchor={isLeft ? "end" : "start"}>
            {label}
          </text>
        </At>
      ))}
    </svg>
  );
});

export const GridLines = memo(function GridLines({ ticks }: { ticks: readonly Tick[] }) {
  const labelled = ticks.filter(({ label }) => label !== undefined);
  return (
    <svg
      className="grid-lines"
      width="100%"
      height="100%"
      viewBox={`0 0 ${UNITS} 1`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={uprights(labelled, () => 0, 1)} vectorEffect="non-scaling-stroke" />
    </svg>
  );
});

/** Both rulers and lines are there, and the style sheet shows those of the window's width. */
export const RulerByWidth = ({ ticks: { narrow, wide } }: { ticks: TicksByWidth }) => (
  <>
    <div className="in-narrow">
      <Ruler ticks={narrow} />
    </div>
    <div className="in-wide">
      <Ruler ticks={wide} />
    </div>
  </>
);

export const GridLinesByWidth = ({ ticks: { narrow, wide } }: { ticks: TicksByWidth }) => (
  <>
    <div className="in-narrow">
      <GridLines ticks={narrow} />
    </div>
    <div className="in-wide">
      <GridLines ticks={wide} />
    </div>
  </>
);
