import type { ArchiveRow } from "../connection/tables.ts";
import { orDamaged } from "../error.ts";

type Ranged = Pick<ArchiveRow, "first_run_key" | "last_run_key" | "gone">;

/** Keys of runs that an archive no longer stands for. @throws DamagedRow */
export const goneOf = ({ gone, last_run_key: last }: Pick<Ranged, "gone" | "last_run_key">): bigint[] =>
  orDamaged(`runs that are gone from the archive ${last}`, () => (JSON.parse(gone) as number[]).map(BigInt));

/** Whether an archive may hold a run: it has no other. */
export const mayHold = (row: Ranged, run: bigint): boolean =>
  row.first_run_key <= run && run <= row.last_run_key && (row.gone === "[]" || !goneOf(row).includes(run));
