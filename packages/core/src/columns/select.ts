import type { BootSort } from "../filter.ts";
import type { SelectedPage, Selection } from "../population.ts";
import { matchingRows } from "./match.ts";
import type { Table } from "./table.ts";

type Position = { readonly at: number; readonly id: string };
const POSITION = /^(.*)~(-?[0-9.]+(?:e[+-]?\d+)?)~([0-9a-z]{16})$/;

/** Undefined for what no page of this sort has given: the list then begins anew. */
function positionOf(cursor: string | undefined, sort: BootSort): Position | undefined {
  const [, of, at, id] = POSITION.exec(cursor ?? "") ?? [];
  return of === sort && at !== undefined && id !== undefined ? { at: Number(at), id } : undefined;
}

/** What rows are sorted by, largest first; NaN keeps a row out. Boots without a clock or a duration come last. */
function keyOf(table: Table, sort: BootSort): (row: number) => number {
  const { wall, duration } = table;
  if (sort === "newest") return (row) => (Number.isNaN(wall[row]) ? 0 : (wall[row] ?? 0));
  if (sort === "slowest") return (row) => (Number.isNaN(duration[row]) ? -1 : (duration[row] ?? -1));
  const values = table.spanColumn(sort.slice("span:".length))?.values;
  return (row) => values?.[row] ?? Number.NaN;
}

/** The first rows of an order, without ordering the others: a heap whose top is the last of those kept. */
function first(rows: Iterable<number>, limit: number, isBefore: (a: number, b: number) => boolean): number[] {
  const heap: number[] = [];
  const at = (n: number) => heap[n] ?? 0;
  const swap = (a: number, b: number) => ([heap[a], heap[b]] = [at(b), at(a)]);
  function rise(n: number): void {
    for (let child = n; child > 0; ) {
      const parent = (child - 1) >>> 1;
      if (!isBefore(at(parent), at(child))) return;
      swap(parent, child);
      child = parent;
    }
  }
  function sink(): void {
    for (let parent = 0; ; ) {
      let last = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2])
        if (child < heap.length && isBefore(at(last), at(child))) last = child;
      if (last === parent) return;
      swap(parent, last);
      parent = last;
    }
  }
  for (const row of rows)
    if (heap.length < limit) {
      heap.push(row);
      rise(heap.length - 1);
    } else if (isBefore(row, at(0))) {
      heap[0] = row;
      sink();
    }
  return heap.sort((a, b) => (isBefore(a, b) ? -1 : 1));
}

/** Ids of matching boots, page by page. */
export function select(
  table: Table,
  { filter = {}, sort = "newest", limit, after }: Selection,
): SelectedPage {
  const key = keyOf(table, sort);
  const { ids } = table;
  const position = positionOf(after, sort);
  function isWanted(row: number): boolean {
    const value = key(row);
    if (Number.isNaN(value)) return false;
    if (position === undefined) return true;
    return value < position.at || (value === position.at && ids.compareTo(row, position.id) < 0);
  }
  function isBefore(a: number, b: number): boolean {
    const [first, second] = [key(a), key(b)];
    return first > second || (first === second && ids.compare(a, b) > 0);
  }
  const rows = matchingRows(table, filter).filter(isWanted);
  const found = first(rows, limit + 1, isBefore);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    ids: page.map((row) => ids.at(row)),
    ...(found.length > limit && last !== undefined ? { next: `${sort}~${key(last)}~${ids.at(last)}` } : {}),
  };
}
