import type { StoreWriter } from "../contract.ts";
import { int64, whole } from "../values/integers.ts";
import type { Ledger } from "./transaction.ts";

/** What a collector or an import tells of itself. */
export function createRecordingWriter(
  ledger: Ledger,
): Pick<StoreWriter, "startRecording" | "touchRecording" | "endRecording"> {
  const { db, dictionaries } = ledger;
  const start = db
    .prepare<(string | number | bigint | null)[], bigint>(
      `INSERT INTO recording (kind, host_key, host_name, kernel_boot_id, kernel, path, build_id, generation, probes,
         has_kernel_events, wall_offset, started_at, seen_at, pid, events, dropped)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0) RETURNING id`,
    )
    .pluck();
  const touch = db.prepare(
    "UPDATE recording SET seen_at = ?, events = ?, dropped = ?, note = coalesce(?, note), path = coalesce(?, path) WHERE id = ?",
  );
  const end = db.prepare(
    "UPDATE recording SET ended_at = @endedAt, seen_at = max(seen_at, @endedAt), note = coalesce(@note, note) WHERE id = @id",
  );
  return {
    startRecording: (recording) =>
      ledger.transact("start a recording in", () =>
        Number(
          start.get(
            recording.kind,
            dictionaries.hostKey(recording.hostId, recording.hostName),
            recording.hostName,
            recording.kernelBootId,
            recording.kernel ?? null,
            recording.path,
            recording.buildId ?? null,
            recording.generation ?? null,
            JSON.stringify(recording.probes),
            recording.hasKernelEvents ? 1 : 0,
            recording.wallOffset === undefined ? null : int64(recording.wallOffset),
            int64(recording.startedAt),
            int64(recording.startedAt),
            recording.pid === undefined ? null : whole(recording.pid),
          ),
        ),
      ),
    touchRecording: (id, { seenAt, events, dropped, note, path }) =>
      ledger.transact("write to", () => {
        touch.run(int64(seenAt), int64(events), int64(dropped), note ?? null, path ?? null, whole(id));
      }),
    endRecording: (id, { endedAt, note }) =>
      ledger.transact("write to", () => {
        end.run({ endedAt: int64(endedAt), note: note ?? null, id: whole(id) });
      }),
  };
}
