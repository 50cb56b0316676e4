/**
 * How columns of a boot are asked for: integers of 64 bits as texts, for JSON would round them. Names are those of the
 * row that comes.
 */
const int = (name: string) => `toString(${name}) AS ${name}`;
const ints = (name: string) => `CAST(\`${name}\`, 'Array(String)') AS \`${name}\``;
const optionalInts = (name: string) => `CAST(\`${name}\`, 'Array(Nullable(String))') AS \`${name}\``;
const plain = (name: string) => `\`${name}\``;

const SPANS = [
  ...["slug", "label", "family", "lane", "on_path", "state", "begins_with", "ends_with"].map((name) =>
    plain(`span.${name}`),
  ),
  ints("span.gap_ns"),
  optionalInts("span.ns"),
];
const CAUSES = [plain("is_explained"), plain("cause.reason"), ints("cause.ns")];

/** ns, UTC; NULL where the trace had no clock. */
const WALL_TIME = "toString(toUnixTimestamp64Nano(started_at)) AS wall_time";
const ARRIVAL = "toString(toUnixTimestamp64Nano(arrived_at)) AS arrival";

const OCI = [
  "runtime",
  "engine",
  "image",
  "pod",
  "container_id",
  "engine_name",
  "bundle",
  "container_labels",
];
const OCI_ENDS = [
  ...["runtime_exit_code", "runtime_exit_signal", "engine_exit_code", "engine_exit_signal"],
  "client_offset_ns",
];

/** What every boot of a list has. */
const SHARED = [
  ...[
    "boot_id",
    "run_id",
    "host_id",
    "host_name",
    "labels",
    "kernel",
    "source_kind",
    "container",
    "generation",
  ].map(plain),
  ...["outcome", "losses", "furthest_phase", "lineage", "start_by", "up_by", "haco_file", "command"].map(
    plain,
  ),
  ...["start_at", "up_offset_ns", "end_offset_ns", "exit_offset_ns", "ready_offset_ns"].map(int),
  ...["exit_code", "exit_signal", "mark_count"].map(int),
  ...OCI.map(plain),
  ...OCI_ENDS.map(int),
  WALL_TIME,
  ARRIVAL,
  ...CAUSES,
  ...SPANS,
];

const WHOLE = [
  ...["kernel_boot_id", "container_source", "haco_hash", "launcher_argv", "cwd", "hostname", "cgroup"].map(
    plain,
  ),
  plain("rootfs"),
  ...["ready_port", "mounts", "launcher_tgid", "supervisor_tgid", "container_tgid", "process_count"].map(int),
  ints("namespaces"),
  ...["tgid", "ppid", "nspid"].map((name) => optionalInts(`process.${name}`)),
  ...["lane", "comm", "exec_file"].map((name) => plain(`process.${name}`)),
  ints("process.start_offset_ns"),
  ...["exit_offset_ns", "exit_code", "exit_signal"].map((name) => optionalInts(`process.${name}`)),
];

const MARKS = [
  ...["offset_ns", "seq", "flag"].map((name) => ints(`mark.${name}`)),
  optionalInts("mark.tgid"),
  ...["lane", "name", "text", "is_shared"].map((name) => plain(`mark.${name}`)),
];

/** What statistics take of a boot: as little as they can, for they take millions. */
export const SAMPLE_COLUMNS = [
  ...[
    "boot_id",
    "host_id",
    "host_name",
    "labels",
    "kernel",
    "container",
    "outcome",
    "furthest_phase",
    "haco_file",
  ].map(plain),
  ...["command", "runtime", "engine", "image", "pod", "container_labels"].map(plain),
  ...["boot_duration_ns", "ready_duration_ns", "time_to_death_ns"].map(int),
  WALL_TIME,
  ...CAUSES,
  ...["slug", "label", "family", "on_path", "state"].map((name) => plain(`span.${name}`)),
  optionalInts("span.ns"),
].join(", ");

export const SUMMARY_COLUMNS = SHARED.join(", ");
export const BOOT_COLUMNS = [...SHARED, ...WHOLE].join(", ");
export const MARK_COLUMNS = [
  ...["boot_id", "run_id", "host_id", "kernel_boot_id", "host_name", "kernel", "source_kind"].map(plain),
  ...["start_at", "mark_count"].map(int),
  WALL_TIME,
  ARRIVAL,
  ...MARKS,
].join(", ");

type Int = string;
type Ends = Readonly<Record<(typeof OCI_ENDS)[number], Int | null>>;

/** A boot of a list, as it comes. An empty text says nothing. */
export type SummaryRow = Ends & {
  readonly boot_id: string;
  readonly run_id: string;
  readonly host_id: string;
  readonly host_name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly kernel: string;
  readonly source_kind: string;
  readonly container: string;
  readonly generation: string;
  readonly outcome: string;
  readonly losses: readonly string[];
  readonly furthest_phase: string;
  readonly lineage: string;
  readonly start_by: string;
  readonly up_by: string;
  readonly haco_file: string;
  readonly command: readonly string[];
  readonly start_at: Int;
  readonly up_offset_ns: Int | null;
  readonly end_offset_ns: Int | null;
  readonly exit_offset_ns: Int | null;
  readonly ready_offset_ns: Int | null;
  readonly exit_code: Int | null;
  readonly exit_signal: Int | null;
  readonly mark_count: Int;
  readonly runtime: string;
  readonly engine: string;
  readonly image: string;
  readonly pod: string;
  readonly container_id: string;
  readonly engine_name: string;
  readonly bundle: string;
  readonly container_labels: Readonly<Record<string, string>>;
  readonly wall_time: Int | null;
  readonly arrival: Int;
  readonly is_explained: number;
  readonly "cause.reason": readonly string[];
  readonly "cause.ns": readonly Int[];
  readonly "span.slug": readonly string[];
  readonly "span.label": readonly string[];
  readonly "span.family": readonly string[];
  readonly "span.lane": readonly string[];
  readonly "span.on_path": readonly number[];
  readonly "span.state": readonly string[];
  readonly "span.begins_with": readonly string[];
  readonly "span.ends_with": readonly string[];
  readonly "span.gap_ns": readonly Int[];
  readonly "span.ns": readonly (Int | null)[];
};

