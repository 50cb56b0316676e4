/** Below this a comparing sort is faster than counting digits. */
const FEW = 4_096;
const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;

/** The bits of floats, as integers of the same order: their sign is turned. */
export const toOrder = (bits: number) => (bits & 0x8000_0000 ? ~bits : bits | 0x8000_0000) >>> 0;
const fromOrder = (bits: number) => (bits & 0x8000_0000 ? bits & 0x7fff_ffff : ~bits) >>> 0;

/** Sorts in place, ascending; there must be no NaN. Radix sort by the bits of the floats. */
export function sortFloats(values: Float32Array): Float32Array {
  if (values.length <= FEW) return values.sort();
  let from: Uint32Array = new Uint32Array(values.buffer, values.byteOffset, values.length);
  let to: Uint32Array = new Uint32Array(values.length);
  for (let i = 0; i < from.length; i++) from[i] = toOrder(from[i] ?? 0);
  for (const shift of [0, DIGIT_BITS, 2 * DIGIT_BITS]) {
    const starts = new Uint32Array(DIGITS + 1);
    for (let i = 0; i < from.length; i++) {
      const digit = ((from[i] ?? 0) >>> shift) & (DIGITS - 1);
      starts[digit + 1] = (starts[digit + 1] ?? 0) + 1;
    }
    for (let digit = 0; digit < DIGITS; digit++)
      starts[digit + 1] = (starts[digit + 1] ?? 0) + (starts[digit] ?? 0);
    for (let i = 0; i < from.length; i++) {
      const value = from[i] ?? 0;
      const digit = (value >>> shift) & (DIGITS - 1);
      const place = starts[digit] ?? 0;
      starts[digit] = place + 1;
      to[place] = value;
    }
    [from, to] = [to, from];
  }
  const target = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let i = 0; i < from.length; i++) target[i] = fromOrder(from[i] ?? 0);
  return values;
}
