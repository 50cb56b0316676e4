import type { EventRate } from "../../lib/event-rates.ts";

type Size = { readonly width: number; readonly height: number };
export type SparklineGeometry = {
  /** Outline of the area under the rates, as an SVG path; a stretch without a sign of life is a gap, not a zero. */
  readonly path: string;
  /** What the full height stands for. */
  readonly peak: number;
};

const fixed = (value: number) => value.toFixed(1);

/** Steps of `rates` between `since` and `until` (UTC ns), the highest one as tall as the chart. */
export function layoutSparkline(
  rates: readonly EventRate[],
  range: { readonly since: bigint; readonly until: bigint },
  { width, height }: Size,
): SparklineGeometry {
  const peak = rates.reduce((most, { perSecond }) => Math.max(most, perSecond), 0);
  const length = Number(range.until - range.since);
  const x = (at: bigint) => Math.min(width, Math.max(0, (Number(at - range.since) / length) * width));
  const y = (perSecond: number) => (peak === 0 ? height : height - (perSecond / peak) * height);
  const path = rates
    .filter(({ since, until }) => until > range.since && since < range.until)
    .map(
      ({ since, until, perSecond }) =>
        `M${fixed(x(since))} ${fixed(height)}V${fixed(y(perSecond))}H${fixed(x(until))}V${fixed(height)}Z`,
    )
    .join("");
  return { path, peak };
}
