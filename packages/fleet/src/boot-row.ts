import {
  namespaceInodes,
  type Boot,
  type BootProcess,
  type Mark,
  type ProcessEnd,
  type Span,
} from "@hacotaki/core";
import type { ShippedBoot } from "@hacotaki/store";

/** What every row of a shipper says: where it stands among others of the same boot, and what its host is. */
export type RowPlace = {
  readonly version: bigint;
  readonly labels: Readonly<Record<string, string>>;
};

/** Integers as JSON takes them: a string where a double would round it. */
type Int = number | string;

const LEAST_INT64 = -(2n ** 63n);
const MOST_INT64 = 2n ** 63n - 1n;

/** What is beyond 64 bits is as far as they go: a hostile import says anything. */
function int(value: bigint): Int {
  if (value >= LEAST_INT64 && value <= MOST_INT64) {
    const narrow = Number(value);
    return Number.isSafeInteger(narrow) ? narrow : value.toString();
  }
  return (value < 0n ? LEAST_INT64 : MOST_INT64).toString();
}
const intOfNumber = (value: number): Int =>
  Number.isSafeInteger(value) ? value : int(BigInt(Math.trunc(value)));
const count = (value: number | undefined): Int | null => (value === undefined ? null : intOfNumber(value));

/** Half a pair of UTF-16 is no text to ClickHouse. */
const text = (value: string | undefined): string =>
  value === undefined ? "" : value.isWellFormed() ? value : value.toWellFormed();
const texts = (values: readonly string[] | undefined): readonly string[] => (values ?? []).map(text);
const record = (values: Readonly<Record<string, string>> | undefined) =>
  Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [text(name), text(value)]));

const SECOND = 1_000_000_000n;
/** What a DateTime64 of nanoseconds holds. */
const MOST_TIME = 9_200_000_000n * SECOND;

/** UTC ns → seconds with their fraction; none where it is beyond what a column holds. */
const timeOf = (ns: bigint | undefined): string | null =>
  ns === undefined || ns < 0n || ns > MOST_TIME
    ? null
    : `${ns / SECOND}.${(ns % SECOND).toString().padStart(9, "0")}`;

/** A mark's text is cut off here; raw events have the whole. */
const MOST_MARK_TEXT = 1_000;

/** Spans by columns: the gap to the end of the one before is mostly none. */
function spanColumns(start: bigint, spans: readonly Span[]) {
  let end = start;
  const gaps: Int[] = [];
  const lengths: (Int | null)[] = [];
  for (const span of spans) {
    const length = span.state === "open" ? undefined : span.endAt - span.startAt;
    gaps.push(int(span.startAt - end));
    lengths.push(length === undefined ? null : int(length));
    end = span.startAt + (length ?? 0n);
  }
  return {
    "span.slug": spans.map(({ slug }) => text(slug)),
    "span.label": spans.map(({ label }) => text(label)),
    "span.family": spans.map(({ group }) => group),
    "span.lane": spans.map(({ lane }) => lane),
    "span.on_path": spans.map(({ onPath }) => (onPath ? 1 : 0)),
    "span.state": spans.map(({ state }) => state),
    "span.begins_with": spans.map(({ from }) => text(from)),
    "span.ends_with": spans.map(({ to }) => text(to)),
    "span.gap_ns": gaps,
    "span.ns": lengths,
  };
}

function processColumns(start: bigint, processes: readonly BootProcess[]) {
  return {
    "process.tgid": processes.map(({ tgid }) => count(tgid)),
    "process.ppid": processes.map(({ ppid }) => count(ppid)),
    "process.nspid": processes.map(({ nspid }) => count(nspid)),
    "process.lane": processes.map(({ lane }) => lane),
    "process.comm": processes.map(({ comm }) => text(comm)),
    "process.exec_file": processes.map(({ execFile }) => text(execFile)),
    "process.start_offset_ns": processes.map(({ startAt }) => int(startAt - start)),
    "process.exit_offset_ns": processes.map(({ exitAt }) =>
      exitAt === undefined ? null : int(exitAt - start),
    ),
    "process.exit_code": processes.map(({ exitCode }) => count(exitCode)),
    "process.exit_signal": processes.map(({ exitSignal }) => count(exitSignal)),
  };
}

