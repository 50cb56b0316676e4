import {
  namespaceInodes,
  type Boot,
  type BootProcess,
  type BootCause,
  type Mark,
  type ProcessEnd,
  type Span,
} from "@hacotaki/core";
import type { ShippedBoot } from "@hacotaki/store";
import type { RowTimes } from "./boot-instants.ts";
import type { EventsBeside } from "./events-beside.ts";
import { column, listColumn, type Column } from "./native/block.ts";
import {
  BLOB,
  INT64,
  listOf,
  MAP,
  nullable,
  STRING,
  TIME,
  UINT32,
  UINT64,
  UINT8,
  WORD,
  type Type,
} from "./native/types.ts";

/** A boot as it is sent: where it stands among others of the same boot, and what its host is. */
export type SentBoot = ShippedBoot & {
  readonly version: bigint;
  readonly labels: Readonly<Record<string, string>>;
  readonly times: RowTimes;
  /** Where `run_event` does not have them. */
  readonly events?: EventsBeside;
};

const OPTIONAL_INT64 = nullable(INT64, 0);
const OPTIONAL_TIME = nullable(TIME, 0n);
const OPTIONAL_STRING = nullable(STRING, "");
const WORDS = listOf(WORD);
const STRINGS = listOf(STRING);

const LEAST_INT64 = -(2n ** 63n);
const MOST_INT64 = 2n ** 63n - 1n;
const SECOND = 1_000_000_000n;
/** What a DateTime64 of nanoseconds holds. */
const MOST_TIME = 9_200_000_000n * SECOND;
/** None where it is beyond what a column holds. */
const timeOf = (ns: bigint | undefined): bigint | undefined =>
  ns === undefined || ns < 0n || ns > MOST_TIME ? undefined : ns;

const asInt64 = (value: bigint) =>
  value < LEAST_INT64 ? LEAST_INT64 : value > MOST_INT64 ? MOST_INT64 : value;
/** From the time of day to the instant, of which the column `start_at` makes the instant: as sums of 64 bits wrap around. */
const clockOffset = ({ startAt, wallTime }: Boot) =>
  BigInt.asIntN(64, asInt64(startAt) - (timeOf(wallTime) ?? 0n));

/** A mark's text is cut off here; raw events have the whole. */
const MOST_MARK_TEXT = 1_000;

const of = <Value>(name: string, type: Type<Value>, value: (boot: Boot, row: SentBoot) => Value) =>
  column<SentBoot, Value>(name, type, (row) => value(row.boot, row));
const word = (name: string, value: (boot: Boot) => string | undefined) =>
  of(name, WORD, (boot) => value(boot) ?? "");
const text = (name: string, value: (boot: Boot) => string | undefined) =>
  of(name, STRING, (boot) => value(boot) ?? "");
const number = (name: string, value: (boot: Boot) => number | undefined) => of(name, OPTIONAL_INT64, value);
const time = (name: string, at: (times: RowTimes) => number | bigint | undefined) =>
  of(name, OPTIONAL_INT64, (_, { times }) => at(times));
const end = (whose: "runtime" | "engine", value: (boot: Boot) => ProcessEnd | undefined) => [
  number(`${whose}_exit_code`, (boot) => value(boot)?.code),
  number(`${whose}_exit_signal`, (boot) => value(boot)?.signal),
];

const NO_EVENTS: Pick<EventsBeside, "count" | "own" | "firstNs" | "lastNs" | "odd" | "main"> = {
  ...{ count: 0, own: 0, firstNs: 0, lastNs: 0, odd: Buffer.of(), main: Buffer.of() },
};
const events = <Value>(name: string, type: Type<Value>, value: (of: typeof NO_EVENTS) => Value) =>
  of(`events_${name}`, type, (_, row) => value(row.events ?? NO_EVENTS));

const listed =
  <Item>(family: string, items: (row: SentBoot) => readonly Item[]) =>
  <Value>(name: string, type: Type<Value>, value: (item: Item) => Value) =>
    listColumn(`${family}.${name}`, type, items, value);

const span = listed<Span>("span", ({ boot }) => boot.spans);
const process = listed<BootProcess>("process", ({ boot }) => boot.processes);
const mark = listed<Mark>("mark", ({ marks }) => marks);
const cause = listed<BootCause>("cause", ({ boot }) => boot.causes ?? []);
const times = <Value>(name: string, type: Type<Value>, value: (of: RowTimes) => readonly Value[]) =>
  of(name, listOf(type), (_, row) => value(row.times));

