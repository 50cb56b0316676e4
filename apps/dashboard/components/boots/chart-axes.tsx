import { percent } from "../../charts/percent.ts";
import type { AxisTick } from "../../charts/scatter/axes.ts";
import { pagesOfLabels } from "../../charts/time-axis/labels.ts";

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

const anchor = (at: number) => (at < NEAR_END ? "start" : at > 1 - NEAR_END ? "end" : "middle");
/** Beside the chart there is room for half a label. */
const PLACING = { anchor, aside: 0, over: 40 } as const;

export function TimeLabels({ ticks }: { ticks: readonly AxisTick[] }) {
  const pages = pagesOfLabels(ticks, PLACING);
  return (
    <svg className="axis-x" aria-hidden="true">
      {ticks.map(({ at, label }, place) => (
        <text key={at} x={percent(at)} y={14} textAnchor={anchor(at)} data-pages={pages[place]?.join(" ")}>
          {label}
        </text>
      ))}
    </svg>
  );
}

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
