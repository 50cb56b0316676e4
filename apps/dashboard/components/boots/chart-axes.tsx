import { percent } from "../../charts/percent.ts";
import type { AxisTick } from "../../charts/scatter/axes.ts";

/** Closer to an end of the axis than this share of it, a label is written towards the middle. */
const NEAR_END = 0.04;

export const DurationLabels = ({ ticks }: { ticks: readonly AxisTick[] }) => (
  <svg className="axis-y" aria-hidden="true">
    {ticks.map(({ at, label }) => (
      <text key={label} x="100%" y={percent(at)} dx={-8} dy={4} textAnchor="end">
        {label}
      </text>
    ))}
  </svg>
);

export const TimeLabels = ({ ticks }: { ticks: readonly AxisTick[] }) => (
  <svg className="axis-x" aria-hidden="true">
    {ticks.map(({ at, label }) => (
      <text
        key={at}
        x={percent(at)}
        y={14}
        textAnchor={at < NEAR_END ? "start" : at > 1 - NEAR_END ? "end" : "middle"}
      >
        {label}
      </text>
    ))}
  </svg>
);

export const ChartGrid = ({
  times,
  durations,
}: {
  times: readonly AxisTick[];
  durations: readonly AxisTick[];
}) => (
  <g className="grid-lines" aria-hidden="true">
    {durations.map(({ at, label }) => (
      <line key={label} x1="0" x2="100%" y1={percent(at)} y2={percent(at)} />
    ))}
    {times.map(({ at }) => (
      <line key={at} x1={percent(at)} x2={percent(at)} y1="0" y2="100%" />
    ))}
  </g>
);
