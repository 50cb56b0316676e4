/** Rows as they are read: every INTEGER a bigint. Private to this package. */
export type Tables = {
  host: { key: bigint; id: string; name: string };
  recording: RecordingRow;
  run: RunRow;
  namespaces: NamespacesRow;
  haco_text: { key: bigint; digest: string; text: string };
  boot: BootRow;
  span_kind: SpanKindRow;
  span: SpanRow;
  process: ProcessRow;
  mark: MarkRow;
  phase_event: EventRow;
  retired: { id: string; revision: bigint };
  container: { name: string; boots: bigint };
  counter: { name: string; value: bigint };
  _prisma_migrations: { migration_name: string };
};

export type RecordingRow = {
  id: bigint;
  kind: string;
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
  id: string;
  recording_id: bigint;
  host_key: bigint;
  kernel_boot_id: string;
  start_at: bigint;
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
  id: string;
  revision: bigint;
  digest: Buffer;
  run_key: bigint;
  host_key: bigint;
  host_name: string;
  kernel: string | null;
  source_kind: string;
  container: string;
  container_source: string;
  generation: string;
  outcome: string;
  /** Loss reasons, joined by commas. */
  losses: string;
  furthest_phase: string | null;
  lineage: string;
  wall_time: bigint | null;
  /** Wall time, 0 where there is none: newest first. */
  sort_time: bigint;
  boot_duration: bigint | null;
  /** Boot duration, -1 where there is none: slowest first. */
  sort_duration: bigint;
  ready_duration: bigint | null;
  start_at: bigint;
  start_by: string;
  up_at: bigint | null;
  up_by: string | null;
  ready_at: bigint | null;
  ready_port: bigint | null;
  end_at: bigint | null;
  exit_at: bigint | null;
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
};

export type SpanKindRow = {
  key: bigint;
  slug: string;
  label: string;
  group: string;
  lane: string;
  on_path: bigint;
  from: string;
  to: string | null;
};

export type SpanRow = {
  boot_key: bigint;
  position: bigint;
  slug: string;
  state: string;
  start_at: bigint;
  duration: bigint | null;
  kind_key: bigint;
};

export type ProcessRow = {
  boot_key: bigint;
  position: bigint;
  tgid: bigint | null;
  ppid: bigint | null;
  nspid: bigint | null;
  lane: string;
  comm: string | null;
  start_at: bigint;
  exec_file: string | null;
  exit_at: bigint | null;
  exit_code: bigint | null;
  exit_signal: bigint | null;
};

export type MarkRow = {
  run_key: bigint;
  at: bigint;
  seq: bigint;
  /** -1 where the format does not tell. */
  tgid: bigint;
  name: string;
  boot_key: bigint | null;
  lane: string;
  flag: bigint;
  text: string | null;
};

export type EventRow = {
  run_key: bigint;
  at: bigint;
  seq: bigint;
  kind: string;
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
  start_at: bigint | null;
  comm: string | null;
  hostname: string | null;
  namespaces_key: bigint | null;
  cgroup_id: bigint | null;
  child_tgid: bigint | null;
  child_nspid: bigint | null;
  child_start_at: bigint | null;
  file: string | null;
  traced: bigint | null;
  exit_code: bigint | null;
  exit_signal: bigint | null;
  port: bigint | null;
  text: string | null;
  detail: string | null;
};
