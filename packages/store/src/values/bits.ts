import { DamagedRow } from "../error.ts";
import { bitSourceOf, createBitPieces, PIECE } from "./bit-pieces.ts";

/**
 * Numbers as bits: four of them say how many follow, so that a length of time takes no more than it tells. What was
 * written stays readable for ever: stored blocks depend on it.
 */
export type BitWriter = {
  /** An integer of at most 126 bits and either sign; the usual ones are positive. @throws RangeError */
  number(value: bigint): void;
  take(): Buffer;
};

/** Lengths in bits that the first four say by themselves: 256 ns to 4 ms. 0 stands for no bits at all. */
const SHORTEST = 9;
const LONGEST = 22;
/** The length stands in seven bits more. */
const OTHER = 15;
const LENGTH_BITS = 7;
const MOST_BITS = 126;
/** In place of a length: what follows is to be taken from zero. */
const NEGATIVE = 127;

const SAFE = BigInt(Number.MAX_SAFE_INTEGER);
const lengthOf = (value: bigint): number => {
  if (value > SAFE) return value.toString(2).length;
  const number = Number(value);
  return number < 2 ** 32 ? 32 - Math.clz32(number) : 64 - Math.clz32(Math.floor(number / 2 ** 32));
};

export function createBitWriter(): BitWriter {
  const { put, take } = createBitPieces();

  /** The lowest bits of a value, in pieces. */
  function putAll(value: bigint, count: number): void {
    let rest = value;
    for (let left = count; left > 0; left -= PIECE) {
      const size = Math.min(left, PIECE);
      put(Number(BigInt.asUintN(size, rest)), size);
      rest >>= BigInt(size);
    }
  }
  function number(value: bigint): void {
    if (value < 0n) {
      put(OTHER, 4);
      put(NEGATIVE, LENGTH_BITS);
      number(-value);
      return;
    }
    const bits = lengthOf(value);
    if (bits > MOST_BITS) throw new RangeError(`too large to be kept: ${value}`);
    if (bits === 0) put(0, 4);
    else if (bits >= SHORTEST && bits <= LONGEST) put(bits - SHORTEST + 1, 4);
    else {
      put(OTHER, 4);
      put(bits, LENGTH_BITS);
    }
    // The highest one is known.
    if (bits <= PIECE) put(Number(value) & ((1 << Math.max(0, bits - 1)) - 1), Math.max(0, bits - 1));
    else putAll(value, bits - 1);
  }

  return { number, take };
}

/** Reads what a `BitWriter` wrote. Throws DamagedRow where there is nothing of the kind. */
export type BitReader = {
  number(): bigint;
  /** Whether all was read. */
  isAtEnd(): boolean;
};

const DAMAGED = "packed numbers end in the middle of one, or hold what is none";

export function createBitReader(bytes: Buffer): BitReader {
  const { get, isAtEnd } = bitSourceOf(bytes, DAMAGED);

  function getAll(count: number): bigint {
    let value = 0n;
    for (let done = 0; done < count; done += PIECE)
      value |= BigInt(get(Math.min(PIECE, count - done))) << BigInt(done);
    return value;
  }
  function toldLength(): number {
    const told = get(4);
    return told === OTHER ? get(LENGTH_BITS) : told === 0 ? 0 : told + SHORTEST - 1;
  }
  function sized(bits: number): bigint {
    if (bits === 0) return 0n;
    if (bits > MOST_BITS) throw new DamagedRow(DAMAGED);
    return bits <= PIECE
      ? BigInt((1 << (bits - 1)) | get(bits - 1))
      : (1n << BigInt(bits - 1)) | getAll(bits - 1);
  }

  return {
    number() {
      const bits = toldLength();
      return bits === NEGATIVE ? -sized(toldLength()) : sized(bits);
    },
    isAtEnd,
  };
}
