import type { ContainerBin } from "@hacotaki/core";
import type { ReactNode } from "react";
import { DurationLabels, DurationLines } from "../duration-axis/duration-axis.tsx";
import { percent } from "../percent.ts";
import { stackPaths, type StackGeometry } from "./layout.ts";

const HEIGHT = 180;
/** Width of the drawing before it is stretched to its place. */
const UNITS = 1_000;

/** What the boots of each stretch of time spent their time on. */
export function StackChart({
  geometry: { axis, columns },
  href,
  name,
  children,
}: {
  geometry: StackGeometry;
  href: (bin: ContainerBin) => string;
  name: (bin: ContainerBin) => string;
  /** Drawn upon it. */
  children?: ReactNode;
}) {
  return (
    <svg className="chart stack-chart with-gutter" width="100%" height={HEIGHT} role="group">
      <DurationLines axis={axis} height={HEIGHT} />
      {columns.map(({ bin, x, width }) => (
        <a key={x} href={href(bin)}>
          <title>{name(bin)}</title>
          <rect className="hit" x={percent(x)} width={percent(width)} y={0} height={HEIGHT} />
        </a>
      ))}
      <svg
        className="parts"
        viewBox={`0 0 ${UNITS} ${HEIGHT}`}
        preserveAspectRatio="none"
        width="100%"
        height={HEIGHT}
      >
        {stackPaths(columns, { width: UNITS, height: HEIGHT }).map(({ slug, group, d }) => (
          <path key={slug} className={`part g-${group}`} d={d} />
        ))}
      </svg>
      <DurationLabels axis={axis} height={HEIGHT} />
      {children}
    </svg>
  );
}
