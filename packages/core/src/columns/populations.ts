import { OUTCOMES, type Outcome } from "../domain/boot.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import { createOrdered, keptOrdered, type Ordered } from "../statistics/ordered.ts";
import type { PopulationReference } from "../statistics/population.ts";
import { matchingRows } from "./match.ts";
import { ROW, type Column } from "./orders.ts";
import { hostOf, type Table } from "./table.ts";
import { present } from "./values.ts";

/** Outcomes of the boots of a population. */
export const POPULATION_OUTCOMES: readonly Outcome[] = ["up", "ready"];
/** By index in OUTCOMES: 1 for those of a population. */
export const COUNTED = Uint8Array.from(OUTCOMES, (outcome) =>
  POPULATION_OUTCOMES.includes(outcome) ? 1 : 0,
);

/** Whether a row is of a boot that came up. */
export const cameUp = ({ outcome }: Pick<Table, "outcome">, row: number): boolean =>
  COUNTED[outcome[row] ?? 0] === 1;

/** Those of some rows whose boots came up. */
export const rowsUp = ({ outcome }: Pick<Table, "outcome">, rows: Uint32Array): Uint32Array =>
  rows.filter((row) => COUNTED[outcome[row] ?? 0] === 1);

/** Durations kept in order for later questions: 128 MB. */
export const MAX_KEPT = 32_000_000;
/** A population that nobody asked for during so many changes is let go. */
const MAX_PENDING = 20_000;

/** A reference as a key. */
const keyOf = ({ container, host, since, until }: PopulationReference) =>
  JSON.stringify([container, host ?? null, since?.toString() ?? null, until?.toString() ?? null]);

/** "duration", "ready", the slug of a span after a colon or of a reason after an exclamation mark, which no slug has. */
export type Measure = "duration" | "ready" | `:${string}` | `!${string}`;

/** One population in order, by the column of each measure that was asked for. */
export type KeptPopulation = {
  readonly holds: (row: number) => boolean;
  n: number;
  readonly measures: Map<Column, Ordered>;
  size: number;
};

/** Populations that were asked for. Mutable: each function here that is given them may change them. */
export type Populations = {
  readonly table: () => Table;
  /** The columns of whole boots: their arrays are replaced as they grow. */
  readonly whole: Readonly<Record<"duration" | "ready", Column>>;
  /** By container, then by the whole reference. */
  readonly byContainer: Map<string, Map<string, KeptPopulation>>;
  /** Keys of references and their containers, least recently used first. */
  readonly uses: Map<string, string>;
  /** Durations kept, of all of them. */
  total: number;
};

export const newPopulations = (table: () => Table): Populations => ({
  table,
  whole: {
    duration: {
      get values() {
        return table().duration;
      },
    },
    ready: {
      get values() {
        return table().ready;
      },
    },
  },
  byContainer: new Map(),
  uses: new Map(),
  total: 0,
});

/** The column of a measure; undefined for a span that no boot has had yet. */
export function columnOf({ table, whole }: Populations, measure: Measure): Column | undefined {
  if (measure === "duration" || measure === "ready") return whole[measure];
  const slug = measure.slice(1);
  return measure.startsWith("!")
    ? table().causes.find((each) => each.slug === slug)
    : table().spanColumn(slug);
}

/** What is kept of a container's population; undefined where nothing is. */
export const keptOf = ({ byContainer }: Populations, container: string): KeptPopulation | undefined =>
  byContainer.get(container)?.get(keyOf({ container }));

/** Values of a population by a measure, ascending: as they are until the next change. Undefined where it is not kept. */
export function sortedBy(
  populations: Populations,
  { measures }: KeptPopulation,
  measure: Measure,
): Float32Array | undefined {
  const column = columnOf(populations, measure);
  return column && measures.get(column)?.sorted();
}

function drop(populations: Populations, key: string, container: string): void {
  const { byContainer, uses } = populations;
  uses.delete(key);
  const group = byContainer.get(container);
  populations.total -= group?.get(key)?.size ?? 0;
  group?.delete(key);
  if (group?.size === 0) byContainer.delete(container);
}

function makeRoom(populations: Populations): void {
  for (const [key, container] of populations.uses) {
    if (populations.total <= MAX_KEPT || populations.uses.size <= 1) return;
    drop(populations, key, container);
  }
}

