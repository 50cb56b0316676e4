import { bpftraceReader, isBpftraceRow } from "./bpftrace.ts";
import { chromeTraceCarrier, isChromeTraceLine, isOtlpLine, otlpCarrier, type Carrier } from "./carrier.ts";
import { eventsReader, isEventsLine } from "./events-reader.ts";
import { FormatError } from "./format-error.ts";
import { MAX_LINE_BYTES } from "./lines.ts";
import { FORMATS, type FormatName, type Reader } from "./reader.ts";
import {
  isTrace011Row,
  isTextOnlyHeader,
  isTrace2019Row,
  isTraceHeader,
  trace011Reader,
  trace2019Reader,
} from "./trace.ts";

const READERS: Record<FormatName, () => Reader> = {
  events: eventsReader,
  "trace-2019": trace2019Reader,
  "trace-0.11": trace011Reader,
  bpftrace: bpftraceReader,
  otlp: eventsReader,
  "chrome-trace": eventsReader,
};
export const readerOf = (format: FormatName): Reader => READERS[format]();
const CARRIERS: Partial<Record<FormatName, () => Carrier>> = {
  otlp: otlpCarrier,
  "chrome-trace": chromeTraceCarrier,
};
/** What takes the event stream out of a file of this format; undefined where the file is read as it is. */
export const carrierOf = (format: FormatName): Carrier | undefined => CARRIERS[format]?.();

const ROWS: readonly (readonly [FormatName, (line: string) => boolean])[] = [
  ["otlp", isOtlpLine],
  ["chrome-trace", isChromeTraceLine],
  ["events", isEventsLine],
  ["trace-2019", isTrace2019Row],
  ["trace-0.11", isTrace011Row],
  ["bpftrace", isBpftraceRow],
];
const LIST = FORMATS.join(", ");

/**
 * The format of a file by its first lines (undefined: too long to be kept); the first line that fits one decides.
 * @throws FormatError for a file that is empty, an aggregate, or nothing we know.
 */
export function detectFormat(head: readonly (string | undefined)[]): FormatName {
  const lines = head.filter((line) => line !== undefined);
  for (const line of lines) for (const [format, fits] of ROWS) if (fits(line)) return format;
  if (lines.some((line) => /^@(execve|listen)_+(count|avg|max|min)/.test(line)))
    throw new FormatError(
      "not-importable",
      "this is hacoboot_sampler's summary: averages of many boots, from which no single boot can be told. Import a trace instead.",
    );
  if (lines.some(isTextOnlyHeader))
    throw new FormatError(
      "not-importable",
      "this is a trace of probe-misc alone, as trace_usdt.py prints it for a pid: texts without phases, from which no boot can be told. Import a trace of the program instead.",
    );
  // A trace of nothing is whole as well.
  if (lines.some(isTraceHeader)) return "trace-0.11";
  if (head.length > 0 && lines.length === 0)
    throw new FormatError(
      "unknown-format",
      `its lines are longer than ${MAX_LINE_BYTES} bytes. An OTLP or Trace Event file can be imported as hacotaki export wrote it, an event a line.`,
    );
  if (lines.every((line) => line.trim() === "")) throw new FormatError("empty", "the file is empty.");
  throw new FormatError(
    "unknown-format",
    `no line of the beginning fits a known format. Known are ${LIST}; name one with --format if the file begins unusually.`,
  );
}
