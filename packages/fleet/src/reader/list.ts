import type { BootId } from "@hacotaki/core";
import {
  cursorAt,
  parseCursor,
  type BootPage,
  type ListSort,
  type Position,
  type StoreReader,
} from "@hacotaki/store";
import type { Ask } from "./ask.ts";
import { conditionsOf, SORT_VALUE } from "./filter.ts";
import { summariesOf } from "./summaries.ts";
import type { FleetFilter, Texts } from "./texts.ts";

type Place = { readonly boot_id: BootId; readonly at: string };
type Query = { readonly filter: FleetFilter; readonly sort: ListSort; readonly limit: number };

function places(
  ask: Ask,
  { filter, sort, limit }: Query,
  after: Position | undefined,
): Promise<readonly Place[]> {
  const { text, params } = conditionsOf(filter);
  const value = SORT_VALUE[sort];
  const behind = after === undefined ? "" : ` AND (${value}, boot_id) < ({at:Int64}, {id:String})`;
  return ask<Place>(
    "list boots of",
    `SELECT boot_id, toString(${value}) AS at FROM {db:Identifier}.boots
     WHERE ${text}${behind} ORDER BY ${value} DESC, boot_id DESC LIMIT {limit:UInt32}`,
    { ...params, limit, ...(after === undefined ? {} : { at: after.at.toString(), id: after.id }) },
  );
}

const positionOf = ({ boot_id: id, at }: Place): Position => ({ at: BigInt(at), id });

/** Boots page by page. A page is short of its limit only at the end. */
export function createFleetList(ask: Ask, texts: Texts): StoreReader["listBoots"] {
  return async ({ filter = {}, sort = "newest", limit, after }): Promise<BootPage> => {
    const query = { filter: await texts.of(filter), sort, limit: limit + 1 };
    const rows = await places(ask, query, after === undefined ? undefined : parseCursor(after, sort));
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const boots = await summariesOf(
      ask,
      page.map(({ boot_id }) => boot_id),
    );
    return rows.length > limit && last ? { boots, next: cursorAt(positionOf(last), sort) } : { boots };
  };
}
