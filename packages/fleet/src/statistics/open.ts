import type { Statistics } from "@hacotaki/core";
import type { Asking } from "./attributes.ts";
import { createChanges } from "./changes.ts";
import { createCohorts } from "./cohorts.ts";
import { createContainer } from "./container.ts";
import { createBootGroups } from "./boot-groups.ts";
import { createDiffers } from "./differs.ts";
import type { Exactness } from "./distributions.ts";
import { createCourses, createFigures } from "./named.ts";
import type { Sampling } from "./sampling.ts";
import { createOverview } from "./overview.ts";
import { createPercentiles } from "./percentiles.ts";
import { createPopulation } from "./population.ts";
import { createSpanKinds } from "./span-kinds.ts";

const LIMITS: Exactness & Sampling = {
  /** Some megabytes of answer, and a second of a database. */
  mostExact: 20_000,
  /** A second for charts, and for what differs. */
  mostWhole: 1_000_000,
  /** Ranks among so many lie within a nineteenth of all boots, but for one sample in a hundred. */
  leastSampled: 1_000,
};

/** What the fleet's database tells of many boots at once, of all there are: the answers are those of columns. */
export type FleetStatistics = Pick<
  Statistics,
  | "overview"
  | "whatDiffers"
  | "population"
  | "compare"
  | "container"
  | "changes"
  | "containers"
  | "courses"
  | "images"
  | "imageCourses"
  | "groups"
  | "percentiles"
>;

export function createFleetStatistics(
  asking: Asking,
  limits: Partial<Exactness & Sampling> = {},
): FleetStatistics {
  const { ask } = asking;
  const { mostExact, mostWhole, leastSampled } = { ...LIMITS, ...limits };
  const exactly = {
    ...asking,
    ...{ mostExact, mostWhole, leastSampled },
    kinds: createSpanKinds(ask, { mostWhole }),
  };
  const containers = createFigures(ask, "container");
  return {
    overview: createOverview(exactly),
    whatDiffers: createDiffers(exactly),
    population: createPopulation(exactly),
    compare: createCohorts(exactly),
    container: createContainer(exactly),
    changes: createChanges(exactly),
    containers: async () =>
      (await containers()).map(({ name, ...figures }) => ({ container: name, ...figures })),
    courses: createCourses(ask, "container"),
    images: createFigures(ask, "image"),
    imageCourses: createCourses(ask, "image"),
    groups: createBootGroups(exactly),
    percentiles: createPercentiles(exactly),
  };
}
