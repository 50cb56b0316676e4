import { formatDuration } from "@hacotaki/core";
import { scaleLinear, type ScaleLinear } from "d3-scale";

/** Durations upwards from nothing. `ticks.y` is a fraction of the height, from the top. */
export type DurationAxis = {
  readonly topNs: number;
  readonly ticks: readonly { readonly y: number; readonly label: string }[];
};

/** About so many: d3 comes near it. */
const STEPS = 2;
const MINUTE = 6e10;
const HOUR = 60 * MINUTE;

/** People count longer times in minutes and hours: ticks are round in the unit they are told in. */
const unitOf = (ns: number) => (ns >= 2 * HOUR ? HOUR : ns >= 2 * MINUTE ? MINUTE : 1);

/** Ticks are round numbers: "50 ms", not "50.0 ms". */
export const roundLabel = (ns: number) =>
  formatDuration(BigInt(Math.round(ns))).replace(/\.(\d*?)0* /, (_, kept: string) =>
    kept === "" ? " " : `.${kept} `,
  );

/** From the top of the chart down to nothing, both ends inclusive; in fractions of the height. */
export const heightScale = (topNs: number): ScaleLinear<number, number> => scaleLinear([0, topNs], [1, 0]);

/** An axis with round ticks that holds the longest duration. */
export function layoutDurationAxis(longestNs: number): DurationAxis {
  const longest = Math.max(longestNs, 1);
  const unit = unitOf(longest);
  const nice = scaleLinear()
    .domain([0, longest / unit])
    .nice(STEPS);
  const topNs = (nice.domain()[1] ?? 1) * unit;
  const height = heightScale(topNs);
  return {
    topNs,
    ticks: nice
      .ticks(STEPS)
      .map((value) => ({ y: height(value * unit), label: value === 0 ? "0" : roundLabel(value * unit) })),
  };
}
