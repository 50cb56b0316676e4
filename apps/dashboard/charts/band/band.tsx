import type { ContainerBin } from "@hacotaki/core";
import type { ReactNode } from "react";
import { DurationLabels, DurationLines } from "../duration-axis/duration-axis.tsx";
import { percent, pixels } from "../percent.ts";
import type { BandGeometry, BandMark } from "./layout.ts";

const HEIGHT = 180;

const height = (fraction: number) => pixels(fraction * HEIGHT);

function Shape({ mark }: { mark: BandMark }) {
  const right = percent(mark.x + mark.width);
  const left = percent(mark.x);
  const middle = percent(mark.x + mark.width / 2);
  if (mark.kind === "unmeasured") return <circle className="unmeasured" cx={middle} cy={HEIGHT - 5} r={3} />;
  if (mark.kind === "few")
    return (
      <>
        <line className="whisker" x1={middle} x2={middle} y1={height(mark.max)} y2={height(mark.min)} />
        <circle className="dot" cx={middle} cy={height(mark.p50)} r={3.5} />
      </>
    );
  return (
    <>
      <rect
        className="band"
        x={left}
        width={percent(mark.width)}
        y={height(mark.p95)}
        height={Math.max(1, height(mark.p50 - mark.p95))}
      />
      <line className="p95" x1={left} x2={right} y1={height(mark.p95)} y2={height(mark.p95)} />
      <line className="p50" x1={left} x2={right} y1={height(mark.p50)} y2={height(mark.p50)} />
    </>
  );
}

/** Boot durations over wall time: p50 to p95 of each stretch, single boots where they are few. */
export function BandChart({
  geometry: { axis, marks },
  href,
  name,
  children,
}: {
  geometry: BandGeometry;
  href: (bin: ContainerBin) => string;
  name: (bin: ContainerBin) => string;
  /** Drawn upon it. */
  children?: ReactNode;
}) {
  return (
    <svg className="chart band-chart with-gutter" width="100%" height={HEIGHT} role="group">
      <DurationLines axis={axis} height={HEIGHT} />
      {marks.map((mark) => (
        <a key={mark.x} href={href(mark.bin)}>
          <title>{name(mark.bin)}</title>
          <rect className="hit" x={percent(mark.x)} width={percent(mark.width)} y={0} height={HEIGHT} />
          <Shape mark={mark} />
        </a>
      ))}
      <DurationLabels axis={axis} height={HEIGHT} />
      {children}
    </svg>
  );
}
