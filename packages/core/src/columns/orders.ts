import { inOneGo, type Slices } from "../statistics/slices.ts";
import { sortingRows, sortRows } from "../statistics/sort-rows.ts";

/** So many changes are gathered before an order is brought up to date while nobody asks. */
const MANY_CHANGES = 2_000;
/** And so many before all of them are at once, whoever has to wait. */
const MAX_CHANGES = 50_000;

/** Set where a row's value is that of the row before it. */
export const IS_TIE = 0x8000_0000;
export const ROW = 0x7fff_ffff;

export type Column = { readonly values: Float32Array };

/** Rows in ascending order of one column's values, kept for the next question. */
export type Orders = {
  /** Before a boot comes, changes or goes: brings all orders up to date where too many changes wait for it. */
  catchUp(): void;
  /** Of a row that is about to have other values, or to go. */
  leaving(row: number): void;
  /** Of a row that is new. */
  arrived(row: number): void;
  /** Rows that have a value, with `IS_TIE`: as they are until the next change. */
  of(column: Column): Uint32Array;
  /** Whether a question for the order finds one. */
  has(column: Column): boolean;
  /** Nobody will ask for the order again. */
  drop(column: Column): void;
  /**
   * Does some of what makes the order of one of the columns, or brings one up to date that many changes wait for; false if
   * there is none.
   */
  prepare(columns: readonly Column[]): boolean;
};

/** What an order does not know yet. */
type Behind = {
  /** Changes that are in it. */
  upTo: number;
  /** Of each change since, the value that the row had; NaN: none. */
  had: number[];
};
type Kept = Behind & { readonly order: Order };
/** An order that is being made, of the values before whatever changed since. */
type Begun = Behind & { readonly column: Column; readonly slices: Slices<Uint32Array> };

/** The entries of an order: the first `n` of an array that has room for more. */
type Order = { entries: Uint32Array; n: number };
/** An array that is too short is replaced by one with room for an eighth more. */
const MORE = 9 / 8;

/** Marks ties, by keys of which equal ones stand for equal values. */
function marked(order: Uint32Array, keys: Uint32Array): Uint32Array {
  for (let i = 1; i < order.length; i++) if (keys[i] === keys[i - 1]) order[i] = (order[i] ?? 0) | IS_TIE;
  return order;
}

function* building({ values }: Column, size: number): Slices<Uint32Array> {
  const { rows, keys } = yield* sortingRows(withValue(values, size), values);
  yield;
  return marked(rows, keys);
}

/** Rows that have a value, of all of them. */
function withValue(values: Float32Array, size: number): Uint32Array {
  const found = new Uint32Array(size);
  let n = 0;
  for (let row = 0; row < size; row++) if (!Number.isNaN(values[row] ?? Number.NaN)) found[n++] = row;
  return found.subarray(0, n);
}

/** Values of rows, some of which have changed. */
type ValueAt = (row: number) => number;

/** The first place in an order, from one on, whose value is not below. */
function placeOf({ entries, n }: Order, valueAt: ValueAt, value: number, from: number): number {
  let [least, most] = [from, n];
  while (least < most) {
    const middle = (least + most) >>> 1;
    if (valueAt((entries[middle] ?? 0) & ROW) < value) least = middle + 1;
    else most = middle;
  }
  return least;
}

/** Places, ascending, of rows by the values that they had when the order was made. */
function placesOf(order: Order, values: Float32Array, went: ReadonlyMap<number, number>): Uint32Array {
  const valueAt = (row: number) => went.get(row) ?? values[row] ?? 0;
  const distinct = new Set(Float32Array.from(went.values()).sort());
  const places = new Uint32Array(went.size);
  let [found, from] = [0, 0];
  for (const value of distinct) {
    from = placeOf(order, valueAt, value, from);
    // Equal ones are in any order.
    for (; from < order.n; from++) {
      const row = (order.entries[from] ?? 0) & ROW;
      if (valueAt(row) !== value) break;
      if (went.has(row)) places[found++] = from;
    }
  }
  return places.subarray(0, found);
}

/** Takes out what stands at some places. Whatever began a run of equal values, another one of them does then. */
function takeOut(order: Order, places: Uint32Array): void {
  const { entries, n } = order;
  for (const [gone, place] of places.entries()) {
    const next = place + 1;
    if (next < n && ((entries[place] ?? 0) & IS_TIE) === 0) entries[next] = (entries[next] ?? 0) & ROW;
    // What stands between this one and the next one that goes moves down.
    entries.copyWithin(place - gone, next, places[gone + 1] ?? n);
  }
  order.n -= places.length;
}

