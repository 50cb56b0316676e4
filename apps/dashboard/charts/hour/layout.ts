import { max } from "d3-array";
import { scaleLinear } from "d3-scale";
import { line } from "d3-shape";
import { timeFraction, type TimeRange } from "../time-axis/layout.ts";

/** A value over a stretch of time, UTC ns; undefined where there is nothing to tell of it. */
export type Stretch = { readonly since: bigint; readonly until: bigint; readonly value: number | undefined };

export type HourGeometry = {
  /** What the full height stands for: a round number that no value is above. */
  readonly top: number;
  /** Of each series, as SVG paths in `WIDTH` × `HEIGHT`. */
  readonly paths: readonly string[];
};

export const WIDTH = 1_000;
export const HEIGHT = 56;
/** Stretches that are no farther apart than this follow each other: signs of life come a little late. */
const JOINED_NS = 5_000_000_000n;

type Corner = { readonly x: number; readonly y: number } | undefined;

function cornersOf(stretches: readonly Stretch[], range: TimeRange, y: (value: number) => number): Corner[] {
  const x = (at: bigint) => Math.min(1, Math.max(0, timeFraction(range, at))) * WIDTH;
  let before: bigint | undefined;
  return stretches.flatMap(({ since, until, value }): Corner[] => {
    if (value === undefined || until <= range.since || since >= range.until) {
      before = undefined;
      return [undefined];
    }
    const isApart = before === undefined || since - before > JOINED_NS;
    before = until;
    return [...(isApart ? [undefined] : []), { x: x(since), y: y(value) }, { x: x(until), y: y(value) }];
  });
}

/** Series of one unit over a range of time, on one scale from 0. A stretch nobody tells of is a gap, not a zero. */
export function layoutHour(
  series: readonly (readonly Stretch[])[],
  range: TimeRange,
  least: number,
): HourGeometry {
  const most = max(series.flat(), ({ until, value }) => (until > range.since ? value : undefined)) ?? 0;
  const [, top = least] = scaleLinear([0, Math.max(most, least)], [0, 1])
    .nice(2)
    .domain();
  const y = scaleLinear([0, top], [HEIGHT, 0]);
  const outline = line<Corner>()
    .defined((corner) => corner !== undefined)
    .x((corner) => corner?.x ?? 0)
    .y((corner) => corner?.y ?? HEIGHT)
    .digits(1);
  return { top, paths: series.map((each) => outline(cornersOf(each, range, y)) ?? "") };
}
