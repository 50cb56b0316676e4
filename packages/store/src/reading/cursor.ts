import type { BootId } from "@hacotaki/core";
import type { Cursor, ListSort } from "../contract.ts";

/** Where a page ended: the value it is sorted by, and the id that tells apart boots which share it. */
export type Position = { readonly at: bigint; readonly id: BootId };

const letterOf = (sort: ListSort) => (sort === "newest" ? "n" : "s");

export const cursorAt = ({ at, id }: Position, sort: ListSort): Cursor => `${letterOf(sort)}${at}.${id}`;

/** Undefined for what no page of this sort has given: the list then begins anew. */
export function parseCursor(cursor: Cursor, sort: ListSort): Position | undefined {
  const [, letter, at, id] = /^([ns])(-?\d{1,19})\.([0-9a-z]{1,64})$/.exec(cursor) ?? [];
  if (letter !== letterOf(sort) || at === undefined || id === undefined) return undefined;
  const value = BigInt(at);
  return BigInt.asIntN(64, value) === value ? { at: value, id: id as BootId } : undefined; // only ever compared with ids
}

/** Whether a list of the store has given it, rather than somebody else. */
export const isCursor = (cursor: Cursor, sort: ListSort) => parseCursor(cursor, sort) !== undefined;
