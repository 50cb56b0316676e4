import { formatDuration } from "@hacotaki/core";
import { scaleLinear, type ScaleLinear } from "d3-scale";

/** Durations upwards from nothing. `ticks.y` is a fraction of the height, from the top. */
export type DurationAxis = {
  readonly topNs: number;
  readonly ticks: readonly { readonly y: number; readonly label: string }[];
};

/** About so many: d3 comes near it. */
const STEPS = 2;
const SECOND = 1e9;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** People count longer times in minutes and hours: ticks are round in the unit they are told in. */
const unitOf = (ns: number) => (ns >= 2 * HOUR ? HOUR : ns >= 2 * MINUTE ? MINUTE : 1);

/** Seconds that are told as such, where they are no whole minutes. */
const MOST_SECONDS = 1000 * SECOND;

/** Ticks are round numbers: "50 ms", not "50.0 ms", "200 s" above "100 s", and "5 min", not "5 min 00 s". */
export function roundLabel(ns: number): string {
  const isSeconds = ns >= MINUTE && ns < MOST_SECONDS && (ns < 2 * MINUTE || ns % MINUTE !== 0);
  if (isSeconds) return `${Number((ns / SECOND).toPrecision(3))} s`;
  return formatDuration(BigInt(Math.round(ns)))
    .replace(/\.(\d*?)0* /, (_, kept: string) => (kept === "" ? " " : `.${kept} `))
    .replace(/(?<=[a-z]) 00 \w+$/, "");
}

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
