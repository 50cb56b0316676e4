import { bootDuration, isoWallTime, readyDuration, spanLabel, type Span } from "@hacotaki/core";
import type { ExportedBoot } from "../exported-boot.ts";

/** A cell of a table: text is foreign, a bigint or number is ours. */
export type Cell = string | bigint | number | boolean | undefined;
export type Row = Readonly<Record<string, Cell>>;

/** One row a boot. ns are integers; what is not known is empty. */
export const bootRow = ({ boot, permalink }: ExportedBoot): Row => ({
  boot: boot.id,
  run: boot.runId,
  container: boot.container,
  host: boot.hostName,
  wall_time: isoWallTime(boot.wallTime),
  wall_time_ns: boot.wallTime,
  outcome: boot.outcome,
  furthest_phase: boot.furthestPhase,
  boot_duration_ns: bootDuration(boot),
  ready_duration_ns: readyDuration(boot),
  exit_code: boot.exitCode,
  exit_signal: boot.exitSignal,
  losses: boot.losses.join(" "),
  lineage: boot.lineage,
  generation: boot.generation,
  kernel: boot.kernel,
  haco_file: boot.hacoFile,
  haco_hash: boot.hacoHash,
  hostname: boot.hostname,
  command: boot.command?.join(" "),
  marks: boot.markCount,
  permalink,
});

const spanRow = ({ boot }: ExportedBoot, span: Span): Row => ({
  boot: boot.id,
  container: boot.container,
  host: boot.hostName,
  wall_time: isoWallTime(boot.wallTime),
  outcome: boot.outcome,
  span: span.slug,
  label: spanLabel(span),
  group: span.group,
  lane: span.lane,
  on_path: span.onPath,
  state: span.state,
  start_ns: span.startAt - boot.startAt,
  duration_ns: span.state === "open" ? undefined : span.endAt - span.startAt,
  from: span.from,
  to: span.to,
});

/** One row a span, in time order; `start_ns` counts from the boot's start. */
export const spanRows = (exported: ExportedBoot): readonly Row[] =>
  exported.boot.spans.map((span) => spanRow(exported, span));