/** A boot for statistics, as it comes. */
export type SampleRow = Pick<
  SummaryRow,
  | "boot_id"
  | "host_id"
  | "host_name"
  | "labels"
  | "kernel"
  | "container"
  | "outcome"
  | "furthest_phase"
  | "haco_file"
  | "command"
  | "runtime"
  | "engine"
  | "image"
  | "pod"
  | "container_labels"
  | "wall_time"
  | "is_explained"
  | "cause.reason"
  | "cause.ns"
  | "span.slug"
  | "span.label"
  | "span.family"
  | "span.on_path"
  | "span.state"
  | "span.ns"
> & {
  readonly boot_duration_ns: Int | null;
  readonly ready_duration_ns: Int | null;
  readonly time_to_death_ns: Int | null;
};

/** A boot with all of its facts, as it comes. */
export type BootRow = SummaryRow & {
  readonly kernel_boot_id: string;
  readonly container_source: string;
  readonly haco_hash: string;
  readonly launcher_argv: readonly string[];
  readonly cwd: string;
  readonly hostname: string;
  readonly cgroup: string;
  readonly rootfs: string;
  readonly ready_port: Int | null;
  readonly mounts: Int | null;
  readonly launcher_tgid: Int | null;
  readonly supervisor_tgid: Int | null;
  readonly container_tgid: Int | null;
  readonly process_count: Int;
  readonly namespaces: readonly Int[];
  readonly "process.tgid": readonly (Int | null)[];
  readonly "process.ppid": readonly (Int | null)[];
  readonly "process.nspid": readonly (Int | null)[];
  readonly "process.lane": readonly string[];
  readonly "process.comm": readonly string[];
  readonly "process.exec_file": readonly string[];
  readonly "process.start_offset_ns": readonly Int[];
  readonly "process.exit_offset_ns": readonly (Int | null)[];
  readonly "process.exit_code": readonly (Int | null)[];
  readonly "process.exit_signal": readonly (Int | null)[];
};

/** Where a boot's marks are, and the first of them. */
export type MarksRow = Pick<
  BootRow,
  | "boot_id"
  | "run_id"
  | "host_id"
  | "kernel_boot_id"
  | "host_name"
  | "kernel"
  | "source_kind"
  | "start_at"
  | "mark_count"
  | "wall_time"
  | "arrival"
> & {
  readonly "mark.offset_ns": readonly Int[];
  readonly "mark.seq": readonly Int[];
  readonly "mark.flag": readonly Int[];
  readonly "mark.tgid": readonly (Int | null)[];
  readonly "mark.lane": readonly string[];
  readonly "mark.name": readonly string[];
  readonly "mark.text": readonly (string | null)[];
  readonly "mark.is_shared": readonly number[];
};

const NEWEST_OF_EACH = "ORDER BY version DESC LIMIT 1 BY host_id, kernel_boot_id, boot_id";
/** Versions that are told of by `holdingOfFew`. Of so many at most the engine reads other columns once it knows which. */
const MOST_VERSIONS = 10_000;

/** Of hosts that boots can be of whose hash is as it `is`: the engine finds these among the rows of few, by its key. */
export const atPlaces = (is: string): string =>
  `host_id GLOBAL IN (SELECT host_id FROM {db:Identifier}.boot_place WHERE boot_hash ${is})`;

/**
 * The one version of each boot that holds, of those that the conditions find: for conditions on what never changes of a
 * boot (its id, host, kernel boot), where an index leads to few rows. All others ask the view, which looks at every row.
 */
export const holding = (conditions: string): string =>
  `(SELECT *, start_at FROM {db:Identifier}.boot WHERE ${conditions} ${NEWEST_OF_EACH}) WHERE is_deleted = 0`;

/**
 * The same of one boot, or of some that lie far apart, in half the time: which rows are wanted is known before the columns
 * are read. Of boots with more versions than anybody has those are missing that have the earliest: ask `holding` for them.
 */
export const holdingOfFew = (conditions: string): string =>
  `(SELECT * FROM (SELECT *, start_at FROM {db:Identifier}.boot WHERE ${conditions} ORDER BY version DESC LIMIT ${MOST_VERSIONS}) ${NEWEST_OF_EACH}) WHERE is_deleted = 0`;

/** Looks for some as `holdingOfFew` finds them at their places, and for those that are not known by then as `holding` does. */
export async function lookForFew<Each>(
  wanted: readonly Each[],
  { placed, anywhere }: { readonly placed: string; readonly anywhere: string },
  look: (which: readonly Each[], from: string) => Promise<void>,
  isKnown: (each: Each) => boolean,
): Promise<void> {
  await look(wanted, holdingOfFew(placed));
  const missing = wanted.filter((each) => !isKnown(each));
  if (missing.length > 0) await look(missing, holding(anywhere));
}
