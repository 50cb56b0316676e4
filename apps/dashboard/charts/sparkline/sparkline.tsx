import type { SparklineGeometry } from "./layout.ts";

type Props = {
  readonly geometry: SparklineGeometry;
  readonly width: number;
  readonly height: number;
  /** Says the same in words. */
  readonly label: string;
};

export const Sparkline = ({ geometry, width, height, label }: Props) => (
  <svg
    className="sparkline"
    role="img"
    aria-label={label}
    width={width}
    height={height}
    viewBox={`0 0 ${width} ${height}`}
  >
    <line className="sparkline-base" x1={0} x2={width} y1={height - 0.5} y2={height - 0.5} />
    <path className="sparkline-area" d={geometry.path} />
  </svg>
);
