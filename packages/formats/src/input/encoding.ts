import { byteSource } from "./byte-source.ts";

type Encoding = "utf-8" | "utf-16le" | "utf-16be";

const HEAD = 4096;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
/** So many bytes tell a text in UTF-16 by its zeros, where it has no byte order mark. */
const TELLING = 16;

/** Every other byte of English text in UTF-16 is zero. */
function zerosAt(head: Uint8Array, odd: 0 | 1): boolean {
  for (let at = 0; at + 1 < head.length && at < HEAD; at += 2)
    if ((head[at + odd] === 0) === false || head[at + 1 - odd] === 0) return false;
  return head.length >= TELLING;
}

function encodingOf(head: Uint8Array): Encoding {
  const [first, second] = head;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  const beginning = head.subarray(0, TELLING);
  if (zerosAt(beginning, 1)) return "utf-16le";
  return zerosAt(beginning, 0) ? "utf-16be" : "utf-8";
}

/** Text whose lines end with CR alone has no LF in its beginning. */
const hasReturnsAlone = (head: Uint8Array) => head.includes(RETURN) && !head.includes(NEWLINE);

async function* decoded(chunks: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  const encoder = new TextEncoder();
  for await (const chunk of chunks) yield encoder.encode(decoder.decode(chunk, { stream: true }));
  yield encoder.encode(decoder.decode());
}

/**
 * Text as it comes from common tools, in UTF-8 with LF: PowerShell's `>` writes UTF-16, old ones end lines with CR.
 * Text that is in UTF-8 already is passed on as it is.
 */
export async function* asUtf8(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks = input[Symbol.asyncIterator]();
  const source = byteSource(chunks);
  const rest = async function* (from: typeof source) {
    for (let chunk = await from.next(); chunk !== undefined; chunk = await from.next()) yield chunk;
  };
  try {
    const first = await source.peek((bytes) => bytes.length >= TELLING);
    const encoding = encodingOf(first);
    const text = encoding === "utf-8" ? source : byteSource(decoded(rest(source), encoding));
    const head = await text.peek((bytes) => bytes.length >= HEAD || bytes.includes(NEWLINE));
    const isReturned = hasReturnsAlone(head);
    for await (const chunk of rest(text))
      yield isReturned ? chunk.map((byte) => (byte === RETURN ? NEWLINE : byte)) : chunk;
  } finally {
    await chunks.return?.();
  }
}
