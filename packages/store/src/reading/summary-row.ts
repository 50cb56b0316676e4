import type { BootSummary, MiniSpan, OciFacts, ReasonSlug, RunId } from "@hacotaki/core";
import { numberOf, present } from "../values/absent.ts";
import { lossesOf } from "../packing/boot-row.ts";
import type { BootRow } from "../connection/tables.ts";

/** What a list reads of each boot, with its run and its host. */
export const SUMMARY_COLUMNS = [
  "boot.key",
  "boot.id",
  "boot.revision",
  "boot.run_key",
  "run.id as run_id",
  "host.id as host_id",
  "boot.host_name",
  "boot.kernel",
  "boot.container",
  "boot.generation",
  "boot.source_kind",
  "boot.outcome",
  "boot.losses",
  "boot.furthest_phase",
  "boot.start_at",
  "boot.start_by",
  "boot.up_at",
  "boot.up_by",
  "boot.ready_at",
  "boot.end_at",
  "boot.exit_at",
  "boot.exit_code",
  "boot.exit_signal",
  "boot.wall_time",
  "boot.sort_time",
  "boot.sort_duration",
  "boot.lineage",
  "boot.haco_file",
  "boot.command",
  "boot.mark_count",
  "boot.spans",
  "boot.oci",
  "boot.reasons",
] as const;
type Summarised = (typeof SUMMARY_COLUMNS)[number] extends infer Column
  ? Column extends `boot.${infer Name extends keyof BootRow}`
    ? Name
    : never
  : never;
export type SummaryRow = Pick<BootRow, Summarised> & { readonly run_id: RunId; readonly host_id: string };

/** What is packed in a row, or undefined where that makes no sense. */
export type Unpacked = {
  readonly spans: readonly MiniSpan[];
  readonly oci: OciFacts | null;
  readonly reasons: readonly ReasonSlug[] | null;
};

export function bootSummary(row: SummaryRow, unpacked: Unpacked | undefined): BootSummary {
  return present<BootSummary>({
    id: row.id,
    runId: row.run_id,
    hostId: row.host_id,
    hostName: row.host_name,
    // What its shipper calls it, a fleet alone knows.
    hostLabels: null,
    kernel: row.kernel,
    container: row.container,
    generation: row.generation,
    sourceKind: row.source_kind,
    outcome: row.outcome,
    losses: lossesOf(row.losses),
    furthestPhase: row.furthest_phase,
    startAt: row.start_at,
    startBy: row.start_by,
    upAt: row.up_at,
    upBy: row.up_by,
    readyAt: row.ready_at,
    endAt: row.end_at,
    exitAt: row.exit_at,
    exitCode: numberOf(row.exit_code),
    exitSignal: numberOf(row.exit_signal),
    wallTime: row.wall_time,
    lineage: row.lineage,
    hacoFile: row.haco_file,
    command: row.command,
    markCount: Number(row.mark_count),
    oci: unpacked?.oci ?? null,
    reasons: unpacked?.reasons ?? null,
    revision: row.revision,
    spans: unpacked?.spans ?? [],
    isDamaged: unpacked === undefined || null,
  });
}
