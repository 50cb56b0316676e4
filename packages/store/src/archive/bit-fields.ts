import { DamagedRow } from "../error.ts";

/** Numbers of so many bits each, one behind the other, the lowest first. */
export type BitFields = {
  /** A non-negative integer of at most 53 bits. */
  put(value: number, bits: number): void;
  take(): Buffer;
};

/** So many bits are put in and taken out in one go. */
const PIECE = 24;

export function createBitFields(): BitFields {
  const bytes: number[] = [];
  let held = 0;
  let count = 0;
  function piece(value: number, bits: number): void {
    held |= value << count;
    count += bits;
    for (; count >= 8; count -= 8) {
      bytes.push(held & 0xff);
      held >>>= 8;
    }
  }
  return {
    put(value, bits) {
      let rest = value;
      for (let left = bits; left > 0; left -= PIECE) {
        const size = Math.min(left, PIECE);
        piece(rest % 2 ** size, size);
        rest = Math.floor(rest / 2 ** size);
      }
    },
    take() {
      if (count > 0) piece(0, 8 - count);
      return Buffer.from(bytes.splice(0));
    },
  };
}

/** Reads what was put. @throws DamagedRow behind the end */
export function bitFieldsOf(bytes: Uint8Array): (bits: number) => number {
  let at = 0;
  let held = 0;
  let count = 0;
  function piece(bits: number): number {
    while (count < bits) {
      const byte = bytes[at++];
      if (byte === undefined) throw new DamagedRow("an archive's spans end in the middle of one");
      held |= byte << count;
      count += 8;
    }
    const value = held & ((1 << bits) - 1);
    held >>>= bits;
    count -= bits;
    return value;
  }
  return (bits) => {
    if (bits <= PIECE) return piece(bits);
    const low = piece(PIECE);
    if (bits <= 2 * PIECE) return low + piece(bits - PIECE) * 2 ** PIECE;
    const middle = piece(PIECE);
    return low + middle * 2 ** PIECE + piece(bits - 2 * PIECE) * 2 ** (2 * PIECE);
  };
}
