import type { BootEvent, RunId, Source } from "@hacotaki/core";
import { sql } from "kysely";
import { asked, bound, question } from "../connection/asked.ts";
import type { Connection } from "../connection/connection.ts";
import { kernelBootId } from "../connection/kernel-boot.ts";
import type { StoredRun, StoreWriter } from "../contract.ts";
import { translatedRead, unlessDamaged } from "../error.ts";
import { eventsOfBlock } from "../events/event-block.ts";
import { createArchiveRows } from "./archive-rows.ts";
import { createEventRows } from "./event-rows.ts";
import { present } from "../values/absent.ts";
import { inOrder } from "../events/incoming.ts";
import type { RecordingRow, RunRow } from "../connection/tables.ts";

/** SQLite's word for no limit. */
const ALL = -1;

type FoundRun = SourceColumns & Pick<RunRow, "key" | "id" | "recording_id">;
export type SourceColumns = Pick<
  RecordingRow,
  "kind" | "host_name" | "kernel" | "has_kernel_events" | "wall_offset"
> &
  Pick<RunRow, "kernel_boot_id"> & { readonly host_id: string };

/** What `sourceOf` reads, of a run joined with its recording and host. */
export const SOURCE_COLUMNS = [
  "recording.kind",
  "host.id as host_id",
  "recording.host_name",
  kernelBootId.as("kernel_boot_id"),
  "recording.kernel",
  "recording.has_kernel_events",
  "recording.wall_offset",
] as const;

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
  const runs = question
    .selectFrom("run")
    .innerJoin("recording", "recording.id", "run.recording_id")
    .innerJoin("host", "host.key", "run.host_key")
    .select(["run.key", "run.id", "run.recording_id", ...SOURCE_COLUMNS]);
  const open = asked(
    db,
    runs
      .where("host.id", "=", bound<string>())
      .where(kernelBootId, "=", bound<string>())
      .where("run.is_open", "=", sql.lit(1n))
      .where("recording.kind", "=", sql.lit("live" as const))
      .orderBy("run.start_at"),
  );
  const after = asked(db, runs.where("run.id", ">", bound<RunId>()).orderBy("run.id").limit(bound<number>()));
  const byId = asked(db, runs.where("run.id", "=", bound<RunId>()));
  const blocks = asked(
    db,
    question.selectFrom("event_block").selectAll().where("run_key", "=", bound<bigint>()).orderBy("first_at"),
  );
  const rows = createEventRows(db);
  const archives = createArchiveRows(db, rows.textOf);

  function eventsOfRun(key: bigint): BootEvent[] {
    const packed = blocks.all(key).flatMap((block) => eventsOfBlock(block, rows.textOf));
    return inOrder([...(archives.events(key) ?? []), ...packed, ...rows.first(key, ALL)]).map(
      ({ event }) => event,
    );
  }
  const storedRun = (run: FoundRun): StoredRun => ({
    runId: run.id,
    source: sourceOf(run),
    recording: Number(run.recording_id),
    events: eventsOfRun(run.key),
  });
  /** One whose events make no sense costs the others nothing: `check` names it. */
  const whole = (found: readonly FoundRun[]): StoredRun[] =>
    found.flatMap((run) => unlessDamaged(() => storedRun(run)) ?? []);
  function reading<Result>(read: () => Result): Result {
    try {
      return db.transaction(read).deferred();
    } catch (error) {
      throw translatedRead(error, "read runs of", path);
    }
  }

  return {
    openRuns: (hostId, kernelBootId) => reading(() => whole(open.all(hostId, kernelBootId))),
    runsAfter: (runId, limit) => reading(() => whole(after.all(runId ?? "", limit))),
    findRun: (runId) =>
      reading(() => {
        const run = byId.get(runId);
        return run && storedRun(run);
      }),
  };
}
