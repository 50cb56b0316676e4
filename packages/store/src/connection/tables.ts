import type {
  Boot,
  BootId,
  EventKind,
  Generation,
  Group,
  Instant,
  Lane,
  Lineage,
  NameSource,
  Outcome,
  RunId,
  Source,
  Span,
} from "@hacotaki/core";
import type { RetentionFacts } from "../contract.ts";

/**
 * Rows as they are read: every INTEGER a bigint. Words and ids have the domain's types, for nobody but this package
 * writes them. Private to this package.
 */
export type Tables = {
  host: { key: bigint; id: string; name: string };
  recording: RecordingRow;
  run: RunRow;
  kernel_boot: { key: bigint; id: string };
  namespaces: NamespacesRow;
  surroundings: SurroundingsRow;
  haco_text: { key: bigint; digest: string; text: string };
  boot: BootRow;
  boot_body: BootBodyRow;
  span_kind: SpanKindRow;
  span_row: SpanRow;
  process_row: ProcessRow;
  mark: MarkRow;
  event_block: EventBlockRow;
  archive: ArchiveRow;
  fresh_run: { since: bigint; run_key: bigint };
  phase_event: EventRow;
  retired: { id: BootId; revision: bigint; host_id: string | null; kernel_boot_id: string | null };
  container: { name: string; boots: bigint };
  counter: { name: string; value: bigint };
  retention: RetentionRow;
  leaving: { run_key: bigint };
  collector_sample: CollectorSampleRow;
  _prisma_migrations: { migration_name: string };
};

export type RetentionRow = {
  id: bigint;
  keep: bigint | null;
  max_bytes: bigint | null;
  margin_bytes: bigint;
  state: RetentionFacts["state"];
  told_at: bigint;
  deleted_at: bigint | null;
  deleted_boots: bigint;
  deleted_before: bigint;
  kept_runs: bigint;
  bytes: bigint;
};

export type RecordingRow = {
  id: bigint;
  kind: Source["kind"];
  host_key: bigint;
  host_name: string;
  kernel_boot_id: string;
  kernel: string | null;
  path: string;
  build_id: string | null;
  generation: string | null;
  probes: string;
  has_kernel_events: bigint;
  wall_offset: bigint | null;
  started_at: bigint;
  ended_at: bigint | null;
  seen_at: bigint;
  pid: bigint | null;
  events: bigint;
  dropped: bigint;
  note: string | null;
};

export type RunRow = {
  key: bigint;
  id: RunId;
  recording_id: bigint;
  host_key: bigint;
  /** See `kernel-boot.ts`. */
  kernel_boot_id: string;
  start_at: Instant;
  launcher_tgid: bigint | null;
  is_open: bigint;
};

export type NamespacesRow = {
  key: bigint;
  pid: bigint;
  pid_for_children: bigint;
  mnt: bigint;
  uts: bigint;
  ipc: bigint;
  net: bigint;
  user: bigint;
};

export type BootRow = {
  key: bigint;
  id: BootId;
  revision: bigint;
  digest: Buffer;
  run_key: bigint;
  host_key: bigint;
  host_name: string;
  kernel: string | null;
  source_kind: Boot["sourceKind"];
  container: string;
  container_source: NameSource;
  generation: Generation;
  outcome: Outcome;
  /** Loss reasons, joined by commas. */
  losses: string;
  furthest_phase: string | null;
  lineage: Lineage;
  wall_time: bigint | null;
  /** Wall time, 0 where there is none: newest first. */
  sort_time: bigint;
  boot_duration: bigint | null;
  /** Boot duration, -1 where there is none: slowest first. */
  sort_duration: bigint;
  ready_duration: bigint | null;
  start_at: Instant;
  start_by: Boot["startBy"];
  up_at: Instant | null;
  up_by: Boot["startBy"] | null;
  ready_at: Instant | null;
  ready_port: bigint | null;
  end_at: Instant | null;
  exit_at: Instant | null;
  exit_code: bigint | null;
  exit_signal: bigint | null;
  is_open: bigint;
  mark_count: bigint;
  process_count: bigint;
  launcher_tgid: bigint | null;
  supervisor_tgid: bigint | null;
  container_tgid: bigint | null;
  haco_file: string | null;
  /** Arguments joined by spaces, for people and for searching; `argv` has them exactly. */
  command: string | null;
  hostname: string | null;
  cgroup: string | null;
  rootfs: string | null;
  mounts: bigint | null;
  cwd: string | null;
  haco_hash: string | null;
  haco_text_key: bigint | null;
  namespaces_key: bigint | null;
  /** JSON: `{"launcher":[…],"command":[…]}`. */
  argv: string | null;
  /** Null but of boots stored before `boot_body` was there: in that, or still in `span_row`. */
  spans: string | null;
  /** Likewise, or still in `process_row`. */
  processes: Buffer | null;
  /** Name of an OCI runtime's program; null for haconiwa's. */
  runtime: string | null;
  /** JSON of what only such a boot has. */
  oci: string | null;
  /** See `packed-causes.ts`: up to the semicolon; all of it where `spans` is not null. */
  reasons: string | null;
  /** Of surroundings, which then has cwd, haco_hash, cgroup, rootfs, hostname and argv. */
  surroundings_key: bigint | null;
};

