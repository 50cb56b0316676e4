import { GridLines, Ruler } from "../ruler/ruler.tsx";
import type { ContentionBox, ContentionGeometry } from "./layout.ts";

const HEIGHT = 72;
/** Units of the drawing: it is stretched to the width it gets. */
const WIDTH = 1000;

const x = (fraction: number) => (fraction * WIDTH).toFixed(1);
const y = (fraction: number) => (fraction * HEIGHT).toFixed(1);

/** Along the upper edges of boxes that touch, and back along the lower ones. */
function outline(run: readonly ContentionBox[]): string {
  const there = run.map(({ top, end }) => `V${y(top)}H${x(end)}`);
  const back = run.toReversed().map((box) => `V${y(box.bottom)}H${x(box.x)}`);
  return `M${x(run[0]?.x ?? 0)} ${y(run[0]?.bottom ?? 0)}${there.join("")}${back.join("")}Z`;
}

/** How many other boots were at work, by group. The sentence and tables beside it say the same. */
export function ContentionChart({ geometry: { areas, ticks, top } }: { geometry: ContentionGeometry }) {
  return (
    <div className="contention-chart" aria-hidden="true">
      <Ruler ticks={ticks} />
      <div className="contention-areas">
        <GridLines ticks={ticks} />
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width="100%" height={HEIGHT} preserveAspectRatio="none">
          {areas.map(({ group, runs }) => (
            <path key={group} className={`g-${group} area`} d={runs.map(outline).join("")} />
          ))}
        </svg>
        <span className="contention-top">{top}</span>
      </div>
    </div>
  );
}
