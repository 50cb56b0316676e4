import { numberOf, present } from "./absent.ts";
import type { RecordingFacts, StoreReader } from "./contract.ts";
import type { Read, Reading } from "./read.ts";
import type { RecordingRow } from "./tables.ts";

export const recordingRows = (db: Reading) =>
  db
    .selectFrom("recording")
    .innerJoin("host", "host.key", "recording.host_key")
    .selectAll("recording")
    .select("host.id as host_id");

export function recordingOf(row: RecordingRow & { host_id: string }): RecordingFacts {
  const recording = present({
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
  return recording as unknown as RecordingFacts; // only this package writes these columns
}

/** Newest first. */
export const createRecordingReader = (read: Read): Pick<StoreReader, "recordings"> => ({
  recordings: (limit) =>
    read("read the recordings of", async (db) => {
      const rows = await recordingRows(db)
        .orderBy("recording.started_at", "desc")
        .orderBy("recording.id", "desc")
        .limit(limit)
        .execute();
      return rows.map(recordingOf);
    }),
});
