import { percent } from "../percent.ts";
import { histogramPath, type HistogramBar } from "./layout.ts";

const HEIGHT = 56;
/** A bar is never thinner than this, px. */
const LEAST = 1.5;
/** Width of the drawing before it is stretched to its place. */
const UNITS = 4_800;

export type HistogramMark = { readonly x: number; readonly label: string };

/** Bars as one shape, and lines that mark durations among them. The table beside it says the same in figures. */
export function Histogram({
  bars,
  marks,
}: {
  bars: readonly HistogramBar[];
  marks: readonly HistogramMark[];
}) {
  return (
    <svg className="chart histogram" width="100%" height={HEIGHT} aria-hidden="true">
      <svg viewBox={`0 0 ${UNITS} ${HEIGHT}`} preserveAspectRatio="none" width="100%" height={HEIGHT}>
        <path className="part" d={histogramPath(bars, { width: UNITS, height: HEIGHT, least: LEAST })} />
      </svg>
      {marks.map(({ x, label }) => (
        <line key={label} className={`mark-${label}`} x1={percent(x)} x2={percent(x)} y1={0} y2={HEIGHT} />
      ))}
    </svg>
  );
}
