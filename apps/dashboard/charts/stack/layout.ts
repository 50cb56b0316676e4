import type { ContainerBin, Group } from "@hacotaki/core";
import { layoutDurationAxis, type DurationAxis } from "../duration-axis/layout.ts";
import { timeFraction, type TimeRange } from "../time-axis/layout.ts";

/** Fractions as in the band. The first span of the boot path lies at the bottom. */
export type StackPart = {
  readonly slug: string;
  readonly group: Group;
  readonly y: number;
  readonly height: number;
};
export type StackColumn = {
  readonly bin: ContainerBin;
  readonly x: number;
  readonly width: number;
  readonly parts: readonly StackPart[];
};
export type StackGeometry = { readonly axis: DurationAxis; readonly columns: readonly StackColumn[] };

/** Air between columns, as a part of a column. */
const GAP = 0.12;

const sumOf = ({ spans }: ContainerBin) => spans.reduce((sum, { p50 }) => sum + p50, 0);

/** Medians of the spans of each stretch of time, one upon the other in the order of the boot path. */
export function layoutStack(
  bins: readonly ContainerBin[],
  range: TimeRange,
  groupOf: (slug: string) => Group,
): StackGeometry {
  const axis = layoutDurationAxis(Math.max(0, ...bins.map(sumOf)));
  const columns = bins
    .filter(({ spans }) => spans.length > 0)
    .map((bin): StackColumn => {
      const left = timeFraction(range, bin.since);
      const whole = timeFraction(range, bin.until) - left;
      let below = 0;
      const parts = bin.spans.map(({ slug, p50 }): StackPart => {
        below += p50;
        return { slug, group: groupOf(slug), y: 1 - below / axis.topNs, height: p50 / axis.topNs };
      });
      return { bin, x: left + (whole * GAP) / 2, width: whole * (1 - GAP), parts };
    });
  return { axis, columns };
}
