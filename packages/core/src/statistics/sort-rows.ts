import { inOneGo, type Slices } from "./slices.ts";
import { toOrder } from "./sort.ts";

/** Below this a comparing sort is faster than counting digits. */
const FEW = 256;
const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;
const SHIFTS = [0, DIGIT_BITS, 2 * DIGIT_BITS];

/** Rows, and the bits of their values in the order of the values: by place. */
type Keyed = { readonly rows: Uint32Array; readonly keys: Uint32Array };

function keysOf(rows: Uint32Array, values: Float32Array): Uint32Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const keys = new Uint32Array(rows.length);
  for (let i = 0; i < rows.length; i++) keys[i] = toOrder(bits[rows[i] ?? 0] ?? 0);
  return keys;
}

/** Moves all to where they belong by one digit; false where all have the same one, and nothing was moved. */
function byDigit(shift: number, from: Keyed, to: Keyed): boolean {
  const n = from.rows.length;
  const starts = new Uint32Array(DIGITS + 1);
  for (let i = 0; i < n; i++) {
    const next = (((from.keys[i] ?? 0) >>> shift) & (DIGITS - 1)) + 1;
    starts[next] = (starts[next] ?? 0) + 1;
  }
  if (starts.includes(n)) return false;
  for (let digit = 0; digit < DIGITS; digit++)
    starts[digit + 1] = (starts[digit + 1] ?? 0) + (starts[digit] ?? 0);
  for (let i = 0; i < n; i++) {
    const key = from.keys[i] ?? 0;
    const digit = (key >>> shift) & (DIGITS - 1);
    const place = starts[digit] ?? 0;
    starts[digit] = place + 1;
    to.keys[place] = key;
    to.rows[place] = from.rows[i] ?? 0;
  }
  return true;
}

/**
 * The rows by their values, ascending, as these are when it begins; none may be NaN. Radix sort by the bits of the floats, a
 * digit a slice. Of the keys, equal ones stand for equal values.
 */
export function* sortingRows(rows: Uint32Array, values: Float32Array): Slices<Keyed> {
  let from: Keyed = { rows: rows.slice(), keys: keysOf(rows, values) };
  let to: Keyed = { rows: new Uint32Array(rows.length), keys: new Uint32Array(rows.length) };
  for (const shift of SHIFTS) {
    yield;
    if (byDigit(shift, from, to)) [from, to] = [to, from];
  }
  return from;
}

/** The rows by their values, ascending; none of these may be NaN. */
export function sortRows(rows: Uint32Array, values: Float32Array): Uint32Array {
  if (rows.length <= FEW) return rows.slice().sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  return inOneGo(sortingRows(rows, values)).rows;
}
