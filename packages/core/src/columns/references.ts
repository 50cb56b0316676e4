import type { BootId } from "../domain/boot.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import { spanRank } from "../domain/span.ts";
import { medianDeviationOf } from "../statistics/deviation.ts";
import type {
  BootPercentile,
  BootWhy,
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
import {
  changePopulations,
  COUNTED,
  keepPopulation,
  keyOf,
  newPopulations,
  valuesOf,
  type KeptPopulation,
  type Measure,
  type Populations,
} from "./populations.ts";
import { createMiddles, type Middles } from "./middles.ts";
import type { RowListener, SpanColumn, Table } from "./table.ts";
import { deviationOf, explained } from "./why.ts";

/** Populations that were asked for, kept in order while boots come and go. */
export type References = RowListener & {
  population(reference: PopulationReference, held?: HeldBoot): Population;
  percentiles(ids: readonly BootId[]): BootPercentile[];
};

export function createReferences(table: () => Table): References {
  const populations = newPopulations(table);
  const middles = createMiddles(table, (codes) => rowsByContainer(table(), codes));
  return {
    leaving(row, isReplaced) {
      changePopulations(populations, row, -1);
      middles.leaving(row, isReplaced);
    },
    arrived(row) {
      changePopulations(populations, row, 1);
      middles.arrived(row);
    },
    population: (reference, held) => populationOf(populations, reference, held),
    percentiles: (ids) => percentilesOf(populations, middles, ids),
  };
}

function populationOf(
  populations: Populations,
  reference: PopulationReference,
  held: HeldBoot | undefined,
): Population {
  const { table } = populations;
  const columns = table().spans.toSorted((a, b) => spanRank(a.kind.slug) - spanRank(b.kind.slug));
  const measureOf = ({ kind }: SpanColumn): Measure => `:${kind.slug}`;
  const entry = keepPopulation(populations, reference, ["duration", "ready", ...columns.map(measureOf)]);
  const member = memberRow(table(), reference, entry, held?.id);
  const boots = others(populations, entry, "duration", member);
  const readies = others(populations, entry, "ready", member);
  return {
    reference,
    n: entry.n - (member === undefined ? 0 : 1),
    ...omitUndefined({ boot: quantilesOf(boots), bootMad: medianDeviationOf(boots) }),
    bootPercentile: rankOf(boots, held?.duration),
    ...omitUndefined({ ready: quantilesOf(readies), readyMad: medianDeviationOf(readies) }),
    readyPercentile: rankOf(readies, held?.ready),
    spans: columns.flatMap(
      (column) => spanPopulation(column, others(populations, entry, measureOf(column), member), held) ?? [],
    ),
  };
}

function percentilesOf(populations: Populations, middles: Middles, ids: readonly BootId[]): BootPercentile[] {
  const { table, byContainer } = populations;
  const { codes, dictionaries, duration } = table();
  const rows = ids.map((id) => table().ids.find(id));
  const containers = new Set(rows.map((row) => (row === undefined ? 0 : (codes.container[row] ?? 0))));
  const unknown = [...containers].filter(
    (code) =>
      code > 0 &&
      !byContainer
        .get(dictionaries.container.text(code) ?? "")
        ?.has(keyOf({ container: dictionaries.container.text(code) ?? "" })),
  );
  const rowsOf =
    unknown.length > 0 ? rowsByContainer(table(), new Set(unknown)) : new Map<number, Uint32Array>();
  const held = ids.map((id, n): Held => {
    const row = rows[n];
    if (row === undefined) return { id, percentile: undefined };
    const code = codes.container[row] ?? 0;
    const reference = { container: dictionaries.container.text(code) ?? "" };
    const own = duration[row] ?? Number.NaN;
    if (Number.isNaN(own)) return { id, percentile: undefined };
    const entry = keepPopulation(populations, reference, ["duration"], rowsOf.get(code));
    const sorted = entry.measures.get("duration")?.sorted() ?? new Float32Array(0);
    if (!entry.holds(row)) return { id, percentile: percentileOf(sorted, own) };
    const why = deviationOf(own, sorted);
    return { id, percentile: percentileOfMember(sorted, own), ...(why && { off: { row, code, why } }) };
  });
  // What is as usual has no cause, and its container's medians are not looked for.
  const usual = middles.of(
    new Set(held.flatMap(({ off }) => (off === undefined || off.why.kind === "usual" ? [] : [off.code]))),
  );
  return held.map(({ off, ...boot }) =>
    off === undefined ? boot : { ...boot, why: explained(off.row, off.why, usual.get(off.code)) },
  );
}

/** A boot held against its population, before its cause is looked for. */
type Held = BootPercentile & {
  readonly off?: { readonly row: number; readonly code: number; readonly why: BootWhy };
};

/** Rows of several containers' populations, by the codes of the containers: one pass for all of them. */
function rowsByContainer(table: Table, wanted: ReadonlySet<number>): ReadonlyMap<number, Uint32Array> {
  const { size, codes, outcome, dictionaries } = table;
  const mask = new Uint8Array(dictionaries.container.size);
  for (const code of wanted) mask[code] = 1;
  const found = new Map<number, number[]>([...wanted].map((code) => [code, []]));
  for (let row = 0; row < size; row++) {
    const code = codes.container[row] ?? 0;
    if (mask[code] === 1 && COUNTED[outcome[row] ?? 0] === 1) found.get(code)?.push(row);
  }
  return new Map([...found].map(([code, rows]) => [code, Uint32Array.from(rows)]));
}

/** Row of the boot held against the others, where it is one of them. */
function memberRow(
  table: Table,
  { container }: PopulationReference,
  entry: KeptPopulation,
  id: BootId | undefined,
): number | undefined {
  if (id === undefined) return undefined;
  const { ids, codes, dictionaries } = table;
  const row = ids.find(id);
  if (row === undefined || dictionaries.container.text(codes.container[row] ?? 0) !== container)
    return undefined;
  return entry.holds(row) ? row : undefined;
}

function others(
  populations: Populations,
  entry: KeptPopulation,
  measure: Measure,
  member: number | undefined,
): Sorted {
  const sorted = entry.measures.get(measure)?.sorted() ?? new Float32Array(0);
  const own = member === undefined ? Number.NaN : (valuesOf(populations, measure)?.[member] ?? Number.NaN);
  return Number.isNaN(own) ? sorted : without(sorted, own);
}

function without(sorted: Float32Array, value: number): Float32Array {
  const at = countBelow(sorted, value);
  const others = new Float32Array(sorted.length - 1);
  others.set(sorted.subarray(0, at));
  others.set(sorted.subarray(at + 1), at);
  return others;
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
