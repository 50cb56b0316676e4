import { FormatError } from "./format-error.ts";

/** What a compressed file may grow to, at most: times its size, and in all. Event streams shrink to a thirtieth. */
const MAX_RATIO = 200;
const MAX_BYTES = 64 * 1024 ** 3;
const FREE_BYTES = 4 * 1024 ** 2;

export const isGzip = (head: Uint8Array) => head[0] === 0x1f && head[1] === 0x8b;

/**
 * The bytes of a gzip stream, refused when they grow beyond what a trace compresses to.
 * @throws FormatError "too-large" for a bomb, "not-importable" for a damaged stream; and what the input throws.
 */
export async function* gunzip(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let packed = 0;
  let unpacked = 0;
  let inputFailure: { readonly error: unknown } | undefined;
  const chunks = input[Symbol.asyncIterator]();
  const counted = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      try {
        const next = await chunks.next();
        if (next.done) return controller.close();
        packed += next.value.length;
        controller.enqueue(new Uint8Array(next.value));
      } catch (error) {
        inputFailure = { error };
        throw error;
      }
    },
    async cancel() {
      await chunks.return?.();
    },
  });
  try {
    for await (const chunk of counted.pipeThrough(new DecompressionStream("gzip"))) {
      unpacked += chunk.length;
      if (unpacked > MAX_BYTES || (unpacked > FREE_BYTES && unpacked > packed * MAX_RATIO))
        throw new FormatError(
          "too-large",
          `the compressed file grows beyond ${MAX_RATIO} times its size: no trace does. Unpack and look at it first.`,
        );
      yield chunk;
    }
  } catch (error) {
    if (inputFailure) throw inputFailure.error;
    if (error instanceof FormatError) throw error;
    throw new FormatError(
      "not-importable",
      "the compressed file is damaged: it cannot be unpacked to its end. What could be read of it is kept.",
      { cause: error },
    );
  }
}
