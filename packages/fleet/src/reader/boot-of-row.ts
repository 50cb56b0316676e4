import {
  instant,
  isReasonSlug,
  labelOfToday,
  omitUndefined,
  summaryOf,
  type Boot,
  type BootCause,
  type BootId,
  type BootProcess,
  type BootSample,
  type BootSummary,
  type Instant,
  type Mark,
  type Namespaces,
  type OciFacts,
  type ProcessEnd,
  type RunId,
  type SampledSpan,
  type Span,
} from "@hacotaki/core";
import type { BootRow, MarksRow, SampleRow, SummaryRow } from "./boot-columns.ts";

const HACONIWA = "haconiwa";
const text = (value: string) => (value === "" ? undefined : value);
const texts = (values: readonly string[]) => (values.length === 0 ? undefined : values);
const number = (value: string | null | undefined) =>
  value === null || value === undefined ? undefined : Number(value);
/** An instant by its offset from the boot's start. */
const after = (start: bigint, offset: string | null | undefined): Instant | undefined =>
  offset === null || offset === undefined ? undefined : instant(start + BigInt(offset));
const at = <Value>(values: readonly Value[], place: number): Value => {
  const value = values[place];
  if (value === undefined) throw new RangeError("columns of a row are of different lengths");
  return value;
};

function spansOf(row: SummaryRow): Span[] {
  let end = BigInt(row.start_at);
  return row["span.slug"].map((slug, place): Span => {
    const startAt = instant(end + BigInt(at(row["span.gap_ns"], place)));
    const ns = at(row["span.ns"], place);
    end = startAt + BigInt(ns ?? 0n);
    const to = at(row["span.ends_with"], place);
    const facts = {
      slug,
      label: labelOfToday(slug, at(row["span.label"], place)),
      // These columns hold what our shippers write.
      group: at(row["span.family"], place) as Span["group"],
      lane: at(row["span.lane"], place) as Span["lane"],
      onPath: at(row["span.on_path"], place) === 1,
      startAt,
      from: at(row["span.begins_with"], place),
    };
    const state = at(row["span.state"], place);
    if (state === "open") return { ...facts, state, ...omitUndefined({ to: text(to) }) };
    if (ns === null) throw new RangeError(`span ${slug} has ended, and nobody knows when`);
    if (state === "failed") return { ...facts, state, endAt: instant(end), to: "exit" };
    if (state === "closed") return { ...facts, state, endAt: instant(end), to };
    throw new RangeError(`span ${slug} is neither closed, failed nor open`);
  });
}

function causesOf(
  row: Pick<SummaryRow, "is_explained" | "cause.reason" | "cause.ns">,
): readonly BootCause[] | undefined {
  const slugs = row["cause.reason"];
  if (row.is_explained === 0 && slugs.length === 0) return undefined;
  return slugs.flatMap((slug, place) =>
    isReasonSlug(slug) ? { slug, ns: BigInt(at(row["cause.ns"], place)) } : [],
  );
}

function processEnd(
  code: string | null | undefined,
  signal: string | null | undefined,
): ProcessEnd | undefined {
  const end = omitUndefined({ code: number(code), signal: number(signal) });
  return Object.keys(end).length === 0 ? undefined : end;
}

function ociOf(row: SummaryRow): OciFacts | undefined {
  if (row.runtime === HACONIWA) return undefined;
  const labels = row.container_labels;
  return {
    runtime: row.runtime,
    ...omitUndefined({
      engine: text(row.engine),
      containerId: text(row.container_id),
      name: text(row.engine_name),
      image: text(row.image),
      bundle: text(row.bundle),
      pod: text(row.pod),
      labels: Object.keys(labels).length === 0 ? undefined : labels,
      runtimeExit: processEnd(row["runtime_exit_code"], row["runtime_exit_signal"]),
      engineExit: processEnd(row["engine_exit_code"], row["engine_exit_signal"]),
      clientAt: after(BigInt(row.start_at), row["client_offset_ns"]),
    }),
  };
}

