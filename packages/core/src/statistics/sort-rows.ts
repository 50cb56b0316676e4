import { toOrder } from "./sort.ts";

/** Below this a comparing sort is faster than counting digits. */
const FEW = 256;
const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;
const SHIFTS = [0, DIGIT_BITS, 2 * DIGIT_BITS];

/** The rows by their values, ascending; none of these may be NaN. Radix sort by the bits of the floats. */
export function sortRows(rows: Uint32Array, values: Float32Array): Uint32Array {
  const n = rows.length;
  if (n <= FEW) return rows.slice().sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  let keys = new Uint32Array(n);
  let from = rows.slice();
  let [nextKeys, to] = [new Uint32Array(n), new Uint32Array(n)];
  for (let i = 0; i < n; i++) keys[i] = toOrder(bits[rows[i] ?? 0] ?? 0);
  for (const shift of SHIFTS) {
    const starts = new Uint32Array(DIGITS + 1);
    for (let i = 0; i < n; i++) {
      const next = (((keys[i] ?? 0) >>> shift) & (DIGITS - 1)) + 1;
      starts[next] = (starts[next] ?? 0) + 1;
    }
    // All of them share the digit: this pass would change nothing.
    if (starts.includes(n)) continue;
    for (let digit = 0; digit < DIGITS; digit++)
      starts[digit + 1] = (starts[digit + 1] ?? 0) + (starts[digit] ?? 0);
    for (let i = 0; i < n; i++) {
      const key = keys[i] ?? 0;
      const digit = (key >>> shift) & (DIGITS - 1);
      const place = starts[digit] ?? 0;
      starts[digit] = place + 1;
      nextKeys[place] = key;
      to[place] = from[i] ?? 0;
    }
    [from, to] = [to, from];
    [keys, nextKeys] = [nextKeys, keys];
  }
  return from;
}
