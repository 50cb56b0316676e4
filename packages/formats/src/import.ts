import type { BootEvent } from "@hacotaki/core";
import { detectFormat, readerOf } from "./detect.ts";
import { bytesOf } from "./input.ts";
import { createIntake, type Intake } from "./intake.ts";
import { createKnownRuns } from "./known-runs.ts";
import { linesOf, MAX_LINE_BYTES, type Line } from "./lines.ts";
import type { ImportOptions, ImportReport } from "./report.ts";
import { rejected, type FormatName, type LineReading, type Reader } from "./reader.ts";
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
export async function importStream(
  input: AsyncIterable<Uint8Array>,
  sink: ImportSink,
  options: ImportOptions,
): Promise<ImportReport> {
  const { signal, now, name: path } = options;
  const tally = createTally(options);
  const knownRuns = createKnownRuns(sink);
  const isCancelled = () => signal?.aborted === true;
  let format: FormatName | undefined = options.format;
  let reader: Reader | undefined = format && readerOf(format);
  let head: Line[] = [];
  let intake: Intake | undefined;
  let recording: number | undefined;

  function takeEvent(from: Reader, event: BootEvent): void {
    const source = from.source();
    if (source === undefined) throw new Error(`${format} has read an event but knows no source`);
    intake ??= createIntake({ source, sink, knownRuns, boots: tally.boots, path, now });
    recording = intake.recording;
    intake.push(event);
    tally.counts.events++;
  }

  async function takeLine(from: Reader, line: Line): Promise<void> {
    const reading: LineReading =
      line.text === undefined
        ? rejected(`is longer than ${MAX_LINE_BYTES} bytes`)
        : from.read(line.text, line.number);
    switch (reading.kind) {
      case "noise":
        break;
      case "new-stream":
        await endStream(undefined);
        break;
      case "ignored":
        tally.counts.ignored++;
        break;
      case "rejected":
        tally.reject(line, reading.reason);
        break;
      case "events":
        for (const event of reading.events) takeEvent(from, event);
    }
  }

  async function take(from: Reader, lines: readonly Line[]): Promise<void> {
    for (const line of lines) {
      tally.line(line);
      await takeLine(from, line);
    }
    await intake?.advance();
  }

  const noteOfEnd = () => {
    if (isCancelled()) return "the import was cancelled";
    const { rejected } = tally.counts;
    return rejected === 0 ? undefined : `${rejected} ${rejected === 1 ? "line" : "lines"} rejected`;
  };

  async function endStream(failure: string | undefined): Promise<void> {
    const ending = intake;
    intake = undefined;
    await ending?.finish(!isCancelled());
    ending?.end(failure ?? noteOfEnd());
  }

  async function detect(isWhole: boolean): Promise<void> {
    if (reader !== undefined || (head.length < HEAD_LINES && !isWhole)) return;
    format = detectFormat(head.flatMap(({ text }) => text ?? []));
    reader = readerOf(format);
    const lines = head;
    head = [];
    await take(reader, lines);
  }

  async function end(failure?: string): Promise<void> {
    await endStream(failure);
    tally.settle(await knownRuns.merge(isCancelled));
  }

  try {
    for await (const lines of linesOf(bytesOf(input, signal))) {
      if (reader === undefined) head.push(...lines);
      else await take(reader, lines);
      await detect(false);
      tally.tell(false);
    }
    if (!isCancelled()) await detect(true);
    await end();
  } catch (error) {
    // What was read is kept, as far as the sink still takes it; of two failures the first one tells more.
    await end(`the import failed: ${error instanceof Error ? error.message : String(error)}`).catch(() => {});
    throw error;
  }
  tally.tell(true);
  return tally.report({ format, recording, wasCancelled: isCancelled() }, knownRuns.isKnown);
}
