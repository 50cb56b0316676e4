import { quantileBy } from "./quantile.ts";
import { chanceOf } from "./rank-sum.ts";

/** Durations with the group of each, ascending by duration: `counts[i]` boots of group `groups[i]` took `values[i]` ns. */
export type GroupedDurations = {
  readonly values: Float32Array;
  readonly groups: Uint32Array;
  /** Left out: one boot each. */
  readonly counts?: Uint32Array;
};

/** One group's durations, and how they stand to those of all others. ns. */
export type Contrast = {
  readonly n: number;
  readonly p50: number;
  readonly p95: number;
  /** Undefined where no other group has one. */
  readonly rest?: {
    readonly n: number;
    readonly p50: number;
    /** Chance that one of the group is longer than one of the rest, ties counted half. */
    readonly superiority: number;
    /** Of the two-sided rank-sum test. */
    readonly p: number;
  };
};

/** The first place from 0 to `length` at which something holds that holds at all places after it, too. */
function firstPlace(length: number, holds: (place: number) => boolean): number {
  let [from, to] = [0, length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** Pairs of one of a group and one of the rest in which the former is longer, by group; and Σ (t³ − t) of all ties. */
function winsOf({ values, groups }: GroupedDurations, countAt: (i: number) => number, size: number) {
  const wins = new Float64Array(size);
  const below = new Float64Array(size);
  const equal = new Float64Array(size);
  let [allBelow, ties] = [0, 0];
  for (let from = 0; from < values.length; ) {
    let to = from;
    let all = 0;
    for (; to < values.length && values[to] === values[from]; to++) {
      const group = groups[to] ?? 0;
      equal[group] = (equal[group] ?? 0) + countAt(to);
      all += countAt(to);
    }
    for (let i = from; i < to; i++) {
      const group = groups[i] ?? 0;
      const own = equal[group] ?? 0;
      if (own === 0) continue; // told already
      const shorter = allBelow - (below[group] ?? 0);
      wins[group] = (wins[group] ?? 0) + own * (shorter + (all - own) / 2);
      below[group] = (below[group] ?? 0) + own;
      equal[group] = 0;
    }
    if (all > 1) ties += all ** 3 - all;
    allBelow += all;
    from = to;
  }
  return { wins, ties };
}

/** Each of `size` groups held against all others together; undefined for those that have no duration. */
export function contrastsOf(durations: GroupedDurations, size: number): (Contrast | undefined)[] {
  const { values, groups, counts } = durations;
  const { length } = values;
  const countAt = (i: number) => (counts === undefined ? 1 : (counts[i] ?? 0));
  const { wins, ties } = winsOf(durations, countAt, size);
  /** Durations up to each place, of all groups together. */
  const upTo = new Float64Array(length);
  const places = new Uint32Array(size + 1);
  for (let i = 0; i < length; i++) {
    upTo[i] = (upTo[i - 1] ?? 0) + countAt(i);
    const next = (groups[i] ?? 0) + 1;
    places[next] = (places[next] ?? 0) + 1;
  }
  for (let group = 0; group < size; group++)
    places[group + 1] = (places[group + 1] ?? 0) + (places[group] ?? 0);
  /** Places of each group's durations, one group after the other, and how many of its own there are up to each. */
  const ownPlaces = new Uint32Array(length);
  const ownUpTo = new Float64Array(length);
  const filled = places.slice();
  for (let i = 0; i < length; i++) {
    const group = groups[i] ?? 0;
    const at = filled[group] ?? 0;
    filled[group] = at + 1;
    ownPlaces[at] = i;
    ownUpTo[at] = (at === places[group] ? 0 : (ownUpTo[at - 1] ?? 0)) + countAt(i);
  }
  const all = upTo[length - 1] ?? 0;

  return Array.from({ length: size }, (_, group) => {
    const [from, to] = [places[group] ?? 0, places[group + 1] ?? 0];
    if (from === to) return undefined;
    const n = ownUpTo[to - 1] ?? 0;
    const at = (rank: number) =>
      values[ownPlaces[from + firstPlace(to - from, (k) => (ownUpTo[from + k] ?? 0) > rank)] ?? 0] ??
      Number.NaN;
    const own = { n, p50: quantileBy(n, 0.5, at), p95: quantileBy(n, 0.95, at) };
    const m = all - n;
    if (m === 0) return own;
    const ownBefore = (place: number) => {
      const k = firstPlace(to - from, (each) => (ownPlaces[from + each] ?? 0) > place);
      return k === 0 ? 0 : (ownUpTo[from + k - 1] ?? 0);
    };
    const ofRest = (rank: number) =>
      values[firstPlace(length, (place) => (upTo[place] ?? 0) - ownBefore(place) > rank)] ?? Number.NaN;
    const u = wins[group] ?? 0;
    return {
      ...own,
      rest: {
        n: m,
        p50: quantileBy(m, 0.5, ofRest),
        superiority: u / (n * m),
        p: chanceOf({ n, m, u, ties }),
      },
    };
  });
}
