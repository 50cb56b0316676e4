import type { BootId } from "../domain/boot.ts";
import { floatOf, LOWER_BITS, UPPERS } from "../statistics/float-bits.ts";
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

/** The buckets of durations, each the first whose edge is not below it; of those that are none anything. */
function bucketsOf(durations: Float32Array | Float64Array): Uint8Array {
  const bits = new Uint32Array(Float32Array.from(durations).buffer);
  const first = (firstBucketOf ??= firstBuckets());
  const buckets = new Uint8Array(durations.length);
  for (let at = 0; at < durations.length; at++) {
    const duration = durations[at] ?? 0;
    let bucket = first[(bits[at] ?? 0) >>> LOWER_BITS] ?? 0;
    while ((BUCKET_EDGES[bucket] ?? Infinity) < duration) bucket++;
    buckets[at] = bucket;
  }
  return buckets;
}

/** A boot that fell into a bucket, the newest of them: an example to look at. */
type Example = { readonly boot: BootId; readonly duration: number; readonly wall: number };

/** Durations of one kind by their buckets. */
export function createCounter(of: HistogramOf) {
  const counts = new Float64Array(BUCKET_EDGES.length + 1);
  const examples: (Example | undefined)[] = Array.from(counts, () => undefined);
  let sum = 0;
  return {
    /** A value for each of the rows from one on; NaN: none. Of what comes, the newest of each bucket is an example. */
    add(values: Float32Array | Float64Array, from: number, { ids, wall }: Table): void {
      // Of a single boot most kinds of spans have none.
      if (values.every((value) => Number.isNaN(value))) return;
      const rows = new Int32Array(counts.length).fill(-1);
      const buckets = bucketsOf(values);
      const walls = Float64Array.from(examples, (example) => example?.wall ?? Number.NaN);
      for (let at = 0; at < values.length; at++) {
        const duration = values[at] ?? Number.NaN;
        if (Number.isNaN(duration)) continue;
        const bucket = buckets[at] ?? 0;
        counts[bucket] = (counts[bucket] ?? 0) + 1;
        sum += duration;
        const known = wall[from + at] ?? Number.NaN;
        const when = Number.isNaN(known) ? -Infinity : known;
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
    remove(duration: number): void {
      if (Number.isNaN(duration)) return;
      const [bucket = 0] = bucketsOf(Float64Array.of(duration));
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
