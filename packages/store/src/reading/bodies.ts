import type { ArchivedDetails } from "../archive/details.ts";
import { unlessDamaged } from "../error.ts";
import { among } from "../values/among.ts";
import { joinedCauses } from "../packing/packed-causes.ts";
import { archivedBodies } from "./archived.ts";
import type { Reading } from "./read.ts";
import type { BootRow } from "../connection/tables.ts";

/** What of a boot may stand apart from its row. */
type Bodied = Pick<BootRow, "key" | "run_key" | "spans"> & {
  processes?: BootRow["processes"];
  reasons?: string | null;
};

/** What makes no sense as spans and as processes: who unpacks it says that the boot is damaged. */
const DAMAGED = { spans: "damaged", processes: Buffer.of() };

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
    apart.delete(key);
  }
  const archived = await archivedBodies(
    db,
    [...apart.values()].map((row) => row.run_key),
  );
  for (const row of apart.values()) {
    const body = archived.get(row.run_key);
    if (body !== undefined) putArchived(row, body);
  }
}

/** Who has not asked for processes, as a list, is not told the rest of the causes either: each part is unpacked by itself. */
function putArchived(row: Bodied, body: ArchivedDetails | "damaged"): void {
  const isWhole = row.processes !== undefined;
  const found =
    body === "damaged"
      ? undefined
      : unlessDamaged(() => ({
          spans: body.spans(row.key) ?? null,
          processes: isWhole ? (body.processes(row.key) ?? null) : null,
          reasons: isWhole ? (body.reasons(row.key) ?? null) : null,
        }));
  row.spans = (found ?? DAMAGED).spans;
  if (!isWhole) return;
  row.processes = (found ?? DAMAGED).processes;
  row.reasons = joinedCauses(row.reasons ?? null, found?.reasons ?? null);
}
