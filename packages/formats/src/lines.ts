import { joined } from "./joined.ts";

/** A longer line is no event of any format we read. */
export const MAX_LINE_BYTES = 1024 * 1024;

/** `text` is undefined for a line longer than `MAX_LINE_BYTES`, which is not kept. `bytes` counts the line end. */
export type Line = { readonly number: number; readonly text: string | undefined; readonly bytes: number };

const NEWLINE = 0x0a;
const BOM = "\uFEFF";

/**
 * Lines of a byte stream, a batch for each chunk: LF or CRLF, the last one with or without its end.
 * Invalid UTF-8 becomes U+FFFD. Memory is bounded by one chunk and one line.
 */
export async function* linesOf(input: AsyncIterable<Uint8Array>): AsyncGenerator<Line[]> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let number = 0;
  let parts: Uint8Array[] = [];
  let length = 0;

  function finish(bytes: number): Line {
    number++;
    const tooLong = length > MAX_LINE_BYTES;
    let text = tooLong ? undefined : decoder.decode(joined(parts));
    if (number === 1 && text?.startsWith(BOM)) text = text.slice(1);
    if (text?.endsWith("\r")) text = text.slice(0, -1);
    const line = { number, text, bytes };
    parts = [];
    length = 0;
    return line;
  }
  function keep(part: Uint8Array): void {
    length += part.length;
    if (length <= MAX_LINE_BYTES) parts.push(part);
    else parts = [];
  }

  for await (const chunk of input) {
    const lines: Line[] = [];
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      keep(chunk.subarray(from, at));
      lines.push(finish(length + 1));
      from = at + 1;
    }
    // The producer may reuse its buffer: what waits for the next chunk is copied.
    if (from < chunk.length) keep(chunk.slice(from));
    yield lines;
  }
  if (length > 0) yield [finish(length)];
}
