import type { MarkBin } from "../domain/marks.ts";
import type { ZoomRange } from "../domain/time.ts";

/** One bar of a density: fractions of the chart's width, and of the height that the fullest bar has. */
export type DensityBar = { readonly x: number; readonly width: number; readonly height: number };
export type Density = {
  readonly bars: readonly DensityBar[];
  /** Marks that the bars stand for. */
  readonly count: number;
};

const clamp = (fraction: number) => Math.min(1, Math.max(0, fraction));
/** What lies alone among thousands still shows. */
const LEAST_HEIGHT = 0.2;

/** How many marks lie where in a range of offsets: heights by the logarithm, for counts differ by magnitudes. */
export function layoutDensity(
  bins: readonly MarkBin[],
  startAt: bigint,
  { fromNs, toNs }: ZoomRange,
): Density | undefined {
  const length = Number(toNs - fromNs);
  const seen = bins.flatMap(({ startAt: from, endAt: to, count }) => {
    const x = Number(from - startAt - fromNs) / length;
    const end = Number(to - startAt - fromNs) / length;
    return end <= 0 || x >= 1 ? [] : [{ x: clamp(x), width: clamp(end) - clamp(x), count }];
  });
  if (seen.length === 0) return undefined;
  const most = Math.log1p(seen.reduce((max, { count }) => Math.max(max, count), 0));
  return {
    bars: seen.map(({ x, width, count }) => ({
      x,
      width,
      height: LEAST_HEIGHT + (1 - LEAST_HEIGHT) * (Math.log1p(count) / most),
    })),
    count: seen.reduce((sum, { count }) => sum + count, 0),
  };
}

/** The path of a density in a box, standing on its middle line; each bar at least `leastWidth` wide. */
export function densityPath(
  { bars }: Density,
  box: { readonly width: number; readonly height: number },
  leastWidth: number,
): string {
  const rounded = (value: number) => Math.round(value * 10) / 10;
  return bars
    .map(({ x, width, height }) => {
      const high = rounded(height * box.height);
      const wide = rounded(Math.max(leastWidth, width * box.width));
      return `M${rounded(x * box.width)} ${rounded((box.height - high) / 2)}h${wide}v${high}h-${wide}z`;
    })
    .join("");
}
