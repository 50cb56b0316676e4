import { max } from "d3-array";
import { scaleLog } from "d3-scale";

/** Fractions of width and height, from the left and the top. */
export type HistogramBar = {
  readonly x: number;
  readonly width: number;
  readonly y: number;
  readonly count: number;
  /** What is counted: [from, to), ns; the last bar holds its end, too. */
  readonly from: number;
  readonly to: number;
};

/** Where a duration lies between the first and the last edge of a logarithmic axis. */
export function logFraction(edges: readonly number[], ns: number): number {
  const [first = 1, last = 1] = [edges[0], edges.at(-1)];
  // 0 ns has no logarithm: it stands at 1 ns. An axis without length puts everything in its middle.
  return scaleLog([Math.max(first, 1), Math.max(last, 1)], [0, 1]).clamp(true)(Math.max(ns, 1));
}

/** Counts between evenly spaced edges as bars; empty ones are left out. */
export function layoutHistogram(edges: readonly number[], counts: readonly number[]): HistogramBar[] {
  const most = Math.max(1, max(counts) ?? 1);
  return counts.flatMap((count, index): HistogramBar[] => {
    const [from, to] = [edges[index], edges[index + 1]];
    if (count === 0 || from === undefined || to === undefined) return [];
    return [{ x: index / counts.length, width: 1 / counts.length, y: 1 - count / most, count, from, to }];
  });
}

/** All bars as one path, each as wide as its bin and at least `least` high. */
export function histogramPath(
  bars: readonly HistogramBar[],
  { width, height, least }: { readonly width: number; readonly height: number; readonly least: number },
): string {
  return bars
    .map(({ x, width: share, y }) => {
      const [left, wide] = [Math.round(x * width), Math.round(share * width)];
      const top = Math.round(Math.min(y * height, height - least) * 10) / 10;
      return `M${left} ${height}V${top}h${wide}V${height}z`;
    })
    .join("");
}
