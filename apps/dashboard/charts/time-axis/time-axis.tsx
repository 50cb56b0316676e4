import { percent } from "../percent.ts";
import type { TimeTick } from "./layout.ts";

const HEIGHT = 20;
const NEAR_EDGE = 0.92;

/** Wall time under a chart. */
export function TimeAxis({
  ticks,
  label,
}: {
  ticks: readonly TimeTick[];
  label: (tick: TimeTick) => string;
}) {
  return (
    <svg className="time-axis" width="100%" height={HEIGHT} aria-hidden="true">
      {ticks.map((tick) => (
        <g key={tick.x}>
          <line x1={percent(tick.x)} x2={percent(tick.x)} y1={0} y2={5} />
          <text
            x={percent(tick.x)}
            dx={tick.x > NEAR_EDGE ? -3 : 3}
            y={15}
            textAnchor={tick.x > NEAR_EDGE ? "end" : "start"}
          >
            {label(tick)}
          </text>
        </g>
      ))}
    </svg>
  );
}
