import { formatDuration } from "@hacotaki/core";
import { niceStep } from "@hacotaki/core/drawing/ruler";

/** Durations upwards from nothing. `ticks.y` is a fraction of the height, from the top. */
export type DurationAxis = {
  readonly topNs: number;
  readonly ticks: readonly { readonly y: number; readonly label: string }[];
};

const STEPS = 3;

/** Ticks are round numbers: "50 ms", not "50.0 ms". */
const roundLabel = (ns: number) =>
  formatDuration(BigInt(ns)).replace(/\.(\d*?)0* /, (_, kept: string) => (kept === "" ? " " : `.${kept} `));

/** An axis with round ticks that holds the longest duration. */
export function layoutDurationAxis(longestNs: number): DurationAxis {
  const step = niceStep(Math.max(longestNs, 1) / STEPS);
  const count = Math.max(1, Math.ceil(longestNs / step - 1e-9));
  return {
    topNs: count * step,
    ticks: Array.from({ length: count + 1 }, (_, index) => ({
      y: 1 - index / count,
      label: index === 0 ? "0" : roundLabel(index * step),
    })),
  };
}
