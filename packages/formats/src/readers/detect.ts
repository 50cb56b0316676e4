import { bpftraceReader, isBpftraceRow } from "./bpftrace.ts";
import { chromeTraceCarrier, isChromeTraceLine, isOtlpLine, otlpCarrier, type Carrier } from "./carrier.ts";
import { eventsReader, isEventsLine } from "./events-reader.ts";
import { FormatError } from "../format-error.ts";
import { LAYOUTS, plainLayout, type Layout } from "../input/layout.ts";
import { MAX_LINE_BYTES } from "../input/lines.ts";
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

const fitting = (lines: readonly string[]): FormatName | undefined => {
  for (const line of lines) for (const [format, fits] of ROWS) if (fits(line)) return format;
  return undefined;
};

/**
 * The format of a file by its first lines (undefined: too long to be kept), and how they lie there; the first line that
 * fits a format decides.
 * @throws FormatError for a file that is empty, an aggregate, or nothing we know.
 */
export function detect(head: readonly (string | undefined)[]): {
  readonly format: FormatName;
  readonly layout: Layout;
} {
  const lines = head.filter((line) => line !== undefined);
  for (const layout of LAYOUTS) {
    const format = fitting(lines.flatMap(layout()));
    if (format !== undefined) return { format, layout };
  }
  return { format: withoutRows(head, lines), layout: plainLayout };
}

/** The format alone. */
export const detectFormat = (head: readonly (string | undefined)[]): FormatName => detect(head).format;

/** What a page calls it; a command line has an option for it. */
const AS_EVENTS = "as raw events";

/** Text files that are taken for a trace, and what is to be done with them instead. */
const FOREIGN: readonly (readonly [RegExp, string])[] = [
  [
    /^@(execve|listen)_+(count|avg|max|min)/,
    "this is hacoboot_sampler's summary: averages of many boots, from which no single boot can be told. Import a trace instead.",
  ],
  [
    /^boot,(run|container),/,
    "this is a table of boots or spans that hacotaki export wrote (CSV): what was derived, without the raw events. Export them as raw events.",
  ],
  [
    /^\s*\{"(boot|id)":"[0-9a-z]{16}","(run|container)":/,
    "this is a table of boots or spans that hacotaki export wrote (NDJSON): what was derived, without the raw events. Export them as raw events.",
  ],
  [
    /^\s*"(bootDurationNs|permalink|displayTimeUnit)"\s*:/,
    "this is JSON of what was derived of boots, as list, show or the API give it, without the raw events. Export them as raw events.",
  ],
  [/^[A-Za-z0-9+/]{60,76}$/, "this is Base64, not text as it was. Decode it first and import what is in it."],
  [
    /^\s*<(!doctype html|html|\?xml|svg)\b/i,
    "this is a web page or a picture, not a trace: a page in place of a download, or an export for people. Export boots as raw events.",
  ],
];

function withoutRows(head: readonly (string | undefined)[], lines: readonly string[]): FormatName {
  for (const [is, reason] of FOREIGN)
    if (lines.some((line) => is.test(line)))
      throw new FormatError("not-importable", reason.replace(AS_EVENTS, "with --format events"), {
        onPage: reason,
      });
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
  if (lines.every((line) => line.trim() === ""))
    throw new FormatError(
      "empty",
      lines.length === 0 ? "the file is empty." : "there is nothing in the file but blank lines.",
    );
  const reason = `no line of the beginning fits a known format. Known are ${LIST}`;
  throw new FormatError("unknown-format", `${reason}; name one with --format if the file begins unusually.`, {
    onPage: `${reason}.`,
  });
}
