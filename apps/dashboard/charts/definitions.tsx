import { GROUPS } from "@hacotaki/core";

/** Fills that all charts of a page share: the fade of what is open, the hatching of what belongs to no span. */
export function ChartDefinitions() {
  return (
    <svg className="definitions" width="0" height="0" aria-hidden="true">
      <defs>
        {GROUPS.map((group) => (
          <linearGradient key={group} id={`fade-${group}`} className={`g-${group}`}>
            <stop offset="0" className="stop" />
            <stop offset="0.5" className="stop" stopOpacity="0.75" />
            <stop offset="1" className="stop" stopOpacity="0.15" />
          </linearGradient>
        ))}
        <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="6" height="6" className="hatch-ground" />
          <rect width="2.5" height="6" className="hatch-line" />
        </pattern>
        <pattern
          id="hatch-failed"
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(-45)"
        >
          <rect width="6" height="6" className="hatch-ground" />
          <rect width="2.5" height="6" className="hatch-line-failed" />
        </pattern>
      </defs>
    </svg>
  );
}
