import type { Addition, Derived, Table, Tuning } from "./layout.ts";

/** ns, small integers and texts that repeat: what each compresses best with. */
const NS_CODEC = "T64, ZSTD(3)";
const NS = `CODEC(${NS_CODEC})`;
const TEXT = "CODEC(ZSTD(3))";

/**
 * A row for each boot. Its key is what the boot's id is made of (host, kernel boot) and the id: nothing that could be
 * another thing in a later version of the row, so that no two versions ever stand beside each other.
 */
export const BOOT: Table = {
  name: "boot",
  key: "(host_id, kernel_boot_id, boot_id)",
  shard: "cityHash64(host_id)",
  engine: "ReplacingMergeTree",
  replacedBy: "version, is_deleted",
  body: `  host_id LowCardinality(String) ${TEXT},
  kernel_boot_id LowCardinality(String) ${TEXT},
  boot_id String ${TEXT},
  version UInt64 CODEC(Delta, ZSTD(3)),
  is_deleted UInt8 ${TEXT},
  revision UInt64 CODEC(Delta, ZSTD(3)),
  run_id String ${TEXT},
  host_name LowCardinality(String) ${TEXT},
  labels Map(LowCardinality(String), String) ${TEXT},
  kernel LowCardinality(String) ${TEXT},
  source_kind LowCardinality(String) ${TEXT},
  container LowCardinality(String) ${TEXT},
  container_source LowCardinality(String) ${TEXT},
  generation LowCardinality(String) ${TEXT},
  runtime LowCardinality(String) ${TEXT},
  engine LowCardinality(String) ${TEXT},
  image LowCardinality(String) ${TEXT},
  pod String ${TEXT},
  container_id String ${TEXT},
  engine_name String ${TEXT},
  bundle String ${TEXT},
  container_labels Map(LowCardinality(String), String) ${TEXT},
  outcome LowCardinality(String) ${TEXT},
  losses Array(LowCardinality(String)) ${TEXT},
  furthest_phase LowCardinality(String) ${TEXT},
  lineage LowCardinality(String) ${TEXT},
  started_at Nullable(DateTime64(9, 'UTC')) CODEC(Delta, ZSTD(3)),
  start_at Int64 CODEC(Delta, ZSTD(3)),
  start_by LowCardinality(String) ${TEXT},
  up_offset_ns Nullable(Int64) ${NS},
  up_by LowCardinality(String) ${TEXT},
  end_offset_ns Nullable(Int64) ${NS},
  exit_offset_ns Nullable(Int64) ${NS},
  ready_offset_ns Nullable(Int64) ${NS},
  ready_port Nullable(Int64) ${TEXT},
  exit_code Nullable(Int64) ${TEXT},
  exit_signal Nullable(Int64) ${TEXT},
  runtime_exit_code Nullable(Int64) ${TEXT},
  runtime_exit_signal Nullable(Int64) ${TEXT},
  engine_exit_code Nullable(Int64) ${TEXT},
  engine_exit_signal Nullable(Int64) ${TEXT},
  client_offset_ns Nullable(Int64) ${NS},
  haco_file LowCardinality(String) ${TEXT},
  haco_hash LowCardinality(String) ${TEXT},
  launcher_argv Array(String) ${TEXT},
  command Array(String) ${TEXT},
  cwd String ${TEXT},
  hostname String ${TEXT},
  cgroup String ${TEXT},
  rootfs String ${TEXT},
  mounts Nullable(Int64) ${TEXT},
  namespaces Array(UInt64) ${TEXT},
  launcher_tgid Nullable(Int64) CODEC(Delta, ZSTD(3)),
  supervisor_tgid Nullable(Int64) CODEC(Delta, ZSTD(3)),
  container_tgid Nullable(Int64) CODEC(Delta, ZSTD(3)),
  process_count Int64 ${TEXT},
  mark_count Int64 ${TEXT},
  \`cause.reason\` Array(LowCardinality(String)) ${TEXT},
  \`cause.ns\` Array(Int64) ${NS},
  \`span.slug\` Array(LowCardinality(String)) ${TEXT},
  \`span.label\` Array(LowCardinality(String)) ${TEXT},
  \`span.family\` Array(LowCardinality(String)) ${TEXT},
  \`span.lane\` Array(LowCardinality(String)) ${TEXT},
  \`span.on_path\` Array(UInt8) ${TEXT},
  \`span.state\` Array(LowCardinality(String)) ${TEXT},
  \`span.begins_with\` Array(LowCardinality(String)) ${TEXT},
  \`span.ends_with\` Array(LowCardinality(String)) ${TEXT},
  \`span.gap_ns\` Array(Int64) ${NS},
  \`span.ns\` Array(Nullable(Int64)) ${NS},
  \`process.tgid\` Array(Nullable(Int64)) CODEC(Delta, ZSTD(3)),
  \`process.ppid\` Array(Nullable(Int64)) CODEC(Delta, ZSTD(3)),
  \`process.nspid\` Array(Nullable(Int64)) ${TEXT},
  \`process.lane\` Array(LowCardinality(String)) ${TEXT},
  \`process.comm\` Array(LowCardinality(String)) ${TEXT},
  \`process.exec_file\` Array(LowCardinality(String)) ${TEXT},
  \`process.start_offset_ns\` Array(Int64) ${NS},
  \`process.exit_offset_ns\` Array(Nullable(Int64)) ${NS},
  \`process.exit_code\` Array(Nullable(Int64)) ${TEXT},
  \`process.exit_signal\` Array(Nullable(Int64)) ${TEXT},
  \`mark.offset_ns\` Array(Int64) ${NS},
  \`mark.seq\` Array(Int64) ${TEXT},
  \`mark.tgid\` Array(Nullable(Int64)) ${TEXT},
  \`mark.lane\` Array(LowCardinality(String)) ${TEXT},
  \`mark.name\` Array(LowCardinality(String)) ${TEXT},
  \`mark.flag\` Array(Int64) ${TEXT},
  \`mark.text\` Array(Nullable(String)) ${TEXT},
  \`mark.is_shared\` Array(UInt8) ${TEXT},
  INDEX by_boot_id boot_id TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX by_run_id run_id TYPE bloom_filter(0.01) GRANULARITY 4,
  INDEX by_time started_at TYPE minmax GRANULARITY 1`,
};

