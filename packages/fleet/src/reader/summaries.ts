import type { BootId, BootSummary } from "@hacotaki/core";
import { hashOf } from "../schema/place.ts";
import { DURATIONS } from "../schema/views.ts";
import type { Ask } from "./ask.ts";
import { atPlaces, lookForFew, SUMMARY_COLUMNS, type SummaryRow } from "./boot-columns.ts";
import { summaryOfRow } from "./boot-of-row.ts";

/** Ids of one question: they stand in its address. */
const STEP = 250;

const ARE_THESE = "boot_id IN {ids:Array(String)}";
const THESE = {
  // As an array of hashes the engine would not look for them by its key.
  placed: `${atPlaces(`IN (SELECT ${hashOf("arrayJoin({ids:Array(String)})")})`)} AND ${ARE_THESE}`,
  anywhere: ARE_THESE,
};

/** Rows of these boots, in any order; boots that are gone are left out. */
export async function rowsOf<Row extends { readonly boot_id: string }>(
  ask: Ask,
  ids: readonly string[],
  columns: string,
): Promise<ReadonlyMap<string, Row>> {
  const found = new Map<string, Row>();
  const look = async (which: readonly string[], from: string) => {
    const question = `SELECT ${columns} FROM (SELECT *, ${DURATIONS} FROM ${from})`;
    for (const row of await ask<Row>("read boots of", question, { ids: which }))
      if (!found.has(row.boot_id)) found.set(row.boot_id, row);
  };
  for (let from = 0; from < ids.length; from += STEP) {
    await lookForFew(ids.slice(from, from + STEP), THESE, look, (id) => found.has(id));
  }
  return found;
}

export const summaryRowsOf = (ask: Ask, ids: readonly string[]) =>
  rowsOf<SummaryRow>(ask, ids, SUMMARY_COLUMNS);

/** Rows of a list, in the order asked; boots that are gone are left out. */
export async function summariesOf(ask: Ask, ids: readonly BootId[]): Promise<readonly BootSummary[]> {
  const rows = await summaryRowsOf(ask, ids);
  return ids.flatMap((id) => {
    const row = rows.get(id);
    return row === undefined ? [] : summaryOfRow(row);
  });
}
