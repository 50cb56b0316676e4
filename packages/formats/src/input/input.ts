import { asUtf8 } from "./encoding.ts";
import { oneValueALine } from "./json-values.ts";
import { unpacked } from "./unpack.ts";

type Bytes = AsyncIterable<Uint8Array>;

/** A larger chunk is cut: its lines are dealt with together, before anyone else gets a turn. */
const MAX_CHUNK = 64 * 1024;

/** The text of a file in UTF-8, unpacked, lines ended by LF, in chunks of bounded size, until the signal fires. */
export async function* bytesOf(input: Bytes, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  for await (const chunk of untilAborted(oneValueALine(asUtf8(unpacked(input))), signal))
    for (let at = 0; at < chunk.length; at += MAX_CHUNK) yield chunk.subarray(at, at + MAX_CHUNK);
}

const ABORTED = Symbol("aborted");

/** Stops at once, even while the input is silent: standard input may be so for ever. */
async function* untilAborted(input: Bytes, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  if (signal === undefined) return yield* input;
  const chunks = input[Symbol.asyncIterator]();
  let stop: () => void = () => {};
  const onAbort = () => stop();
  signal.addEventListener("abort", onAbort);
  try {
    while (!signal.aborted) {
      // A promise for each chunk, not one race for all: that would keep every chunk it ever lost to.
      const next = await new Promise<IteratorResult<Uint8Array> | typeof ABORTED>((resolve, reject) => {
        stop = () => resolve(ABORTED);
        chunks.next().then(resolve, reject);
      });
      if (next === ABORTED || next.done) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
    // Not awaited: a silent input would not answer. How it ends does not matter any more.
    chunks.return?.().catch(() => {});
  }
}
