import { HEIGHT, WIDTH, type HourGeometry } from "./layout.ts";

/** Lines over time, stretched to the room there is: figures and words stand beside it, not in it. */
export const HourChart = ({ geometry, label }: { geometry: HourGeometry; label: string }) => (
  <svg
    className="hour-chart"
    role="img"
    aria-label={label}
    viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
    preserveAspectRatio="none"
    width="100%"
    height={HEIGHT}
  >
    <path className="hour-ground" d={`M0 0H${WIDTH}M0 ${HEIGHT}H${WIDTH}`} />
    {geometry.paths.map((path, place) => (
      <path key={place} className="hour-line" data-series={place} d={path} />
    ))}
  </svg>
);
