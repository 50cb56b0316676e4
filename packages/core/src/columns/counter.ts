import type { BootId } from "../domain/boot.ts";
import { bitsOf, floatOf, LOWER_BITS, UPPERS } from "../statistics/float-bits.ts";
import type { DurationHistogram, HistogramOf } from "../statistics/population.ts";
import type { Table } from "./table.ts";

/** Upper edges of the buckets, ns: 1-2-5 from 100 µs to 500 s, as an SRE reads them; a last bucket holds the rest. */
export const BUCKET_EDGES: readonly number[] = Array.from({ length: 7 }, (_, decade) =>
  [1, 2, 5].map((step) => step * 10 ** (5 + decade)),
).flat();

/** By the upper bits of a duration, the bucket of the least that has them; a little less, as sums are rounded to floats. */
function firstBuckets(): Uint8Array {
  let bucket = 0;
  return Uint8Array.from({ length: UPPERS }, (_, upper) => {
    const least = floatOf(upper << LOWER_BITS);
    while ((BUCKET_EDGES[bucket] ?? Infinity) < least * (1 - 1e-6)) bucket++;
    return bucket;
  });
}
let firstBucketOf: Uint8Array | undefined;

/** The bucket of a duration: the first whose edge is not below it. */
function bucketOf(duration: number): number {
  const first = (firstBucketOf ??= firstBuckets());
  let bucket = first[bitsOf(duration) >>> LOWER_BITS] ?? 0;
  while ((BUCKET_EDGES[bucket] ?? Infinity) < duration) bucket++;
  return bucket;
}

/** UTC ns of a row; a boot whose time is not known is older than any other. */
const timeOf = (wall: number | undefined) => (wall === undefined || Number.isNaN(wall) ? -Infinity : wall);

/** A boot that fell into a bucket, the newest of them: an example to look at. */
type Example = { readonly boot: BootId; readonly duration: number; readonly wall: number };

/** Durations of one kind by their buckets. */
export function createCounter(of: HistogramOf) {
  const counts = new Float64Array(BUCKET_EDGES.length + 1);
  const examples: (Example | undefined)[] = Array.from(counts, () => undefined);
  let sum = 0;
  function count(duration: number, bucket: number): void {
    counts[bucket] = (counts[bucket] ?? 0) + 1;
    sum += duration;
  }
  return {
    /** A value for each of the rows from one on; NaN: none. Of what comes, the newest of each bucket is an example. */
    add(values: Float32Array | Float64Array, from: number, { ids, wall }: Table): void {
      const rows = new Int32Array(counts.length).fill(-1);
      const walls = Float64Array.from(examples, (example) => example?.wall ?? Number.NaN);
      for (let at = 0; at < values.length; at++) {
        const duration = values[at] ?? Number.NaN;
        if (Number.isNaN(duration)) continue;
        const bucket = bucketOf(duration);
        count(duration, bucket);
        const when = timeOf(wall[from + at]);
        if ((walls[bucket] ?? 0) >= when) continue;
        walls[bucket] = when;
        rows[bucket] = from + at;
      }
      for (const [bucket, row] of rows.entries())
        if (row !== -1)
          examples[bucket] = {
            boot: ids.at(row),
            duration: values[row - from] ?? 0,
            wall: walls[bucket] ?? -Infinity,
          };
    },
    /** The same of a single boot. */
    addOne(duration: number, boot: BootId, wall: number): void {
      if (Number.isNaN(duration)) return;
      const bucket = bucketOf(duration);
      count(duration, bucket);
      const when = timeOf(wall);
      const example = examples[bucket];
      if (example === undefined || example.wall < when) examples[bucket] = { boot, duration, wall: when };
    },
    remove(duration: number): void {
      if (Number.isNaN(duration)) return;
      const bucket = bucketOf(duration);
      counts[bucket] = (counts[bucket] ?? 0) - 1;
      sum -= duration;
    },
    histogram: (): DurationHistogram => ({
      of,
      counts: [...counts],
      sum,
      examples: examples.map(
        (example) =>
          example && {
            boot: example.boot,
            duration: example.duration,
            ...(example.wall === -Infinity ? {} : { wallTime: BigInt(example.wall) }),
          },
      ),
    }),
  };
}
export type Counter = ReturnType<typeof createCounter>;
