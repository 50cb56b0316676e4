import { createRoom } from "./room.ts";
import { sortFloats } from "./sort.ts";

/** Durations in ascending order that come and go: changes are gathered, and merged when the order is asked for. */
export type Ordered = {
  add(value: number): void;
  /** Of a value that is among them. */
  remove(value: number): void;
  /** Changes not yet merged. */
  readonly pending: number;
  /** As they are until the next change: the same array is written to then. */
  sorted(): Float32Array;
};

/** Ascending values of either list, without those that both have: added and removed again, or the other way round. */
function netOf(added: Float32Array, removed: Float32Array): readonly [Float32Array, Float32Array] {
  if (added.length === 0 || removed.length === 0) return [added, removed];
  const [came, went] = [new Float32Array(added.length), new Float32Array(removed.length)];
  let [a, r, c, w] = [0, 0, 0, 0];
  while (a < added.length || r < removed.length) {
    const [one, other] = [added[a] ?? Infinity, removed[r] ?? Infinity];
    if (a < added.length && r < removed.length && one === other) {
      a++;
      r++;
    } else if (r >= removed.length || (a < added.length && one < other)) {
      came[c++] = one;
      a++;
    } else {
      went[w++] = other;
      r++;
    }
  }
  return [came.subarray(0, c), went.subarray(0, w)];
}

/** The first place from one on whose value is not below. */
function placeOf(sorted: Float32Array, value: number, from: number): number {
  let [least, most] = [from, sorted.length];
  while (least < most) {
    const middle = (least + most) >>> 1;
    if ((sorted[middle] ?? 0) < value) least = middle + 1;
    else most = middle;
  }
  return least;
}

const roomFor = createRoom();

/** In room that the next ones are merged in. What lies between two changes is copied as it is. */
function merged(sorted: Float32Array, added: Float32Array, removed: Float32Array): Float32Array {
  const [came, went] = netOf(added, removed);
  const result = roomFor(sorted.length + came.length);
  let [a, r, read, n] = [0, 0, 0, 0];
  while (a < came.length || r < went.length) {
    const isNew = r >= went.length || (a < came.length && (came[a] ?? 0) < (went[r] ?? 0));
    const value = (isNew ? came[a++] : went[r++]) ?? 0;
    const place = placeOf(sorted, value, read);
    result.set(sorted.subarray(read, place), n);
    n += place - read;
    read = place;
    if (isNew) result[n++] = value;
    else if (sorted[place] === value) read++;
  }
  result.set(sorted.subarray(read), n);
  return result.subarray(0, n + sorted.length - read);
}

/** Takes over an array of floats without NaN, in any order. */
export const createOrdered = (values: Float32Array): Ordered => keptOrdered(sortFloats(values));

/** An eighth more than there are may come until an array is too short. */
const MORE = 9 / 8;

/** Takes over an array of floats that ascend. */
export function keptOrdered(ascending: Float32Array): Ordered {
  let all = ascending;
  let sorted = ascending;
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
        const now = merged(
          sorted,
          sortFloats(Float32Array.from(added)),
          sortFloats(Float32Array.from(removed)),
        );
        if (all.length < now.length) all = new Float32Array(Math.ceil(now.length * MORE) + 16);
        all.set(now);
        sorted = all.subarray(0, now.length);
        added = [];
        removed = [];
      }
      return sorted;
    },
  };
}
