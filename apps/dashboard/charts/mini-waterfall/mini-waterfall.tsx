import { percent } from "../percent.ts";
import type { MiniGeometry } from "./layout.ts";

const HEIGHT = 16;

/** A boot in the height of a line of text. The row beside it says the same in words. */
export function MiniWaterfall({
  geometry: { bars, exec, ready, died, cutRight },
}: {
  geometry: MiniGeometry;
}) {
  return (
    <svg className="mini" width="100%" height={HEIGHT} aria-hidden="true">
      {bars.map((bar) => (
        <g key={bar.slug} className={`g-${bar.group}`} data-state={bar.state}>
          <rect className="bar" x={percent(bar.x)} width={percent(bar.width)} y={3} height={10} />
          {bar.isThin && (
            <line
              className="hair"
              x1={percent(bar.x)}
              x2={percent(bar.x)}
              y1={3}
              y2={13}
              transform="translate(1 0)"
            />
          )}
        </g>
      ))}
      {exec !== undefined && (
        <line className="at-exec" x1={percent(exec)} x2={percent(exec)} y1={0} y2={HEIGHT} />
      )}
      {ready !== undefined && (
        <line className="at-ready" x1={percent(ready)} x2={percent(ready)} y1={0} y2={HEIGHT} />
      )}
      {died !== undefined && (
        <svg x={percent(died)} overflow="visible">
          <path className="at-death" d="M1 4l8 8M9 4l-8 8" />
        </svg>
      )}
      {cutRight && (
        <svg x="100%" overflow="visible">
          <path className="beyond" d="M-8 3l5 5-5 5" />
        </svg>
      )}
    </svg>
  );
}
