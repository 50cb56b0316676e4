import type { BootId, Span } from "@hacotaki/core";
import { sql } from "kysely";
import { bootOf, namespacesOf } from "../packing/boot-row.ts";
import { putBodies } from "./bodies.ts";
import { SUMMARY_COLUMNS } from "./summary-row.ts";
import type { StoredBoot, StoreReader } from "../contract.ts";
import { among } from "../values/among.ts";
import { spanOf, toldKind } from "../packing/derived-rows.ts";
import { DamagedRow, unlessDamaged } from "../error.ts";
import { kernelBootId } from "../connection/kernel-boot.ts";
import { unpackProcesses } from "../packing/packed-processes.ts";
import { unpackSpans } from "../packing/packed-spans.ts";
import type { Read, Reading } from "./read.ts";
import { recordingOf, recordingRows } from "./recordings.ts";
import { processesOfRows, spansOfRows } from "./span-rows.ts";
import { summariesOf } from "./summaries.ts";
import { SURROUNDINGS, withSurroundings } from "../packing/surroundings.ts";
import type { BootRow } from "../connection/tables.ts";

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

/** The row with what stands apart from it, and what it shares with others. @throws DamagedRow */
async function wholeRow(db: Reading, row: BootRow): Promise<BootRow> {
  await putBodies(db, [row]);
  const { surroundings_key: key } = row;
  if (key === null) return row;
  const found = await db
    .selectFrom("surroundings")
    .select(SURROUNDINGS)
    .where("key", "=", key)
    .executeTakeFirst();
  return withSurroundings(row, found);
}

const processesOf = async (db: Reading, { key, start_at, processes }: BootRow) =>
  processes === null ? processesOfRows(db, key) : unpackProcesses(start_at, processes);

async function spansOf(db: Reading, { key, start_at, spans }: BootRow): Promise<Span[]> {
  const packed = spans === null ? (await spansOfRows(db, [key])).get(key) : unpackSpans(start_at, spans);
  if (packed === undefined || packed.length === 0) return [];
  const kinds = await db
    .selectFrom("span_kind")
    .selectAll()
    .where("key", "in", among(packed.map(({ kind }) => BigInt(kind))))
    .execute();
  const byKey = new Map(kinds.map((kind) => [Number(kind.key), toldKind(kind)]));
  return packed.map((span) => {
    const kind = byKey.get(span.kind);
    if (kind === undefined) throw new DamagedRow(`a span of no known kind: ${span.kind}`);
    return spanOf(kind, span);
  });
}

async function storedBoot(db: Reading, id: BootId): Promise<StoredBoot | undefined> {
  const found = await db.selectFrom("boot").selectAll().where("id", "=", id).executeTakeFirst();
  if (found === undefined) return undefined;
  const row = await wholeRow(db, found);
  const run = await db
    .selectFrom("run")
    .select(["id", "recording_id", kernelBootId.as("kernel_boot_id")])
    .where("key", "=", row.run_key)
    .executeTakeFirstOrThrow();
  const host = await db
    .selectFrom("host")
    .select("id")
    .where("key", "=", row.host_key)
    .executeTakeFirstOrThrow();
  const recording = await recordingRows(db).where("recording.id", "=", run.recording_id).executeTakeFirst();
  return {
    boot: bootOf(row, {
      run,
      hostId: host.id,
      hacoText: await hacoTextOf(db, row),
      namespaces: await namespacesOfBoot(db, row),
      processes: await processesOf(db, row),
      spans: await spansOf(db, row),
    }),
    revision: row.revision,
    recording: recording && recordingOf(recording),
  };
}

type Supervised = Pick<
  BootRow,
  "key" | "run_key" | "spans" | "start_at" | "supervisor_tgid" | "processes"
> & {
  /** As versions before 0.2 stored it. */
  readonly supervisor_start: bigint | null;
};

const SUPERVISED = [
  "boot.key",
  "boot.run_key",
  "boot.spans",
  "boot.start_at",
  "boot.supervisor_tgid",
  "boot.processes",
] as const;
const supervisorRow = sql<bigint | null>`(select min(start_at) from process_row
  where process_row.boot_key = boot.key and process_row.tgid = boot.supervisor_tgid)`;

/** When the supervisor of a boot began: what tells the order in which a run brings its boots up. */
function supervisorStart(row: Supervised): bigint {
  const { processes, supervisor_tgid: tgid, supervisor_start: start } = row;
  if (processes === null) return start ?? -1n;
  const unpacked = unlessDamaged(() => unpackProcesses(row.start_at, processes)) ?? [];
  const starts = unpacked.flatMap((process) =>
    tgid !== null && process.tgid === Number(tgid) ? process.startAt : [],
  );
  return starts.reduce<bigint>((least, at) => (least < 0n || at < least ? at : least), -1n);
}

type OfRun = Supervised & { readonly id: BootId };

async function inOrderOfSupervisors<Row extends OfRun>(db: Reading, rows: readonly Row[]): Promise<Row[]> {
  await putBodies(db, rows);
  const starts = new Map(rows.map((row) => [row.id, supervisorStart(row)]));
  const startOf = ({ id }: Row) => starts.get(id) ?? -1n;
  return rows.toSorted((a, b) =>
    startOf(a) === startOf(b) ? (a.id < b.id ? -1 : 1) : startOf(a) < startOf(b) ? -1 : 1,
  );
}

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
        .select([
          ...SUMMARY_COLUMNS,
          "boot.supervisor_tgid",
          "boot.processes",
          supervisorRow.as("supervisor_start"),
        ])
        .where("run.id", "=", runId)
        // What is not over yet is the latest of all.
        .orderBy(sql`boot.end_at is null`, "desc")
        .orderBy("boot.end_at", "desc")
        .orderBy("boot.id")
        .limit(limit)
        .execute();
      return {
        total: Number(total),
        failed: Number(failed ?? 0n),
        rows: await inOrderOfSupervisors(db, rows),
      };
    });
    const { total, failed, rows } = found;
    return { total, failed, boots: await summariesOf(read, rows) };
  },

  siblingIds: (runId) =>
    read("read the boots of a run of", async (db) => {
      const rows = await db
        .selectFrom("boot")
        .innerJoin("run", "run.key", "boot.run_key")
        .select(["boot.id", ...SUPERVISED, supervisorRow.as("supervisor_start")])
        .where("run.id", "=", runId)
        .execute();
      return (await inOrderOfSupervisors(db, rows)).map(({ id }) => id);
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
