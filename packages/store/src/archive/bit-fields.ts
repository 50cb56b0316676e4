import { bitSourceOf, createBitPieces, PIECE } from "../values/bit-pieces.ts";

/** Numbers of so many bits each, one behind the other, the lowest first. */
export type BitFields = {
  /** A non-negative integer of at most 53 bits. */
  put(value: number, bits: number): void;
  take(): Buffer;
};

export function createBitFields(): BitFields {
  const pieces = createBitPieces();
  return {
    put(value, bits) {
      let rest = value;
      for (let left = bits; left > 0; left -= PIECE) {
        const size = Math.min(left, PIECE);
        pieces.put(rest % 2 ** size, size);
        rest = Math.floor(rest / 2 ** size);
      }
    },
    take: pieces.take,
  };
}

/** Reads what was put. @throws DamagedRow behind the end */
export function bitFieldsOf(bytes: Uint8Array): (bits: number) => number {
  const { get } = bitSourceOf(bytes, "an archive's spans end in the middle of one");
  return (bits) => {
    if (bits <= PIECE) return get(bits);
    const low = get(PIECE);
    if (bits <= 2 * PIECE) return low + get(bits - PIECE) * 2 ** PIECE;
    const middle = get(PIECE);
    return low + middle * 2 ** PIECE + get(bits - 2 * PIECE) * 2 ** (2 * PIECE);
  };
}
