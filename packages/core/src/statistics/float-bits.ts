/*
 * Durations are floats of 32 bits wherever many of them are counted. Those that are not negative are in the order of their
 * bits, as whole numbers (IEEE 754, binary32): by these they are sorted into bins, and written without being rounded.
 */

/** By their upper bits, below which so many are left away, they are told apart to a part in 128. */
export const LOWER_BITS = 16;
/** As many upper bits as finite floats that are not negative have. */
export const UPPERS = 0x7f80;

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** Bits of the float that is nearest. */
export function bitsOf(value: number): number {
  float[0] = value;
  return bits[0] ?? 0;
}

export function floatOf(of: number): number {
  bits[0] = of;
  return float[0] ?? 0;
}
