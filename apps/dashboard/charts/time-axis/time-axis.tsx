import { percent } from "../percent.ts";
import type { TimeTick } from "./layout.ts";

const HEIGHT = 20;
/** A label from here on would leave the chart. */
const NEAR_EDGE = 0.93;
/** And from here on where the chart is as narrow as a phone. */
const NEAR_NARROW_EDGE = 0.68;

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
      {ticks.map((tick, index) => (
        <g key={tick.x} data-spare={index % 2 === 1 || tick.x > NEAR_NARROW_EDGE}>
          <line x1={percent(tick.x)} x2={percent(tick.x)} y1={0} y2={5} />
          {tick.x < NEAR_EDGE && (
            <text x={percent(tick.x)} dx={3} y={15}>
              {label(tick)}
            </text>
          )}
        </g>
      ))}
    </svg>
  );
}
