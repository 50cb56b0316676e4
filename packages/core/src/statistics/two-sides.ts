import { quantileOf } from "./quantile.ts";
import { sortFloats, toOrder } from "./sort.ts";

const LOW_BITS = 16;
const BUCKETS = 1 << 16;

export type TwoSides = {
  readonly medians: readonly [number, number];
  /**
   * Chance that one of the first is larger than one of the others, ties counted half: Mann and Whitney's U over n·m (1947).
   * 0.5 is no difference.
   */
  readonly superiority: number;
};

/** Many floats, counted by the upper half of their bits. Only what is looked for more closely gets sorted. */
function bucketed(values: Float32Array) {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const below = new Uint32Array(BUCKETS + 1);
  for (let i = 0; i < bits.length; i++) {
    const next = (toOrder(bits[i] ?? 0) >>> LOW_BITS) + 1;
    below[next] = (below[next] ?? 0) + 1;
  }
  for (let bucket = 0; bucket < BUCKETS; bucket++)
    below[bucket + 1] = (below[bucket + 1] ?? 0) + (below[bucket] ?? 0);

  /** The bucket that the value of a rank, from 0, is in. */
  function bucketAt(rank: number): number {
    let from = 0;
    let to = BUCKETS - 1;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((below[middle + 1] ?? 0) <= rank) from = middle + 1;
      else to = middle;
    }
    return from;
  }
  /** The values of some buckets in order; `shifts` is how many ranks further on they stand among all, by bucket. */
  function opened(flags: Uint8Array): { readonly sorted: Float32Array; readonly shifts: Uint32Array } {
    const shifts = new Uint32Array(BUCKETS);
    let n = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      shifts[bucket] = (below[bucket] ?? 0) - n;
      if (flags[bucket] === 1) n += (below[bucket + 1] ?? 0) - (below[bucket] ?? 0);
    }
    const found = new Float32Array(n);
    let at = 0;
    for (let i = 0; i < bits.length; i++)
      if (flags[toOrder(bits[i] ?? 0) >>> LOW_BITS] === 1) found[at++] = values[i] ?? 0;
    return { sorted: sortFloats(found), shifts };
  }
  return { bucketAt, opened };
}

function bucketsOf(sorted: Float32Array): Uint16Array {
  const bits = new Uint32Array(sorted.buffer, sorted.byteOffset, sorted.length);
  return Uint16Array.from(bits, (each) => toOrder(each) >>> LOW_BITS);
}

/** What the smaller side has to know of the larger one: values near its own, their true ranks, and the median. */
type Ranked = {
  readonly sorted: Float32Array;
  /** Ranks that are missing before the values of a bucket. */
  readonly shiftOf: (bucket: number) => number;
  readonly median: number;
};

function rankedWhole(values: Float32Array): Ranked {
  const sorted = sortFloats(values.slice());
  return { sorted, shiftOf: () => 0, median: quantileOf(sorted, 0.5) };
}

function rankedNear(values: Float32Array, buckets: Uint16Array): Ranked {
  const index = bucketed(values);
  const flags = new Uint8Array(BUCKETS);
  for (const bucket of buckets) flags[bucket] = 1;
  const middle = (values.length - 1) / 2;
  const around = [Math.floor(middle), Math.ceil(middle)].map((rank) => ({
    rank,
    bucket: index.bucketAt(rank),
  }));
  for (const { bucket } of around) flags[bucket] = 1;
  const { sorted, shifts } = index.opened(flags);
  const shiftOf = (bucket: number) => shifts[bucket] ?? 0;
  const [low = Number.NaN, high = Number.NaN] = around.map(
    ({ rank, bucket }) => sorted[rank - shiftOf(bucket)],
  );
  return { sorted, shiftOf, median: low + (high - low) * (middle % 1) };
}

function smallAgainstLarge(small: Float32Array, large: Float32Array, few: number): TwoSides {
  const own = sortFloats(small.slice());
  const buckets = bucketsOf(own);
  const { sorted, shiftOf, median } = large.length < few ? rankedWhole(large) : rankedNear(large, buckets);
  let below = 0;
  let upTo = 0;
  let wins = 0;
  for (let i = 0; i < own.length; i++) {
    const value = own[i] ?? Number.NaN;
    while (below < sorted.length && (sorted[below] ?? Infinity) < value) below++;
    if (upTo < below) upTo = below;
    while (upTo < sorted.length && (sorted[upTo] ?? Infinity) <= value) upTo++;
    wins += (below + upTo) / 2 + shiftOf(buckets[i] ?? 0);
  }
  return { medians: [quantileOf(own, 0.5), median], superiority: wins / (own.length * large.length) };
}

/** Two sides of durations in any order, neither of them empty nor with NaN. Sides of `few` values are sorted whole. */
export function twoSides(a: Float32Array, b: Float32Array, few = BUCKETS): TwoSides {
  if (a.length <= b.length) return smallAgainstLarge(a, b, few);
  const { medians, superiority } = smallAgainstLarge(b, a, few);
  return { medians: [medians[1], medians[0]], superiority: 1 - superiority };
}
