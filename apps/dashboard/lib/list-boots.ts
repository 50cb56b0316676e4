import { filterOf, sortedSpan, type BootsMessage, type BootsView, type Statistics } from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import { ROWS_A_PAGE } from "./boots-query.ts";

/** A page of the list. No index orders boots by a span: the statistics, which hold all of them, do. */
export async function listBoots(
  reader: StoreReader,
  statistics: Statistics,
  view: BootsView,
  after: string | undefined,
): Promise<BootsMessage> {
  // The revision first: what changes while the rows are read is told again, not missed.
  const { revision } = await reader.facts();
  const query = {
    filter: filterOf(view),
    sort: view.sort,
    limit: ROWS_A_PAGE,
    ...(after === undefined ? {} : { after }),
  };
  if (sortedSpan(view) === undefined) return { ...(await reader.listBoots(query)), revision };
  const { ids, next } = await statistics.select(query);
  return { boots: await reader.findBoots(ids), ...(next === undefined ? {} : { next }), revision };
}
