import type { NamedCourse } from "@hacotaki/core";
import { layoutBand } from "../../charts/band/layout.ts";
import { SPARK_HEIGHT, SPARK_WIDTH, type SparkPaths } from "./spark-size.ts";

const across = (fraction: number) => Math.round(fraction * SPARK_WIDTH);
const down = (fraction: number) => Math.round(fraction * SPARK_HEIGHT);

/** Places on the drawing: none while no boot has a known time. */
export function sparkPaths({ stretches }: NamedCourse): SparkPaths | undefined {
  const [first, last] = [stretches[0], stretches.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const { marks } = layoutBand(
    stretches.map((stretch) => ({ ...stretch, spans: [] })),
    { since: first.since, until: last.until },
  );
  const bands = marks.flatMap((mark) =>
    mark.kind === "band"
      ? `M${across(mark.x)} ${down(mark.p95)}h${across(mark.width)}V${down(mark.p50)}h-${across(mark.width)}z`
      : [],
  );
  const medians = marks.flatMap((mark) =>
    mark.kind === "unmeasured" ? [] : `M${across(mark.x)} ${down(mark.p50)}h${across(mark.width)}`,
  );
  return { bands: bands.join(""), medians: medians.join("") };
}
