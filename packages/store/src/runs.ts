import type { BootEvent, RunId, Source } from "@hacotaki/core";
import { namespacesOf } from "./boot-row.ts";
import type { Connection } from "./connection.ts";
import type { StoredRun, StoreWriter } from "./contract.ts";
import { translated } from "./error.ts";
import { eventOf } from "./event-of.ts";
import { present } from "./absent.ts";
import type { EventRow, NamespacesRow, RecordingRow, RunRow } from "./tables.ts";

type FoundRun = SourceColumns & { readonly key: bigint; readonly id: RunId; readonly recording: bigint };
export type SourceColumns = Pick<
  RecordingRow,
  "kind" | "host_name" | "kernel" | "has_kernel_events" | "wall_offset"
> &
  Pick<RunRow, "kernel_boot_id"> & { readonly host_id: string };

export const sourceOf = (row: SourceColumns): Source =>
  present<Source>({
    kind: row.kind,
    hostId: row.host_id,
    hostName: row.host_name,
    kernelBootId: row.kernel_boot_id,
    kernel: row.kernel,
    hasKernelEvents: row.has_kernel_events === 1n,
    wallOffset: row.wall_offset,
  });

/** Reading the raw truth back, for a restart, an import into a known run, and a rebuild. */
export function createRunReader(
  db: Connection,
  path: string,
): Pick<StoreWriter, "openRuns" | "runsAfter" | "findRun"> {
  const columns = `run.key, run.id, run.recording_id AS recording, recording.kind, host.id AS host_id,
    recording.host_name, run.kernel_boot_id, recording.kernel, recording.has_kernel_events, recording.wall_offset
    FROM run JOIN recording ON recording.id = run.recording_id JOIN host ON host.key = run.host_key`;
  const open = db.prepare<[string, string], FoundRun>(
    `SELECT ${columns} WHERE host.id = ? AND run.is_open = 1 AND run.kernel_boot_id = ? AND recording.kind = 'live'
     ORDER BY run.start_at`,
  );
  const after = db.prepare<[string, number], FoundRun>(
    `SELECT ${columns} WHERE run.id > ? ORDER BY run.id LIMIT ?`,
  );
  const byId = db.prepare<[string], FoundRun>(`SELECT ${columns} WHERE run.id = ?`);
  const events = db.prepare<[bigint], EventRow>(
    `SELECT * FROM phase_event WHERE run_key = ? ORDER BY at, seq`,
  );
  const namespaces = db.prepare<[bigint], NamespacesRow>("SELECT * FROM namespaces WHERE key = ?");
  const text = db.prepare<[string], string>("SELECT text FROM haco_text WHERE digest = ?").pluck();

  function eventsOfRun(key: bigint): BootEvent[] {
    return events.all(key).map((row) => {
      const found = row.namespaces_key === null ? undefined : namespaces.get(row.namespaces_key);
      const hacoText = row.name === "haco-text" && row.text !== null ? (text.get(row.text) ?? null) : null;
      return eventOf(row, found ? namespacesOf(found) : null, hacoText);
    });
  }
  const storedRun = (run: FoundRun): StoredRun => ({
    runId: run.id,
    source: sourceOf(run),
    recording: Number(run.recording),
    events: eventsOfRun(run.key),
  });
  function reading<Result>(read: () => Result): Result {
    try {
      return db.transaction(read).deferred();
    } catch (error) {
      throw translated(error, "read runs of", path);
    }
  }

  return {
    openRuns: (hostId, kernelBootId) => reading(() => open.all(hostId, kernelBootId).map(storedRun)),
    runsAfter: (runId, limit) => reading(() => after.all(runId ?? "", limit).map(storedRun)),
    findRun: (runId) =>
      reading(() => {
        const run = byId.get(runId);
        return run && storedRun(run);
      }),
  };
}
