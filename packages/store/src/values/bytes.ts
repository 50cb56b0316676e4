import { DamagedRow } from "../error.ts";
import { whole } from "./integers.ts";

/** Below it, doubling a number keeps it exact. */
const DOUBLED_SAFELY = 2 ** 52;
const BIG_DOUBLED_SAFELY = 2n ** 52n;
/** What is kept are numbers of 64 bits and their distances. */
const MOST_BITS = 126n;
const TOO_LARGE = 2n ** MOST_BITS;
export const HEX_DIGEST = /^[0-9a-f]{64}$/;

/**
 * Writes integers in as few bytes as they need (LEB128; signed ones zigzag, so that small ones of either sign stay small)
 * and each text once. What it was given stays readable by `createByteReader` for ever: stored bytes depend on it.
 */
export type ByteWriter = {
  /** A non-negative integer. */
  count(value: number): void;
  /** Any safe integer. */
  integer(value: number): void;
  /** Any integer of at most 125 bits. @throws RangeError */
  big(value: bigint): void;
  /** A non-negative integer of at most 126 bits. @throws RangeError */
  bigCount(value: bigint): void;
  /** `value` as its distance from another one: both safe integers, the distance perhaps not. */
  distance(value: number, from: number): void;
  text(value: string): void;
  bytes(value: Buffer): void;
  take(): Buffer;
};

const KEPT_BYTES = 1 << 20;
/** Texts that are remembered, by their letters and by how many they are: the next bytes mostly tell the same ones. */
const KEPT_LETTERS = 1 << 16;
const KEPT_TEXTS = 4_096;
/** A text that is shorter is written letter by letter, faster than by a call to where Node does it. */
const SHORT = 32;

/** Whether a text takes a byte a letter. */
function isPlain(text: string): boolean {
  for (let n = 0; n < text.length; n++) if (text.charCodeAt(n) > 0x7f) return false;
  return true;
}

