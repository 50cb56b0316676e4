import { HEIGHT, WIDTH, type ScatterGeometry } from "./layout.ts";

/** All boots of a scatter that are no crosses. */
export const ScatterMarks = ({ scatter }: { scatter: ScatterGeometry }) => (
  <svg
    className="marks"
    viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
    width="100%"
    height="100%"
    preserveAspectRatio="none"
    overflow="visible"
    aria-hidden="true"
  >
    {scatter.paths.map(({ outcome, level, inside, d }) => (
      <path key={`${outcome} ${level} ${inside}`} data-outcome={outcome} data-level={level} d={d} />
    ))}
  </svg>
);
