import { percent } from "../percent.ts";
import { pagesWithRoom } from "../time-axis/labels.ts";
import type { ChangeMark } from "./layout.ts";

/** From here on a number would leave the chart: it stands left of its line. */
const NEAR_EDGE = 0.95;
/** Of a number from its line, px. */
const ASIDE = 4;

/** Numbered lines across a chart over wall time, which lead to the rows that tell of them. */
export function ChangeMarks({
  marks,
  name,
}: {
  marks: readonly ChangeMark[];
  name: (mark: ChangeMark) => string;
}) {
  const labels = marks.map(({ x, first, last }) => ({
    at: x,
    label: first === last ? String(first) : `${first}–${last}`,
  }));
  const pages = pagesWithRoom(labels, ASIDE);
  return (
    <g className="change-marks">
      {marks.map((mark, place) => (
        <a key={mark.first} href={`#change-${mark.last}`}>
          <title>{name(mark)}</title>
          <line className="grip" x1={percent(mark.x)} x2={percent(mark.x)} y1="0" y2="100%" />
          <line className="change" x1={percent(mark.x)} x2={percent(mark.x)} y1="0" y2="100%" />
          <text
            x={percent(mark.x)}
            dx={mark.x > NEAR_EDGE ? -ASIDE : ASIDE}
            y={11}
            textAnchor={mark.x > NEAR_EDGE ? "end" : "start"}
            data-pages={pages[place]?.join(" ")}
          >
            {labels[place]?.label}
          </text>
        </a>
      ))}
    </g>
  );
}
