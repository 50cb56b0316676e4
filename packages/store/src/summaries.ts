import type { BootSummary, MiniSpan } from "@hacotaki/core";
import { sql } from "kysely";
import { present } from "./absent.ts";
import { DamagedRow } from "./error.ts";
import { pause } from "./pause.ts";
import type { Read, Reading } from "./read.ts";
import { bootSummary, type SummaryRow } from "./summary-row.ts";

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

type MiniKind = Pick<MiniSpan, "slug" | "group" | "lane" | "onPath">;

async function miniKinds(db: Reading): Promise<ReadonlyMap<string, MiniKind>> {
  const kinds = await db
    .selectFrom("span_kind")
    .select(["key", "slug", "group", "lane", "on_path"])
    .execute();
  return new Map(
    kinds.map(({ key, on_path, ...kind }) => [key.toString(), { ...kind, onPath: on_path === 1n }]),
  );
}

const STATES: Readonly<Record<string, MiniSpan["state"]>> = { c: "closed", f: "failed", o: "open" };

/** Spans of a boot as one text, "KIND:STATE:OFFSET:LENGTH,…": a row a span would take several times as long to read. */
const spansText = sql<string>`group_concat(
  span.kind_key || ':' || substr(span.state, 1, 1) || ':' || (span.start_at - boot.start_at) || ':'
    || coalesce(span.duration, ''), ',' order by span.position)`;

function spansOf(text: string, kinds: ReadonlyMap<string, MiniKind>): MiniSpan[] {
  return text.split(",").map((each) => {
    const [key = "", letter = "", offset = "", length = ""] = each.split(":");
    const [kind, state] = [kinds.get(key), STATES[letter]];
    if (kind === undefined || state === undefined) throw new DamagedRow(`a span of no known kind: ${each}`);
    return present<MiniSpan>({
      ...kind,
      state,
      offsetNs: BigInt(offset),
      durationNs: length === "" ? null : BigInt(length),
    });
  });
}

/** The rows with their spans, in the same order: one query for all of them. */
export async function withSpans(db: Reading, rows: readonly SummaryRow[]): Promise<BootSummary[]> {
  if (rows.length === 0) return [];
  const kinds = await miniKinds(db);
  const texts = await db
    .selectFrom("span")
    .innerJoin("boot", "boot.key", "span.boot_key")
    .select(["span.boot_key", spansText.as("spans")])
    .where("span.boot_key", "in", among(rows.map(({ key }) => key)))
    .groupBy("span.boot_key")
    .execute();
  const textOf = new Map(texts.map(({ boot_key, spans }) => [boot_key, spans]));
  return rows.map((row) => {
    const text = textOf.get(row.key);
    return bootSummary(row, text === undefined ? [] : spansOf(text, kinds));
  });
}

/** Rows whose spans are read in one go: some milliseconds of the event loop. */
const STEP = 100;

/** As `withSpans`, for hundreds of rows: lets others run in between. */
export async function summariesOf(read: Read, rows: readonly SummaryRow[]): Promise<BootSummary[]> {
  const summaries: BootSummary[] = [];
  for (let from = 0; from < rows.length; from += STEP) {
    if (from > 0) await pause();
    const part = rows.slice(from, from + STEP);
    for (const summary of await read("read the spans of boots of", (db) => withSpans(db, part)))
      summaries.push(summary);
  }
  return summaries;
}
