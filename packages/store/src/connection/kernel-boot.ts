import { sql } from "kysely";

/*
 * Which boot of its kernel a run is of: 36 letters that thousands of runs share. A run has "=" and the key of a row of
 * `kernel_boot` in their place, in the same column, so that one index tells runs of a kernel's boot by their start; those
 * that were stored before that table was there have the letters themselves. No kernel's begin with "=".
 */

/** SQL: what stands in `run` for a row of `kernel_boot`. */
export const KERNEL_BOOT_REFERENCE = "'=' || kernel_boot.key";

/** SQL: of a row of `run`, what its kernel called that boot. */
export const KERNEL_BOOT_ID = `coalesce((SELECT kernel_boot.id FROM kernel_boot WHERE kernel_boot.key =
  iif(substr(run.kernel_boot_id, 1, 1) = '=', CAST(substr(run.kernel_boot_id, 2) AS INTEGER), NULL)), run.kernel_boot_id)`;

/** The same, for queries that join `run`. */
export const kernelBootId = sql<string>`${sql.raw(KERNEL_BOOT_ID)}`;
