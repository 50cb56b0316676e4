import { At } from "../at.tsx";
import { percent } from "../percent.ts";
import { stepsOf, type EcdfGeometry } from "./layout.ts";

const UNITS = 1000;
const HEIGHT = 220;
const SMALL_HEIGHT = 22;
const SHARES = [0.05, 0.5, 0.95] as const;

const stretched = (height: number) =>
  ({
    width: "100%",
    height,
    viewBox: `0 0 ${UNITS} ${height}`,
    preserveAspectRatio: "none",
  }) as const;

function Curves({ geometry, height }: { readonly geometry: EcdfGeometry; readonly height: number }) {
  return (["baseline", "candidate"] as const).map((side) => (
    <path
      key={side}
      className={`ecdf-curve ${side}`}
      d={stepsOf(geometry[side], UNITS, height)}
      vectorEffect="non-scaling-stroke"
    />
  ));
}

/** Both distributions at large. The table beside it says the same in numbers. */
export function EcdfChart({ geometry }: { readonly geometry: EcdfGeometry }) {
  return (
    <svg className="ecdf" width="100%" height={HEIGHT + 20} aria-hidden="true">
      {SHARES.map((share) => (
        <line
          key={share}
          className="ecdf-share"
          x2="100%"
          y1={(1 - share) * HEIGHT}
          y2={(1 - share) * HEIGHT}
        />
      ))}
      {geometry.ticks.map(({ x, label, isCrowded }) => (
        <At key={x} x={x}>
          <line className="ecdf-tick" y2={HEIGHT} />
          <text
            className={isCrowded ? "in-wide" : undefined}
            y={HEIGHT + 15}
            textAnchor={x < 0.04 ? "start" : x > 0.96 ? "end" : "middle"}
          >
            {label}
          </text>
        </At>
      ))}
      <svg {...stretched(HEIGHT)}>
        <Curves geometry={geometry} height={HEIGHT} />
      </svg>
      {(["baseline", "candidate"] as const).map((side) => {
        const x = geometry.medians[side];
        return (
          x !== undefined && (
            <line
              key={side}
              className={`ecdf-median ${side}`}
              x1={percent(x)}
              x2={percent(x)}
              y1={HEIGHT / 2}
              y2={HEIGHT}
            />
          )
        );
      })}
      {SHARES.map((share) => (
        <text key={share} className="ecdf-name" x="2" y={(1 - share) * HEIGHT + (share > 0.9 ? 12 : -4)}>
          p{share * 100}
        </text>
      ))}
    </svg>
  );
}

/** The same in a row of a table. */
export const SmallEcdf = ({ geometry }: { readonly geometry: EcdfGeometry }) => (
  <svg className="ecdf small" {...stretched(SMALL_HEIGHT)} aria-hidden="true">
    <Curves geometry={geometry} height={SMALL_HEIGHT} />
  </svg>
);
