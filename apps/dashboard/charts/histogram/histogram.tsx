import { percent, pixels } from "../percent.ts";
import type { HistogramBar } from "./layout.ts";

const HEIGHT = 56;

export type HistogramMark = { readonly x: number; readonly label: string };

/** Bars, and lines that mark durations among them. The table beside it says the same in figures. */
export function Histogram({
  bars,
  marks,
  name,
}: {
  bars: readonly HistogramBar[];
  marks: readonly HistogramMark[];
  name: (bar: HistogramBar) => string;
}) {
  return (
    <svg className="chart histogram" width="100%" height={HEIGHT} aria-hidden="true">
      {bars.map((bar) => (
        <g key={bar.x}>
          <title>{name(bar)}</title>
          <rect
            className="part"
            x={percent(bar.x)}
            width={percent(bar.width)}
            y={pixels(Math.min(bar.y * HEIGHT, HEIGHT - 1.5))}
            height={pixels(Math.max(HEIGHT - bar.y * HEIGHT, 1.5))}
          />
        </g>
      ))}
      {marks.map(({ x, label }) => (
        <line key={label} className={`mark-${label}`} x1={percent(x)} x2={percent(x)} y1={0} y2={HEIGHT} />
      ))}
    </svg>
  );
}
