import { joined } from "./joined.ts";

/** A longer line is no event of any format we read. */
export const MAX_LINE_BYTES = 1024 * 1024;

/** `text` is undefined for a line longer than `MAX_LINE_BYTES`, which is not kept. `bytes` counts the line end. */
export type Line = { readonly number: number; readonly text: string | undefined; readonly bytes: number };

const NEWLINE = 0x0a;
/** Padding of preallocated files and of blocks; a byte order mark, of files that were joined; ends as terminals see them. */
const AROUND = /^[\0\uFEFF]+|[\0\r]+$/g;

/**
 * Lines of a byte stream, a batch for each chunk: LF or CRLF, the last one with or without its end. Zeros and byte order
 * marks around a line are no part of it. Invalid UTF-8 becomes U+FFFD. Memory is bounded by one chunk and one line.
 */
export async function* linesOf(input: AsyncIterable<Uint8Array>): AsyncGenerator<Line[]> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let number = 0;
  let parts: Uint8Array[] = [];
  let length = 0;
  /** Zeros before a line, which may be many: they are not kept. */
  let padding = 0;

  function finish(ended: number): Line {
    number++;
    const bytes = padding + length + ended;
    padding = 0;
    const tooLong = length > MAX_LINE_BYTES;
    const text = tooLong ? undefined : decoder.decode(joined(parts)).replace(AROUND, "");
    const line = { number, text, bytes };
    parts = [];
    length = 0;
    return line;
  }
  function keep(given: Uint8Array): void {
    const zeros = length > 0 ? 0 : given.findIndex((byte) => byte !== 0);
    const skipped = zeros === -1 ? given.length : zeros;
    padding += skipped;
    const part = given.subarray(skipped);
    length += part.length;
    if (length <= MAX_LINE_BYTES) parts.push(part);
    else parts = [];
  }

  for await (const chunk of input) {
    const lines: Line[] = [];
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      keep(chunk.subarray(from, at));
      lines.push(finish(1));
      from = at + 1;
    }
    // The producer may reuse its buffer: what waits for the next chunk is copied.
    if (from < chunk.length) keep(chunk.slice(from));
    yield lines;
  }
  if (length + padding > 0) yield [finish(0)];
}
