import type { BootSort } from "../domain/filter.ts";
import type { SelectedPage, Selection } from "../statistics/population.ts";
import { boxOf, matchingRows } from "./match.ts";
import type { Table } from "./table.ts";

type Position = { readonly at: number; readonly id: string };
const POSITION = /^(.*)~(-?[0-9.]+(?:e[+-]?\d+)?)~([0-9a-z]{16})$/;

/** Undefined for what no page of this sort has given: the list then begins anew. */
export function selectedAfter(cursor: string | undefined, sort: BootSort): Position | undefined {
  const [, of, at, id] = POSITION.exec(cursor ?? "") ?? [];
  return of === sort && at !== undefined && id !== undefined ? { at: Number(at), id } : undefined;
}

/** Of the last boot of a page. */
export const selectedCursor = (sort: BootSort, { at, id }: Position): string => `${sort}~${at}~${id}`;

/** What rows are sorted by, largest first, and what stands for none; without that they are left out. */
type Keys = { readonly values: Float64Array | Float32Array; readonly missing: number | undefined };

/** Boots without a clock or a duration come last. */
function keysOf(table: Table, sort: BootSort): Keys | undefined {
  if (sort === "newest") return { values: table.wall, missing: 0 };
  if (sort === "slowest") return { values: table.duration, missing: -1 };
  const column = table.spanColumn(sort.slice("span:".length));
  return column && { values: column.values, missing: undefined };
}

/** The first rows of an order, without ordering the others: a heap whose top is the last of those kept. */
function createFirst(table: Table, limit: number) {
  const { ids } = table;
  const rows: number[] = [];
  const keys: number[] = [];
  const rowAt = (n: number) => rows[n] ?? 0;
  const keyAt = (n: number) => keys[n] ?? 0;
  const isBefore = (key: number, row: number, n: number) =>
    key > keyAt(n) || (key === keyAt(n) && ids.compare(row, rowAt(n)) > 0);
  function set(n: number, key: number, row: number): void {
    keys[n] = key;
    rows[n] = row;
  }
  function rise(from: number, key: number, row: number): void {
    let child = from;
    while (child > 0) {
      const parent = (child - 1) >>> 1;
      if (isBefore(key, row, parent)) break;
      set(child, keyAt(parent), rowAt(parent));
      child = parent;
    }
    set(child, key, row);
  }
  function sink(key: number, row: number): void {
    let parent = 0;
    for (;;) {
      let child = 2 * parent + 1;
      if (child >= rows.length) break;
      if (child + 1 < rows.length && isBefore(keyAt(child), rowAt(child), child + 1)) child++;
      if (!isBefore(key, row, child)) break;
      set(parent, keyAt(child), rowAt(child));
      parent = child;
    }
    set(parent, key, row);
  }
  return {
    offer(key: number, row: number): void {
      if (rows.length < limit) rise(rows.length, key, row);
      else if (isBefore(key, row, 0)) sink(key, row);
    },
    inOrder: () =>
      rows
        .map((row, n) => ({ row, key: keyAt(n) }))
        .sort((a, b) => b.key - a.key || ids.compare(b.row, a.row)),
  };
}

/** Ids of matching boots, page by page. */
export function select(
  table: Table,
  { filter = {}, box = {}, sort = "newest", limit, after }: Selection,
): SelectedPage {
  const order = keysOf(table, sort);
  if (order === undefined) return { ids: [] };
  const { values, missing } = order;
  const { ids } = table;
  const position = selectedAfter(after, sort);
  const begin = position?.at ?? Infinity;
  const first = createFirst(table, limit + 1);
  const rows = matchingRows(table, filter);
  const isInside = boxOf(table, box);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0;
    const value = values[row] ?? Number.NaN;
    const key = Number.isNaN(value) ? missing : value;
    if (key === undefined || key > begin || !isInside(row)) continue;
    if (position !== undefined && key === begin && ids.compareTo(row, position.id) >= 0) continue;
    first.offer(key, row);
  }
  const found = first.inOrder();
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    ids: page.map(({ row }) => ids.at(row)),
    ...(found.length > limit && last
      ? { next: selectedCursor(sort, { at: last.key, id: ids.at(last.row) }) }
      : {}),
  };
}
