import { among } from "../values/among.ts";
import { joinedCauses } from "../packing/packed-causes.ts";
import type { Reading } from "./read.ts";
import type { BootRow } from "../connection/tables.ts";

/** What of a boot may stand apart from its row. */
type Bodied = Pick<BootRow, "key" | "spans"> & { processes?: BootRow["processes"]; reasons?: string | null };

/**
 * Puts into rows that were just read what stands apart from them, so that they are as rows of before. What a version
 * before 0.2 stored as rows of their own is not packed yet: those boots stay without spans.
 */
export async function putBodies(db: Reading, rows: readonly Bodied[]): Promise<void> {
  const apart = new Map(rows.flatMap((row) => (row.spans === null ? [[row.key, row] as const] : [])));
  if (apart.size === 0) return;
  const bodies = await db
    .selectFrom("boot_body")
    .select(["boot_key", "spans", "processes", "reasons"])
    .where("boot_key", "in", among([...apart.keys()]))
    .execute();
  for (const { boot_key: key, spans, processes, reasons } of bodies) {
    const row = apart.get(key);
    if (row === undefined) continue;
    row.spans = spans;
    row.processes = processes;
    row.reasons = joinedCauses(row.reasons ?? null, reasons);
  }
}
