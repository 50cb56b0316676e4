import { sortFloats } from "../statistics/sort.ts";

/** The values of some rows, without those that have none: part of `into`, which is as long as the rows. */
export function gathered(values: Float32Array, rows: Uint32Array, into: Float32Array): Float32Array {
  let n = 0;
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i] ?? 0] ?? Number.NaN;
    if (!Number.isNaN(value)) into[n++] = value;
  }
  return into.subarray(0, n);
}

/** The values of some rows, without those that have none. */
export const present = (values: Float32Array, rows: Uint32Array) =>
  gathered(values, rows, new Float32Array(rows.length)).slice();

export const sortedValues = (values: Float32Array, rows: Uint32Array) => sortFloats(present(values, rows));
