import { memo } from "react";
import { percent } from "../percent.ts";
import { MINIMAP_WIDTH, type Minimap } from "./layout.ts";

/** The whole boot in a strip. Drawn anew only when the boot changes, never while zooming. */
export const MinimapChart = memo(function MinimapChart({ map }: { map: Minimap }) {
  return (
    <>
      <svg
        className="mm-bars"
        width="100%"
        height={map.heightPx}
        viewBox={`0 0 ${MINIMAP_WIDTH} ${map.heightPx}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {map.paths.map(({ key, group, state, d }) => (
          <path key={key} className={`g-${group}`} data-state={state} d={d} />
        ))}
        {map.densities.map(({ y, d }) => (
          <path key={y} className="mark-density" transform={`translate(0 ${y})`} d={d} />
        ))}
      </svg>
      <svg className="mm-marks" width="100%" height={map.heightPx} aria-hidden="true">
        {map.marks.map(({ key, x, y }) => (
          <svg key={key} x={percent(x)} y={y} overflow="visible">
            <path className="mark" d="M0-4l3.5 4-3.5 4-3.5-4z" />
          </svg>
        ))}
      </svg>
    </>
  );
});