/** Of the host; undefined where its shipper was told none. */
const labelsOf = ({ labels }: Pick<SummaryRow, "labels">) =>
  Object.keys(labels).length === 0 ? undefined : labels;

/** What rows of lists and rows of whole boots tell alike. */
function sharedOf(row: SummaryRow) {
  const start = BigInt(row.start_at);
  return {
    // These columns hold what our shippers write.
    id: row.boot_id as BootId,
    runId: row.run_id as RunId,
    hostId: row.host_id,
    hostName: row.host_name,
    sourceKind: row.source_kind as Boot["sourceKind"],
    container: row.container,
    generation: row.generation as Boot["generation"],
    outcome: row.outcome as Boot["outcome"],
    losses: row.losses as Boot["losses"],
    startAt: instant(start),
    startBy: row.start_by as Boot["startBy"],
    lineage: row.lineage as Boot["lineage"],
    markCount: Number(row.mark_count),
    ...omitUndefined({
      hostLabels: labelsOf(row),
      kernel: text(row.kernel),
      furthestPhase: text(row.furthest_phase),
      upAt: after(start, row.up_offset_ns),
      upBy: text(row.up_by) as Boot["upBy"],
      readyAt: after(start, row.ready_offset_ns),
      endAt: after(start, row.end_offset_ns),
      exitAt: after(start, row.exit_offset_ns),
      exitCode: number(row.exit_code),
      exitSignal: number(row.exit_signal),
      wallTime: row.wall_time === null ? undefined : BigInt(row.wall_time),
      hacoFile: text(row.haco_file),
      oci: ociOf(row),
    }),
  };
}

const asSummary = (row: SummaryRow, spans: readonly Span[], causes: Boot["causes"]) => {
  const { spans: mini, ...facts } = summaryOf(
    { ...sharedOf(row), spans, ...omitUndefined({ command: texts(row.command), causes }) } as Boot, // all that it reads of one
    BigInt(row.arrival),
  );
  return { ...facts, spans: mini };
};

/** A boot of a list. One whose spans make no sense says so, and costs the others nothing. */
export function summaryOfRow(row: SummaryRow): BootSummary {
  try {
    return asSummary(row, spansOf(row), causesOf(row));
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof SyntaxError)) throw error;
    return { ...asSummary(row, [], undefined), isDamaged: true };
  }
}

function namespacesOf({ namespaces }: BootRow): Namespaces | undefined {
  const [pid, pidForChildren, mnt, uts, ipc, net, user] = namespaces.map(Number);
  if (
    pid === undefined ||
    pidForChildren === undefined ||
    mnt === undefined ||
    uts === undefined ||
    ipc === undefined ||
    net === undefined ||
    user === undefined
  )
    return undefined;
  return { pid, pidForChildren, mnt, uts, ipc, net, user };
}

function processesOf(row: BootRow): BootProcess[] {
  const start = BigInt(row.start_at);
  return row["process.lane"].map((lane, place) => ({
    lane: lane as BootProcess["lane"], // as our shippers write it
    startAt: instant(start + BigInt(at(row["process.start_offset_ns"], place))),
    ...omitUndefined({
      tgid: number(row["process.tgid"][place]),
      ppid: number(row["process.ppid"][place]),
      nspid: number(row["process.nspid"][place]),
      comm: text(at(row["process.comm"], place)),
      execFile: text(at(row["process.exec_file"], place)),
      exitAt: after(start, row["process.exit_offset_ns"][place]),
      exitCode: number(row["process.exit_code"][place]),
      exitSignal: number(row["process.exit_signal"][place]),
    }),
  }));
}

