import type { BootSort, Cursor } from "./contract.ts";

/** Where a page ended: the value it is sorted by, and the id that tells apart boots which share it. */
export type Position = { readonly at: bigint; readonly id: string };

/** The slug a list is sorted by, where it is sorted by a span. */
export const sortSlug = (sort: BootSort): string | undefined =>
  sort.startsWith("span:") ? sort.slice("span:".length) : undefined;

const letterOf = (sort: BootSort) => (sort === "newest" ? "n" : sort === "slowest" ? "s" : "p");

export const cursorAt = ({ at, id }: Position, sort: BootSort): Cursor => `${letterOf(sort)}${at}.${id}`;

/** Undefined for what no page of this sort has given: the list then begins anew. */
export function parseCursor(cursor: Cursor, sort: BootSort): Position | undefined {
  const [, letter, at, id] = /^([nsp])(-?\d{1,19})\.([0-9a-z]{1,64})$/.exec(cursor) ?? [];
  if (letter !== letterOf(sort) || at === undefined || id === undefined) return undefined;
  const value = BigInt(at);
  return BigInt.asIntN(64, value) === value ? { at: value, id } : undefined;
}
