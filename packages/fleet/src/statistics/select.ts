import {
  bitsOf,
  floatOf,
  selectedAfter,
  selectedCursor,
  type BootId,
  type BootSort,
  type SelectedPage,
  type Selection,
} from "@hacotaki/core";
import type { Ask, Params } from "../reader/ask.ts";
import { bitsIn, SPAN_NS } from "./bits.ts";
import { insideOf, matching, WALL } from "./matching.ts";

/** A boot's value in the order: a whole number, the larger the sooner. NULL: it is left out. */
type Order = {
  readonly key: string;
  readonly params: Params;
  /** From what cursors tell, and back. */
  readonly read: (value: number) => bigint;
  readonly write: (key: bigint) => number;
};

/** Without a duration. */
const NONE = -1;
const ofDuration = (key: string, params: Params = {}): Order => ({
  key,
  params,
  read: (value) => (value < 0 ? BigInt(NONE) : BigInt(bitsOf(value))),
  write: (bits) => (bits < 0n ? NONE : floatOf(Number(bits))),
});

function orderOf(sort: BootSort): Order {
  if (sort === "newest")
    return {
      key: `ifNull(toInt64(${WALL}), 0)`,
      params: {},
      read: (value) => BigInt(Math.trunc(value)),
      write: Number,
    };
  if (sort === "slowest") return ofDuration(`ifNull(toInt64(${bitsIn("boot_duration_ns")}), ${NONE})`);
  const slug = sort.slice("span:".length);
  return ofDuration(`toInt64(${bitsIn(SPAN_NS)})`, { slug: slug.toWellFormed() });
}

type Row = { readonly boot_id: BootId; readonly at: string };
/** Whatever a hostile host calls its boots: cursors and columns tell of ids alone. */
const HAS_ID = "match(boot_id, '^[0-9a-z]{16}$')";

/** Ids of boots in the order of any sort, page by page: as columns give them, who may go on from here, and the other way round. */
export const createSelect =
  (ask: Ask) =>
  async ({ filter = {}, box = {}, sort = "newest", limit, after }: Selection): Promise<SelectedPage> => {
    const of = matching(filter);
    const inside = insideOf(box);
    const { key, params, read, write } = orderOf(sort);
    const position = selectedAfter(after, sort);
    const behind = position === undefined ? "1" : "(key, boot_id) < ({at:Int64}, {id:String})";
    const rows = await ask<Row>(
      "list boots of",
      `SELECT boot_id, toString(key) AS at FROM (
         SELECT boot_id, ${key} AS key FROM ${of.text} AND ${inside.text} AND ${HAS_ID}
       ) WHERE isNotNull(key) AND ${behind} ORDER BY key DESC, boot_id DESC LIMIT {limit:UInt32}`,
      {
        ...{ ...of.params, ...inside.params, ...params, limit: limit + 1 },
        ...(position === undefined ? {} : { at: read(position.at).toString(), id: position.id }),
      },
    );
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      ids: page.map((row) => row.boot_id),
      ...(rows.length > limit && last
        ? { next: selectedCursor(sort, { at: write(BigInt(last.at)), id: last.boot_id }) }
        : {}),
    };
  };
