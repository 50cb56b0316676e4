import type { BootId } from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import type { Ask } from "./ask.ts";
import { holding } from "./boot-columns.ts";
import { summariesOf } from "./summaries.ts";

/** A boot that more runs than this began after is taken to be over. */
const LOOK_BACK_RUNS = 1_000;

const OF_KERNEL_BOOT = holding("host_id = {host:String} AND kernel_boot_id = {kernel:String}");
/** A boot goes on while it is booting; one whose end nobody saw is known at its start alone. */
const LAST_SEEN = "ifNull(start_at + end_offset_ns, if(outcome = 'booting', 9223372036854775807, start_at))";

/** What else booted meanwhile on the same host. */
export const createFleetOverlap = (ask: Ask): Pick<StoreReader, "overlapping"> => ({
  async overlapping({ hostId, kernelBootId, startAt, endAt, limit }) {
    const rows = await ask<{ readonly boot_id: BootId }>(
      "read the boots beside a boot of",
      `SELECT boot_id FROM ${OF_KERNEL_BOOT} AND start_at <= {end:Int64} AND ${LAST_SEEN} >= {start:Int64}
       AND run_id GLOBAL IN (
         SELECT run_id FROM ${OF_KERNEL_BOOT} AND start_at <= {end:Int64}
         GROUP BY run_id ORDER BY min(start_at) DESC LIMIT ${LOOK_BACK_RUNS}
       ) ORDER BY start_at DESC, boot_id DESC LIMIT {limit:UInt32}`,
      { host: hostId, kernel: kernelBootId, start: startAt.toString(), end: endAt.toString(), limit },
    );
    return summariesOf(ask, rows.map(({ boot_id }) => boot_id).toReversed());
  },
});
