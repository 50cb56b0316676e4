import { byteSource } from "./byte-source.ts";

const HEAD = 64 * 1024;
const NEWLINE = 0x0a;
const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN, CLOSE] = [0x5b, 0x5d, 0x7b, 0x7d];
const isBlank = (byte: number) => byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === NEWLINE;

/** Of another tool's file, which is read by its lines, whatever its layout. */
const CARRIES = /"(?:traceEvents|resourceSpans)"\s*:|"ph"\s*:\s*"/;

/** A list, or an object that begins on a line of its own. `[-766994008] Pass:` is a row of bpftrace. */
const OPENING = /^(?:\[\s*[\n{]|\{\s*\n)/;
const MAY_OPEN = /^(?:\[\s*(?:[\n{]|$)|\{\s*(?:\n|$))/;

const textOf = (head: Uint8Array) => new TextDecoder().decode(head).replace(/^[\uFEFF\0\s]+/, "");

/** Whether these are events as jq lays them out, over many lines or in a list, rather than one a line. */
function isLaidOut(head: Uint8Array): boolean {
  const text = textOf(head);
  return OPENING.test(text) && /"event"\s*:/.test(text) && !CARRIES.test(text);
}

/** Most files tell by their first line: a slow pipe need not be waited for. */
function tells(head: Uint8Array): boolean {
  if (head.length >= HEAD) return true;
  const text = textOf(head.subarray(0, 256));
  return text !== "" && !MAY_OPEN.test(text);
}

/** Brings each object of a list or a series onto one line, the one it began on; lists around them fall away. */
function createJoiner() {
  let depth = 0;
  let isText = false;
  let isEscaped = false;
  /** Line ends within the object, written after it so that the next lines keep their numbers. */
  let breaks = 0;
  let isAtLineStart = true;
  let hasWritten = false;
  let out: number[] = [];

  function endLine(): void {
    out.push(NEWLINE);
    hasWritten = false;
  }
  function endObject(): void {
    for (; breaks > 0; breaks--) endLine();
  }

  function outside(byte: number): void {
    if (byte === NEWLINE) return endLine();
    if (byte === OPEN) {
      if (hasWritten) endLine();
      depth = 1;
      breaks = 0;
    } else if (isBlank(byte) || byte === COMMA || byte === OPEN_LIST || byte === CLOSE_LIST) return;
    out.push(byte);
    hasWritten = true;
  }

  function inside(byte: number): void {
    if (byte === NEWLINE) {
      breaks++;
      // No text of JSON goes over a line's end: an object that was cut off ends with the next one's beginning.
      isText = false;
      isEscaped = false;
      return;
    }
    if (!isText && byte === OPEN && isAtLineStart) {
      endObject();
      depth = 0;
      return outside(byte);
    }
    out.push(byte);
    if (isEscaped) isEscaped = false;
    else if (isText) {
      if (byte === BACKSLASH) isEscaped = true;
      else if (byte === QUOTE) isText = false;
    } else if (byte === QUOTE) isText = true;
    else if (byte === OPEN || byte === OPEN_LIST) depth++;
    else if ((byte === CLOSE || byte === CLOSE_LIST) && --depth === 0) endObject();
  }

  return (chunk: Uint8Array): Uint8Array => {
    out = [];
    for (const byte of chunk) {
      if (depth === 0) outside(byte);
      else inside(byte);
      if (byte === NEWLINE) isAtLineStart = true;
      else if (!isBlank(byte)) isAtLineStart = false;
    }
    return Uint8Array.from(out);
  };
}

/** Event streams that jq or another tool laid out anew, as one event a line; everything else as it is. */
export async function* oneValueALine(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks = input[Symbol.asyncIterator]();
  const source = byteSource(chunks);
  try {
    const head = await source.peek(tells);
    const join = isLaidOut(head) ? createJoiner() : undefined;
    for (let chunk = await source.next(); chunk !== undefined; chunk = await source.next())
      yield join?.(chunk) ?? chunk;
  } finally {
    await chunks.return?.();
  }
}
