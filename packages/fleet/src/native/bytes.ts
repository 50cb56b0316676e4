/** A text that is shorter is written letter by letter, faster than by a call to where Node does it. */
const SHORT = 24;
const LARGEST_OF_ONE = 0x7f;
/** A number of UTF-16's units takes no more bytes of UTF-8 than this many times as many. */
const MOST_BYTES_A_UNIT = 3;

const LEAST_INT64 = -(2n ** 63n);
const MOST_INT64 = 2n ** 63n - 1n;
const TWO_32 = 2 ** 32;

/** Values as ClickHouse has them in binary, appended one after the other: little-endian, lengths as LEB128. */
export type Bytes = {
  uint8(value: number): void;
  uint32(value: number): void;
  /** Beyond 64 bits it is as far as they go: a hostile import says anything. A double loses its fraction. */
  int64(value: bigint | number): void;
  uint64(value: bigint): void;
  /** A non-negative safe integer. */
  count(value: number): void;
  /** Half a pair of UTF-16 is U+FFFD. */
  text(value: string): void;
  bytes(value: Uint8Array): void;
  /** All that was appended since it was made: not a copy. */
  all(): Buffer;
};

/** Over the same memory: numbers are written by it in a few instructions each. */
const viewOf = ({ buffer, byteOffset, byteLength }: Buffer) => new DataView(buffer, byteOffset, byteLength);

// oxlint-disable-next-line eslint/max-lines-per-function -- one buffer, and short functions that append to it
export function createBytes(size = 1_024): Bytes {
  let bytes = Buffer.allocUnsafe(size);
  let view = viewOf(bytes);
  let length = 0;

  function ensure(more: number): void {
    if (length + more <= bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(bytes.length * 2, length + more));
    bytes.copy(larger, 0, 0, length);
    bytes = larger;
    view = viewOf(bytes);
  }
  function count(value: number): void {
    ensure(8);
    let rest = value;
    while (rest > LARGEST_OF_ONE) {
      bytes[length++] = (rest % 0x80) | 0x80;
      rest = rest < TWO_32 / 2 ? rest >>> 7 : Math.floor(rest / 0x80);
    }
    bytes[length++] = rest;
  }
  function bigInt64(value: bigint): void {
    ensure(8);
    const kept = value < LEAST_INT64 ? LEAST_INT64 : value > MOST_INT64 ? MOST_INT64 : value;
    view.setBigInt64(length, kept, true);
    length += 8;
  }
  /** False, with nothing written, for one of letters that take more than a byte each. */
  function shortText(value: string): boolean {
    ensure(1 + value.length);
    const begin = length;
    bytes[length++] = value.length;
    for (let n = 0; n < value.length; n++) {
      const letter = value.charCodeAt(n);
      if (letter > LARGEST_OF_ONE) {
        length = begin;
        return false;
      }
      bytes[length++] = letter;
    }
    return true;
  }

  return {
    uint8(value) {
      ensure(1);
      bytes[length++] = value;
    },
    uint32(value) {
      ensure(4);
      view.setUint32(length, value, true);
      length += 4;
    },
    int64(value) {
      if (typeof value === "bigint") bigInt64(value);
      else if (!Number.isSafeInteger(value)) bigInt64(BigInt(Math.trunc(value)));
      else {
        ensure(8);
        view.setInt32(length, value, true);
        view.setInt32(length + 4, Math.floor(value / TWO_32), true);
        length += 8;
      }
    },
    uint64(value) {
      ensure(8);
      view.setBigUint64(length, value, true);
      length += 8;
    },
    count,
    text(value) {
      if (value.length < SHORT && shortText(value)) return;
      ensure(value.length * MOST_BYTES_A_UNIT);
      count(Buffer.byteLength(value));
      ensure(value.length * MOST_BYTES_A_UNIT);
      length += bytes.write(value, length);
    },
    bytes(value) {
      ensure(value.length);
      bytes.set(value, length);
      length += value.length;
    },
    all: () => bytes.subarray(0, length),
  };
}
