import { GROUPS, OUTCOMES, type BootId } from "../domain/boot.ts";
import type { BootHistograms, DurationHistogram, HistogramOf } from "../statistics/population.ts";
import { COUNTED } from "./populations.ts";
import type { RowListener, Table } from "./table.ts";

/** Upper edges of the buckets, ns: 1-2-5 from 100 µs to 500 s, as an SRE reads them; a last bucket holds the rest. */
export const BUCKET_EDGES: readonly number[] = Array.from({ length: 7 }, (_, decade) =>
  [1, 2, 5].map((step) => step * 10 ** (5 + decade)),
).flat();

/** The bucket of a duration: the first whose edge is not below it. */
function bucketOf(duration: number): number {
  let [least, most] = [0, BUCKET_EDGES.length];
  while (least < most) {
    const middle = (least + most) >>> 1;
    if ((BUCKET_EDGES[middle] ?? 0) < duration) least = middle + 1;
    else most = middle;
  }
  return least;
}

/** A boot that fell into a bucket, the newest of them: an example to look at. */
type Example = { readonly boot: BootId; readonly duration: number; readonly wall: number };

function createCounter(of: HistogramOf) {
  const counts = new Float64Array(BUCKET_EDGES.length + 1);
  const examples: (Example | undefined)[] = Array.from(counts, () => undefined);
  let sum = 0;
  return {
    /** `wall` is -Infinity where no clock is known. */
    add(duration: number, wall: number, boot: () => BootId): void {
      const bucket = bucketOf(duration);
      counts[bucket] = (counts[bucket] ?? 0) + 1;
      sum += duration;
      const known = examples[bucket];
      if (known === undefined || known.wall < wall) examples[bucket] = { boot: boot(), duration, wall };
    },
    remove(duration: number): void {
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
type Counter = ReturnType<typeof createCounter>;

/** Histograms of all boots that came up, kept up to date boot by boot: to tell them takes no pass over the spans. */
export type Histograms = RowListener & { all(): BootHistograms };

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
  /** ns of the row at hand on the boot path, by group; NaN: none. */
  const onPath = new Float64Array(GROUPS.length);

  function addCounters(): void {
    for (const { kind } of table().spans.slice(spans.length)) {
      const { slug, group, onPath: isOnPath } = kind;
      spans.push(createCounter({ kind: "span", slug, group, onPath: isOnPath }));
      groupOf.push(isOnPath ? GROUPS.indexOf(group) : -1);
    }
  }

  /** What a row has to count. */
  function each(row: number, take: (counter: Counter, duration: number) => void): void {
    const columns = table();
    if (COUNTED[columns.outcome[row] ?? 0] !== 1) return;
    const measure = (counter: Counter | undefined, duration: number | undefined) => {
      if (counter !== undefined && duration !== undefined && !Number.isNaN(duration)) take(counter, duration);
    };
    measure(boot, columns.duration[row]);
    measure(ready, columns.ready[row]);
    if (spans.length < columns.spans.length) addCounters();
    onPath.fill(Number.NaN);
    for (let at = 0; at < spans.length; at++) {
      const duration = columns.spans[at]?.values[row] ?? Number.NaN;
      if (Number.isNaN(duration)) continue;
      measure(spans[at], duration);
      const group = groupOf[at] ?? -1;
      const sum = onPath[group] ?? Number.NaN;
      if (group !== -1) onPath[group] = (Number.isNaN(sum) ? 0 : sum) + duration;
    }
    for (let at = 0; at < groups.length; at++) measure(groups[at], onPath[at]);
  }

  return {
    leaving(row, isReplaced) {
      if (isReplaced) each(row, (counter, duration) => counter.remove(duration));
    },
    arrived(row) {
      const { ids, wall } = table();
      const known = wall[row] ?? Number.NaN;
      const at = Number.isNaN(known) ? -Infinity : known;
      each(row, (counter, duration) => counter.add(duration, at, () => ids.at(row)));
    },
    all() {
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
