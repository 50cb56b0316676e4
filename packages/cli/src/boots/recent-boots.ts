import { createColumns, type Columns, omitUndefined } from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";

/** Boots that are looked at for what is usual, those stored last: about half a second. */
export const MOST_RECENT = 50_000;
const PAGE = 2_000;

export type RecentBoots = {
  readonly columns: Columns;
  /** There are older ones that were not looked at. */
  readonly isCut: boolean;
};

/** The boots stored last, in columns: what many boots are asked with here as in the dashboard. */
export async function recentBoots(store: StoreReader): Promise<RecentBoots> {
  const columns = createColumns();
  let after: bigint | undefined;
  do {
    const page = await store.samples({ limit: PAGE, ...omitUndefined({ after }) });
    for (const sample of page.samples) columns.put(sample);
    after = page.next;
  } while (after !== undefined && columns.size < MOST_RECENT);
  return { columns, isCut: after !== undefined };
}