/**
 * What readers that follow the fleet go by: when the server took a row, by its own clock. Rows of one insert differ, so
 * that they can be read in parts.
 */
export const BOOT_ARRIVALS: Addition = {
  columns: [
    [
      "arrived_at",
      "DateTime64(9, 'UTC') DEFAULT addNanoseconds(now64(9, 'UTC'), rowNumberInBlock()) CODEC(Delta, ZSTD(3))",
    ],
    ["is_explained", `UInt8 ${TEXT}`],
  ],
  indexes: [["by_arrival", "arrived_at TYPE minmax GRANULARITY 1"]],
};

/** Raw events of runs, packed as a host's own database has them: a row for each block. */
export const RUN_EVENT: Table = {
  name: "run_event",
  key: "(host_id, run_id, part)",
  shard: "cityHash64(host_id)",
  engine: "ReplacingMergeTree",
  replacedBy: "version",
  // Blocks of many runs are compressed together: what one run has in common with the next is told once.
  settings: "min_compress_block_size = 1048576, max_compress_block_size = 1048576",
  body: `  host_id LowCardinality(String) ${TEXT},
  run_id String ${TEXT},
  part UInt32 ${TEXT},
  parts UInt32 ${TEXT},
  version UInt64 CODEC(Delta, ZSTD(3)),
  first_at Int64 CODEC(Delta, ZSTD(3)),
  last_at Int64 CODEC(Delta, ZSTD(3)),
  events UInt32 ${TEXT},
  filed_boot_ids Array(String) ${TEXT},
  filed_events Array(UInt32) ${TEXT},
  form UInt8 ${TEXT},
  bytes String CODEC(ZSTD(6))`,
};

/**
 * As measured over 20,000 boots (`bench/fleet.ts`), bytes a boot. Gaps between spans are mostly none, which T64 hides:
 * 25 of 34. Numbers of processes in their namespace: 6 of 10. Inodes of namespaces of one container follow each other: 3
 * of 8. Boots of a container that runs on few hosts lie in few granules.
 */
export const BOOT_TUNING: Tuning = {
  codecs: [
    ["span.gap_ns", "ZSTD(3)"],
    ["process.nspid", NS_CODEC],
    ["namespaces", "Delta, ZSTD(3)"],
  ],
  indexes: [["by_container", "container TYPE bloom_filter(0.01) GRANULARITY 1"]],
};
/** Larger blocks, looked at harder: 269 of 288 bytes. A boot's events are read out of one block, some milliseconds. */
export const RUN_EVENT_TUNING: Tuning = {
  codecs: [
    ["bytes", "ZSTD(9)"],
    ["first_at", NS_CODEC],
    ["last_at", NS_CODEC],
  ],
  settings: "min_compress_block_size = 4194304, max_compress_block_size = 4194304",
};