/** Puts in rows, which are in order themselves. */
function putIn(order: Order, came: Uint32Array, values: Float32Array): void {
  const { n } = order;
  if (order.entries.length < n + came.length) {
    const larger = new Uint32Array(Math.ceil((n + came.length) * MORE));
    larger.set(order.entries.subarray(0, n));
    order.entries = larger;
  }
  const { entries } = order;
  const valueAt = (row: number) => values[row] ?? 0;
  const places = new Uint32Array(came.length);
  let [place, before] = [0, Number.NaN];
  for (const [at, row] of came.entries()) {
    const value = valueAt(row);
    places[at] = place = placeOf(order, valueAt, value, place);
    if (value === before) came[at] = row | IS_TIE;
    before = value;
    // Those of the same value follow: the first of them began the run so far.
    const next = entries[place] ?? 0;
    if (place < n && valueAt(next & ROW) === value) entries[place] = next | IS_TIE;
  }
  let end = n;
  for (let at = came.length - 1; at >= 0; at--) {
    const begin = places[at] ?? 0;
    entries.copyWithin(begin + at + 1, begin, end);
    entries[begin + at] = came[at] ?? 0;
    end = begin;
  }
  order.n = n + came.length;
}

/** Takes in all changes, which are rows, where there are so many rows now. */
function bringUpToDate(entry: Kept, values: Float32Array, changes: readonly number[], rows: number): void {
  if (entry.upTo === changes.length) return;
  const touched = new Set<number>();
  const went = new Map<number, number>();
  for (let at = entry.upTo; at < changes.length; at++) {
    const [row = 0, had = Number.NaN] = [changes[at], entry.had[at - entry.upTo]];
    // Whatever it had later, the order does not know.
    if (!touched.has(row) && !Number.isNaN(had)) went.set(row, had);
    touched.add(row);
  }
  const came = Uint32Array.from(touched).filter((row) => row < rows && !Number.isNaN(values[row]));
  takeOut(entry.order, placesOf(entry.order, values, went));
  putIn(entry.order, sortRows(came, values), values);
  entry.upTo = changes.length;
  entry.had = [];
}

export function createOrders(size: () => number): Orders {
  const kept = new Map<Column, Kept>();
  let begun: Begun | undefined;
  /** Rows. */
  let changes: number[] = [];

  const refresh = (column: Column, entry: Kept) => bringUpToDate(entry, column.values, changes, size());
  /** What was begun of the column's order, or a beginning in its place. */
  function beginningOf(column: Column): Begun {
    if (begun?.column !== column)
      begun = { column, slices: building(column, size()), upTo: changes.length, had: [] };
    return begun;
  }
  function keep({ column, upTo, had }: Begun, entries: Uint32Array): Kept {
    begun = undefined;
    const entry = { order: { entries, n: entries.length }, upTo, had };
    kept.set(column, entry);
    return entry;
  }
  function of(column: Column): Uint32Array {
    let entry = kept.get(column);
    if (entry === undefined) {
      const beginning = beginningOf(column);
      entry = keep(beginning, inOneGo(beginning.slices));
    }
    refresh(column, entry);
    return entry.order.entries.subarray(0, entry.order.n);
  }
  const all = (): readonly Behind[] => [...kept.values(), ...(begun === undefined ? [] : [begun])];
  /** Changes that are in all orders. */
  function forget(): void {
    const done = Math.min(...all().map(({ upTo }) => upTo));
    if (done < MANY_CHANGES) return;
    changes = changes.slice(done);
    for (const each of all()) each.upTo -= done;
  }
  function change(row: number, isNew: boolean): void {
    if (kept.size === 0 && begun === undefined) return;
    changes.push(row);
    const had = ({ values }: Column) => (isNew ? Number.NaN : (values[row] ?? Number.NaN));
    for (const [column, entry] of kept) entry.had.push(had(column));
    begun?.had.push(had(begun.column));
  }
  return {
    catchUp() {
      if (changes.length < MAX_CHANGES) return;
      begun = undefined;
      for (const [column, entry] of kept) refresh(column, entry);
      for (const entry of kept.values()) entry.upTo = 0;
      changes = [];
    },
    leaving: (row) => change(row, false),
    arrived: (row) => change(row, true),
    of,
    has: (column) => kept.has(column),
    drop: (column) => void kept.delete(column),
    prepare(columns) {
      const next = columns.find((column) => {
        const entry = kept.get(column);
        return entry === undefined || changes.length - entry.upTo >= MANY_CHANGES;
      });
      if (next === undefined) return false;
      if (kept.has(next)) of(next);
      else {
        const beginning = beginningOf(next);
        const slice = beginning.slices.next();
        if (slice.done === true) keep(beginning, slice.value);
      }
      forget();
      return true;
    },
  };
}
