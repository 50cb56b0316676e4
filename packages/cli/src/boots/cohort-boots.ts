import { createColumns, type BootFilter, type Columns, omitUndefined } from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";

const PAGE = 2_000;

/** Every boot that any of the filters could mean, in columns. Reads the whole database: some 10 s a million boots. */
export async function cohortBoots(store: StoreReader, filters: readonly BootFilter[]): Promise<Columns> {
  const containers = new Set(filters.map(({ container }) => container));
  const columns = createColumns();
  let after: bigint | undefined;
  do {
    const page = await store.samples({ limit: PAGE, ...omitUndefined({ after }) });
    for (const sample of page.samples)
      if (containers.has(undefined) || containers.has(sample.container)) columns.put(sample);
    after = page.next;
  } while (after !== undefined);
  return columns;
}
