import { boxedFilterOf, filterOf, type BootsMessage, type BootsView, type Statistics } from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import { FIRST_ROWS, ROWS_A_PAGE } from "./boots-query.ts";

const isFilled = (statistics: Statistics) =>
  statistics.state().then(
    ({ known, total }) => known >= total,
    () => false,
  );

/**
 * A page of the list. What indexes of the database answer, they answer; whatever else is looked for among all boots is
 * looked for by the statistics, once they hold all of them. Those who page on stay where they began.
 */
export async function listBoots(
  reader: StoreReader,
  statistics: Statistics,
  view: BootsView,
  after: string | undefined,
): Promise<BootsMessage> {
  // The revision first: what changes while the rows are read is told again, not missed.
  const { revision } = await reader.facts();
  const { box } = view;
  const filter = filterOf(view);
  const page = {
    filter,
    ...(box === undefined ? {} : { box }),
    ...(after === undefined ? { limit: FIRST_ROWS } : { limit: ROWS_A_PAGE, after }),
  };
  const sort = view.sort === "newest" || view.sort === "slowest" ? view.sort : undefined;
  const isStores = async (of: "newest" | "slowest") =>
    (box === undefined && reader.isIndexed(filter, of)) ||
    (after === undefined ? !(await isFilled(statistics)) : reader.isCursor(after, of));
  if (sort !== undefined && (await isStores(sort)))
    return { ...(await reader.listBoots({ ...page, filter: boxedFilterOf(view), sort })), revision };
  const { ids, next } = await statistics.select({ ...page, sort: view.sort });
  return { boots: await reader.findBoots(ids), ...(next === undefined ? {} : { next }), revision };
}
