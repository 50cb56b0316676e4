/*
 * Durations are told as floats of 32 bits, as everywhere in statistics, and go to the database and back as the bits of
 * these: whole numbers, which no way of writing them rounds. Floats that are not negative are in the order of their bits.
 */

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

/** Bits of the least float that is larger. */
export function bitsBeyond(value: number): number {
  const nearest = bitsOf(value);
  return floatOf(nearest) > value ? nearest : nearest + 1;
}

/** In a question: bits of a duration, ns, as a whole number; NULL where there is none. */
export const bitsIn = (ns: string): string => `reinterpretAsUInt32(toFloat32(if(${ns} < 0, 0, ${ns})))`;
