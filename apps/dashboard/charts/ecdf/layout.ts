import { formatDuration, type Ecdf } from "@hacotaki/core";
import { niceStep } from "@hacotaki/core/drawing/ruler";

/** `x` from 0 to 1 along the durations, `y` the share from 0 at the bottom to 1. */
type Point = { readonly x: number; readonly y: number };
export type EcdfGeometry = {
  readonly isLog: boolean;
  readonly baseline: readonly Point[];
  readonly candidate: readonly Point[];
  readonly medians: { readonly baseline: number | undefined; readonly candidate: number | undefined };
  readonly ticks: readonly { readonly x: number; readonly label: string }[];
};

/** From here on a linear axis would press the shorter ones together. */
const LOG_FROM = 12;
const PADDING = 0.04;
const TICKS = 6;

const axisLabel = (ns: number) => formatDuration(BigInt(Math.round(ns))).replace(/\.0+(?= )/, "");

function ticksOf(low: number, high: number, isLog: boolean): readonly number[] {
  if (!isLog) {
    const step = niceStep((high - low) / TICKS);
    const first = Math.ceil(low / step);
    return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, n) => (first + n) * step);
  }
  const decades = Array.from(
    { length: Math.ceil(Math.log10(high)) - Math.floor(Math.log10(low)) + 1 },
    (_, n) => 10 ** (Math.floor(Math.log10(low)) + n),
  );
  const all = decades.flatMap((decade) => [1, 2, 5].map((n) => n * decade));
  const within = (values: readonly number[]) => values.filter((ns) => ns >= low && ns <= high);
  return within(all).length <= TICKS + 2 ? within(all) : within(decades);
}

/** Two cumulative distributions on one axis: how large a part of the boots took no longer than that. */
export function layoutEcdf(
  { baseline, candidate }: { readonly baseline: Ecdf; readonly candidate: Ecdf },
  medians: EcdfGeometry["medians"] = { baseline: undefined, candidate: undefined },
): EcdfGeometry {
  const all = [...baseline, ...candidate].map(({ duration }) => duration);
  const least = all.reduce((min, ns) => Math.min(min, ns), Number.POSITIVE_INFINITY);
  const most = all.reduce((max, ns) => Math.max(max, ns), 0);
  const isLog = least > 0 && most / least > LOG_FROM;
  const scale = (ns: number) => (isLog ? Math.log10(ns) : ns);
  const spread = Math.max(scale(most) - scale(least), isLog ? 0.01 : Math.max(most * 0.01, 1));
  const from = scale(least) - spread * PADDING;
  const to = scale(most) + spread * PADDING;
  const at = (ns: number) => (scale(ns) - from) / (to - from);
  const pointsOf = (ecdf: Ecdf) => ecdf.map(({ duration, share }) => ({ x: at(duration), y: share }));
  const [low, high] = isLog ? [10 ** from, 10 ** to] : [Math.max(0, from), to];
  return {
    isLog,
    baseline: pointsOf(baseline),
    candidate: pointsOf(candidate),
    medians: {
      baseline: medians.baseline === undefined ? undefined : at(medians.baseline),
      candidate: medians.candidate === undefined ? undefined : at(medians.candidate),
    },
    ticks:
      all.length === 0 ? [] : ticksOf(low, high, isLog).map((ns) => ({ x: at(ns), label: axisLabel(ns) })),
  };
}

/** Steps up at each duration, from nothing at the left edge to all at the right one; in units of `width` and `height`. */
export function stepsOf(points: readonly Point[], width: number, height: number): string {
  if (points.length === 0) return "";
  const place = ({ x, y }: Point) => `H${(x * width).toFixed(1)}V${((1 - y) * height).toFixed(1)}`;
  return `M0 ${height}${points.map(place).join("")}H${width}`;
}
