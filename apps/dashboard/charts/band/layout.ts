import { max } from "d3-array";
import { MIN_POPULATION, type ContainerBin } from "@hacotaki/core";
import { heightScale, layoutDurationAxis, type DurationAxis } from "../duration-axis/layout.ts";
import { timeFraction, type TimeRange } from "../time-axis/layout.ts";

/**
 * What a stretch of time shows: percentiles where there are enough boots, else the boots' median and range alone.
 * `x` and `width` are fractions of the width, everything else fractions of the height, from the top.
 */
export type BandMark = {
  readonly bin: ContainerBin;
  readonly x: number;
  readonly width: number;
} & (
  | { readonly kind: "band"; readonly p50: number; readonly p95: number }
  | { readonly kind: "few"; readonly min: number; readonly p50: number; readonly max: number }
  /** Boots, but none of known duration: all failed, or their start or end was not seen. */
  | { readonly kind: "unmeasured" }
);
export type BandGeometry = { readonly axis: DurationAxis; readonly marks: readonly BandMark[] };

/** How long the boots of each stretch of time took. Stretches without a boot are left out: a gap is a gap. */
export function layoutBand(bins: readonly ContainerBin[], range: TimeRange): BandGeometry {
  const longest = max(bins, ({ boot }) => (boot && boot.n < MIN_POPULATION ? boot.max : boot?.p95));
  const axis = layoutDurationAxis(longest ?? 0);
  const up = heightScale(axis.topNs);
  const marks = bins
    .filter(({ n }) => n > 0)
    .map((bin): BandMark => {
      const x = timeFraction(range, bin.since);
      const place = { bin, x, width: timeFraction(range, bin.until) - x };
      const { boot } = bin;
      if (boot === undefined || boot.n === 0) return { ...place, kind: "unmeasured" };
      return boot.n < MIN_POPULATION
        ? { ...place, kind: "few", min: up(boot.min), p50: up(boot.p50), max: up(boot.max) }
        : { ...place, kind: "band", p50: up(boot.p50), p95: up(boot.p95) };
    });
  return { axis, marks };
}
