import { sql } from "kysely";
import { numberOf, present } from "../values/absent.ts";
import type { RecordingFacts, StoreReader } from "../contract.ts";
import type { Read, Reading } from "./read.ts";
import type { RecordingRow } from "../connection/tables.ts";

export const recordingRows = (db: Reading) =>
  db
    .selectFrom("recording")
    .innerJoin("host", "host.key", "recording.host_key")
    .selectAll("recording")
    .select("host.id as host_id");

export function recordingOf(row: RecordingRow & { host_id: string }): RecordingFacts {
  return present<RecordingFacts>({
    id: Number(row.id),
    kind: row.kind,
    hostId: row.host_id,
    hostName: row.host_name,
    kernelBootId: row.kernel_boot_id,
    kernel: row.kernel,
    path: row.path,
    buildId: row.build_id,
    generation: row.generation,
    probes: JSON.parse(row.probes) as string[],
    hasKernelEvents: row.has_kernel_events === 1n,
    wallOffset: row.wall_offset,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    seenAt: row.seen_at,
    pid: numberOf(row.pid),
    events: row.events,
    dropped: row.dropped,
    note: row.note,
  });
}

type Recordings = Pick<StoreReader, "recordings" | "liveRecordings">;

export const createRecordingReader = (read: Read): Recordings => ({
  recordings: (limit) =>
    read("read the recordings of", async (db) => {
      const newest = db
        .selectFrom("recording")
        .select("recording.started_at")
        .distinct()
        .orderBy("recording.started_at", "desc")
        .limit(limit);
      const files = db
        .selectFrom("recording")
        .where("started_at", "in", newest)
        .groupBy(["started_at", "kind", "path"])
        .select((eb) => [
          eb.fn.max<bigint>("id").as("last"),
          eb.fn.max<bigint>("seen_at").as("seen"),
          eb.fn.sum<bigint>("events").as("events_of_all"),
          eb.fn.sum<bigint>("dropped").as("dropped_of_all"),
          sql<bigint | null>`iif(count(ended_at) = count(*), max(ended_at), NULL)`.as("ended"),
        ]);
      const rows = await recordingRows(db)
        .innerJoin(files.as("file"), "file.last", "recording.id")
        .select(["file.seen", "file.ended", "file.events_of_all", "file.dropped_of_all"])
        .orderBy("recording.started_at", "desc")
        .orderBy("recording.id", "desc")
        .limit(limit)
        .execute();
      return rows.map(({ seen, ended, events_of_all, dropped_of_all, ...row }) =>
        recordingOf({
          ...row,
          seen_at: seen,
          ended_at: ended,
          events: events_of_all,
          dropped: dropped_of_all,
        }),
      );
    }),
  liveRecordings: (limit) =>
    read("read the live recordings of", async (db) => {
      const rows = await recordingRows(db)
        .where("recording.kind", "=", "live")
        .orderBy("recording.seen_at", "desc")
        .limit(limit)
        .execute();
      return rows.map(recordingOf);
    }),
});
