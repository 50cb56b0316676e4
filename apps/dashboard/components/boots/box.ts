import type { BootsView, Box } from "@hacotaki/core";
import {
  durationAt,
  durationFraction,
  timeAt,
  timeFraction,
  type Axis,
  type Domain,
} from "../../charts/scatter/axes.ts";
import { HEIGHT, nearestPoint, WIDTH, type ScatterGeometry } from "../../charts/scatter/layout.ts";
import type { Area, Edge } from "../ui/gestures/brushing.ts";

export const PART_OF: Readonly<Record<Edge, keyof Box>> = {
  left: "since",
  right: "until",
  top: "maxDuration",
  bottom: "minDuration",
};
export const EDGES = ["left", "right", "top", "bottom"] as const;

/** How near to a boot one has to point, px. */
export const REACH_PX = 12;

const clamp = (value: number) => Math.min(1, Math.max(0, value));

/** The box of a view, as fractions of the chart. */
export function areaOf(box: Box, domain: Domain, axis: Axis): Area {
  const time = (ns: bigint | undefined, otherwise: number) =>
    ns === undefined ? otherwise : clamp(timeFraction(ns, domain));
  const length = (ns: bigint | undefined, otherwise: number) =>
    ns === undefined ? otherwise : clamp(durationFraction(Number(ns), domain, axis));
  return {
    left: time(box.since, 0),
    right: time(box.until, 1),
    top: length(box.maxDuration, 0),
    bottom: length(box.minDuration, 1),
  };
}

/** A view with another box; an edge at the end of its axis narrows nothing. */
export function withArea(
  view: BootsView,
  area: Area,
  edges: readonly Edge[],
  { domain, axis }: { readonly domain: Domain; readonly axis: Axis },
): BootsView {
  const next: { -readonly [Key in keyof Box]: Box[Key] } = { ...view.box };
  for (const edge of edges) {
    const end = edge === "left" || edge === "top" ? 0 : 1;
    const at = area[edge];
    if (at === end && view.zoom === "all") delete next[PART_OF[edge]];
    else
      next[PART_OF[edge]] =
        edge === "left" || edge === "right" ? timeAt(at, domain) : durationAt(at, domain, axis);
  }
  const { box: _box, ...others } = view;
  return Object.keys(next).length === 0 ? others : { ...others, box: next };
}

export function withoutBox(view: BootsView): BootsView {
  const { box: _box, ...rest } = view;
  return { ...rest, zoom: "all" };
}

/** An area with one edge moved: it stops at the other one, and at the chart's end. */
export function withEdge(area: Area, edge: Edge, to: number): Area {
  const limits = {
    left: [0, area.right],
    right: [area.left, 1],
    top: [0, area.bottom],
    bottom: [area.top, 1],
  } as const;
  const [least, most] = limits[edge];
  return { ...area, [edge]: Math.min(most, Math.max(least, to)) };
}

/** What a click at fractions of the chart means: a cell of counted boots, one boot and its surroundings, or nothing. */
export function areaAt(
  scatter: ScatterGeometry,
  grid: { readonly columns: number; readonly rows: number },
  at: { readonly x: number; readonly y: number },
  size: { readonly width: number; readonly height: number },
): { readonly kind: "cell" | "boot"; readonly area: Area } | undefined {
  if (scatter.kind === "cells") {
    const column = Math.min(grid.columns - 1, Math.floor(at.x * grid.columns));
    const row = Math.min(grid.rows - 1, Math.floor(at.y * grid.rows));
    const area = {
      left: column / grid.columns,
      right: (column + 1) / grid.columns,
      top: row / grid.rows,
      bottom: (row + 1) / grid.rows,
    };
    return { kind: "cell", area };
  }
  const point = nearestPoint(scatter, at, size, REACH_PX);
  if (point === undefined) return undefined;
  // The drawing is rounded: the boot is one of those around.
  const area = {
    left: clamp(point.x - 1 / WIDTH),
    right: clamp(point.x + 1 / WIDTH),
    top: clamp(point.y - 1.5 / HEIGHT),
    bottom: clamp(point.y + 1.5 / HEIGHT),
  };
  return { kind: "boot", area };
}