/** A row of `boot`. Offsets count from the boot's start. */
export const BOOT_COLUMNS: readonly Column<SentBoot>[] = [
  word("host_id", (boot) => boot.hostId),
  word("kernel_boot_id", (boot) => boot.kernelBootId),
  text("boot_id", (boot) => boot.id),
  of("version", UINT64, (_, { version }) => version),
  of("is_deleted", UINT8, () => 0),
  text("run_id", (boot) => boot.runId),
  word("host_name", (boot) => boot.hostName),
  of("labels", MAP, (_, { labels }) => labels),
  word("kernel", (boot) => boot.kernel),
  word("source_kind", (boot) => boot.sourceKind),
  word("container", (boot) => boot.container),
  word("container_source", (boot) => boot.containerSource),
  word("generation", (boot) => boot.generation),
  word("runtime", ({ oci }) => oci?.runtime ?? "haconiwa"),
  word("engine", ({ oci }) => oci?.engine),
  word("image", ({ oci }) => oci?.image),
  text("pod", ({ oci }) => oci?.pod),
  text("container_id", ({ oci }) => oci?.containerId),
  text("engine_name", ({ oci }) => oci?.name),
  text("bundle", ({ oci }) => oci?.bundle),
  of("container_labels", MAP, ({ oci }) => oci?.labels ?? {}),
  ...end("runtime", ({ oci }) => oci?.runtimeExit),
  ...end("engine", ({ oci }) => oci?.engineExit),
  of("client_offset_ns", OPTIONAL_INT64, ({ oci, startAt }) =>
    oci?.clientAt === undefined ? undefined : oci.clientAt - startAt,
  ),
  word("outcome", (boot) => boot.outcome),
  of("losses", WORDS, (boot) => boot.losses),
  word("furthest_phase", (boot) => boot.furthestPhase),
  word("lineage", (boot) => boot.lineage),
  of("started_at", OPTIONAL_TIME, (boot) => timeOf(boot.wallTime)),
  of("clock_offset_ns", INT64, clockOffset),
  word("start_by", (boot) => boot.startBy),
  time("up_offset_ns", ({ up }) => up),
  word("up_by", (boot) => boot.upBy),
  time("end_offset_ns", ({ end }) => end),
  time("exit_offset_ns", ({ exit }) => exit),
  time("ready_offset_ns", ({ ready }) => ready),
  number("ready_port", (boot) => boot.readyPort),
  number("exit_code", (boot) => boot.exitCode),
  number("exit_signal", (boot) => boot.exitSignal),
  word("haco_file", (boot) => boot.hacoFile),
  word("haco_hash", (boot) => boot.hacoHash),
  of("launcher_argv", STRINGS, (boot) => boot.launcherArgv ?? []),
  of("command", STRINGS, (boot) => boot.command ?? []),
  text("cwd", (boot) => boot.cwd),
  text("hostname", (boot) => boot.hostname),
  text("cgroup", (boot) => boot.cgroup),
  text("rootfs", (boot) => boot.rootfs),
  number("mounts", (boot) => boot.mounts),
  of("namespaces", listOf(UINT64), ({ namespaces }) =>
    namespaces === undefined ? [] : namespaceInodes(namespaces).map(BigInt),
  ),
  number("launcher_tgid", (boot) => boot.launcherTgid),
  number("supervisor_tgid", (boot) => boot.supervisorTgid),
  number("container_tgid", (boot) => boot.containerTgid),
  of("process_count", INT64, (boot) => boot.processCount),
  of("mark_count", INT64, (boot) => boot.markCount),
  of("is_explained", UINT8, ({ causes }) => (causes === undefined ? 0 : 1)),
  cause("reason", WORD, ({ slug }) => slug),
  cause("ns", INT64, ({ ns }) => ns),
  span("slug", WORD, ({ slug }) => slug),
  span("label", WORD, ({ label }) => label),
  span("family", WORD, ({ group }) => group),
  span("lane", WORD, ({ lane }) => lane),
  span("on_path", UINT8, ({ onPath }) => (onPath ? 1 : 0)),
  span("state", WORD, ({ state }) => state),
  span("begins_with", WORD, ({ from }) => from),
  span("ends_with", WORD, ({ to }) => to ?? ""),
  times("span.gap_ns", INT64, ({ gaps }) => gaps),
  times("span.ns", OPTIONAL_INT64, ({ lengths }) => lengths),
  process("tgid", OPTIONAL_INT64, ({ tgid }) => tgid),
  process("ppid", OPTIONAL_INT64, ({ ppid }) => ppid),
  process("nspid", OPTIONAL_INT64, ({ nspid }) => nspid),
  process("lane", WORD, ({ lane }) => lane),
  process("comm", WORD, ({ comm }) => comm ?? ""),
  process("exec_file", WORD, ({ execFile }) => execFile ?? ""),
  times("process.start_offset_ns", INT64, ({ starts }) => starts),
  times("process.exit_offset_ns", OPTIONAL_INT64, ({ exits }) => exits),
  process("exit_code", OPTIONAL_INT64, ({ exitCode }) => exitCode),
  process("exit_signal", OPTIONAL_INT64, ({ exitSignal }) => exitSignal),
  of("mark.offset_ns", listOf(INT64), ({ startAt }, { marks }) => marks.map(({ at }) => at - startAt)),
  mark("seq", INT64, ({ seq }) => seq),
  mark("tgid", OPTIONAL_INT64, ({ tgid }) => tgid),
  mark("lane", WORD, ({ lane }) => lane),
  mark("name", WORD, ({ name }) => name),
  mark("flag", INT64, ({ flag }) => flag),
  mark("text", OPTIONAL_STRING, (each) => each.text?.slice(0, MOST_MARK_TEXT)),
  mark("is_shared", UINT8, ({ bootId }) => (bootId === undefined ? 1 : 0)),
  of("events_form", UINT8, (_, row) => row.events?.form ?? 0),
  of("events_begin_own", UINT8, (_, row) => (row.events?.beginsWithOwn === true ? 1 : 0)),
  events("count", UINT32, ({ count }) => count),
  events("own", UINT32, ({ own }) => own),
  events("first_ns", INT64, ({ firstNs }) => firstNs),
  events("last_ns", INT64, ({ lastNs }) => lastNs),
  events("odd", BLOB, ({ odd }) => odd),
  events("main", BLOB, ({ main }) => main),
];
