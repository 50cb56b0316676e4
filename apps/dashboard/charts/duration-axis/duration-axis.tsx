import { pixels } from "../percent.ts";
import type { DurationAxis } from "./layout.ts";

type Props = { readonly axis: DurationAxis; readonly height: number };

/** Lines across the chart, to be drawn first. */
export function DurationLines({ axis, height }: Props) {
  return (
    <g className="duration-lines" aria-hidden="true">
      {axis.ticks.map(({ y }) => (
        <line key={y} x1="0" x2="100%" y1={pixels(y * height)} y2={pixels(y * height)} />
      ))}
    </g>
  );
}

/** Their labels in the gutter left of the chart, each at the height of its line. */
export function DurationLabels({ axis, height }: Props) {
  return (
    <g className="duration-labels" aria-hidden="true">
      {axis.ticks.map(({ y, label }) => (
        <text key={y} x="-8" y={pixels(y * height + 4)} textAnchor="end">
          {label}
        </text>
      ))}
    </g>
  );
}
