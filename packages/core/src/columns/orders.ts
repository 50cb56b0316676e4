import { inOneGo, type Slices } from "../statistics/slices.ts";
import { sortingRows, sortRows } from "../statistics/sort-rows.ts";

/** So many changes are gathered before an order is brought up to date while nobody asks. */
const MANY_CHANGES = 5_000;
/** And so many before all of them are at once, whoever has to wait. */
const MAX_CHANGES = 50_000;

/** Set where a row's value is that of the row before it. */
export const IS_TIE = 0x8000_0000;
export const ROW = 0x7fff_ffff;

export type Column = { readonly values: Float32Array };

/** Rows in ascending order of one column's values, kept for the next question. */
export type Orders = {
  /** The row holds another boot than before, or other values; or it is a new one. */
  changed(row: number): void;
  /** Rows that have a value, with `IS_TIE`. */
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

type Kept = { order: Uint32Array /** Changes that are in it. */; upTo: number };
/** An order that is being made, of the values before whatever changed since. */
type Begun = { readonly column: Column; readonly slices: Slices<Uint32Array>; upTo: number };

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

/** The order without some rows; whatever began a run of equal values, another one of them does then. */
function without(order: Uint32Array, stays: Uint8Array): Uint32Array {
  const result = new Uint32Array(order.length);
  let n = 0;
  let isBegun = true;
  for (let i = 0; i < order.length; i++) {
    const entry = order[i] ?? 0;
    const row = entry & ROW;
    const isTie = (entry & IS_TIE) !== 0;
    if (!isTie) isBegun = false;
    if (stays[row] !== 1) continue;
    result[n++] = isBegun ? entry : row;
    isBegun = true;
  }
  return result.subarray(0, n);
}

/** The first place in an order whose value is not below. */
function placeOf(order: Uint32Array, values: Float32Array, value: number, from: number): number {
  let [least, most] = [from, order.length];
  while (least < most) {
    const middle = (least + most) >>> 1;
    if ((values[(order[middle] ?? 0) & ROW] ?? 0) < value) least = middle + 1;
    else most = middle;
  }
  return least;
}

/** An order with rows more, which are in order themselves. What lies between two of them is copied as it is. */
function withRows(order: Uint32Array, came: Uint32Array, values: Float32Array): Uint32Array {
  const result = new Uint32Array(order.length + came.length);
  let [read, written] = [0, 0];
  let before = Number.NaN;
  for (const row of came) {
    const value = values[row] ?? 0;
    const place = placeOf(order, values, value, read);
    result.set(order.subarray(read, place), written);
    written += place - read;
    read = place;
    result[written++] = value === before ? row | IS_TIE : row;
    before = value;
    // Those of the same value follow: the first of them began the run so far.
    const next = order[place];
    if (next !== undefined && values[next & ROW] === value) order[place] = next | IS_TIE;
  }
  result.set(order.subarray(read), written);
  return result;
}

export function createOrders(size: () => number): Orders {
  const kept = new Map<Column, Kept>();
  let begun: Begun | undefined;
  let changes: number[] = [];

  function refresh(column: Column, entry: Kept): void {
    if (entry.upTo === changes.length) return;
    const { values } = column;
    const touched = new Set(changes.slice(entry.upTo).filter((row) => row < size()));
    // Rows beyond the last one are gone.
    const stays = new Uint8Array(size()).fill(1);
    for (const row of touched) stays[row] = 0;
    const came = Uint32Array.from(touched).filter((row) => !Number.isNaN(values[row]));
    entry.order = withRows(without(entry.order, stays), sortRows(came, values), values);
    entry.upTo = changes.length;
  }
  /** What was begun of the column's order, or a beginning in its place. */
  function beginningOf(column: Column): Begun {
    if (begun?.column !== column) begun = { column, slices: building(column, size()), upTo: changes.length };
    return begun;
  }
  function keep({ column, upTo }: Begun, order: Uint32Array): Kept {
    begun = undefined;
    const entry = { order, upTo };
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
    return entry.order;
  }
  const all = (): readonly { upTo: number }[] => [...kept.values(), ...(begun === undefined ? [] : [begun])];
  /** Changes that are in all orders. */
  function forget(): void {
    const done = Math.min(...all().map(({ upTo }) => upTo));
    if (done < MANY_CHANGES) return;
    changes = changes.slice(done);
    for (const each of all()) each.upTo -= done;
  }
  return {
    changed(row) {
      if (kept.size === 0 && begun === undefined) return;
      changes.push(row);
      if (changes.length < MAX_CHANGES) return;
      begun = undefined;
      for (const [column, entry] of kept) refresh(column, entry);
      for (const entry of kept.values()) entry.upTo = 0;
      changes = [];
    },
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
