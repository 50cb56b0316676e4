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

/** Whether a text takes a byte a letter. */
function isPlain(text: string): boolean {
  for (let n = 0; n < text.length; n++) if (text.charCodeAt(n) > LARGEST_OF_ONE) return false;
  return true;
}

// oxlint-disable-next-line eslint/max-lines-per-function -- one buffer, and short functions that append to it
export function createBytes(size = 1_024): Bytes {
  let bytes = Buffer.allocUnsafe(size);
  let length = 0;

  function ensure(more: number): void {
    if (length + more <= bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(bytes.length * 2, length + more));
    bytes.copy(larger, 0, 0, length);
    bytes = larger;
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
    length = bytes.writeBigInt64LE(kept, length);
  }

  return {
    uint8(value) {
      ensure(1);
      bytes[length++] = value;
    },
    uint32(value) {
      ensure(4);
      length = bytes.writeUInt32LE(value, length);
    },
    int64(value) {
      if (typeof value === "bigint") bigInt64(value);
      else if (!Number.isSafeInteger(value)) bigInt64(BigInt(Math.trunc(value)));
      else {
        ensure(8);
        bytes.writeInt32LE(value | 0, length);
        length = bytes.writeInt32LE(Math.floor(value / TWO_32), length + 4);
      }
    },
    uint64(value) {
      ensure(8);
      length = bytes.writeBigUInt64LE(BigInt.asUintN(64, value), length);
    },
    count,
    text(value) {
      if (value.length < SHORT && isPlain(value)) {
        count(value.length);
        ensure(value.length);
        for (let n = 0; n < value.length; n++) bytes[length++] = value.charCodeAt(n);
        return;
      }
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
