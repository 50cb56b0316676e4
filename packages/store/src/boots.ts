import type { BootId } from "@hacotaki/core";
import { bootOf, namespacesOf } from "./boot-row.ts";
import { SUMMARY_COLUMNS } from "./summary-row.ts";
import type { StoredBoot, StoreReader } from "./contract.ts";
import { markOf, processOf, spanOf } from "./derived-rows.ts";
import type { Read, Reading } from "./read.ts";
import { recordingOf, recordingRows } from "./recordings.ts";
import { fullSpans, withSpans } from "./summaries.ts";
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

/** Its own, and those of the launcher that all boots of the run share. */
async function marksOf(db: Reading, row: BootRow, runId: string) {
  const marks = await db
    .selectFrom("mark")
    .selectAll()
    .where("run_key", "=", row.run_key)
    .where((eb) => eb.or([eb("boot_key", "=", row.key), eb("boot_key", "is", null)]))
    .orderBy("at")
    .orderBy("seq")
    .execute();
  return marks.map((mark) => markOf(mark, runId, mark.boot_key === null ? null : row.id));
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
    marks: await marksOf(db, row, run.id),
    recording: recording && recordingOf(recording),
  };
}

/** Reading single boots and their relations. */
export const createBootReader = (read: Read): Pick<StoreReader, "findBoot" | "siblings" | "neighbours"> => ({
  findBoot: (id) => read("read a boot of", (db) => storedBoot(db, id)),

  siblings: (runId) =>
    read("read the boots of a run of", async (db) => {
      const rows = await db
        .selectFrom("boot")
        .innerJoin("run", "run.key", "boot.run_key")
        .innerJoin("host", "host.key", "boot.host_key")
        .select(SUMMARY_COLUMNS)
        .where("run.id", "=", runId)
        .orderBy((eb) =>
          eb
            .selectFrom("process")
            .select((of) => of.fn.min("process.start_at").as("start_at"))
            .whereRef("process.boot_key", "=", "boot.key")
            .whereRef("process.tgid", "=", "boot.supervisor_tgid"),
        )
        .orderBy("boot.id")
        .execute();
      return withSpans(db, rows);
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
