import { cursorAt, parseCursor, type BootPage, type Position, type StoreReader } from "@hacotaki/store";
import type { BootSummary } from "@hacotaki/core";
import type { Ask } from "./ask.ts";
import { SUMMARY_COLUMNS, type SummaryRow } from "./boot-columns.ts";
import { summaryOfRow } from "./boot-of-row.ts";
import { listedByVersions, listedOfAll, type Place, type PlaceQuery } from "./places.ts";
import { summariesOf } from "./summaries.ts";
import type { Texts } from "./texts.ts";

const positionOf = ({ boot_id: id, at }: Place): Position => ({ at: BigInt(at), id });

type Page = { readonly boots: readonly BootSummary[]; readonly next: Position | undefined };

/** A page; one boot more is looked for, which tells whether there is a next. */
async function pageOf(ask: Ask, query: PlaceQuery): Promise<Page> {
  const more = { ...query, limit: query.limit + 1 };
  const nextOf = (rows: readonly Place[]) => {
    const last = rows[query.limit - 1];
    return rows.length > query.limit && last !== undefined ? positionOf(last) : undefined;
  };
  const rows = await listedByVersions<SummaryRow & Place>(ask, more, SUMMARY_COLUMNS);
  if (rows !== undefined) return { boots: rows.slice(0, query.limit).map(summaryOfRow), next: nextOf(rows) };
  const places = await listedOfAll(ask, more);
  const ids = places.slice(0, query.limit).map(({ boot_id }) => boot_id);
  return { boots: await summariesOf(ask, ids), next: nextOf(places) };
}

/** Boots page by page. A page is short of its limit only at the end. */
export function createFleetList(ask: Ask, texts: Texts): StoreReader["listBoots"] {
  return async ({ filter = {}, sort = "newest", limit, after }): Promise<BootPage> => {
    const position = after === undefined ? undefined : parseCursor(after, sort);
    const { boots, next } = await pageOf(ask, {
      ...{ filter: await texts.of(filter), sort, limit, after: position },
    });
    return next === undefined ? { boots } : { boots, next: cursorAt(next, sort) };
  };
}
