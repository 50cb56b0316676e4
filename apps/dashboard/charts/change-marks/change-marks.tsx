import { percent } from "../percent.ts";
import type { ChangeMark } from "./layout.ts";

/** From here on a number would leave the chart: it stands left of its line. */
const NEAR_EDGE = 0.95;

/** Numbered lines across a chart over wall time, which lead to the rows that tell of them. */
export function ChangeMarks({
  marks,
  name,
}: {
  marks: readonly ChangeMark[];
  name: (mark: ChangeMark) => string;
}) {
  return (
    <g className="change-marks">
      {marks.map((mark) => (
        <a key={mark.first} href={`#change-${mark.last}`}>
          <title>{name(mark)}</title>
          <line className="grip" x1={percent(mark.x)} x2={percent(mark.x)} y1="0" y2="100%" />
          <line className="change" x1={percent(mark.x)} x2={percent(mark.x)} y1="0" y2="100%" />
          <text
            x={percent(mark.x)}
            dx={mark.x > NEAR_EDGE ? -4 : 4}
            y={11}
            textAnchor={mark.x > NEAR_EDGE ? "end" : "start"}
          >
            {mark.first === mark.last ? mark.first : `${mark.first}–${mark.last}`}
          </text>
        </a>
      ))}
    </g>
  );
}
