import { GROUPS, OUTCOMES, type BootId } from "../domain/boot.ts";
import type { BootHistograms, DurationHistogram, HistogramOf } from "../statistics/population.ts";
import { COUNTED } from "./populations.ts";
import type { RowListener, Table } from "./table.ts";

/** Upper edges of the buckets, ns: 1-2-5 from 100 µs to 500 s, as an SRE reads them; a last bucket holds the rest. */
export const BUCKET_EDGES: readonly number[] = Array.from({ length: 7 }, (_, decade) =>
  [1, 2, 5].map((step) => step * 10 ** (5 + decade)),
).flat();

/** Floats are told apart by their upper bits: to a part in 128. */
const LOWER_BITS = 16;
/** As many as finite positive floats have. */
const CELLS = 0x7f80;

/** By the upper bits of a duration, the bucket of the least that has them; a little less, as sums are rounded to floats. */
function firstBuckets(): Uint8Array {
  const least = new Float32Array(
    Uint32Array.from({ length: CELLS }, (_, upper) => upper << LOWER_BITS).buffer,
  );
  let bucket = 0;
  return Uint8Array.from(least, (duration) => {
    while ((BUCKET_EDGES[bucket] ?? Infinity) < duration * (1 - 1e-6)) bucket++;
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

function createCounter(of: HistogramOf) {
  const counts = new Float64Array(BUCKET_EDGES.length + 1);
  const examples: (Example | undefined)[] = Array.from(counts, () => undefined);
  let sum = 0;
  return {
    /** A value for each of the rows from one on; NaN: none. Of what comes, the newest of each bucket is an example. */
    add(values: Float32Array | Float64Array, from: number, { ids, wall }: Table): void {
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
type Counter = ReturnType<typeof createCounter>;

/** Histograms of all boots that came up, kept up to date boot by boot: to tell them takes no pass over the spans. */
export type Histograms = RowListener & {
  all(): BootHistograms;
  /** Counts some of what nobody has asked for yet; false once there is nothing left to count. */
  prepare(): boolean;
};

/** Rows that are counted in one go: some milliseconds. */
const ROWS = 8_192;

/** Values of some rows by a column, without those of boots that did not come up. */
function countedValues({ outcome }: Table, values: Float32Array, from: number, to: number): Float32Array {
  const some = values.slice(from, to);
  for (let at = 0; at < some.length; at++) if (COUNTED[outcome[from + at] ?? 0] !== 1) some[at] = Number.NaN;
  return some;
}

/**
 * Counts only grow, as scrapers expect: a boot that is removed stays counted, one that is replaced is counted as it is
 * now.
 */
export function createHistograms(table: () => Table): Histograms {
  const boot = createCounter({ kind: "boot" });
  const ready = createCounter({ kind: "ready" });
  const groups = GROUPS.map((group) => createCounter({ kind: "group", group }));
  /** In the order of the table's columns, with the place of their group. */
  const spans: Counter[] = [];
  const groupOf: number[] = [];
  /** Rows before this one are counted. Where columns fill, all are once they are full: column by column. */
  let next = 0;

  function addCounters(): void {
    for (const { kind } of table().spans.slice(spans.length)) {
      const { slug, group, onPath: isOnPath } = kind;
      spans.push(createCounter({ kind: "span", slug, group, onPath: isOnPath }));
      groupOf.push(isOnPath ? GROUPS.indexOf(group) : -1);
    }
  }

  /** What some rows have to count, counter by counter. */
  function each(
    from: number,
    to: number,
    take: (counter: Counter, values: Float32Array | Float64Array) => void,
  ): void {
    const columns = table();
    if (spans.length < columns.spans.length) addCounters();
    const valuesOf = (values: Float32Array) => countedValues(columns, values, from, to);
    take(boot, valuesOf(columns.duration));
    take(ready, valuesOf(columns.ready));
    /** ns of the rows on the boot path, by group; NaN: none. */
    const onPath = GROUPS.map((): Float64Array | undefined => undefined);
    for (const [at, counter] of spans.entries()) {
      const values = valuesOf(columns.spans[at]?.values ?? new Float32Array(0));
      take(counter, values);
      const group = groupOf[at] ?? -1;
      if (group === -1) continue;
      const sums = (onPath[group] ??= new Float64Array(to - from).fill(Number.NaN));
      for (let i = 0; i < values.length; i++) {
        const value = values[i] ?? Number.NaN;
        const sum = sums[i] ?? Number.NaN;
        if (!Number.isNaN(value)) sums[i] = (Number.isNaN(sum) ? 0 : sum) + value;
      }
    }
    for (const [at, counter] of groups.entries()) {
      const sums = onPath[at];
      if (sums !== undefined) take(counter, sums);
    }
  }
  const count = (from: number, to: number) =>
    each(from, to, (counter, values) => counter.add(values, from, table()));

  function prepare(): boolean {
    const to = Math.min(next + ROWS, table().size);
    if (to <= next) return false;
    count(next, to);
    next = to;
    return true;
  }

  return {
    leaving(row, isReplaced) {
      const last = table().size - 1;
      if (isReplaced) {
        if (row < next) each(row, row + 1, (counter, [duration = Number.NaN]) => counter.remove(duration));
        return;
      }
      // It stays counted, and the last one takes its place.
      if (row >= next) count(row, row + 1);
      else if (last >= next) count(last, last + 1);
    },
    arrived(row) {
      if (row < next) count(row, row + 1);
    },
    prepare,
    all() {
      while (prepare());
      const { outcome, size } = table();
      const outcomes = new Uint32Array(OUTCOMES.length);
      for (let row = 0; row < size; row++) {
        const at = outcome[row] ?? 0;
        outcomes[at] = (outcomes[at] ?? 0) + 1;
      }
      return {
        edges: BUCKET_EDGES,
        histograms: [boot, ready, ...spans, ...groups].map((counter) => counter.histogram()),
        outcomes: OUTCOMES.map((each, at) => ({ outcome: each, n: outcomes[at] ?? 0 })),
      };
    },
  };
}
