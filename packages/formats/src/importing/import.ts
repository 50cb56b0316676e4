import type { BootEvent, Source } from "@hacotaki/core";
import type { Carrier } from "../readers/carrier.ts";
import { carrierOf, detect, readerOf } from "../readers/detect.ts";
import { FormatError } from "../format-error.ts";
import { bytesOf } from "../input/input.ts";
import { createIntake, type Intake } from "./intake.ts";
import { objectsOf } from "../input/json-line.ts";
import { plainLayout } from "../input/layout.ts";
import { createKnownRuns } from "./known-runs.ts";
import { linesOf, MAX_LINE_BYTES, type Line } from "../input/lines.ts";
import { startRecording, type Recording } from "./recording.ts";
import type { ImportOptions, ImportReport } from "./report.ts";
import { rejected, type FormatName, type LineReading, type Reader } from "../readers/reader.ts";
import type { ImportSink } from "./sink.ts";
import { createTally } from "./tally.ts";

/** So many lines are looked at, at least, before a file is given up as unknown. */
const HEAD_LINES = 200;

/**
 * Streams a file into a store: detects its format, keeps every good line, reports every bad one with its number.
 * Importing the same file again changes nothing; of a run the store knows already the union of events counts.
 * Memory is bounded whatever the file's size.
 * @throws FormatError when the file cannot be imported, or not to its end: what was read before is kept.
 */
// oxlint-disable-next-line eslint/max-lines-per-function -- one pass over one file: what was read so far decides what the next line means
export async function importStream(
  input: AsyncIterable<Uint8Array>,
  sink: ImportSink,
  options: ImportOptions,
): Promise<ImportReport> {
  const { signal, now, name: path } = options;
  const startedAt = now();
  const tally = createTally(options);
  const knownRuns = createKnownRuns(sink);
  const isCancelled = () => signal?.aborted === true;
  let format: FormatName | undefined = options.format;
  let reader: Reader | undefined = format && readerOf(format);
  let layout = plainLayout();
  let carrier: Carrier | undefined = format && carrierOf(format);
  let hasCarried = false;
  let head: Line[] = [];
  let intake: Intake | undefined;
  let recording: Recording | undefined;
  let lastRecording: number | undefined;

  /** A file that carries a stream for each boot has one recording for all of a source. */
  async function recordingOf(source: Source): Promise<Recording> {
    if (recording?.isOf(source) === true) return recording;
    await recording?.end(noteOfEnd());
    recording = await startRecording(source, { sink, path, now, startedAt });
    lastRecording = recording.id;
    return recording;
  }

  async function takeEvents(from: Reader, events: readonly BootEvent[]): Promise<void> {
    const source = from.source();
    if (source === undefined) throw new Error(`${format} has read an event but knows no source`);
    const { id, count } = await recordingOf(source);
    intake ??= createIntake({ source, sink, knownRuns, boots: tally.boots, recording: id });
    for (const event of events) {
      intake.push(event);
      count();
      tally.counts.events++;
    }
  }

  async function takeReading(from: Reader, line: Line, reading: LineReading): Promise<void> {
    switch (reading.kind) {
      case "noise":
        break;
      case "new-stream":
        await endStream();
        break;
      case "ignored":
        tally.counts.ignored++;
        break;
      case "rejected":
        tally.reject(line, reading.reason);
        if (reading.endsStream === true) await endStream();
        break;
      case "events":
        await takeEvents(from, reading.events);
    }
  }

  /** Of a line as it is, or of the lines of an event stream that it carries: each read only after the one before was taken. */
  function* readingsOf(from: Reader, { text, number }: Line): Generator<LineReading> {
    if (text === undefined) return yield rejected(`is longer than ${MAX_LINE_BYTES} bytes`);
    for (const whole of layout(text)) yield* readingsOfWhole(from, whole, number);
  }

  function* readingsOfWhole(from: Reader, text: string, number: number): Generator<LineReading> {
    if (carrier === undefined) {
      for (const part of format === "events" ? objectsOf(text) : [text]) yield from.read(part, number);
      return;
    }
    const { lines, isCut } = carrier.carried(text);
    if (lines.length > 0) hasCarried = true;
    for (const line of lines) yield from.read(line, number);
    if (isCut) yield rejected("ends within a text");
  }

  async function take(from: Reader, lines: readonly Line[]): Promise<void> {
    for (const line of lines) {
      tally.line(line);
      for (const reading of readingsOf(from, line)) await takeReading(from, line, reading);
    }
    await intake?.advance();
  }

  const noteOfEnd = () => {
    if (isCancelled()) return "the import was cancelled";
    const { rejected } = tally.counts;
    return rejected === 0 ? undefined : `${rejected} ${rejected === 1 ? "line" : "lines"} rejected`;
  };

  async function finishStream(): Promise<void> {
    const ending = intake;
    intake = undefined;
    await ending?.finish(!isCancelled());
  }

  async function endStream(): Promise<void> {
    await finishStream();
    if (carrier === undefined) await endRecording(noteOfEnd());
  }

  async function endRecording(note: string | undefined): Promise<void> {
    const ending = recording;
    recording = undefined;
    await ending?.end(note);
  }

  async function lookAtHead(isWhole: boolean): Promise<void> {
    if (reader !== undefined || (head.length < HEAD_LINES && !isWhole)) return;
    const detected = detect(head.map(({ text }) => text));
    format = detected.format;
    layout = detected.layout();
    reader = readerOf(format);
    carrier = carrierOf(format);
    const lines = head;
    head = [];
    await take(reader, lines);
  }

  async function end(failure?: string): Promise<void> {
    await finishStream();
    await endRecording(failure ?? noteOfEnd());
    tally.settle(await knownRuns.merge(isCancelled));
  }

  try {
    for await (const lines of linesOf(bytesOf(input, signal))) {
      if (reader === undefined) for (const line of lines) head.push(line);
      else await take(reader, lines);
      await lookAtHead(false);
      tally.tell(false);
    }
    if (!isCancelled()) await lookAtHead(true);
    await end();
    if (carrier !== undefined && !hasCarried && !isCancelled())
      throw new FormatError("not-importable", carrier.missing);
  } catch (error) {
    // What was read is kept, as far as the sink still takes it; of two failures the first one tells more.
    if (head.length > 0) await lookAtHead(true).catch(() => {});
    await end(`the import failed: ${error instanceof Error ? error.message : String(error)}`).catch(() => {});
    throw error;
  }
  tally.tell(true);
  return tally.report({ format, recording: lastRecording, wasCancelled: isCancelled() }, knownRuns.isKnown);
}