function holder(table: () => Table, { host, since, until }: PopulationReference): (row: number) => boolean {
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

const rowsOf = (table: Table, { container, host, since, until }: PopulationReference) =>
  matchingRows(table, {
    container,
    outcomes: POPULATION_OUTCOMES,
    ...omitUndefined({ host, since, until }),
  });

type Found = {
  readonly entry: KeptPopulation;
  /** Once they were looked up. */
  rows: Uint32Array | undefined;
};

/** Finds or makes one; it is the most recently used. */
function foundOrMade(populations: Populations, reference: PopulationReference): Found {
  const { table, byContainer, uses } = populations;
  const { container } = reference;
  const key = keyOf(reference);
  let group = byContainer.get(container);
  if (group === undefined) byContainer.set(container, (group = new Map<string, KeptPopulation>()));
  let rows: Uint32Array | undefined;
  let entry = group.get(key);
  if (entry === undefined) {
    rows = rowsOf(table(), reference);
    entry = { holds: holder(table, reference), n: rows.length, measures: new Map(), size: 0 };
    group.set(key, entry);
  }
  uses.delete(key);
  uses.set(key, container);
  return { entry, rows };
}

function keep(populations: Populations, entry: KeptPopulation, column: Column, values: Ordered, n: number) {
  entry.measures.set(column, values);
  entry.size += n;
  populations.total += n;
}

/** Finds or builds. */
export function keepPopulation(
  populations: Populations,
  reference: PopulationReference,
  measures: readonly Measure[],
): KeptPopulation {
  const found = foundOrMade(populations, reference);
  const { entry } = found;
  for (const measure of measures) {
    const column = columnOf(populations, measure);
    if (column === undefined || entry.measures.has(column)) continue;
    found.rows ??= rowsOf(populations.table(), reference);
    const there = present(column.values, found.rows);
    keep(populations, entry, column, createOrdered(there), there.length);
  }
  if (populations.total > MAX_KEPT) makeRoom(populations);
  return entry;
}

/** The container of each row that belongs to a population, by code; 0 of others. */
function membersOf({ codes, outcome, ids }: Table): Uint32Array {
  const members = codes.container.slice(0, ids.size);
  for (let row = 0; row < members.length; row++) if (COUNTED[outcome[row] ?? 0] !== 1) members[row] = 0;
  return members;
}

/**
 * The populations of all containers by one column, out of all rows in its order: to part what is in order takes a few per
 * cent of putting each container's in order.
 */
export function keepAllPopulations(populations: Populations, column: Column, order: Uint32Array): void {
  const table = populations.table();
  const { values } = column;
  const members = membersOf(table);
  const counts = new Uint32Array(table.dictionaries.container.size);
  for (let row = 0; row < members.length; row++) {
    const code = members[row] ?? 0;
    if (!Number.isNaN(values[row] ?? Number.NaN)) counts[code] = (counts[code] ?? 0) + 1;
  }
  const parts = Array.from(counts, (n, code) => (code === 0 ? undefined : new Float32Array(n)));
  counts.fill(0);
  for (let i = 0; i < order.length; i++) {
    const row = (order[i] ?? 0) & ROW;
    const code = members[row] ?? 0;
    const part = parts[code];
    if (part === undefined) continue;
    const place = counts[code] ?? 0;
    part[place] = values[row] ?? 0;
    counts[code] = place + 1;
  }
  for (const [code, part] of parts.entries()) {
    const container = table.dictionaries.container.text(code);
    if (part === undefined || container === undefined) continue;
    const { entry } = foundOrMade(populations, { container });
    // Whoever asked meanwhile has it.
    if (!entry.measures.has(column)) keep(populations, entry, column, keptOrdered(part), part.length);
  }
  if (populations.total > MAX_KEPT) makeRoom(populations);
}

/** A row came (1) or leaves (-1): it does so in all populations that hold it. */
export function changePopulations(populations: Populations, row: number, by: 1 | -1): void {
  const { codes, dictionaries } = populations.table();
  const container = dictionaries.container.text(codes.container[row] ?? 0) ?? "";
  const group = populations.byContainer.get(container);
  if (group === undefined) return;
  for (const [key, entry] of group) {
    if (!entry.holds(row)) continue;
    entry.n += by;
    for (const [{ values }, ordered] of entry.measures) {
      const value = values[row] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      if (by === 1) ordered.add(value);
      else ordered.remove(value);
      entry.size += by;
      populations.total += by;
      if (ordered.pending > MAX_PENDING) {
        drop(populations, key, container);
        break;
      }
    }
  }
}
