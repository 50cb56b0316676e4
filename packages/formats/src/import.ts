import {
  createAssembler,
  deriveRun,
  instant,
  type Assembler,
  type BootEvent,
  type BootId,
  type Changes,
  type RunId,
  type Source,
} from "@hacotaki/core";
import { detectFormat, readerOf } from "./detect.ts";
import { gunzip, isGzip } from "./gunzip.ts";
import { linesOf, MAX_LINE_BYTES, type Line } from "./lines.ts";
import type { FormatName, Reader } from "./reader.ts";

/** What an import writes to. `@hacotaki/store`'s writer is one. */
export type ImportSink = {
  startRecording(recording: {
    readonly kind: Source["kind"];
    readonly hostId: string;
    readonly hostName: string;
    readonly kernelBootId: string;
    readonly kernel?: string;
    readonly path: string;
    readonly generation?: string;
    readonly probes: readonly string[];
    readonly hasKernelEvents: boolean;
    readonly wallOffset?: bigint;
    readonly startedAt: bigint;
  }): number;
  touchRecording(
    id: number,
    state: { readonly seenAt: bigint; readonly events: bigint; readonly dropped: bigint },
  ): void;
  endRecording(id: number, state: { readonly endedAt: bigint; readonly note?: string }): void;
  save(changes: Changes, recording: number): void;
  hasRun(runId: RunId): boolean;
  findRun(runId: RunId): { readonly source: Source; readonly events: readonly BootEvent[] } | undefined;
  replaceDerived(runId: RunId, changes: Changes): void;
};

export type RejectedLine = { readonly line: number; readonly reason: string; readonly excerpt: string };
export type ImportProgress = {
  readonly bytes: number;
  readonly lines: number;
  readonly events: number;
  readonly boots: number;
  readonly rejected: number;
};
export type ImportOptions = {
  /** The file's name, for the recording. */
  readonly name: string;
  readonly format?: FormatName;
  /** UTC ns, for the recording: core and formats read no clock. */
  readonly now: () => bigint;
  /** How many rejected lines are kept with number and reason; all are counted. */
  readonly rejectLimit?: number;
  readonly onProgress?: (progress: ImportProgress) => void;
  readonly onRejected?: (line: RejectedLine) => void;
  /** What was imported until then stays. */
  readonly signal?: AbortSignal;
};
export type ImportReport = ImportProgress & {
  /** Undefined for an import that was cancelled before its format was known. */
  readonly format: FormatName | undefined;
  readonly ignored: number;
  readonly rejectedLines: readonly RejectedLine[];
  /** At most 1,000 of them. */
  readonly bootIds: readonly BootId[];
  readonly recording: number | undefined;
  readonly wasCancelled: boolean;
};

const REJECT_LIMIT = 100;
const EXCERPT = 120;
const MAX_IDS = 1_000;
/** The format shows in the beginning of a file; so does what surrounds it. */
const HEAD_LINES = 200;
/** Events are ordered within this much stream time, and at most this many wait. */
const SLACK = 2_000_000_000n;
const MAX_WAITING = 50_000;
const BATCH = 5_000;

/**
 * Streams a file into a store: detects its format, keeps every good line, reports every bad one with its number.
 * Importing the same file again changes nothing; of a run the store knows already the union of events counts.
 * Memory is bounded whatever the file's size.
 * @throws FormatError when nothing of the file can be imported.
 */
