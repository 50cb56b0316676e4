import {
  boxedFilterOf,
  filterOf,
  omitUndefined,
  type BootsMessage,
  type BootsView,
  type Statistics,
} from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import { FIRST_ROWS, ROWS_A_PAGE } from "./boots-query.ts";

/**
 * A page of the list. What indexes of the database answer, they answer; whatever else is looked for by the statistics,
 * among the boots that they know by then: going through the database would take seconds. Only where there are none does
 * it come to that. Those who page on stay where they began.
 */
export async function listBoots(
  reader: StoreReader,
  statistics: Statistics,
  view: BootsView,
  after: string | undefined,
): Promise<BootsMessage> {
  // The revision first: what changes while the rows are read is told again, not missed.
  const revision = await reader.revision();
  const { box } = view;
  const filter = filterOf(view);
  const page = {
    filter,
    ...(box === undefined ? {} : { box }),
    ...(after === undefined ? { limit: FIRST_ROWS } : { limit: ROWS_A_PAGE, after }),
  };
  const sort = view.sort === "newest" || view.sort === "slowest" ? view.sort : undefined;
  const isIndexed = sort !== undefined && box === undefined && reader.isIndexed(filter, sort);
  const state = isIndexed
    ? undefined
    : await statistics.state({ questions: ["select"] }).catch(() => undefined);
  const isStores = (of: "newest" | "slowest") =>
    isIndexed || (after === undefined ? state === undefined : reader.isCursor(after, of));
  if (sort !== undefined && isStores(sort))
    return { ...(await reader.listBoots({ ...page, filter: boxedFilterOf(view), sort })), revision };
  const { ids, next } = await statistics.select({ ...page, sort: view.sort });
  const looked = state !== undefined && state.known < state.total ? state : undefined;
  return { boots: await reader.findBoots(ids), revision, ...omitUndefined({ next, looked }) };
}
