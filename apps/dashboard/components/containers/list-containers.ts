import {
  MIN_POPULATION,
  omitUndefined,
  type AskedOf,
  type ContainerSort,
  type NamedCourse,
  type Statistics,
  type StatisticsState,
} from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import { containerRows, failedOf, sortRows, type ContainerRow } from "./container-rows.ts";
import { sparkPaths } from "./spark-paths.ts";
import type { SparkPaths } from "./spark-size.ts";

/** What a page of the table brings with it; more come as one scrolls, or by a link. */
export const ROWS_A_PAGE = 50;

/** A row of the table of containers, or of images. Durations in ns; undefined is what is not known, or not yet. */
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
/** A page of the table. Answer of `GET /api/containers` and `GET /api/images`. */
export type ContainersMessage = {
  readonly lines: readonly ContainerLine[];
  readonly total: number;
  /** How many rows come before the next page; undefined on the last one. */
  readonly next?: number;
  /** Undefined while the statistics cannot tell. */
  readonly state?: StatisticsState;
};

async function figuresOf<Summary>(
  statistics: Statistics,
  questions: AskedOf["questions"],
  summariesOf: () => Promise<readonly Summary[]>,
) {
  try {
    const [state, summaries] = await Promise.all([statistics.state({ questions }), summariesOf()]);
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

type Order = { readonly sort: ContainerSort; readonly from: number };

/** A page of rows. The medians over time are looked up for those of the page alone. */
async function pageOf(
  all: readonly ContainerRow[],
  { sort, from }: Order,
  state: StatisticsState | undefined,
  coursesOf: (names: readonly string[]) => Promise<readonly NamedCourse[]>,
): Promise<ContainersMessage> {
  const rows = sortRows(all, sort);
  const shown = rows.slice(from, from + ROWS_A_PAGE);
  const courses = await coursesOf(shown.map(({ name }) => name)).catch(() => []);
  const sparks = new Map(courses.map((course) => [course.name, sparkPaths(course)]));
  const next = from + shown.length;
  return {
    lines: shown.map((row) => lineOf(row, sparks.get(row.name))),
    total: rows.length,
    ...omitUndefined({ state, next: next < rows.length ? next : undefined }),
  };
}

/** Containers from the `from`th of an order on. */
export async function listContainers(
  reader: StoreReader,
  statistics: Statistics,
  order: Order,
): Promise<ContainersMessage> {
  const [containers, { state, summaries }] = await Promise.all([
    reader.containers(),
    figuresOf(statistics, ["containers", "courses"], () => statistics.containers()),
  ]);
  return pageOf(containerRows(containers, summaries), order, state, (names) => statistics.courses(names));
}

/** Images from the `from`th of an order on: those that the statistics know of, for nobody else counts them. */
export async function listImages(statistics: Statistics, order: Order): Promise<ContainersMessage> {
  const { state, summaries } = await figuresOf(statistics, ["images", "imageCourses"], () =>
    statistics.images(),
  );
  const rows = summaries.map(({ name, ...summary }) => ({ name, boots: summary.n, summary }));
  return pageOf(rows, order, state, (names) => statistics.imageCourses(names));
}
