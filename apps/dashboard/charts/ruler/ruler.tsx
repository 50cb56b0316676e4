import { memo } from "react";
import { percent } from "../percent.ts";
import type { Tick } from "@hacotaki/core/drawing/ruler";

const HEIGHT = 28;
/** A label from here on would leave the chart: it stands left of its tick. */
const NEAR_EDGE = 0.955;

/** Labels above the ticks; the chart under it continues the tall ones as grid lines. */
export const Ruler = memo(function Ruler({ ticks }: { ticks: readonly Tick[] }) {
  return (
    <svg className="ruler" width="100%" height={HEIGHT} aria-hidden="true">
      {ticks.map(({ ns, x, label }) => (
        <g key={ns}>
          <line
            x1={percent(x)}
            x2={percent(x)}
            y1={label === undefined ? HEIGHT - 4 : HEIGHT - 9}
            y2={HEIGHT}
          />
          {label !== undefined && (
            <text
              x={percent(x)}
              dx={x > NEAR_EDGE ? -3 : 3}
              y={12}
              textAnchor={x > NEAR_EDGE ? "end" : "start"}
            >
              {label}
            </text>
          )}
        </g>
      ))}
    </svg>
  );
});

export const GridLines = memo(function GridLines({ ticks }: { ticks: readonly Tick[] }) {
  return (
    <svg className="grid-lines" width="100%" height="100%" aria-hidden="true">
      {ticks
        .filter(({ label }) => label !== undefined)
        .map(({ ns, x }) => (
          <line key={ns} x1={percent(x)} x2={percent(x)} y1="0" y2="100%" />
        ))}
    </svg>
  );
});
