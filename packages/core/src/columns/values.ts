import { sortFloats } from "../statistics/sort.ts";

/** The values of some rows, without those that have none. */
export function present(values: Float32Array, rows: Uint32Array): Float32Array {
  const found = new Float32Array(rows.length);
  let n = 0;
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i] ?? 0] ?? Number.NaN;
    if (value === value) found[n++] = value; // no NaN
  }
  return found.slice(0, n);
}

export const sortedValues = (values: Float32Array, rows: Uint32Array) => sortFloats(present(values, rows));
