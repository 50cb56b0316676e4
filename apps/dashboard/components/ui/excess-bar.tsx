import { percent } from "../../charts/percent.ts";

const HEIGHT = 12;

/** A difference on the scale of the largest. With both signs in a column, longer is right of a middle line, shorter left. */
export function ExcessBar({
  ns,
  largestNs,
  isTwoSided,
}: {
  ns: bigint;
  largestNs: bigint;
  isTwoSided: boolean;
}) {
  const size = largestNs > 0n ? Number(ns < 0n ? -ns : ns) / Number(largestNs) : 0;
  const origin = isTwoSided ? 0.5 : 0;
  const width = isTwoSided ? size / 2 : size;
  return (
    <svg className="excess" width="100%" height={HEIGHT} aria-hidden="true">
      <line className="axis" x1={percent(origin)} x2={percent(origin)} y1="0" y2={HEIGHT} />
      <rect
        className={ns < 0n ? "faster" : "slower"}
        x={percent(ns < 0n ? origin - width : origin)}
        width={percent(width)}
        y={2}
        height={HEIGHT - 4}
      />
    </svg>
  );
}
