import type { BootId } from "../domain/boot.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import { REASON_SLUGS, type ReasonSlug } from "../domain/reason.ts";
import { spanRank } from "../domain/span.ts";
import { medianDeviationOf } from "../statistics/deviation.ts";
import type {
  BootPercentile,
  BootWhy,
  CausePopulation,
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
  quantileBy,
  quantilesOf,
  type Sorted,
} from "../statistics/quantile.ts";
import {
  changePopulations,
  COUNTED,
  keepPopulation,
  newPopulations,
  valuesOf,
  type KeptPopulation,
  type Measure,
  type Populations,
} from "./populations.ts";
import { createMiddles, type Middles } from "./middles.ts";
import type { RowListener, SpanColumn, Table } from "./table.ts";
import { deviationOf, explained, type Judged } from "./why.ts";

/** Populations that were asked for, kept in order while boots come and go. */
export type References = RowListener & {
  population(reference: PopulationReference, held?: HeldBoot): Population;
  percentiles(ids: readonly BootId[]): BootPercentile[];
  /** Durations of a container's population, ascending: as they are until the next change. */
  durations(container: string): Sorted;
  /** Values of a container's population by several measures, ascending: as they are until the next change. */
  inOrder(container: string, measures: readonly Measure[]): (measure: Measure) => Sorted;
  /** Puts some populations in order before they are asked for; false once there is nothing left to do. */
  prepare(): boolean;
};

/** Boots of the populations that are prepared in one go: some milliseconds. */
const PREPARED = 10_000;

export function createReferences(table: () => Table): References {
  const populations = newPopulations(table);
  const middles = createMiddles(table, (codes) => rowsByContainer(table(), codes));
  /** Of the containers, the first that was not prepared. 0 stands for none. */
  let next = 1;
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
    durations: (container) => durationsOf(populations, container),
    inOrder(container, measures) {
      const { measures: found } = keepPopulation(populations, { container }, measures);
      return (measure) => found.get(measure)?.sorted() ?? [];
    },
    prepare() {
      const { groups, dictionaries } = table();
      const codes = new Set<number>();
      for (let boots = 0; boots < PREPARED && next < dictionaries.container.size; next++) {
        codes.add(next);
        boots += groups.container.of(next).length;
      }
      for (const code of codes) durationsOf(populations, dictionaries.container.text(code) ?? "");
      middles.of(codes);
      return codes.size > 0;
    },
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
  const causes = table()
    .causes.map(({ slug }) => ({ slug, measure: `!${slug}` as const }))
    .sort((a, b) => REASON_SLUGS.indexOf(a.slug) - REASON_SLUGS.indexOf(b.slug));
  const entry = keepPopulation(populations, reference, [
    "duration",
    "ready",
    ...columns.map(measureOf),
    ...causes.map(({ measure }) => measure),
  ]);
  const member = memberRow(table(), reference, entry, held?.id);
  const boots = others(populations, entry, "duration", member);
  const readies = others(populations, entry, "ready", member);
  const n = entry.n - (member === undefined ? 0 : 1);
  const othersBy = (measure: Measure) => others(populations, entry, measure, member);
  const known = othersBy("!unexplained").length;
  return {
    reference,
    n,
    ...omitUndefined({ boot: quantilesOf(boots), bootMad: medianDeviationOf(boots) }),
    bootPercentile: rankOf(boots, held?.duration),
    ...omitUndefined({ ready: quantilesOf(readies), readyMad: medianDeviationOf(readies) }),
    readyPercentile: rankOf(readies, held?.ready),
    spans: columns.flatMap(
      (column) => spanPopulation(column, others(populations, entry, measureOf(column), member), held) ?? [],
    ),
    causes: causes.flatMap(({ slug, measure }) => causePopulation(slug, othersBy(measure), known) ?? []),
  };
}

/** Of n boots whose causes are known. One that lost nothing to a cause counts as none of it. */
function causePopulation(slug: ReasonSlug, sorted: Sorted, n: number): CausePopulation | undefined {
  if (sorted.length === 0) return undefined;
  const at = (rank: number) => sorted[rank - (n - sorted.length)] ?? 0;
  const quantile = (share: number) => quantileBy(n, share, at);
  return { slug, n: sorted.length, p50: quantile(0.5), p95: quantile(0.95) };
}

const durationsOf = (populations: Populations, container: string): Sorted =>
  keepPopulation(populations, { container }, ["duration"]).measures.get("duration")?.sorted() ?? [];

function percentilesOf(populations: Populations, middles: Middles, ids: readonly BootId[]): BootPercentile[] {
  const { table } = populations;
  const { codes, dictionaries, duration } = table();
  const held = ids.map((id): Held => {
    const row = table().ids.find(id);
    if (row === undefined) return { id, percentile: undefined };
    const code = codes.container[row] ?? 0;
    const reference = { container: dictionaries.container.text(code) ?? "" };
    const own = duration[row] ?? Number.NaN;
    if (Number.isNaN(own)) return { id, percentile: undefined };
    const entry = keepPopulation(populations, reference, ["duration"]);
    const sorted = entry.measures.get("duration")?.sorted() ?? new Float32Array(0);
    const isMember = entry.holds(row);
    const why = deviationOf(own, sorted, isMember);
    const percentile = isMember ? percentileOfMember(sorted, own) : percentileOf(sorted, own);
    return { id, percentile, ...(why && { off: { row, isMember, code, why } }) };
  });
  // What is as usual has no cause, and its container's medians are not looked for.
  const usual = middles.of(
    new Set(held.flatMap(({ off }) => (off === undefined || off.why.kind === "usual" ? [] : [off.code]))),
  );
  return held.map(({ off, ...boot }) =>
    off === undefined ? boot : { ...boot, why: explained(off, off.why, usual.get(off.code)) },
  );
}

/** A boot held against its population, before its cause is looked for. */
type Held = BootPercentile & {
  readonly off?: Judged & { readonly code: number; readonly why: BootWhy };
};

/** Rows of several containers' populations, by the codes of the containers. */
const rowsByContainer = (
  { groups, outcome }: Table,
  wanted: ReadonlySet<number>,
): ReadonlyMap<number, Uint32Array> =>
  new Map(
    [...wanted].map((code) => [
      code,
      groups.container.of(code).filter((row) => COUNTED[outcome[row] ?? 0] === 1),
    ]),
  );

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
