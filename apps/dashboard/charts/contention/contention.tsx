import { GridLinesByWidth, RulerByWidth } from "../ruler/ruler.tsx";
import type { ContentionBox, ContentionGeometry } from "./layout.ts";

const HEIGHT = 72;
/** Units of the drawing: it is stretched to the width it gets. */
const WIDTH = 1000;

const tenths = (value: number) => (Math.round(value * 10) / 10).toString();
const x = (fraction: number) => tenths(fraction * WIDTH);
const y = (fraction: number) => tenths(fraction * HEIGHT);

/** Edges of one height are drawn as one line. */
function edges(corners: readonly (readonly [height: string, end: string])[]): string {
  const steps = corners.filter(([height], place) => height !== corners[place + 1]?.[0]);
  return steps.map(([height, end]) => `V${height}H${end}`).join("");
}

/** Along the upper edges of boxes that touch, and back along the lower ones. */
function outline(run: readonly ContentionBox[]): string {
  const there = edges(run.map(({ top, end }) => [y(top), x(end)]));
  const back = edges(run.toReversed().map((box) => [y(box.bottom), x(box.x)]));
  return `M${x(run[0]?.x ?? 0)} ${y(run[0]?.bottom ?? 0)}${there}${back}Z`;
}

/** How many other boots were at work, by group. The sentence and tables beside it say the same. */
export function ContentionChart({ geometry: { areas, ticks, top } }: { geometry: ContentionGeometry }) {
  return (
    <div className="contention-chart" aria-hidden="true">
      <RulerByWidth ticks={ticks} />
      <div className="contention-areas">
        <GridLinesByWidth ticks={ticks} />
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
