import { PassThrough, pipeline } from "node:stream";
import { createZstdDecompress } from "node:zlib";
import { atLeast, byteSource, type ByteSource } from "./byte-source.ts";
import { FormatError } from "../format-error.ts";
import { gunzip, isGzip } from "./gunzip.ts";
import { joined } from "./joined.ts";
import { refuseForeign } from "./magic.ts";

/** What a compressed file may grow to, at most: times its size, and in all. Event streams shrink to a thirtieth. */
const MAX_RATIO = 200;
const MAX_BYTES = 64 * 1024 ** 3;
const FREE_BYTES = 4 * 1024 ** 2;
/** A file that was compressed again and again is somebody's joke. */
const MAX_DEPTH = 3;
const GZIP_HEAD = 4;
/** Where a tar archive names itself. */
const HEAD = 512;
const NEWLINE = 0x0a;

const ZSTD = [0x28, 0xb5, 0x2f, 0xfd];
/** Frames to be skipped, as some tools write them in front: 0x184D2A50 to 5F. */
const isZstd = (head: Uint8Array) =>
  ZSTD.every((byte, at) => head[at] === byte) ||
  ((head[0] ?? 0) >> 4 === 5 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18);

/** Where a gzip member begins within text: its first two bytes are none. -1 where none does. */
function gzipWithin(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(0x1f); at !== -1; at = bytes.indexOf(0x1f, at + 1))
    if (at + GZIP_HEAD <= bytes.length && isGzip(bytes.subarray(at, at + GZIP_HEAD))) return at;
  return -1;
}

/** Text up to the next compressed part: streams are joined as they lie there. */
async function* plain(source: ByteSource): AsyncGenerator<Uint8Array> {
  for (let chunk = await source.next(); chunk !== undefined; chunk = await source.next()) {
    const at = gzipWithin(chunk);
    if (at !== -1) {
      source.unread(chunk.slice(at));
      yield chunk.subarray(0, at);
      return;
    }
    // A member may begin in this chunk and show in the next one.
    const rest = chunk.lastIndexOf(0x1f);
    if (rest === -1 || rest + GZIP_HEAD <= chunk.length) yield chunk;
    else {
      const kept = chunk.slice(rest);
      yield chunk.subarray(0, rest);
      const more = await source.next();
      if (more === undefined) return yield kept;
      source.unread(joined([kept, more]));
    }
  }
}

async function* unzstd(source: ByteSource): AsyncGenerator<Uint8Array> {
  const input = async function* () {
    for (let chunk = await source.next(); chunk !== undefined; chunk = await source.next()) yield chunk;
  };
  let failure: unknown;
  const output = new PassThrough();
  pipeline(input, createZstdDecompress(), output, (error) => {
    failure = error;
  });
  try {
    for await (const part of output) yield part as Uint8Array;
  } catch (error) {
    throw failure ?? error;
  }
}

/** Tape and block devices fill up with zeros. */
async function skipZeros(source: ByteSource): Promise<void> {
  for (let chunk = await source.next(); chunk !== undefined; chunk = await source.next()) {
    const at = chunk.findIndex((byte) => byte !== 0);
    if (at !== -1) return source.unread(chunk.subarray(at));
  }
}

/** Refuses what grows beyond what a trace compresses to; a failure of the input itself is passed on as it is. */
function weighed(source: ByteSource, inputFailure: () => unknown) {
  let packed = 0;
  let unpacked = 0;
  let part = 0;
  const counted: ByteSource = {
    ...source,
    async next() {
      const chunk = await source.next();
      packed += chunk?.length ?? 0;
      return chunk;
    },
    unread(bytes) {
      packed -= bytes.length;
      source.unread(bytes);
    },
  };
  async function* grown(parts: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
    part++;
    try {
      for await (const chunk of parts) {
        unpacked += chunk.length;
        if (unpacked > MAX_BYTES || (unpacked > FREE_BYTES && unpacked > packed * MAX_RATIO))
          throw new FormatError(
            "too-large",
            `the compressed file grows beyond ${MAX_RATIO} times its size: no trace does. Unpack and look at it first.`,
          );
        yield chunk;
      }
    } catch (error) {
      const failed = inputFailure();
      if (failed !== undefined) throw failed;
      if (error instanceof FormatError) throw error;
      const which = part === 1 ? "" : ` (its part ${part})`;
      throw new FormatError(
        "not-importable",
        `the compressed file is damaged${which}: it cannot be unpacked to its end. What could be read of it is kept.`,
        { cause: error },
      );
    }
  }
  return { counted, grown };
}

/** All parts of a file one after the other: compressed ones, and text between them. */
async function* parts(source: ByteSource, inputFailure: () => unknown): AsyncGenerator<Uint8Array> {
  const { counted, grown } = weighed(source, inputFailure);
  for (;;) {
    const head = await counted.peek(atLeast(GZIP_HEAD));
    if (head.length === 0) return;
    if (isGzip(head) && head.length >= 2) yield* grown(gunzip(counted));
    else if (isZstd(head)) yield* grown(unzstd(counted));
    else {
      yield* plain(counted);
      continue;
    }
    await skipZeros(counted);
  }
}

async function* unpackedFrom(
  source: ByteSource,
  inputFailure: () => unknown,
  within: readonly string[] = [],
): AsyncGenerator<Uint8Array> {
  const head = await source.peek((bytes) => bytes.length >= HEAD || bytes.includes(NEWLINE));
  refuseForeign(head, within);
  const isPacked = isGzip(head) || isZstd(head);
  const unpacked = parts(source, inputFailure);
  if (!isPacked) return yield* unpacked;
  if (within.length === MAX_DEPTH)
    throw new FormatError("not-importable", `the file is compressed more than ${MAX_DEPTH} times over.`);
  const command = isGzip(head) ? "gzip -dc FILE" : "zstd -dc FILE";
  yield* unpackedFrom(byteSource(unpacked), inputFailure, [...within, command]);
}

/**
 * The bytes of a file as they were before gzip or zstd, with every member and frame of it.
 * @throws FormatError "too-large" for a bomb, "not-importable" for a damaged or foreign file; and what the input throws.
 */
export async function* unpacked(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks = input[Symbol.asyncIterator]();
  let failure: unknown;
  const watched: AsyncIterator<Uint8Array> = {
    async next() {
      try {
        return await chunks.next();
      } catch (error) {
        failure = error;
        throw error;
      }
    },
  };
  try {
    yield* unpackedFrom(byteSource(watched), () => failure);
  } finally {
    await chunks.return?.();
  }
}
