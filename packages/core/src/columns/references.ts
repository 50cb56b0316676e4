import type { BootId } from "../domain/boot.ts";
import type {
  BootPercentile,
  BootWhy,
  HeldBoot,
  Population,
  PopulationReference,
} from "../statistics/population.ts";
import { createRoom } from "../statistics/room.ts";
import { countBelow, percentileOf, percentileOfMember, type Sorted } from "../statistics/quantile.ts";
import {
  changePopulations,
  columnOf,
  keepAllPopulations,
  keepPopulation,
  keptOf,
  MAX_KEPT,
  newPopulations,
  rowsUp,
  sortedBy,
  type KeptPopulation,
  type Measure,
  type Populations,
} from "./populations.ts";
import { createMiddles, type Middles } from "./middles.ts";
import type { RowListener, SpanColumn, Table } from "./table.ts";
import { toldPopulation } from "./told-population.ts";
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

/** Boots of the containers whose middles are found in one go: a few milliseconds. */
const PREPARED = 50_000;
/** Of the room there is for populations, what is filled unasked. */
const UNASKED = 0.9;

export function createReferences(table: () => Table): References {
  const populations = newPopulations(table);
  const middles = createMiddles(table, {
    rowsOf: (codes) => rowsByContainer(table(), codes),
    inOrder(container, measure) {
      const entry = keptOf(populations, container);
      return entry && sortedBy(populations, entry, measure);
    },
  });
  const prepared = new Set<Measure>();
  /** Of the containers, the first whose middles were not prepared. 0 stands for none. */
  let next = 1;

  /** The populations of all containers by one measure: for ranks of rows in lists, pages of boots and containers. */
  function prepareMeasure(): boolean {
    const { ids, orders, spans } = table();
    const measure = measuresOf(table()).find((each) => !prepared.has(each));
    const column = measure && columnOf(populations, measure);
    if (measure === undefined || column === undefined) return false;
    if (populations.total + ids.size > UNASKED * MAX_KEPT) return false;
    if (!orders.has(column)) return orders.prepare([column]);
    keepAllPopulations(populations, column, orders.of(column));
    prepared.add(measure);
    // What differs is found by the orders of spans; by those of others nothing is.
    if (!spans.some((span) => span === column)) orders.drop(column);
    return true;
  }
  function prepareMiddles(): boolean {
    const { groups, dictionaries } = table();
    const codes = new Set<number>();
    for (let boots = 0; boots < PREPARED && next < dictionaries.container.size; next++) {
      codes.add(next);
      boots += groups.container.of(next).length;
    }
    middles.of(codes);
    return codes.size > 0;
  }
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
      const entry = keepPopulation(populations, { container }, measures);
      return (measure) => sortedBy(populations, entry, measure) ?? [];
    },
    prepare: () => prepareMeasure() || prepareMiddles(),
  };
}

const measureOf = ({ kind }: SpanColumn): Measure => `:${kind.slug}`;

/** All that a boot is held against a population by. */
const measuresOf = ({ spans, causes }: Table): readonly Measure[] => [
  "duration",
  "ready",
  ...spans.map(measureOf),
  ...causes.map(({ slug }): Measure => `!${slug}`),
];

function populationOf(
  populations: Populations,
  reference: PopulationReference,
  held: HeldBoot | undefined,
): Population {
  const { table } = populations;
  const { spans, causes } = table();
  const entry = keepPopulation(populations, reference, measuresOf(table()));
  const member = memberRow(table(), reference, entry, held?.id);
  const othersBy = (measure: Measure, into?: (n: number) => Float32Array) =>
    others(populations, entry, { measure, member, into });
  return toldPopulation(
    reference,
    {
      n: entry.n - (member === undefined ? 0 : 1),
      boot: othersBy("duration"),
      ready: othersBy("ready"),
      spans: spans.map((column) => ({
        kind: column.kind,
        sorted: () => othersBy(measureOf(column), roomFor),
      })),
      causes: causes.map(({ slug }) => ({ slug, sorted: othersBy(`!${slug}`) })),
    },
    held,
  );
}

const NONE = new Float32Array(0);

const durationsOf = (populations: Populations, container: string): Float32Array =>
  sortedBy(populations, keepPopulation(populations, { container }, ["duration"]), "duration") ?? NONE;

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
    const sorted = sortedBy(populations, entry, "duration") ?? NONE;
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
const rowsByContainer = (table: Table, wanted: ReadonlySet<number>): ReadonlyMap<number, Uint32Array> =>
  new Map([...wanted].map((code) => [code, rowsUp(table, table.groups.container.of(code))]));

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

/** Where values of one measure stand while they are looked at. */
const roomFor = createRoom();

/** Values of a measure without the member's own; where it has one, they are copied into what is given. */
function others(
  populations: Populations,
  entry: KeptPopulation,
  {
    measure,
    member,
    into = (n) => new Float32Array(n),
  }: {
    readonly measure: Measure;
    readonly member: number | undefined;
    readonly into?: ((n: number) => Float32Array) | undefined;
  },
): Sorted {
  const sorted = sortedBy(populations, entry, measure) ?? NONE;
  const own =
    member === undefined ? Number.NaN : (columnOf(populations, measure)?.values[member] ?? Number.NaN);
  return Number.isNaN(own) ? sorted : without(sorted, own, into(sorted.length - 1));
}

function without(sorted: Float32Array, value: number, others: Float32Array): Float32Array {
  const at = countBelow(sorted, value);
  others.set(sorted.subarray(0, at));
  others.set(sorted.subarray(at + 1), at);
  return others;
}
