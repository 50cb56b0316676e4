import { percent } from "../charts/percent.ts";

const HEIGHT = 12;

/** A difference to both sides of a middle line, on the scale of the largest: longer is right, shorter is left. */
export function ExcessBar({ ns, largestNs }: { ns: bigint; largestNs: bigint }) {
  const half = largestNs > 0n ? (Number(ns < 0n ? -ns : ns) / Number(largestNs)) * 0.5 : 0;
  const x = ns < 0n ? 0.5 - half : 0.5;
  return (
    <svg className="excess" width="100%" height={HEIGHT} aria-hidden="true">
      <line className="axis" x1="50%" x2="50%" y1="0" y2={HEIGHT} />
      <rect
        className={ns < 0n ? "faster" : "slower"}
        x={percent(x)}
        width={percent(half)}
        y={2}
        height={HEIGHT - 4}
      />
    </svg>
  );
}
