import { cumsum, max, sum } from "d3-array";
import type { ContainerBin, Group } from "@hacotaki/core";
import { heightScale, layoutDurationAxis, type DurationAxis } from "../duration-axis/layout.ts";
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

const sumOf = ({ spans }: ContainerBin) => sum(spans, ({ p50 }) => p50);

/** Medians of the spans of each stretch of time, one upon the other in the order of the boot path. */
export function layoutStack(
  bins: readonly ContainerBin[],
  range: TimeRange,
  groupOf: (slug: string) => Group,
): StackGeometry {
  const axis = layoutDurationAxis(max(bins, sumOf) ?? 0);
  const height = heightScale(axis.topNs);
  const columns = bins
    .filter(({ spans }) => spans.length > 0)
    .map((bin): StackColumn => {
      const left = timeFraction(range, bin.since);
      const whole = timeFraction(range, bin.until) - left;
      const tops = cumsum(bin.spans, ({ p50 }) => p50);
      const parts = bin.spans.map(
        ({ slug, p50 }, index): StackPart => ({
          slug,
          group: groupOf(slug),
          y: height(tops[index] ?? 0),
          height: p50 / axis.topNs,
        }),
      );
      return { bin, x: left + (whole * GAP) / 2, width: whole * (1 - GAP), parts };
    });
  return { axis, columns };
}

const tenth = (units: number) => Math.round(units * 10) / 10;

/** The parts of each span as one path over all columns, the first span of the boot path first. */
export function stackPaths(
  columns: readonly StackColumn[],
  { width, height }: { readonly width: number; readonly height: number },
): readonly { readonly slug: string; readonly group: Group; readonly d: string }[] {
  const spans = new Map<string, { readonly group: Group; d: string }>();
  for (const { x, width: share, parts } of columns)
    for (const part of parts) {
      const span = spans.get(part.slug) ?? { group: part.group, d: "" };
      const wide = tenth(share * width);
      span.d += `M${tenth(x * width)} ${tenth(part.y * height)}h${wide}v${tenth(part.height * height)}h${-wide}z`;
      spans.set(part.slug, span);
    }
  return [...spans].map(([slug, span]) => ({ slug, ...span }));
}