/** What of a boot stands apart from its row. */
export type BootBodyRow = {
  boot_key: bigint;
  /** See `packed-spans.ts`. */
  spans: string;
  /** See `packed-processes.ts`. */
  processes: Buffer;
  /** See `packed-causes.ts`: behind the semicolon. */
  reasons: string | null;
};

/** What boots of a container share of their rows. */
export type SurroundingsRow = Pick<
  BootRow,
  "cwd" | "haco_hash" | "cgroup" | "rootfs" | "hostname" | "argv"
> & {
  key: bigint;
  digest: Buffer;
};

export type SpanKindRow = {
  key: bigint;
  slug: string;
  label: string;
  group: Group;
  lane: Lane;
  on_path: bigint;
  from: string;
  to: string | null;
};

export type SpanRow = {
  boot_key: bigint;
  position: bigint;
  slug: string;
  state: Span["state"];
  start_at: Instant;
  duration: bigint | null;
  kind_key: bigint;
};

export type ProcessRow = {
  boot_key: bigint;
  position: bigint;
  tgid: bigint | null;
  ppid: bigint | null;
  nspid: bigint | null;
  lane: Lane;
  comm: string | null;
  start_at: Instant;
  exec_file: string | null;
  exit_at: Instant | null;
  exit_code: bigint | null;
  exit_signal: bigint | null;
};

export type MarkRow = {
  run_key: bigint;
  at: Instant;
  seq: bigint;
  /** -1 where the format does not tell. */
  tgid: bigint;
  name: string;
  boot_key: bigint | null;
  lane: Lane;
  flag: bigint;
  text: string | null;
};

/** Events of one run, packed: see `event-block.ts`. */
export type EventBlockRow = {
  key: bigint;
  run_key: bigint;
  first_at: Instant;
  last_at: Instant;
  count: bigint;
  /** JSON: `[[boot key or null, events], …]`. */
  boots: string;
  checksum: bigint;
  is_compact: bigint;
  bytes: Buffer;
};

/** Runs that have ended, many to a row: see `archive.ts`. */
export type ArchiveRow = {
  last_run_key: bigint;
  first_run_key: bigint;
  /** Those that are gone among them. */
  runs: bigint;
  /** Events of runs that are not gone. */
  count: bigint;
  gone_runs: bigint;
  /** JSON: keys of runs. */
  gone: string;
  checksum: bigint;
  bodies: Buffer;
  events: Buffer;
};

/** As events were stored before they were packed. Read, and packed in passing; nothing is written here any more. */
export type EventRow = {
  run_key: bigint;
  at: Instant;
  seq: bigint;
  kind: EventKind;
  /** -1 where the format does not tell. */
  tgid: bigint;
  /** The probe, the fact's key or the reason of a loss; empty for other kinds. */
  name: string;
  boot_key: bigint | null;
  phase_code: bigint | null;
  arg0: bigint | null;
  arg1: bigint | null;
  arg2: bigint | null;
  cpu: bigint | null;
  tid: bigint | null;
  ppid: bigint | null;
  nspid: bigint | null;
  start_at: Instant | null;
  comm: string | null;
  hostname: string | null;
  namespaces_key: bigint | null;
  cgroup_id: bigint | null;
  child_tgid: bigint | null;
  child_nspid: bigint | null;
  child_start_at: Instant | null;
  file: string | null;
  traced: bigint | null;
  exit_code: bigint | null;
  exit_signal: bigint | null;
  port: bigint | null;
  text: string | null;
  detail: string | null;
};

export type CollectorSampleRow = {
  place: bigint;
  at: bigint;
  length: bigint;
  started_at: bigint;
  pid: bigint;
  wall_offset: bigint;
  events: bigint;
  dropped: bigint;
  limited: bigint;
  waiting: bigint;
  commits: bigint;
  largest_commit: bigint;
  lag_mean: bigint | null;
  lag_most: bigint | null;
  cpu: bigint;
  memory_bytes: bigint;
  database_bytes: bigint;
  wal_bytes: bigint;
};
