import { DamagedRow } from "../error.ts";

/** So many bits at most are put in and taken out in one go. */
export const PIECE = 24;

/** Pieces of bits, one behind the other, the first ones lowest. */
export type BitPieces = {
  /** The lowest `count` bits of a value that has no others; at most `PIECE`. */
  put(value: number, count: number): void;
  /** All of them; what makes no whole byte is filled up. It may be used again. */
  take(): Buffer;
};

export function createBitPieces(): BitPieces {
  let bytes = Buffer.allocUnsafe(4_096);
  let length = 0;
  /** Bits that make no byte yet, the first ones lowest. */
  let held = 0;
  let heldBits = 0;

  function put(value: number, count: number): void {
    held |= value << heldBits;
    heldBits += count;
    if (length + 4 > bytes.length) {
      const larger = Buffer.allocUnsafe(bytes.length * 2);
      bytes.copy(larger, 0, 0, length);
      bytes = larger;
    }
    while (heldBits >= 8) {
      bytes[length++] = held & 0xff;
      held >>>= 8;
      heldBits -= 8;
    }
  }
  return {
    put,
    take() {
      if (heldBits > 0) put(0, 8 - heldBits);
      const taken = Buffer.from(bytes.subarray(0, length));
      [length, held, heldBits] = [0, 0, 0];
      return taken;
    },
  };
}

/** Reads what was put. */
export type BitSource = {
  /** At most `PIECE` bits. @throws DamagedRow behind the end */
  get(count: number): number;
  /** Whether all was read, but for what filled the last byte up. */
  isAtEnd(): boolean;
};

/** `damage` says what it is that ends too soon. */
export function bitSourceOf(bytes: Uint8Array, damage: string): BitSource {
  let at = 0;
  let held = 0;
  let heldBits = 0;
  return {
    get(count) {
      while (heldBits < count) {
        const byte = bytes[at++];
        if (byte === undefined) throw new DamagedRow(damage);
        held |= byte << heldBits;
        heldBits += 8;
      }
      const value = held & ((1 << count) - 1);
      held >>>= count;
      heldBits -= count;
      return value;
    },
    isAtEnd: () => at === bytes.length && held === 0,
  };
}