export async function importStream(
  input: AsyncIterable<Uint8Array>,
  sink: ImportSink,
  options: ImportOptions,
): Promise<ImportReport> {
  const counts = { bytes: 0, lines: 0, events: 0, boots: 0, rejected: 0, ignored: 0 };
  const rejectedLines: RejectedLine[] = [];
  const boots = new Set<BootId>();
  const knownRuns = new Set<RunId>();
  const newRuns = new Set<RunId>();
  const isAborted = () => options.signal?.aborted === true;
  let format = options.format;
  let reader: Reader | undefined = format && readerOf(format);
  let head: Line[] = [];
  let intake: { readonly assembler: Assembler; readonly recording: number } | undefined;
  let waiting: BootEvent[] = [];
  let queued = 0;
  let newest = 0n;

  function reject({ number, text }: Line, reason: string): void {
    counts.rejected++;
    const rejected = { line: number, reason, excerpt: (text ?? "").slice(0, EXCERPT) };
    if (rejectedLines.length >= (options.rejectLimit ?? REJECT_LIMIT)) return;
    rejectedLines.push(rejected);
    options.onRejected?.(rejected);
  }

  function start(source: Source) {
    const recording = sink.startRecording({
      kind: source.kind,
      hostId: source.hostId,
      hostName: source.hostName,
      kernelBootId: source.kernelBootId,
      ...(source.kernel === undefined ? {} : { kernel: source.kernel }),
      path: options.name,
      probes: [],
      hasKernelEvents: source.hasKernelEvents,
      ...(source.wallOffset === undefined ? {} : { wallOffset: source.wallOffset }),
      startedAt: options.now(),
    });
    return { assembler: createAssembler(source), recording };
  }

  function save(changes: Changes, recording: number): void {
    for (const { runId } of changes.events)
      if (!newRuns.has(runId) && !knownRuns.has(runId)) (sink.hasRun(runId) ? knownRuns : newRuns).add(runId);
    // A run the store knows gets its events now, and its boots from the union of events at the end.
    const isNew = ({ runId }: { readonly runId: RunId }) => !knownRuns.has(runId);
    for (const { id } of changes.boots) {
      counts.boots += boots.has(id) ? 0 : 1;
      boots.add(id);
    }
    sink.save(
      {
        ...changes,
        runs: changes.runs.filter(({ id }) => !knownRuns.has(id)),
        boots: changes.boots.filter(isNew),
        marks: changes.marks.filter(isNew),
      },
      recording,
    );
  }

  function flush(): void {
    const source = reader?.source();
    if (waiting.length === 0 || source === undefined) return;
    intake ??= start(source);
    for (const { at } of waiting) if (at > newest) newest = at;
    intake.assembler.push(waiting);
    queued += waiting.length;
    waiting = [];
    const changes = intake.assembler.advance(instant(queued > MAX_WAITING ? newest : newest - SLACK));
    if (queued > MAX_WAITING) queued = 0;
    save(changes, intake.recording);
  }

  function take(line: Line): void {
    counts.lines++;
    counts.bytes += line.bytes;
    if (line.text === undefined) return reject(line, `is longer than ${MAX_LINE_BYTES} bytes`);
    const reading = reader?.read(line.text, line.number);
    if (reading === undefined || reading.kind === "noise") return;
    if (reading.kind === "ignored") counts.ignored++;
    else if (reading.kind === "rejected") reject(line, reading.reason);
    else {
      counts.events += reading.events.length;
      waiting.push(...reading.events);
      if (waiting.length >= BATCH) flush();
    }
  }

  function detect(isWhole: boolean): void {
    if (head.length < HEAD_LINES && !isWhole) return;
    format = detectFormat(head.flatMap(({ text }) => text ?? []));
    reader = readerOf(format);
    const lines = head;
    head = [];
    for (const line of lines) take(line);
  }

  /** Only runs the store knew before are read back: their boots are derived from all that is known of them now. */
  function merge(): void {
    for (const runId of knownRuns) {
      const run = sink.findRun(runId);
      if (run !== undefined) sink.replaceDerived(runId, deriveRun(run.source, run.events));
    }
  }

  for await (const lines of linesOf(await unpacked(input))) {
    if (isAborted()) break;
    for (const line of lines) {
      if (reader === undefined) head.push(line);
      else take(line);
    }
    if (reader === undefined) detect(false);
    options.onProgress?.(counts);
  }
  if (reader === undefined && !isAborted()) detect(true);
  flush();
  if (intake) {
    save(
      isAborted() ? intake.assembler.advance(instant(newest)) : intake.assembler.finish(),
      intake.recording,
    );
    merge();
    const now = options.now();
    sink.touchRecording(intake.recording, { seenAt: now, events: BigInt(counts.events), dropped: 0n });
    sink.endRecording(intake.recording, {
      endedAt: now,
      ...(isAborted()
        ? { note: "the import was cancelled" }
        : counts.rejected > 0
          ? { note: `${counts.rejected} lines rejected` }
          : {}),
    });
  }
  options.onProgress?.(counts);
  return {
    ...counts,
    format,
    rejectedLines,
    bootIds: [...boots].slice(0, MAX_IDS),
    recording: intake?.recording,
    wasCancelled: isAborted(),
  };
}

async function unpacked(input: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const chunks = input[Symbol.asyncIterator]();
  const first = await chunks.next();
  const whole = (async function* () {
    if (first.done) return;
    yield first.value;
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
  })();
  return first.done !== true && isGzip(first.value) ? gunzip(whole) : whole;
}
