import type { BootFilter, BootSummary, Outcome } from "@hacotaki/core";
import type { ExpressionBuilder } from "kysely";
import type { BootPage, ListSort, StoreReader } from "../contract.ts";
import { cursorAt, parseCursor, type Position } from "./cursor.ts";
import type { Read, Reading } from "./read.ts";
import { pause } from "../values/pause.ts";
import { indexed, leading, residual, type Condition } from "./filter.ts";
import { SUMMARY_COLUMNS, type SummaryRow } from "./summary-row.ts";
import { withSpans } from "./summaries.ts";
import type { Tables } from "../connection/tables.ts";

type Query = { readonly filter: BootFilter; readonly sort: ListSort; readonly limit: number };
/** Rows in order. `edge` is how far the search went when it stopped before the end. */
type Found = { readonly rows: readonly SummaryRow[]; readonly edge?: Position };

/** Most boots looked at in one go when no index answers the whole filter: about 10 ms of the event loop. */
const CHUNK = 5_000;
/** Where most boots match, the first few are enough: for each row asked for so many are looked at, then ever more. */
const FIRST_A_ROW = 4;
const GROWTH = 4;
/** Boots looked at for one page: a filter that matches next to nothing may give a short page and a cursor to go on. */
const MAX_SCANNED = 1_000_000;

export const sortColumn = (sort: ListSort) => (sort === "newest" ? "sort_time" : "sort_duration");
const positionOf = (row: SummaryRow, sort: ListSort): Position => ({ at: row[sortColumn(sort)], id: row.id });
const isBefore = (a: Position, b: Position) => a.at > b.at || (a.at === b.at && a.id > b.id);
const inOrder = (rows: SummaryRow[], sort: ListSort) =>
  rows.sort((a, b) => (isBefore(positionOf(a, sort), positionOf(b, sort)) ? -1 : 1));

/** `(column, id) < (?, ?)` would fall off the index where many boots share the first value. */
export const afterPosition = (sort: ListSort, after: Position) => (eb: ExpressionBuilder<Tables, "boot">) =>
  eb.and([
    eb(`boot.${sortColumn(sort)}`, "<=", after.at),
    eb.or([eb(`boot.${sortColumn(sort)}`, "<", after.at), eb("boot.id", "<", after.id)]),
  ]);

/** Keys of boots that an index gives in order, from a position on. */
function candidates(db: Reading, { filter, sort }: Query, after: Position | undefined) {
  const column = sortColumn(sort);
  let query = db
    .selectFrom("boot")
    .where(indexed(filter, sort))
    .orderBy(`boot.${column}`, "desc")
    .orderBy("boot.id", "desc");
  if (after) query = query.where(afterPosition(sort, after));
  return query;
}

const summaries = (db: Reading) =>
  db
    .selectFrom("boot")
    .innerJoin("run", "run.key", "boot.run_key")
    .innerJoin("host", "host.key", "boot.host_key")
    .select(SUMMARY_COLUMNS);

async function firstRows(db: Reading, query: Query, after: Position | undefined): Promise<SummaryRow[]> {
  const keys = candidates(db, query, after).select("boot.key").limit(query.limit);
  return inOrder(await summaries(db).where("boot.key", "in", keys).execute(), query.sort);
}

