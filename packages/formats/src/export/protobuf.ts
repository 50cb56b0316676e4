/*
 * Protocol buffers' wire format, as much of it as a trace needs. Small libraries write 64-bit integers as doubles, which
 * would round instants; here every integer is a bigint.
 * Source: "Encoding", protobuf.dev/programming-guides/encoding.
 */

/** A field's content: an unsigned integer, a text, or a nested message. */
type Content = bigint | string | readonly Field[];
export type Field = readonly [number: number, content: Content | undefined];

const VARINT = 0n;
const LENGTH_DELIMITED = 2n;
const encoder = new TextEncoder();

function pushVarint(bytes: number[], value: bigint): void {
  let rest = BigInt.asUintN(64, value);
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
}

function pushDelimited(bytes: number[], content: Iterable<number> & { readonly length: number }): void {
  pushVarint(bytes, BigInt(content.length));
  for (const byte of content) bytes.push(byte);
}

function pushMessage(bytes: number[], fields: readonly Field[]): void {
  for (const [number, content] of fields) {
    if (content === undefined) continue;
    const isInteger = typeof content === "bigint";
    pushVarint(bytes, (BigInt(number) << 3n) | (isInteger ? VARINT : LENGTH_DELIMITED));
    if (isInteger) pushVarint(bytes, content);
    else if (typeof content === "string") pushDelimited(bytes, encoder.encode(content));
    else {
      const nested: number[] = [];
      pushMessage(nested, content);
      pushDelimited(bytes, nested);
    }
  }
}

/** The bytes of a message. Fields without content are left out. */
export function message(fields: readonly Field[]): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  pushMessage(bytes, fields);
  return Uint8Array.from(bytes);
}
