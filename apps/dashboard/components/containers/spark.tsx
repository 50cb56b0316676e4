import { SPARK_HEIGHT, SPARK_WIDTH, type SparkPaths } from "./spark-size.ts";

const HEIGHT_PX = 22;

export const Spark = ({ bands, medians }: SparkPaths) => (
  <svg
    className="chart band-chart spark"
    viewBox={`0 0 ${SPARK_WIDTH} ${SPARK_HEIGHT}`}
    preserveAspectRatio="none"
    width="100%"
    height={HEIGHT_PX}
    aria-hidden="true"
  >
    <path className="band" d={bands} />
    <path className="p50" d={medians} />
  </svg>
);
