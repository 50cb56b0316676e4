import { gunzip, isGzip } from "./gunzip.ts";
import { joined } from "./joined.ts";

type Bytes = AsyncIterable<Uint8Array>;

/** A larger chunk is cut: its lines are dealt with together, before anyone else gets a turn. */
const MAX_CHUNK = 64 * 1024;

/** The bytes of a file, unpacked if they are gzipped, in chunks of bounded size, until the signal fires. */
export async function* bytesOf(input: Bytes, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  for await (const chunk of untilAborted(unpacked(input), signal))
    for (let at = 0; at < chunk.length; at += MAX_CHUNK) yield chunk.subarray(at, at + MAX_CHUNK);
}

async function* unpacked(input: Bytes): AsyncGenerator<Uint8Array> {
  const chunks = input[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array();
  let isAtEnd = false;
  // Two bytes tell; a pipe may hand out one at a time, or none.
  while (head.length < 2 && !isAtEnd) {
    const next = await chunks.next();
    if (next.done) isAtEnd = true;
    else head = joined([head, next.value]);
  }
  const whole = (async function* () {
    try {
      yield head;
      while (!isAtEnd) {
        const next = await chunks.next();
        if (next.done) return;
        yield next.value;
      }
    } finally {
      await chunks.return?.();
    }
  })();
  yield* isGzip(head) ? gunzip(whole) : whole;
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
