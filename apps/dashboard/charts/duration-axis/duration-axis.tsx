import { percent } from "../percent.ts";
import type { DurationAxis } from "./layout.ts";

/** Lines across the chart, their labels above them at the left. */
export function DurationLines({ axis, height }: { axis: DurationAxis; height: number }) {
  return (
    <g className="duration-lines" aria-hidden="true">
      {axis.ticks.map(({ y, label }) => (
        <g key={y}>
          <line x1="0" x2="100%" y1={y * height} y2={y * height} />
          {y < 1 && (
            <text x={percent(0)} y={y * height + 12}>
              {label}
            </text>
          )}
        </g>
      ))}
    </g>
  );
}
