import type { ContainerBin } from "@hacotaki/core";
import type { ReactNode } from "react";
import { DurationLabels, DurationLines } from "../duration-axis/duration-axis.tsx";
import { percent, pixels } from "../percent.ts";
import type { StackGeometry } from "./layout.ts";

const HEIGHT = 180;

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
    <svg className="chart stack-chart" width="100%" height={HEIGHT} role="group">
      <DurationLines axis={axis} height={HEIGHT} />
      {columns.map(({ bin, x, width, parts }) => (
        <a key={x} href={href(bin)}>
          <title>{name(bin)}</title>
          <rect className="hit" x={percent(x)} width={percent(width)} y={0} height={HEIGHT} />
          {parts.map((part) => (
            <rect
              key={part.slug}
              className={`part g-${part.group}`}
              x={percent(x)}
              width={percent(width)}
              y={pixels(part.y * HEIGHT)}
              height={pixels(part.height * HEIGHT)}
            />
          ))}
        </a>
      ))}
      <DurationLabels axis={axis} height={HEIGHT} />
      {children}
    </svg>
  );
}
