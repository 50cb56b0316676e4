import { GROUPS, OUTCOMES } from "../domain/boot.ts";
import type { BootHistograms } from "../statistics/population.ts";
import { BUCKET_EDGES, createCounter, type Counter } from "./counter.ts";
import { COUNTED } from "./populations.ts";
import type { RowListener, Table } from "./table.ts";

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

/** A counter of whole boots, of what they took until ready, of each kind of spans and each group. */
function createCounters(table: () => Table) {
  const boot = createCounter({ kind: "boot" });
  const ready = createCounter({ kind: "ready" });
  const groups = GROUPS.map((group) => createCounter({ kind: "group", group }));
  /** In the order of the table's columns, with the place of their group. */
  const spans: Counter[] = [];
  const groupOf: number[] = [];

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
    if (!columns.outcome.subarray(from, to).some((outcome) => COUNTED[outcome] === 1)) return;
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
  return { each, all: () => [boot, ready, ...spans, ...groups] };
}

/**
 * Counts only grow, as scrapers expect: a boot that is removed stays counted, one that is replaced is counted as it is
 * now.
 */
export function createHistograms(table: () => Table): Histograms {
  const { each, all } = createCounters(table);
  /** Rows before this one are counted. Where columns fill, all are once they are full: column by column. */
  let next = 0;

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
        histograms: all().map((counter) => counter.histogram()),
        outcomes: OUTCOMES.map((each, at) => ({ outcome: each, n: outcomes[at] ?? 0 })),
      };
    },
  };
}
