import { percent } from "../percent.ts";
import type { ExpectedGeometry } from "./layout.ts";

const HEIGHT = 16;

/** The usual p5 to p95 as a band with the median across it, and this boot as a diamond. The figures beside it say the same. */
export function Expected({ geometry: { band, median, actual } }: { geometry: ExpectedGeometry }) {
  return (
    <svg className="expected" width="100%" height={HEIGHT} aria-hidden="true">
      <line className="axis" x1="0" x2="100%" y1={HEIGHT / 2} y2={HEIGHT / 2} />
      <rect className="band" x={percent(band.x)} width={percent(band.width)} y={4} height={HEIGHT - 8} />
      <line className="median" x1={percent(median)} x2={percent(median)} y1={2} y2={HEIGHT - 2} />
      <svg x={percent(actual)} overflow="visible">
        <path className="actual" d={`M0 ${HEIGHT / 2 - 5}l5 5-5 5-5-5z`} />
      </svg>
    </svg>
  );
}
