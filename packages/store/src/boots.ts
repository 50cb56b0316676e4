import type { BootId } from "@hacotaki/core";
import { sql } from "kysely";
import { bootOf, namespacesOf } from "./boot-row.ts";
import { SUMMARY_COLUMNS } from "./summary-row.ts";
import type { StoredBoot, StoreReader } from "./contract.ts";
import { processOf, spanOf } from "./derived-rows.ts";
import type { Read, Reading } from "./read.ts";
import { recordingOf, recordingRows } from "./recordings.ts";
import { fullSpans, summariesOf } from "./summaries.ts";
import type { BootRow } from "./tables.ts";

async function hacoTextOf(db: Reading, { haco_text_key: key }: BootRow): Promise<string | null> {
  if (key === null) return null;
  const found = await db.selectFrom("haco_text").select("text").where("key", "=", key).executeTakeFirst();
  return found?.text ?? null;
}

async function namespacesOfBoot(db: Reading, { namespaces_key: key }: BootRow) {
  if (key === null) return null;
  const found = await db.selectFrom("namespaces").selectAll().where("key", "=", key).executeTakeFirst();
  return found ? namespacesOf(found) : null;
}

async function storedBoot(db: Reading, id: BootId): Promise<StoredBoot | undefined> {
  const row = await db.selectFrom("boot").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) return undefined;
  const run = await db.selectFrom("run").selectAll().where("key", "=", row.run_key).executeTakeFirstOrThrow();
  const host = await db
    .selectFrom("host")
    .select("id")
    .where("key", "=", row.host_key)
    .executeTakeFirstOrThrow();
  const processes = await db
    .selectFrom("process")
    .selectAll()
    .where("boot_key", "=", row.key)
    .orderBy("position")
    .execute();
  const spans = await fullSpans(db).where("span.boot_key", "=", row.key).execute();
  const recording = await recordingRows(db).where("recording.id", "=", run.recording_id).executeTakeFirst();
  return {
    boot: bootOf(row, {
      run,
      hostId: host.id,
      hacoText: await hacoTextOf(db, row),
      namespaces: await namespacesOfBoot(db, row),
      processes: processes.map(processOf),
      spans: spans.map(spanOf),
    }),
    revision: row.revision,
    recording: recording && recordingOf(recording),
  };
}

/** When the supervisor of a boot began: what tells the order in which a run brings its boots up. */
const supervisorStart = sql<bigint>`(
  select min(start_at) from process where process.boot_key = boot.key and process.tgid = boot.supervisor_tgid)`;

/** Reading single boots and their relations. */
export const createBootReader = (
  read: Read,
): Pick<StoreReader, "findBoot" | "siblings" | "siblingIds" | "neighbours"> => ({
  findBoot: (id) => read("read a boot of", (db) => storedBoot(db, id)),

  async siblings(runId, limit) {
    const found = await read("read the boots of a run of", async (db) => {
      const { total, failed } = await db
        .selectFrom("boot")
        .innerJoin("run", "run.key", "boot.run_key")
        .select((eb) => [
          eb.fn.countAll<bigint>().as("total"),
          sql<bigint | null>`sum(boot.outcome = 'failed')`.as("failed"),
        ])
        .where("run.id", "=", runId)
        .executeTakeFirstOrThrow();
      const rows = await db
        .selectFrom("boot")
        .innerJoin("run", "run.key", "boot.run_key")
        .innerJoin("host", "host.key", "boot.host_key")
        .select([...SUMMARY_COLUMNS, supervisorStart.as("supervisor_start")])
        .where("run.id", "=", runId)
        // What is not over yet is the latest of all.
        .orderBy(sql`boot.end_at is null`, "desc")
        .orderBy("boot.end_at", "desc")
        .orderBy("boot.id")
        .limit(limit)
        .execute();
      return { total: Number(total), failed: Number(failed ?? 0n), rows };
    });
    const order = (at: bigint | null) => at ?? -1n;
    const rows = found.rows.toSorted(
      (a, b) => Number(order(a.supervisor_start) - order(b.supervisor_start)) || (a.id < b.id ? -1 : 1),
    );
    const { total, failed } = found;
    return { total, failed, boots: await summariesOf(read, rows) };
  },

  siblingIds: (runId) =>
    read("read the boots of a run of", async (db) => {
      const rows = await db
        .selectFrom("boot")
        .innerJoin("run", "run.key", "boot.run_key")
        .select("boot.id")
        .where("run.id", "=", runId)
        .orderBy(supervisorStart)
        .orderBy("boot.id")
        .execute();
      return rows.map(({ id }) => id as BootId);
    }),

  neighbours: (id) =>
    read("read the neighbours of a boot of", async (db) => {
      const boot = await db
        .selectFrom("boot")
        .select(["id", "container", "sort_time"])
        .where("id", "=", id)
        .executeTakeFirst();
      if (boot === undefined) return {};
      const beside = (than: "<" | ">") =>
        db
          .selectFrom("boot")
          .select("id")
          .where("container", "=", boot.container)
          .where("sort_time", than === "<" ? "<=" : ">=", boot.sort_time)
          .where((eb) => eb.or([eb("sort_time", than, boot.sort_time), eb("id", than, boot.id)]))
          .orderBy("sort_time", than === "<" ? "desc" : "asc")
          .orderBy("id", than === "<" ? "desc" : "asc")
          .limit(1)
          .executeTakeFirst();
      const previous = await beside("<");
      const next = await beside(">");
      return {
        ...(previous ? { previous: previous.id as BootId } : {}),
        ...(next ? { next: next.id as BootId } : {}),
      };
    }),
});
