import { GridLines, Ruler } from "../ruler/ruler.tsx";
import type { ContentionGeometry } from "./layout.ts";

const HEIGHT = 72;
/** Units of the drawing: it is stretched to the width it gets. */
const WIDTH = 1000;

const pathOf = (corners: ContentionGeometry["areas"][number]["corners"]) =>
  `M${corners.map(({ x, y }) => `${(x * WIDTH).toFixed(1)} ${(y * HEIGHT).toFixed(1)}`).join("L")}Z`;

/** How many other boots were at work, by group. The sentence and tables beside it say the same. */
export function ContentionChart({ geometry: { areas, ticks, top } }: { geometry: ContentionGeometry }) {
  return (
    <div className="contention-chart" aria-hidden="true">
      <Ruler ticks={ticks} />
      <div className="contention-areas">
        <GridLines ticks={ticks} />
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width="100%" height={HEIGHT} preserveAspectRatio="none">
          {areas.map(({ group, corners }) => (
            <path key={group} className={`g-${group} area`} d={pathOf(corners)} />
          ))}
        </svg>
        <span className="contention-top">{top}</span>
      </div>
    </div>
  );
}