type Chunk = { readonly rows: SummaryRow[]; readonly end: Position | undefined };
async function matchingRows(
  db: Reading,
  query: Query,
  matches: Condition<"boot" | "host">,
  after: Position | undefined,
  size: number,
): Promise<Chunk> {
  const { sort, limit } = query;
  const column = sortColumn(sort);
  const chunk = candidates(db, query, after).limit(size);
  // From these keys to their rows, and not the other way round: with a plain join SQLite may go through all boots of an
  // outcome, and look for each among the keys.
  const rows = await db
    .selectFrom(chunk.select("boot.key").as("chunk"))
    .crossJoin("boot")
    .innerJoin("run", "run.key", "boot.run_key")
    .innerJoin("host", "host.key", "boot.host_key")
    .select(SUMMARY_COLUMNS)
    .whereRef("boot.key", "=", "chunk.key")
    .where(matches)
    .orderBy(`boot.${column}`, "desc")
    .orderBy("boot.id", "desc")
    .limit(limit)
    .execute();
  const { scanned } = await db
    .selectFrom(chunk.select("boot.key").as("chunk"))
    .select((eb) => eb.fn.countAll<bigint>().as("scanned"))
    .executeTakeFirstOrThrow();
  if (scanned < BigInt(size)) return { rows, end: undefined };
  const last = await db
    .selectFrom(chunk.select([`boot.${column} as at`, "boot.id as id"]).as("chunk"))
    .select(["chunk.at", "chunk.id"])
    .orderBy("chunk.at")
    .orderBy("chunk.id")
    .limit(1)
    .executeTakeFirstOrThrow();
  return { rows, end: last };
}

/** Goes through the boots in chunks, letting others run in between, until there are enough. */
async function search(
  read: Read,
  query: Query,
  matches: Condition<"boot" | "host">,
  after: Position | undefined,
): Promise<Found> {
  const found: SummaryRow[] = [];
  let from = after;
  let size = Math.min(CHUNK, query.limit * FIRST_A_ROW);
  for (let scanned = 0; scanned < MAX_SCANNED; scanned += size, size = Math.min(CHUNK, size * GROWTH)) {
    const [start, looked] = [from, size];
    const missing = query.limit - found.length;
    const { rows, end } = await read("list boots of", (db) =>
      matchingRows(db, { ...query, limit: missing }, matches, start, looked),
    );
    for (const row of rows) found.push(row);
    if (end === undefined || found.length >= query.limit) return { rows: found };
    from = end;
    await pause();
  }
  return from === undefined ? { rows: found } : { rows: found, edge: from };
}

async function find(read: Read, query: Query, after: Position | undefined): Promise<Found> {
  const matches = residual(query.filter, query.sort);
  if (matches !== undefined) return search(read, query, matches, after);
  return { rows: await read("list boots of", (db) => firstRows(db, query, after)) };
}

/** Each outcome has its own order in the index: one search for each, put together. */
async function findOutcomes(
  read: Read,
  query: Query,
  outcomes: readonly Outcome[],
  after: Position | undefined,
): Promise<Found> {
  const found: Found[] = [];
  for (const outcome of outcomes)
    found.push(await find(read, { ...query, filter: { ...query.filter, outcomes: [outcome] } }, after));
  const edges = found.flatMap(({ edge }) => edge ?? []);
  const edge = edges.sort((a, b) => (isBefore(a, b) ? -1 : 1))[0];
  const known = found
    .flatMap(({ rows }) => rows)
    .filter((row) => edge === undefined || !isBefore(edge, positionOf(row, query.sort)));
  const rows = inOrder(known, query.sort);
  return { rows, ...(edge && rows.length < query.limit ? { edge } : {}) };
}

/** Boots page by page. A page is short of its limit only at the end, or after a million boots that did not match. */
export function createBootList(read: Read): StoreReader["listBoots"] {
  return async ({ filter: asked = {}, sort = "newest", limit, after }): Promise<BootPage> => {
    const { outcomes: wanted = [], ...others } = asked;
    const outcomes = [...new Set(wanted)];
    const filter = outcomes.length === 0 ? others : { ...others, outcomes };
    const query = { filter, sort, limit: limit + 1 };
    const position = after === undefined ? undefined : parseCursor(after, sort);
    const { rows, edge } =
      outcomes.length > 1 && leading(others, sort) === undefined
        ? await findOutcomes(read, query, outcomes, position)
        : await find(read, query, position);
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const boots: readonly BootSummary[] = await read("list boots of", (db) => withSpans(db, page));
    if (rows.length > limit && last) return { boots, next: cursorAt(positionOf(last, sort), sort) };
    return edge ? { boots, next: cursorAt(edge, sort) } : { boots };
  };
}
