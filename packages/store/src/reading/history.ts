import { sql } from "kysely";
import type { BootId } from "@hacotaki/core";
import type { SpoolReader } from "../contract.ts";
import { revisionOf } from "./feed.ts";
import type { Read } from "./read.ts";

/** Boots that tell one history from another: more than any one write changes, but for imports. */
const TRAIL = 1_000;

/** Which database this is, for who remembers what it held. */
export const createHistoryReader = (read: Read): Pick<SpoolReader, "spoolId" | "history" | "idsAfter"> => ({
  spoolId: () =>
    read("identify", async (db) => {
      const { rows } = await sql<{ id: string }>`
        select id from _prisma_migrations order by migration_name limit 1`.execute(db);
      return rows[0]?.id ?? "";
    }),

  history: (upTo) =>
    read("identify", async (db) => {
      const { rows: migrations } = await sql<{ id: string; name: string }>`
        select id, migration_name as name from _prisma_migrations order by migration_name`.execute(db);
      const revision = await revisionOf(db);
      const { value: boots } = await db
        .selectFrom("counter")
        .select("value")
        .where("name", "=", "boots")
        .executeTakeFirstOrThrow();
      const trail = await db
        .selectFrom("boot")
        .select(["revision", "id", "digest"])
        .where("revision", "<=", upTo ?? revision)
        .orderBy("revision", "desc")
        .limit(TRAIL)
        .execute();
      return {
        id: migrations[0]?.id ?? "",
        schema: migrations.at(-1)?.name ?? "",
        revision,
        boots: Number(boots),
        trail: trail.map((row) => ({ ...row, digest: row.digest.toString("hex") })),
        isWholeTrail: trail.length < TRAIL,
      };
    }),

  idsAfter: (after, limit) =>
    read("read the boots of", async (db) => {
      const rows = await db
        .selectFrom("boot")
        .select("id")
        .where("id", ">", after as BootId) // "" is before all
        .orderBy("id")
        .limit(limit)
        .execute();
      return rows.map(({ id }) => id);
    }),
});
