import { sortRows } from "../statistics/sort-rows.ts";

/** So many changes are gathered before all orders are brought up to date, asked for or not. */
const MAX_CHANGES = 50_000;

/** Set where a row's value is that of the row before it. */
export const IS_TIE = 0x8000_0000;
export const ROW = 0x7fff_ffff;

type Column = { readonly values: Float32Array };

/** Rows in ascending order of one column's values, kept for the next question. */
export type Orders = {
  /** The row holds another boot than before, or other values; or it is a new one. */
  changed(row: number): void;
  /** Rows that have a value, with `IS_TIE`. */
  of(column: Column): Uint32Array;
  has(column: Column): boolean;
};

type Kept = { order: Uint32Array /** Changes that are in it. */; upTo: number };

function marked(order: Uint32Array, values: Float32Array): Uint32Array {
  let before = Number.NaN;
  for (let i = 0; i < order.length; i++) {
    const row = (order[i] ?? 0) & ROW;
    const value = values[row] ?? Number.NaN;
    order[i] = value === before ? row | IS_TIE : row;
    before = value;
  }
  return order;
}

function withValue(values: Float32Array, rows: Iterable<number>, most: number): Uint32Array {
  const found = new Uint32Array(most);
  let n = 0;
  for (const row of rows) if (!Number.isNaN(values[row] ?? Number.NaN)) found[n++] = row;
  return found.subarray(0, n);
}

function* upTo(size: number): Iterable<number> {
  for (let row = 0; row < size; row++) yield row;
}

/** The order without the rows that changed or are gone, and with those that came, which are in order themselves. */
function merged(order: Uint32Array, came: Uint32Array, stays: Uint8Array, values: Float32Array): Uint32Array {
  const result = new Uint32Array(order.length + came.length);
  let [next, n] = [0, 0];
  for (let i = 0; i < order.length; i++) {
    const row = (order[i] ?? 0) & ROW;
    if (stays[row] !== 1) continue;
    const value = values[row] ?? 0;
    while (next < came.length && (values[came[next] ?? 0] ?? 0) < value) result[n++] = came[next++] ?? 0;
    result[n++] = row;
  }
  while (next < came.length) result[n++] = came[next++] ?? 0;
  return marked(result.slice(0, n), values);
}

export function createOrders(size: () => number): Orders {
  const kept = new Map<Column, Kept>();
  let changes: number[] = [];

  function build(column: Column): Uint32Array {
    const { values } = column;
    return marked(sortRows(withValue(values, upTo(size()), size()), values), values);
  }
  function refresh(column: Column, entry: Kept): void {
    if (entry.upTo === changes.length) return;
    const touched = new Set(changes.slice(entry.upTo).filter((row) => row < size()));
    const stays = new Uint8Array(size()).fill(1);
    for (const row of touched) stays[row] = 0;
    const came = sortRows(withValue(column.values, touched, touched.size), column.values);
    entry.order = merged(entry.order, came, stays, column.values);
    entry.upTo = changes.length;
  }
  return {
    changed(row) {
      if (kept.size === 0) return;
      changes.push(row);
      if (changes.length < MAX_CHANGES) return;
      for (const [column, entry] of kept) refresh(column, entry);
      for (const entry of kept.values()) entry.upTo = 0;
      changes = [];
    },
    has: (column) => kept.has(column),
    of(column) {
      let entry = kept.get(column);
      if (entry === undefined) kept.set(column, (entry = { order: build(column), upTo: changes.length }));
      refresh(column, entry);
      return entry.order;
    },
  };
}
