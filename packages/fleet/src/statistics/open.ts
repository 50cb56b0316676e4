import type { BootFilter, Statistics } from "@hacotaki/core";
import type { Texts } from "../reader/texts.ts";
import type { Asking } from "./attributes.ts";
import { createBudgets } from "./budgets.ts";
import { createChanges } from "./changes.ts";
import { createCohorts } from "./cohorts.ts";
import { createContainer } from "./container.ts";
import { createBootGroups } from "./boot-groups.ts";
import { createDiffers } from "./differs.ts";
import { createHostNames } from "./host-names.ts";
import type { Exactness } from "./distributions.ts";
import { createCourses, createFigures } from "./named.ts";
import type { Sampling } from "./sampling.ts";
import { createOverview } from "./overview.ts";
import { createPercentiles } from "./percentiles.ts";
import { createPopulation } from "./population.ts";
import { createSelect } from "./select.ts";
import { createSpanKinds } from "./span-kinds.ts";

const LIMITS: Exactness & Sampling = {
  /** Some megabytes of answer, and a second of a database. */
  mostExact: 20_000,
  /** A second for charts, and for what differs. */
  mostWhole: 1_000_000,
  /** Ranks among so many lie within a nineteenth of all boots, but for one sample in a hundred. */
  leastSampled: 1_000,
  /** Ranks within a ninth. */
  leastChosen: 200,
  /** Ranks within an 87th. */
  enoughSampled: 20_000,
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
  | "select"
  | "budgets"
>;

/** What a text is found in is looked for first. */
const filtered =
  <Query extends { readonly filter?: BootFilter }, Answer>(
    { of }: Texts,
    ask: (query: Query) => Promise<Answer>,
  ) =>
  async (query: Query): Promise<Answer> =>
    ask(query.filter === undefined ? query : { ...query, filter: await of(query.filter) });

export function createFleetStatistics(
  { texts, ...asking }: Asking & { readonly texts: Texts },
  limits: Partial<Exactness & Sampling> = {},
): FleetStatistics {
  const { ask } = asking;
  const { mostExact, mostWhole, leastSampled, leastChosen, enoughSampled } = { ...LIMITS, ...limits };
  const exactly = {
    ...{ ask, mostExact, mostWhole, leastSampled, leastChosen, enoughSampled },
    hosts: createHostNames(asking.hosts),
    kinds: createSpanKinds(ask, { mostWhole }),
  };
  const compare = createCohorts(exactly);
  const containers = createFigures(ask, "container");
  return {
    overview: filtered(texts, createOverview(exactly)),
    whatDiffers: filtered(texts, createDiffers(exactly)),
    population: createPopulation(exactly),
    compare: async (baseline, candidate, options) =>
      compare(await texts.of(baseline), await texts.of(candidate), options),
    container: createContainer(exactly),
    changes: createChanges(exactly),
    containers: async () =>
      (await containers()).map(({ name, ...figures }) => ({ container: name, ...figures })),
    courses: createCourses(ask, "container"),
    images: createFigures(ask, "image"),
    imageCourses: createCourses(ask, "image"),
    groups: filtered(texts, createBootGroups(exactly)),
    percentiles: createPercentiles(exactly),
    budgets: createBudgets(ask),
    select: filtered(texts, createSelect(ask)),
  };
}