function markColumns(start: bigint, marks: readonly Mark[]) {
  return {
    "mark.offset_ns": marks.map(({ at }) => int(at - start)),
    "mark.seq": marks.map(({ seq }) => intOfNumber(seq)),
    "mark.tgid": marks.map(({ tgid }) => count(tgid)),
    "mark.lane": marks.map(({ lane }) => lane),
    "mark.name": marks.map(({ name }) => text(name)),
    "mark.flag": marks.map(({ flag }) => intOfNumber(flag)),
    "mark.text": marks.map((mark) =>
      mark.text === undefined ? null : text(mark.text.slice(0, MOST_MARK_TEXT)),
    ),
    "mark.is_shared": marks.map(({ bootId }) => (bootId === undefined ? 1 : 0)),
  };
}

const endColumns = (of: "runtime" | "engine", end: ProcessEnd | undefined) => ({
  [`${of}_exit_code`]: count(end?.code),
  [`${of}_exit_signal`]: count(end?.signal),
});

function ociColumns({ oci, startAt }: Boot) {
  return {
    runtime: text(oci?.runtime ?? "haconiwa"),
    engine: text(oci?.engine),
    image: text(oci?.image),
    pod: text(oci?.pod),
    container_id: text(oci?.containerId),
    engine_name: text(oci?.name),
    bundle: text(oci?.bundle),
    container_labels: record(oci?.labels),
    ...endColumns("runtime", oci?.runtimeExit),
    ...endColumns("engine", oci?.engineExit),
    client_offset_ns: oci?.clientAt === undefined ? null : int(oci.clientAt - startAt),
  };
}

/** A boot as a row of `boot`. Offsets count from the boot's start. */
export function bootRow({ boot, revision, marks }: ShippedBoot, { version, labels }: RowPlace) {
  const { startAt, namespaces: ns, causes = [] } = boot;
  const offset = (at: bigint | undefined) => (at === undefined ? null : int(at - startAt));
  return {
    host_id: text(boot.hostId),
    kernel_boot_id: text(boot.kernelBootId),
    boot_id: boot.id,
    version: version.toString(),
    is_deleted: 0,
    revision: int(revision),
    run_id: boot.runId,
    host_name: text(boot.hostName),
    labels,
    kernel: text(boot.kernel),
    source_kind: boot.sourceKind,
    container: text(boot.container),
    container_source: boot.containerSource,
    generation: boot.generation,
    ...ociColumns(boot),
    outcome: boot.outcome,
    losses: boot.losses,
    furthest_phase: text(boot.furthestPhase),
    lineage: boot.lineage,
    started_at: timeOf(boot.wallTime),
    start_at: int(startAt),
    start_by: boot.startBy,
    up_offset_ns: offset(boot.upAt),
    up_by: boot.upBy ?? "",
    end_offset_ns: offset(boot.endAt),
    exit_offset_ns: offset(boot.exitAt),
    ready_offset_ns: offset(boot.readyAt),
    ready_port: count(boot.readyPort),
    exit_code: count(boot.exitCode),
    exit_signal: count(boot.exitSignal),
    haco_file: text(boot.hacoFile),
    haco_hash: text(boot.hacoHash),
    launcher_argv: texts(boot.launcherArgv),
    command: texts(boot.command),
    cwd: text(boot.cwd),
    hostname: text(boot.hostname),
    cgroup: text(boot.cgroup),
    rootfs: text(boot.rootfs),
    mounts: count(boot.mounts),
    namespaces: ns === undefined ? [] : namespaceInodes(ns),
    launcher_tgid: count(boot.launcherTgid),
    supervisor_tgid: count(boot.supervisorTgid),
    container_tgid: count(boot.containerTgid),
    process_count: boot.processCount,
    mark_count: boot.markCount,
    is_explained: boot.causes === undefined ? 0 : 1,
    "cause.reason": causes.map(({ slug }) => slug),
    "cause.ns": causes.map((cause) => int(cause.ns)),
    ...spanColumns(startAt, boot.spans),
    ...processColumns(startAt, boot.processes),
    ...markColumns(startAt, marks),
  };
}
