import type { BootSummary } from "@hacotaki/core";
import { sql } from "kysely";
import { bootSummary, type SummaryRow } from "./summary-row.ts";
import { miniSpanOf, type FullSpanRow } from "./derived-rows.ts";
import { pause } from "./pause.ts";
import type { Read, Reading } from "./read.ts";

/** A list of keys as one parameter: the statement's text stays the same, however many there are. */
export const among = (keys: readonly bigint[]) =>
  sql<bigint>`(select value from json_each(${`[${keys.join()}]`}))`;

export const fullSpans = (db: Reading) =>
  db
    .selectFrom("span")
    .innerJoin("span_kind", "span_kind.key", "span.kind_key")
    .select([
      "span.boot_key",
      "span.slug",
      "span.state",
      "span.start_at",
      "span.duration",
      "span_kind.label",
      "span_kind.group",
      "span_kind.lane",
      "span_kind.on_path",
      "span_kind.from",
      "span_kind.to",
    ])
    .orderBy("span.boot_key")
    .orderBy("span.position");

/** The rows with their spans, in the same order: one query for all of them. */
export async function withSpans(db: Reading, rows: readonly SummaryRow[]): Promise<BootSummary[]> {
  if (rows.length === 0) return [];
  const keys = rows.map(({ key }) => key);
  const spansOf = new Map<bigint, FullSpanRow[]>(keys.map((key) => [key, []]));
  for (const span of await fullSpans(db).where("span.boot_key", "in", among(keys)).execute())
    spansOf.get(span.boot_key)?.push(span);
  return rows.map((row) =>
    bootSummary(
      row,
      (spansOf.get(row.key) ?? []).map((span) => miniSpanOf(span, row.start_at)),
    ),
  );
}

/** Rows whose spans are read in one go. */
const STEP = 50;

/** As `withSpans`, for hundreds of rows: lets others run in between. */
export async function summariesOf(read: Read, rows: readonly SummaryRow[]): Promise<BootSummary[]> {
  const summaries: BootSummary[] = [];
  for (let from = 0; from < rows.length; from += STEP) {
    if (from > 0) await pause();
    const part = rows.slice(from, from + STEP);
    summaries.push(...(await read("read the spans of boots of", (db) => withSpans(db, part))));
  }
  return summaries;
}
