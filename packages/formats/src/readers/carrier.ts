import { EVENT_ARGUMENT } from "../export/chrome-trace.ts";
import { EVENTS_KEY } from "../export/otlp.ts";

/**
 * A file of another tool's format that carries an event stream: its lines hold the lines of the stream, as JSON texts.
 * `carried` is called with every line in order, whatever the file's layout: tokens of JSON never span lines.
 */
export type Carrier = {
  /** Lines of the event stream in this line; with `isCut` the line ends within one of its texts. */
  carried(line: string): { readonly lines: readonly string[]; readonly isCut: boolean };
  /** Why the file cannot be imported, when no line of it carried anything. */
  readonly missing: string;
};

/** A text, a punctuation mark, or the quote of a text that the line does not end. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:,]|"/g;

/** Finds the texts of a JSON file that are the value of a member. */
function textsOf(onText: (member: string, text: string) => void) {
  let text = "";
  let member = "";
  let isValue = false;
  return (line: string): { readonly isCut: boolean } => {
    for (const [token] of line.matchAll(TOKEN)) {
      if (token === '"') return { isCut: true };
      if (token === ":") {
        member = text;
        isValue = true;
        continue;
      }
      if (token.length > 1) {
        if (isValue) onText(member, token);
        text = token;
      }
      isValue = false;
    }
    return { isCut: false };
  };
}

/** The text behind a JSON token; undefined for escapes that JSON does not know. */
function unquoted(token: string): string | undefined {
  try {
    return JSON.parse(token) as string; // it begins and ends with a quote
  } catch {
    return undefined;
  }
}

function carrier(missing: string, isCarried: () => (member: string, token: string) => boolean): Carrier {
  const isEvent = isCarried();
  let lines: string[] = [];
  const read = textsOf((member, token) => {
    if (isEvent(member, token)) lines.push(unquoted(token) ?? token);
  });
  return {
    missing,
    carried(line) {
      lines = [];
      const { isCut } = read(line);
      return { lines, isCut };
    },
  };
}

/** Attribute values after the attribute's key, up to the next key: names of attributes are never taken from a boot. */
export const otlpCarrier = (): Carrier =>
  carrier(
    `this is an OTLP file without ${EVENTS_KEY}, the attribute of a scope in which hacotaki writes the raw events of a boot. Durations of spans alone do not tell which process passed which phase when, and no boot can be derived from them. Import an event stream, or an OTLP file that hacotaki export wrote.`,
    () => {
      let isInside = false;
      return (member, token) => {
        if (member === '"key"') isInside = token === `"${EVENTS_KEY}"`;
        return isInside && member === '"stringValue"';
      };
    },
  );

export const chromeTraceCarrier = (): Carrier =>
  carrier(
    `this is a Trace Event file without ${EVENT_ARGUMENT}, the argument of metadata events in which hacotaki writes the raw events of a boot. Durations of spans alone do not tell which process passed which phase when, and no boot can be derived from them. Import an event stream, or a Trace Event file that hacotaki export wrote.`,
    () => (member) => member === `"${EVENT_ARGUMENT}"`,
  );

export const isOtlpLine = (line: string) => /"resourceSpans"\s*:/.test(line.slice(0, 4096));
/** The object form names its list first, as a rule; the list form has an event at once. */
export const isChromeTraceLine = (line: string) => {
  const head = line.slice(0, 4096);
  return (
    /"traceEvents"\s*:/.test(head) || (/^\s*[[{]/.test(head) && /"ph"\s{0,4}:\s{0,4}"[A-Za-z]"/.test(head))
  );
};
