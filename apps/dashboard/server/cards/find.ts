import {
  containerOfSegment,
  DEFAULT_COHORT_OPTIONS,
  heldBoot,
  parseAgainstView,
  parseBootId,
  parseCohortView,
  parseCompareView,
  referenceOf,
  type AgainstView,
  type CohortSide,
  type CohortView,
  type CompareView,
  type SearchParams,
  type Statistics,
} from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import { filterOfSide } from "../../components/compare/cohorts/cohort-filter.ts";
import type { Keeping } from "../notebook.ts";
import { drawAgainstCard } from "./against-card.ts";
import { drawBootCard } from "./boot-card.ts";
import { drawCompareCard, drawContainerCard } from "./boots-card.ts";
import { drawCohortsCard } from "./cohorts-card.ts";

/** Of a container's newest boots. */
const NEWEST = 50;

export type CardSources = {
  readonly reader: StoreReader;
  readonly statistics: Statistics;
  readonly keeping: Pick<Keeping, "read">;
};

async function ofBoots({ reader }: CardSources, view: CompareView): Promise<string | undefined> {
  const found = await reader.findBoots(view.boots);
  const boots = view.boots.flatMap((id) => found.find((boot) => boot.id === id) ?? []);
  if (boots.length === 0) return undefined;
  const baseline = boots.findIndex(({ id }) => id === view.baseline);
  return drawCompareCard(boots, Math.max(0, baseline));
}

async function ofUsual({ reader, statistics }: CardSources, view: AgainstView): Promise<string | undefined> {
  const found = await reader.findBoot(view.boot);
  if (!found) return undefined;
  const { boot } = found;
  const reference = referenceOf(view.against, boot) ?? { container: boot.container };
  return drawAgainstCard(boot, await statistics.population(reference, heldBoot(boot)));
}

async function ofCohorts(
  { statistics, keeping }: CardSources,
  { baseline, candidate, alpha, minChange }: CohortView,
): Promise<string | undefined> {
  if (!baseline || !candidate) return undefined;
  const filterOf = (side: CohortSide) => filterOfSide(side, { findBaseline });
  const findBaseline = (name: string) => keeping.read((notebook) => notebook.findBaseline(name));
  const filters = { baseline: filterOf(baseline), candidate: filterOf(candidate) };
  if (!filters.baseline || !filters.candidate) return undefined;
  const options = { ...DEFAULT_COHORT_OPTIONS, alpha, minChange };
  const comparison = await statistics.compare(filters.baseline, filters.candidate, options);
  return drawCohortsCard({ baseline, candidate }, comparison);
}

/** The card of what a comparison's address shows: the same parameters as the page's. */
async function ofComparison(sources: CardSources, params: SearchParams): Promise<string | undefined> {
  const against = parseAgainstView(params);
  if (against) return ofUsual(sources, against.view);
  if (params["boots"] !== undefined) return ofBoots(sources, parseCompareView(params).view);
  return ofCohorts(sources, parseCohortView(params).view);
}

/** The card at an address as SVG; undefined where there is none. */
export async function findCard(
  sources: CardSources,
  { pathname, searchParams }: URL,
): Promise<string | undefined> {
  const { reader } = sources;
  const [, , kind, name] = /^\/cards(\/([a-z]+))(?:\/([^/]+))?\.png$/.exec(pathname) ?? [];
  if (kind === "compare" && name === undefined)
    return ofComparison(sources, Object.fromEntries(searchParams));
  if (name === undefined) return undefined;
  if (kind === "boots") {
    const id = parseBootId(name);
    const found = id && (await reader.findBoot(id));
    return found && drawBootCard(found.boot);
  }
  if (kind !== "containers") return undefined;
  const container = containerOfSegment(name);
  const { boots } = await reader.listBoots({ filter: { container }, limit: NEWEST });
  return boots.length === 0 ? undefined : drawContainerCard(container, boots);
}
