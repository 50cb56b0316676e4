import { OUTCOMES, type BootId, type Outcome } from "../domain/boot.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import { spanRank } from "../domain/span.ts";
import { medianDeviationOf } from "../statistics/deviation.ts";
import { createOrdered, type Ordered } from "../statistics/ordered.ts";
import type {
  BootPercentile,
  HeldBoot,
  Percentile,
  Population,
  PopulationReference,
  SpanPopulation,
} from "../statistics/population.ts";
import {
  countBelow,
  percentileOf,
  percentileOfMember,
  quantilesOf,
  type Sorted,
} from "../statistics/quantile.ts";
import { matchingRows } from "./match.ts";
import { hostOf, type RowListener, type SpanColumn, type Table } from "./table.ts";
import { present } from "./values.ts";

/** Outcomes of the boots of a population. */
export const POPULATION_OUTCOMES: readonly Outcome[] = ["up", "ready"];
const COUNTED = Uint8Array.from(OUTCOMES, (outcome) => (POPULATION_OUTCOMES.includes(outcome) ? 1 : 0));

/** Durations kept in order for later questions: 64 MB. */
const MAX_KEPT = 16_000_000;
/** A population that nobody asked for during so many changes is let go. */
const MAX_PENDING = 20_000;

/** Populations that were asked for, kept in order while boots come and go. */
export type References = RowListener & {
  population(reference: PopulationReference, held?: HeldBoot): Population;
  percentiles(ids: readonly BootId[]): BootPercentile[];
};

const keyOf = ({ container, host, since, until }: PopulationReference) =>
  JSON.stringify([container, host ?? null, since?.toString() ?? null, until?.toString() ?? null]);

/** "duration", "ready" or the slug of a span after a colon, which no slug has. */
type Measure = "duration" | "ready" | `:${string}`;

type Kept = {
  readonly holds: (row: number) => boolean;
  n: number;
  readonly measures: Map<Measure, Ordered>;
  size: number;
};

function without(sorted: Float32Array, value: number): Float32Array {
  const at = countBelow(sorted, value);
  const others = new Float32Array(sorted.length - 1);
  others.set(sorted.subarray(0, at));
  others.set(sorted.subarray(at + 1), at);
  return others;
}

