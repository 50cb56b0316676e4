import { crc32, createInflateRaw } from "node:zlib";
import { take, type ByteSource } from "./byte-source.ts";

/** RFC 1952 2.3: the method is always 8, and three of the flags must be zero. */
export const isGzip = (head: Uint8Array) =>
  head[0] === 0x1f && head[1] === 0x8b && (head[2] ?? 8) === 8 && ((head[3] ?? 0) & 0xe0) === 0;

const HEADER = 10;
const FLAG = { headerCrc: 0x02, extra: 0x04, name: 0x08, comment: 0x10 };

async function takeWhole(source: ByteSource, length: number): Promise<Uint8Array> {
  const bytes = await take(source, length);
  if (bytes.length < length) throw new Error("the file ends too early");
  return bytes;
}
const littleEndian = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

async function skipText(source: ByteSource): Promise<void> {
  for (;;) {
    const bytes = await source.next();
    if (bytes === undefined) throw new Error("the file ends too early");
    const end = bytes.indexOf(0);
    if (end !== -1) return source.unread(bytes.subarray(end + 1));
  }
}

async function skipHeader(source: ByteSource): Promise<void> {
  const flags = (await takeWhole(source, HEADER))[3] ?? 0;
  if ((flags & FLAG.extra) !== 0)
    await takeWhole(source, littleEndian(await takeWhole(source, 2)).getUint16(0, true));
  if ((flags & FLAG.name) !== 0) await skipText(source);
  if ((flags & FLAG.comment) !== 0) await skipText(source);
  if ((flags & FLAG.headerCrc) !== 0) await takeWhole(source, 2);
}

/** The bytes of one deflate stream; the source goes on behind it. */
async function* inflated(source: ByteSource): AsyncGenerator<Uint8Array> {
  const inflate = createInflateRaw({ chunkSize: 64 * 1024 });
  let fed = 0;
  let last: Uint8Array = new Uint8Array();
  let isOver = false;
  let wake: () => void = () => {};
  let failure: { readonly error: unknown } | undefined;
  const feeding = (async () => {
    while (!isOver) {
      const chunk = await source.next();
      if (chunk === undefined) return void inflate.end();
      // The producer may reuse its buffer while this one still waits.
      last = chunk.slice();
      fed += chunk.length;
      // It may not be taken: then `wake` ends the wait.
      await new Promise<void>((resolve) => {
        wake = resolve;
        inflate.write(last, () => resolve());
      });
      // What comes behind the stream's end is left.
      if (inflate.bytesWritten < fed) return;
    }
  })().catch((error: unknown) => {
    failure = { error };
    inflate.destroy();
  });
  let isWhole = false;
  try {
    for await (const part of inflate) yield part as Uint8Array;
    isWhole = true;
  } catch (error) {
    throw failure === undefined ? error : failure.error;
  } finally {
    isOver = true;
    wake();
    // A silent input would keep us here for ever.
    if (isWhole) await feeding;
  }
  source.unread(last.subarray(last.length - (fed - inflate.bytesWritten)));
}

/**
 * The bytes of one member of a gzip file (RFC 1952 2.2: it is a series of them); the source goes on behind it.
 * @throws an error for a damaged member, and what the source throws.
 */
export async function* gunzip(source: ByteSource): AsyncGenerator<Uint8Array> {
  await skipHeader(source);
  let sum = 0;
  let length = 0;
  for await (const part of inflated(source)) {
    sum = crc32(part, sum);
    length = (length + part.length) % 2 ** 32;
    yield part;
  }
  const trailer = littleEndian(await takeWhole(source, 8));
  if (trailer.getUint32(0, true) !== sum || trailer.getUint32(4, true) !== length)
    throw new Error("its checksum is wrong");
}