/** A boot whole. @throws RangeError where the row makes no sense */
export function bootOfRow(row: BootRow, hacoText: string | undefined): Boot {
  return {
    ...sharedOf(row),
    kernelBootId: row.kernel_boot_id,
    containerSource: row.container_source as Boot["containerSource"], // as our shippers write it
    processes: processesOf(row),
    processCount: Number(row.process_count),
    spans: spansOf(row),
    ...omitUndefined({
      readyPort: number(row.ready_port),
      hacoHash: text(row.haco_hash),
      hacoText,
      launcherArgv: texts(row.launcher_argv),
      cwd: text(row.cwd),
      command: texts(row.command),
      hostname: text(row.hostname),
      cgroup: text(row.cgroup),
      rootfs: text(row.rootfs),
      mounts: number(row.mounts),
      namespaces: namespacesOf(row),
      launcherTgid: number(row.launcher_tgid),
      supervisorTgid: number(row.supervisor_tgid),
      containerTgid: number(row.container_tgid),
      causes: causesOf(row),
    }),
  };
}

/** The marks that the row has: the first ones of all. */
export function marksOfRow(row: MarksRow): Mark[] {
  const start = BigInt(row.start_at);
  return row["mark.offset_ns"].map((offset, place) => ({
    runId: row.run_id as RunId, // as our shippers write it
    at: instant(start + BigInt(offset)),
    seq: Number(at(row["mark.seq"], place)),
    lane: at(row["mark.lane"], place) as Mark["lane"],
    name: at(row["mark.name"], place),
    flag: Number(at(row["mark.flag"], place)),
    ...omitUndefined({
      bootId: at(row["mark.is_shared"], place) === 1 ? undefined : (row.boot_id as BootId),
      tgid: number(row["mark.tgid"][place]),
      text: row["mark.text"][place] ?? undefined,
    }),
  }));
}

/** A hostile host may name spans as it likes. */
const MOST_KINDS = 10_000;

/** Boots as statistics take them: what spans share is one object for all of them. */
export function createSampler(): (row: SampleRow) => BootSample {
  const kinds = new Map<string, SampledSpan>();

  function kindOf(row: SampleRow, place: number): SampledSpan {
    const slug = at(row["span.slug"], place);
    const label = at(row["span.label"], place);
    const group = at(row["span.family"], place) as SampledSpan["group"]; // as our shippers write it
    const onPath = at(row["span.on_path"], place) === 1;
    const key = `${slug}\0${label}\0${group}\0${onPath}`;
    const known = kinds.get(key);
    if (known !== undefined) return known;
    const kind = { slug, label: labelOfToday(slug, label), group, onPath };
    if (kinds.size < MOST_KINDS) kinds.set(key, kind);
    return kind;
  }
  const spansIn = (row: SampleRow): BootSample["spans"] =>
    row["span.state"].flatMap((state, place) => {
      const ns = row["span.ns"][place];
      // The list and the boot's own page say which is damaged.
      if (state !== "closed" || ns === null || ns === undefined) return [];
      return { kind: kindOf(row, place), duration: Number(ns) };
    });
  return (row) => ({
    id: row.boot_id as BootId, // as our shippers write it, and below
    container: row.container,
    hostId: row.host_id,
    hostName: row.host_name,
    outcome: row.outcome as Boot["outcome"],
    spans: spansIn(row),
    ...omitUndefined({
      hostLabels: labelsOf(row),
      wallTime: row.wall_time === null ? undefined : BigInt(row.wall_time),
      duration: number(row.boot_duration_ns),
      ready: number(row.ready_duration_ns),
      died: number(row.time_to_death_ns),
      hacoFile: text(row.haco_file),
      command: texts(row.command)?.join(" "),
      kernel: text(row.kernel),
      furthestPhase: text(row.furthest_phase),
      causes: causesOf(row),
      engine: text(row.engine),
      image: text(row.image),
      pod: text(row.pod),
      runtime: row.runtime === HACONIWA ? undefined : row.runtime,
      labels:
        Object.keys(row.container_labels).length === 0 ? undefined : JSON.stringify(row.container_labels),
    }),
  });
}
