import { sortFloats } from "./sort.ts";

/** Durations in ascending order that come and go: changes are gathered, and merged when the order is asked for. */
export type Ordered = {
  add(value: number): void;
  /** Of a value that is among them. */
  remove(value: number): void;
  /** Changes not yet merged. */
  readonly pending: number;
  sorted(): Float32Array;
};

function merged(sorted: Float32Array, added: Float32Array, removed: Float32Array): Float32Array {
  const result = new Float32Array(sorted.length + added.length);
  let [a, b, gone, n] = [0, 0, 0, 0];
  while (a < sorted.length || b < added.length) {
    const fromA = sorted[a] ?? Infinity;
    const fromB = added[b] ?? Infinity;
    const takesA = b >= added.length || (a < sorted.length && fromA <= fromB);
    const value = takesA ? fromA : fromB;
    if (takesA) a++;
    else b++;
    if (gone < removed.length && removed[gone] === value) gone++;
    else result[n++] = value;
  }
  return result.subarray(0, n);
}

/** Takes over an array of floats without NaN, in any order. */
export function createOrdered(values: Float32Array): Ordered {
  let sorted = sortFloats(values);
  let added: number[] = [];
  let removed: number[] = [];
  return {
    add: (value) => void added.push(value),
    remove: (value) => void removed.push(value),
    get pending() {
      return added.length + removed.length;
    },
    sorted() {
      if (added.length + removed.length > 0) {
        sorted = merged(sorted, sortFloats(Float32Array.from(added)), sortFloats(Float32Array.from(removed)));
        added = [];
        removed = [];
      }
      return sorted;
    },
  };
}
