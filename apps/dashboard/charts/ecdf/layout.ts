import type { Ecdf } from "@hacotaki/core";
import { extent } from "d3-array";
import { scaleLinear, scaleLog } from "d3-scale";
import { curveStepAfter, line } from "d3-shape";
import { roundLabel } from "../duration-axis/layout.ts";

/** `x` from 0 to 1 along the durations, `y` the share from 0 at the bottom to 1. */
type Point = { readonly x: number; readonly y: number };
/** `isCrowded`: on a phone its label would reach into the one before it. */
type EcdfTick = { readonly x: number; readonly label: string; readonly isCrowded: boolean };
export type EcdfGeometry = {
  readonly isLog: boolean;
  readonly baseline: readonly Point[];
  readonly candidate: readonly Point[];
  readonly medians: { readonly baseline: number | undefined; readonly candidate: number | undefined };
  readonly ticks: readonly EcdfTick[];
};

/** From here on a linear axis would press the shorter ones together. */
const LOG_FROM = 12;
const PADDING = 0.04;
const TICKS = 6;

type Scale = ReturnType<typeof scaleLinear<number, number>> | ReturnType<typeof scaleLog<number, number>>;

/** 1, 2 and 5 of each power of ten are enough, and where there are many powers, their ones. */
function logTicks(scale: Scale): readonly number[] {
  const digit = (ns: number) => Math.round(ns / 10 ** Math.floor(Math.log10(ns) + 1e-9));
  const all = scale.ticks().filter((ns) => [1, 2, 5].includes(digit(ns)));
  return all.length <= TICKS + 2 ? all : all.filter((ns) => digit(ns) === 1);
}

/** An axis over all durations with some air at both ends, in fractions of its length. */
function scaleOf(least: number, most: number): { readonly scale: Scale; readonly isLog: boolean } {
  if (least > 0 && most / least > LOG_FROM) {
    const air = (most / least) ** PADDING;
    return { scale: scaleLog([least / air, most * air], [0, 1]), isLog: true };
  }
  const air = Math.max(most - least, most * 0.01, 1) * PADDING;
  return { scale: scaleLinear([least - air, most + air], [0, 1]), isLog: false };
}

/** A label takes this part of a phone's width at the most. */
const LABEL = 0.16;

function withLabels(ticks: readonly { readonly x: number; readonly label: string }[]): readonly EcdfTick[] {
  let free = Number.NEGATIVE_INFINITY;
  return ticks.map(({ x, label }) => {
    const isCrowded = x < free;
    if (!isCrowded) free = x + LABEL;
    return { x, label, isCrowded };
  });
}

/** Two cumulative distributions on one axis: how large a part of the boots took no longer than that. */
export function layoutEcdf(
  { baseline, candidate }: { readonly baseline: Ecdf; readonly candidate: Ecdf },
  medians: EcdfGeometry["medians"] = { baseline: undefined, candidate: undefined },
): EcdfGeometry {
  const all = [...baseline, ...candidate].map(({ duration }) => duration);
  const [least = 0, most = 0] = extent(all);
  const { scale, isLog } = scaleOf(least, most);
  const pointsOf = (ecdf: Ecdf) => ecdf.map(({ duration, share }) => ({ x: scale(duration), y: share }));
  const at = (ns: number | undefined) => (ns === undefined ? undefined : scale(ns));
  const ticks = isLog ? logTicks(scale) : scale.ticks(TICKS).filter((ns) => ns >= 0);
  return {
    isLog,
    baseline: pointsOf(baseline),
    candidate: pointsOf(candidate),
    medians: { baseline: at(medians.baseline), candidate: at(medians.candidate) },
    ticks: all.length === 0 ? [] : withLabels(ticks.map((ns) => ({ x: scale(ns), label: roundLabel(ns) }))),
  };
}

/** Steps up at each duration, from nothing at the left edge to all at the right one; in units of `width` and `height`. */
export function stepsOf(points: readonly Point[], width: number, height: number): string {
  const last = points.at(-1);
  if (last === undefined) return "";
  const steps = line<Point>(
    ({ x }) => x * width,
    ({ y }) => (1 - y) * height,
  )
    .curve(curveStepAfter)
    .digits(1);
  return steps([{ x: 0, y: 0 }, ...points, { x: 1, y: last.y }]) ?? "";
}
