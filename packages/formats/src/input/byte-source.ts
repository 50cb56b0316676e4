import { joined } from "./joined.ts";

/** Bytes that are read in turn by several readers: what one of them read too much, it puts back. */
export type ByteSource = {
  /** The next bytes, never none; undefined at the end. */
  next(): Promise<Uint8Array | undefined>;
  /** Puts bytes back before all others. */
  unread(bytes: Uint8Array): void;
  /** The beginning, left where it is: as much as is enough, or all there is. A pipe may hand out a byte at a time. */
  peek(isEnough: (head: Uint8Array) => boolean): Promise<Uint8Array>;
};

/** The source of an input; whoever iterates the input closes it. */
export function byteSource(chunks: AsyncIterator<Uint8Array>): ByteSource {
  const waiting: Uint8Array[] = [];
  async function next(): Promise<Uint8Array | undefined> {
    const kept = waiting.shift();
    if (kept !== undefined) return kept;
    for (;;) {
      const { done, value } = await chunks.next();
      if (done === true) return undefined;
      if (value.length > 0) return value;
    }
  }
  function unread(bytes: Uint8Array): void {
    if (bytes.length > 0) waiting.unshift(bytes);
  }
  return {
    next,
    unread,
    async peek(isEnough) {
      let head: Uint8Array = new Uint8Array();
      while (!isEnough(head)) {
        const more = await next();
        if (more === undefined) break;
        // The producer may reuse its buffer.
        head = joined([head, head.length === 0 ? more.slice() : more]);
      }
      unread(head);
      return head;
    },
  };
}

/** Exactly so many bytes; fewer only at the end. */
export async function take(source: ByteSource, length: number): Promise<Uint8Array> {
  const head = await source.peek((bytes) => bytes.length >= length);
  const all = await source.next();
  source.unread(all?.subarray(length) ?? new Uint8Array());
  return head.subarray(0, length);
}

export const atLeast = (length: number) => (head: Uint8Array) => head.length >= length;
