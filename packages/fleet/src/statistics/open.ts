import type { Statistics } from "@hacotaki/core";
import type { Asking } from "./attributes.ts";
import { createCohorts } from "./cohorts.ts";
import { createDiffers } from "./differs.ts";
import type { Exactness } from "./distributions.ts";
import { createOverview } from "./overview.ts";
import { createPopulation } from "./population.ts";
import { createSpanKinds } from "./span-kinds.ts";

/** Some megabytes of answer, and a second of a database. */
const MOST_EXACT = 20_000;

/** What the fleet's database tells of many boots at once, of all there are: the answers are those of columns. */
export type FleetStatistics = Pick<Statistics, "overview" | "whatDiffers" | "population" | "compare">;

export function createFleetStatistics(
  asking: Asking,
  { mostExact }: Exactness = { mostExact: MOST_EXACT },
): FleetStatistics {
  const exactly = { ...asking, mostExact, kinds: createSpanKinds(asking.ask) };
  return {
    overview: createOverview(asking.ask),
    whatDiffers: createDiffers(exactly),
    population: createPopulation(exactly),
    compare: createCohorts(exactly),
  };
}