// oxlint-disable-next-line eslint/max-lines-per-function -- one buffer, and short functions that append to it
export function createByteWriter(): ByteWriter {
  let bytes = Buffer.allocUnsafe(8_192);
  let length = 0;
  /**
   * The place of each text, counted on from one taking to the next: those below `first` were taken. A map that is emptied
   * each time grows anew each time, a tenth of what packing a block took.
   */
  const texts = new Map<string, number>();
  let first = 0;
  let next = 0;
  let letters = 0;

  function forgetTexts(): void {
    first = next;
    if (letters < KEPT_LETTERS && texts.size < KEPT_TEXTS) return;
    texts.clear();
    letters = first = next = 0;
  }
  function ensure(more: number): void {
    if (length + more <= bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(bytes.length * 2, length + more));
    bytes.copy(larger, 0, 0, length);
    bytes = larger;
  }
  function count(value: number): void {
    ensure(10);
    let rest = value;
    while (rest >= 0x80) {
      bytes[length++] = (rest % 0x80) | 0x80;
      rest = rest < 0x80_00_00_00 ? rest >>> 7 : Math.floor(rest / 0x80);
    }
    bytes[length++] = rest;
  }
  function bigCount(value: bigint): void {
    if (value <= BIG_DOUBLED_SAFELY) {
      count(Number(value));
      return;
    }
    if (value >= TOO_LARGE) throw new RangeError(`too large to be kept: ${value}`);
    let rest = value;
    while (rest >= 0x80n) {
      ensure(2);
      bytes[length++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    bytes[length++] = Number(rest);
  }
  function big(value: bigint): void {
    if (value < BIG_DOUBLED_SAFELY && value > -BIG_DOUBLED_SAFELY) integer(Number(value));
    else bigCount(value < 0n ? -value * 2n - 1n : value * 2n);
  }
  function integer(value: number): void {
    whole(value);
    if (value >= DOUBLED_SAFELY || value <= -DOUBLED_SAFELY) big(BigInt(value));
    else count(value < 0 ? -value * 2 - 1 : value * 2);
  }

  return {
    count,
    integer,
    big,
    bigCount,
    distance(value, from) {
      const distance = whole(value) - from;
      if (Number.isSafeInteger(distance)) integer(distance);
      else big(BigInt(value) - BigInt(from));
    },
    text(value) {
      const known = texts.get(value);
      if (known !== undefined && known >= first) {
        count(known - first + 1);
        return;
      }
      if (known === undefined) letters += value.length;
      texts.set(value, next++);
      count(0);
      if (value.length === 64 && HEX_DIGEST.test(value)) {
        count(1);
        ensure(32);
        length += bytes.write(value, length, "hex");
        return;
      }
      if (value.length < SHORT && isPlain(value)) {
        count(value.length * 2);
        ensure(value.length);
        for (let n = 0; n < value.length; n++) bytes[length++] = value.charCodeAt(n);
        return;
      }
      const size = Buffer.byteLength(value);
      count(size * 2);
      ensure(size);
      length += bytes.write(value, length);
    },
    bytes(value) {
      ensure(value.length);
      length += value.copy(bytes, length);
    },
    take() {
      const taken = Buffer.from(bytes.subarray(0, length));
      length = 0;
      forgetTexts();
      if (bytes.length > KEPT_BYTES) bytes = Buffer.allocUnsafe(8_192);
      return taken;
    },
  };
}

/** Reads what a `ByteWriter` wrote, in the same order. Throws DamagedRow where there is nothing of the kind. */
export type ByteReader = {
  count(): number;
  integer(): number;
  big(): bigint;
  bigCount(): bigint;
  distance(from: number): number;
  text(): string;
  bytes(size: number): Buffer;
  /** All that was not read. */
  rest(): Buffer;
  /** Whether all was read. */
  isAtEnd(): boolean;
};

const DAMAGED = "packed values end in the middle of one, or hold what is none";

function safe(value: number): number {
  if (!Number.isSafeInteger(value)) throw new DamagedRow(DAMAGED);
  return value;
}

// oxlint-disable-next-line eslint/max-lines-per-function -- one buffer, and short functions that move along it
export function createByteReader(bytes: Buffer): ByteReader {
  let at = 0;
  const texts: string[] = [];

  function next(): number {
    const byte = bytes[at++];
    if (byte === undefined) throw new DamagedRow(DAMAGED);
    return byte;
  }
  /** As a number where it fits into 49 bits. */
  function varint(): number | bigint {
    let byte = next();
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    let factor = 0x80;
    for (let n = 1; n < 7; n++) {
      byte = next();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 0x80;
    }
    let whole = BigInt(value);
    for (let shift = 49n; byte >= 0x80; shift += 7n) {
      if (shift >= MOST_BITS) throw new DamagedRow(DAMAGED);
      byte = next();
      whole |= BigInt(byte & 0x7f) << shift;
    }
    return whole;
  }
  const count = () => safe(Number(varint()));
  function big(): bigint {
    const value = varint();
    if (typeof value === "number") return BigInt(value % 2 === 0 ? value / 2 : -(value + 1) / 2);
    return value % 2n === 0n ? value / 2n : -(value + 1n) / 2n;
  }
  function integer(): number {
    const value = varint();
    if (typeof value === "number") return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    return safe(Number(value % 2n === 0n ? value / 2n : -(value + 1n) / 2n));
  }
  function slice(size: number): Buffer {
    const start = at;
    at += size;
    if (at > bytes.length) throw new DamagedRow(DAMAGED);
    return bytes.subarray(start, at);
  }

  return {
    count,
    integer,
    big,
    bigCount: () => BigInt(varint()),
    distance(from) {
      const value = varint();
      if (typeof value === "number") return safe(from + (value % 2 === 0 ? value / 2 : -(value + 1) / 2));
      return safe(Number((value % 2n === 0n ? value / 2n : -(value + 1n) / 2n) + BigInt(from)));
    },
    text() {
      const place = count();
      const known = texts[place - 1];
      if (known !== undefined) return known;
      if (place !== 0) throw new DamagedRow(DAMAGED);
      const size = count();
      const text = size === 1 ? slice(32).toString("hex") : slice(size / 2).toString();
      texts.push(text);
      return text;
    },
    bytes: slice,
    rest: () => slice(bytes.length - at),
    isAtEnd: () => at === bytes.length,
  };
}
