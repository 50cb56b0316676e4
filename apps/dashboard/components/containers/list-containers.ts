import {
  MIN_POPULATION,
  omitUndefined,
  type ContainerSort,
  type Statistics,
  type StatisticsState,
} from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import { containerRows, failedOf, sortRows, type ContainerRow } from "./container-rows.ts";
import { sparkPaths } from "./spark-paths.ts";
import type { SparkPaths } from "./spark-size.ts";

/** What a page of the table brings with it; more come as one scrolls, or by a link. */
export const ROWS_A_PAGE = 50;

/** A row of the table of containers. Durations in ns; undefined is what is not known, or not yet. */
export type ContainerLine = {
  readonly name: string;
  readonly boots: number;
  readonly p50?: number;
  readonly p95?: number;
  /** Boots that the statistics know of, and those of them that failed. */
  readonly known?: number;
  readonly failed?: number;
  /** Of the newest boot, UTC ns. */
  readonly wallTime?: bigint;
  readonly spark?: SparkPaths;
};
/** A page of the table. Answer of `GET /api/containers`. */
export type ContainersMessage = {
  readonly lines: readonly ContainerLine[];
  readonly total: number;
  /** How many rows come before the next page; undefined on the last one. */
  readonly next?: number;
  /** Undefined while the statistics cannot tell. */
  readonly state?: StatisticsState;
};

async function figuresOf(statistics: Statistics) {
  try {
    const [state, summaries] = await Promise.all([statistics.state(), statistics.containers()]);
    return { state, summaries };
  } catch {
    return { summaries: [] };
  }
}

function lineOf({ name, boots, summary }: ContainerRow, spark: SparkPaths | undefined): ContainerLine {
  if (summary === undefined) return { name, boots };
  const { boot } = summary;
  return {
    name,
    boots,
    ...omitUndefined({
      p50: boot?.p50,
      p95: boot !== undefined && boot.n >= MIN_POPULATION ? boot.p95 : undefined,
      known: summary.n,
      failed: failedOf(summary),
      wallTime: summary.last,
      spark,
    }),
  };
}

/** Containers from the `from`th of an order on. The medians over time are looked up for those of the page alone. */
export async function listContainers(
  reader: StoreReader,
  statistics: Statistics,
  { sort, from }: { readonly sort: ContainerSort; readonly from: number },
): Promise<ContainersMessage> {
  const [containers, { state, summaries }] = await Promise.all([reader.containers(), figuresOf(statistics)]);
  const rows = sortRows(containerRows(containers, summaries), sort);
  const shown = rows.slice(from, from + ROWS_A_PAGE);
  const courses = await statistics.courses(shown.map(({ name }) => name)).catch(() => []);
  const sparks = new Map(courses.map((course) => [course.container, sparkPaths(course)]));
  const next = from + shown.length;
  return {
    lines: shown.map((row) => lineOf(row, sparks.get(row.name))),
    total: rows.length,
    ...omitUndefined({ state, next: next < rows.length ? next : undefined }),
  };
}
