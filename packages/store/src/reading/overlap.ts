import { sql, type Expression, type SqlBool } from "kysely";
import { KERNEL_BOOT_REFERENCE } from "../connection/kernel-boot.ts";
import type { StoreReader } from "../contract.ts";
import type { Read } from "./read.ts";
import { summariesOf } from "./summaries.ts";
import { SUMMARY_COLUMNS } from "./summary-row.ts";

/** A boot that more runs than this began after is taken to be over: without a bound, a long wait reads all history. */
const LOOK_BACK_RUNS = 1_000;

/** A boot goes on while it is booting; one whose end nobody saw is known at its start alone. */
const lastSeen = sql`coalesce(boot.end_at, iif(boot.outcome = 'booting', 9223372036854775807, boot.start_at))`;

/** What else booted meanwhile. */
export const createOverlapReader = (read: Read): Pick<StoreReader, "overlapping"> => ({
  async overlapping({ hostId, kernelBootId, startAt, endAt, limit }) {
    const rows = await read("read the boots beside a boot of", (db) => {
      const runsOf = (kernelBoot: Expression<string>) =>
        sql<bigint>`SELECT key FROM (${db
          .selectFrom("run")
          .select("run.key")
          .where("run.host_key", "=", (eb) =>
            eb.selectFrom("host").select("host.key").where("host.id", "=", hostId),
          )
          .where("run.kernel_boot_id", "=", kernelBoot)
          .where("run.start_at", "<=", endAt)
          .orderBy("run.start_at", "desc")
          .limit(LOOK_BACK_RUNS)})`;
      const reference = sql<string>`(SELECT ${sql.raw(KERNEL_BOOT_REFERENCE)} FROM kernel_boot WHERE id = ${kernelBootId})`;
      const runs = sql<bigint>`(${runsOf(reference)} UNION ALL ${runsOf(sql<string>`${kernelBootId}`)})`;
      return db
        .selectFrom("boot")
        .innerJoin("run", "run.key", "boot.run_key")
        .innerJoin("host", "host.key", "boot.host_key")
        .select(SUMMARY_COLUMNS)
        .where("boot.run_key", "in", runs)
        .where("boot.start_at", "<=", endAt)
        .where(sql<SqlBool>`${lastSeen} >= ${startAt}`)
        .orderBy("boot.start_at", "desc")
        .orderBy("boot.id", "desc")
        .limit(limit)
        .execute();
    });
    return summariesOf(read, rows.toReversed());
  },
});
