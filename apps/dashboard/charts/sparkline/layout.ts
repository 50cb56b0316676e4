import { max } from "d3-array";
import { scaleLinear } from "d3-scale";
import { area } from "d3-shape";

/** Events between two signs of life of a collector. */
export type EventRate = {
  /** UTC ns of the earlier and of the later sign. */
  readonly since: bigint;
  readonly until: bigint;
  readonly perSecond: number;
};

type Size = { readonly width: number; readonly height: number };
export type SparklineGeometry = {
  /** Outline of the area under the rates, as an SVG path; a stretch without a sign of life is a gap, not a zero. */
  readonly path: string;
  /** What the full height stands for. */
  readonly peak: number;
};

/** A corner of the outline; none where a stretch ends. */
type Corner = { readonly at: bigint; readonly perSecond: number } | undefined;

/** Steps of `rates` between `since` and `until` (UTC ns), the highest one as tall as the chart. */
export function layoutSparkline(
  rates: readonly EventRate[],
  range: { readonly since: bigint; readonly until: bigint },
  { width, height }: Size,
): SparklineGeometry {
  const peak = max(rates, ({ perSecond }) => perSecond) ?? 0;
  const x = scaleLinear([0, Number(range.until - range.since)], [0, width]).clamp(true);
  const y = scaleLinear([0, Math.max(peak, 1)], [height, 0]);
  const corners = rates
    .filter(({ since, until }) => until > range.since && since < range.until)
    .flatMap(({ since, until, perSecond }): Corner[] => [
      { at: since, perSecond },
      { at: until, perSecond },
      undefined,
    ]);
  const outline = area<Corner>()
    .defined((corner) => corner !== undefined)
    .x((corner) => x(Number((corner?.at ?? range.since) - range.since)))
    .y0(height)
    .y1((corner) => y(corner?.perSecond ?? 0))
    .digits(1);
  return { path: outline(corners) ?? "", peak };
}