export function createReferences(table: () => Table): References {
  /** By container, then by the whole reference; the one asked for last is the last. */
  const kept = new Map<string, Map<string, Kept>>();
  /** Keys of `kept`, least recently used first. */
  const uses = new Map<string, string>();

  const valuesOf = (measure: Measure): Float32Array | undefined =>
    measure === "duration" || measure === "ready"
      ? table()[measure]
      : table().spanColumn(measure.slice(1))?.values;

  function drop(key: string, container: string): void {
    uses.delete(key);
    const group = kept.get(container);
    group?.delete(key);
    if (group?.size === 0) kept.delete(container);
  }

  function makeRoom(): void {
    let total = 0;
    for (const group of kept.values()) for (const each of group.values()) total += each.size;
    for (const [key, container] of uses) {
      if (total <= MAX_KEPT || uses.size <= 1) return;
      total -= kept.get(container)?.get(key)?.size ?? 0;
      drop(key, container);
    }
  }

  function holder({ host, since, until }: PopulationReference): (row: number) => boolean {
    const from = since === undefined ? -Infinity : Number(since);
    const to = until === undefined ? Infinity : Number(until);
    const isTimed = since !== undefined || until !== undefined;
    return (row) => {
      const { outcome, wall, codes, dictionaries } = table();
      const at = wall[row] ?? Number.NaN;
      return (
        COUNTED[outcome[row] ?? 0] === 1 &&
        (!isTimed || (at >= from && at <= to)) &&
        (host === undefined || hostOf(dictionaries.host.text(codes.host[row] ?? 0) ?? "[]").id === host)
      );
    };
  }

  const rowsOf = ({ container, host, since, until }: PopulationReference) =>
    matchingRows(table(), {
      container,
      outcomes: POPULATION_OUTCOMES,
      ...omitUndefined({ host, since, until }),
    });

  /** Rows of several containers' populations, by the codes of the containers: one pass for all of them. */
  function rowsByContainer(wanted: ReadonlySet<number>): ReadonlyMap<number, Uint32Array> {
    const { size, codes, outcome, dictionaries } = table();
    const mask = new Uint8Array(dictionaries.container.size);
    for (const code of wanted) mask[code] = 1;
    const found = new Map<number, number[]>([...wanted].map((code) => [code, []]));
    for (let row = 0; row < size; row++) {
      const code = codes.container[row] ?? 0;
      if (mask[code] === 1 && COUNTED[outcome[row] ?? 0] === 1) found.get(code)?.push(row);
    }
    return new Map([...found].map(([code, rows]) => [code, Uint32Array.from(rows)]));
  }

  /** Finds or builds; `rows` are those of the population, where they are at hand. */
  function keep(reference: PopulationReference, measures: readonly Measure[], given?: Uint32Array): Kept {
    const { container } = reference;
    const key = keyOf(reference);
    let group = kept.get(container);
    if (group === undefined) kept.set(container, (group = new Map<string, Kept>()));
    let rows = given;
    let entry = group.get(key);
    if (entry === undefined) {
      rows ??= rowsOf(reference);
      entry = { holds: holder(reference), n: rows.length, measures: new Map(), size: 0 };
      group.set(key, entry);
    }
    uses.delete(key);
    uses.set(key, container);
    for (const measure of measures) {
      if (entry.measures.has(measure)) continue;
      rows ??= rowsOf(reference);
      const values = valuesOf(measure);
      if (values === undefined) continue;
      const found = present(values, rows);
      entry.measures.set(measure, createOrdered(found));
      entry.size += found.length;
    }
    makeRoom();
    return entry;
  }

  function change(row: number, by: 1 | -1): void {
    const { codes, dictionaries } = table();
    const container = dictionaries.container.text(codes.container[row] ?? 0) ?? "";
    const group = kept.get(container);
    if (group === undefined) return;
    for (const [key, entry] of group) {
      if (!entry.holds(row)) continue;
      entry.n += by;
      for (const [measure, ordered] of entry.measures) {
        const value = valuesOf(measure)?.[row] ?? Number.NaN;
        if (Number.isNaN(value)) continue;
        if (by === 1) ordered.add(value);
        else ordered.remove(value);
        entry.size += by;
        if (ordered.pending > MAX_PENDING) {
          drop(key, container);
          break;
        }
      }
    }
  }

  /** Row of the boot held against the others, where it is one of them. */
  function memberRow(
    { container }: PopulationReference,
    entry: Kept,
    id: BootId | undefined,
  ): number | undefined {
    if (id === undefined) return undefined;
    const { ids, codes, dictionaries } = table();
    const row = ids.find(id);
    if (row === undefined || dictionaries.container.text(codes.container[row] ?? 0) !== container)
      return undefined;
    return entry.holds(row) ? row : undefined;
  }

  function others(entry: Kept, measure: Measure, member: number | undefined): Sorted {
    const sorted = entry.measures.get(measure)?.sorted() ?? new Float32Array(0);
    const own = member === undefined ? Number.NaN : (valuesOf(measure)?.[member] ?? Number.NaN);
    return Number.isNaN(own) ? sorted : without(sorted, own);
  }

  const rankOf = (sorted: Sorted, value: number | undefined): Percentile =>
    value === undefined ? undefined : percentileOf(sorted, Math.fround(value));

  function spanPopulation(
    { kind }: SpanColumn,
    sorted: Sorted,
    held: HeldBoot | undefined,
  ): SpanPopulation | undefined {
    const quantiles = quantilesOf(sorted);
    if (quantiles === undefined) return undefined;
    const own = held?.spans.find(({ slug }) => slug === kind.slug)?.duration;
    const mad = medianDeviationOf(sorted) ?? 0;
    return { ...kind, quantiles, mad, percentile: rankOf(sorted, own) };
  }

  return {
    leaving: (row) => change(row, -1),
    arrived: (row) => change(row, 1),

    population(reference, held) {
      const columns = table().spans.toSorted((a, b) => spanRank(a.kind.slug) - spanRank(b.kind.slug));
      const measureOf = ({ kind }: SpanColumn): Measure => `:${kind.slug}`;
      const entry = keep(reference, ["duration", "ready", ...columns.map(measureOf)]);
      const member = memberRow(reference, entry, held?.id);
      const boots = others(entry, "duration", member);
      const readies = others(entry, "ready", member);
      return {
        reference,
        n: entry.n - (member === undefined ? 0 : 1),
        ...omitUndefined({ boot: quantilesOf(boots), bootMad: medianDeviationOf(boots) }),
        bootPercentile: rankOf(boots, held?.duration),
        ...omitUndefined({ ready: quantilesOf(readies), readyMad: medianDeviationOf(readies) }),
        readyPercentile: rankOf(readies, held?.ready),
        spans: columns.flatMap(
          (column) => spanPopulation(column, others(entry, measureOf(column), member), held) ?? [],
        ),
      };
    },

    percentiles(ids) {
      const { codes, dictionaries, duration } = table();
      const rows = ids.map((id) => table().ids.find(id));
      const containers = new Set(rows.map((row) => (row === undefined ? 0 : (codes.container[row] ?? 0))));
      const unknown = [...containers].filter(
        (code) =>
          code > 0 &&
          !kept
            .get(dictionaries.container.text(code) ?? "")
            ?.has(keyOf({ container: dictionaries.container.text(code) ?? "" })),
      );
      const populations =
        unknown.length > 0 ? rowsByContainer(new Set(unknown)) : new Map<number, Uint32Array>();
      return ids.map((id, n) => {
        const row = rows[n];
        if (row === undefined) return { id, percentile: undefined };
        const code = codes.container[row] ?? 0;
        const reference = { container: dictionaries.container.text(code) ?? "" };
        const own = duration[row] ?? Number.NaN;
        if (Number.isNaN(own)) return { id, percentile: undefined };
        const entry = keep(reference, ["duration"], populations.get(code));
        const sorted = entry.measures.get("duration")?.sorted() ?? new Float32Array(0);
        return {
          id,
          percentile: entry.holds(row) ? percentileOfMember(sorted, own) : percentileOf(sorted, own),
        };
      });
    },
  };
}