/**
 * Events of a run that has one boot and one block, in the boot's row: no ids and instants are told twice. `events_main` is
 * alike from boot to boot, as far as the compression looks back; `events_odd` hardly ever is.
 */
export const BOOT_EVENTS: Addition = {
  columns: [
    ["events_form", `UInt8 ${TEXT}`],
    ["events_begin_own", `UInt8 ${TEXT}`],
    ["events_count", `UInt32 ${TEXT}`],
    ["events_own", `UInt32 ${TEXT}`],
    ["events_first_ns", `Int64 ${NS}`],
    ["events_last_ns", `Int64 ${NS}`],
    ["events_odd", "String CODEC(ZSTD(9))"],
    ["events_main", "String CODEC(ZSTD(9))"],
  ],
};
/**
 * As measured over 20,000 boots, bytes a boot: numbers of processes 2 of 3 each, versions likewise, what is looked at harder
 * 4 of 125 together. Events are compressed in blocks as large as those of `run_event`.
 */
export const BOOT_EVENTS_TUNING: Tuning = {
  codecs: [
    ...["launcher_tgid", "supervisor_tgid", "container_tgid", "version", "started_at"].map(
      (name) => [name, NS_CODEC] as const,
    ),
    ...["span.gap_ns", "command", "launcher_argv"].map((name) => [name, "ZSTD(9)"] as const),
    ...["span.ns", "process.start_offset_ns", "process.exit_offset_ns"].map(
      (name) => [name, "T64, ZSTD(9)"] as const,
    ),
  ],
  columnSettings: ["events_odd", "events_main"].map(
    (name) => [name, "min_compress_block_size = 4194304, max_compress_block_size = 4194304"] as const,
  ),
};

/** Bits of a version that tell the revision; those above tell the start of its shipper. */
export const REVISION_BITS = 38n;

/**
 * What other columns tell, 8 bytes a boot. A boot's instant and its time of day lie as far apart as those of all other boots
 * of the kernel; without a time of day it is the instant itself. Sums wrap around, as those of whoever writes it.
 */
export const REVISION: Derived = {
  name: "revision",
  type: "UInt64",
  as: `bitAnd(version, ${(1n << REVISION_BITS) - 1n})`,
};
export const CLOCK_OFFSET: Addition = { columns: [["clock_offset_ns", `Int64 ${TEXT}`]] };
const STARTED_NS = "ifNull(toUnixTimestamp64Nano(started_at), 0)";
export const START_AT: Derived = {
  name: "start_at",
  type: "Int64",
  as: `clock_offset_ns + ${STARTED_NS}`,
};
/** Of rows of before. Where `start_at` is told by it already, it stays as it is. */
export const CLOCK_OFFSETS = `clock_offset_ns = start_at - ${STARTED_NS}`;

/**
 * As measured over 60,000 boots, bytes a boot: stamps of arrival 2.6 of 3.8, as whole numbers that follow each other within
 * an insert; numbers of processes 14.3 of 15.4.
 */
export const BOOT_NUMBERS_TUNING: Tuning = {
  codecs: [
    ["arrived_at", "ZSTD(3)"],
    ["ready_offset_ns", "ZSTD(3)"],
    ["process.tgid", "Delta, ZSTD(9)"],
    ["process.ppid", "T64, ZSTD(9)"],
    ["process.nspid", "T64, ZSTD(9)"],
  ],
};

/**
 * A part of fewer bytes, as they are unpacked, is one file, and not one for each of the hundreds of columns and what belongs
 * to them: some 35,000 boots. As measured over 60,000 boots in parts of 8,000: a quarter of what inserts and merges took.
 */
export const BOOT_PARTS_TUNING: Tuning = {
  codecs: [],
  settings: "min_bytes_for_wide_part = 104857600",
  // Of 2,300 places of 19 million boots 14 were looked into for one that is not there, and half of the time was theirs.
  dropped: ["by_boot_id"],
  indexes: [["by_boot", "boot_id TYPE bloom_filter(0.001) GRANULARITY 1"]],
};

/** Texts of haco files, each once for a host: events and boots name them by their digest. */
export const HACO_TEXT: Table = {
  name: "haco_text",
  key: "(host_id, digest)",
  shard: "cityHash64(host_id)",
  engine: "ReplacingMergeTree",
  replacedBy: "",
  body: `  host_id LowCardinality(String) ${TEXT},
  digest String ${TEXT},
  text String ${TEXT}`,
};
