import type { BootId, Instant, RunId } from "@hacotaki/core";
import { sql, type RawBuilder } from "kysely";
import type { Cursor } from "../contract.ts";
import type { EventKey } from "../packing/packed.ts";
import { pause } from "../values/pause.ts";
import type { Read, Reading } from "./read.ts";

/** What marks and events are kept by: rows of a run in the order of their instants, each filed under a boot or under all. */
export type RowTable = "mark" | "phase_event";

/** Behind (run_key, at, seq) in the primary key: what tells apart rows of one instant. */
const TIES = { mark: ["tgid", "name"], phase_event: ["kind", "tgid", "name"] } as const;

/** Rows looked at in one go, whoever they belong to: a few milliseconds of the event loop. */
const STEP = 12_000;

export type Place = {
  readonly key: bigint;
  readonly runKey: bigint;
  readonly runId: RunId;
  readonly revision: bigint;
};

/** Where a page ended: the key of its last row, behind the run's. */
type Key = readonly (bigint | string)[];

/** Where the rows of a boot are; undefined when there is no such boot. */
export async function placeOf(db: Reading, id: BootId): Promise<Place | undefined> {
  const row = await db
    .selectFrom("boot")
    .innerJoin("run", "run.key", "boot.run_key")
    .select(["boot.key", "boot.run_key", "boot.revision", "run.id as run_id"])
    .where("boot.id", "=", id)
    .executeTakeFirst();
  return row && { key: row.key, runKey: row.run_key, revision: row.revision, runId: row.run_id };
}

/** Its own, and those of the launcher that all boots of the run share. */
export const isOfBoot = ({ key }: Place) => sql<boolean>`(boot_key is null or boot_key = ${key})`;

const jsonOf = (key: Key) => key.map((part) => (typeof part === "bigint" ? [part.toString()] : part));
export const cursorOf = (key: Key): Cursor => Buffer.from(JSON.stringify(jsonOf(key))).toString("base64url");

/** Undefined for what no page of this table has given. */
export function keyOf(table: RowTable, cursor: Cursor): Key | undefined {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch {
    return undefined;
  }
  const kinds = [true, true, ...TIES[table].map((name) => name === "tgid")];
  if (!Array.isArray(parts) || parts.length !== kinds.length) return undefined;
  const key: (bigint | string)[] = [];
  for (const [place, isNumber] of kinds.entries()) {
    const part: unknown = parts[place];
    const digits: unknown = Array.isArray(part) ? part[0] : undefined;
    if (isNumber && typeof digits === "string" && /^-?\d{1,18}$/.test(digits)) key.push(BigInt(digits));
    else if (!isNumber && typeof part === "string") key.push(part);
    else return undefined;
  }
  return key;
}

/** As `keyOf`, of an event. */
export const eventKeyOf = (cursor: Cursor) => keyOf("phase_event", cursor) as EventKey | undefined; // its columns

const columnsOf = (table: RowTable) => ["at", "seq", ...TIES[table]];
const columns = (table: RowTable) => sql.join(columnsOf(table).map((name) => sql.ref(name)));

export type RowQuery = {
  readonly table: RowTable;
  readonly place: Place;
  readonly after?: Key | undefined;
  /** The last row of all. */
  readonly until?: Key | undefined;
  readonly from?: Instant | bigint | undefined;
  /** Not in it. */
  readonly to?: Instant | bigint | undefined;
};

/** Conditions on rows of the run: `at` alone leads the index, where a row value would fall off it. */
function rowsOf(query: RowQuery, ...more: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  const { table, place, after, until, from, to } = query;
  const parts = [sql`run_key = ${place.runKey}`, ...more];
  if (from !== undefined) parts.push(sql`at >= ${from}`);
  if (to !== undefined) parts.push(sql`at < ${to}`);
  if (after !== undefined)
    parts.push(sql`at >= ${after[0]} and (${columns(table)}) > (${sql.join([...after])})`);
  if (until !== undefined)
    parts.push(sql`at <= ${until[0]} and (${columns(table)}) <= (${sql.join([...until])})`);
  return sql`from ${sql.table(table)} where ${sql.join(parts, sql` and `)} order by ${columns(table)}`;
}

/** The key of the last row that a step looks at; undefined when it reaches the end. */
async function endOfStep(db: Reading, query: RowQuery, step = STEP): Promise<Key | undefined> {
  const { rows } = await sql<Readonly<Record<string, bigint | string>>>`
    select ${columns(query.table)} ${rowsOf(query)} limit 1 offset ${step - 1}`.execute(db);
  const [row] = rows;
  return row && columnsOf(query.table).flatMap((name) => row[name] ?? []);
}

/**
 * Rows of a boot in their order, `limit` of them, and whether there are more. Looks at a bounded number of the run's rows
 * at a time, letting others run in between: most of them may be of other boots.
 */
export async function pageOfRows<Row>(
  read: Read,
  query: RowQuery,
  limit: number,
): Promise<{ readonly rows: readonly Row[]; readonly next?: Key }> {
  const found: Row[] = [];
  let { after } = query;
  for (;;) {
    const from = { ...query, after };
    const missing = limit + 1 - found.length;
    const { rows, end } = await read("read rows of a boot of", async (db) => {
      const until = await endOfStep(db, from);
      const given = await sql<Row>`
        select * ${rowsOf({ ...from, until }, isOfBoot(query.place))} limit ${missing}`.execute(db);
      return { rows: given.rows, end: until };
    });
    for (const row of rows) found.push(row);
    if (found.length > limit) {
      const page = found.slice(0, limit);
      const last = page.at(-1) as Readonly<Record<string, bigint | string>> | undefined; // a row of this table
      return {
        rows: page,
        ...(last && { next: columnsOf(query.table).flatMap((name) => last[name] ?? []) }),
      };
    }
    if (end === undefined) return { rows: found };
    after = end;
    await pause();
  }
}

/** Rows whose texts are looked through in one go, and those of a page: a page takes a tenth of a second or so. */
const SEARCH_STEP = 2_500;
const SEARCH_STEPS = 16;

/**
 * Rows of a boot that a condition holds of: `limit` of them at most, or none but their number where that is 0. Looks at a
 * bounded number of rows: `next` is there while there are more, found or not.
 */
export async function searchRows<Row>(
  read: Read,
  query: RowQuery,
  holds: RawBuilder<unknown>,
  limit: number,
): Promise<{ readonly rows: readonly Row[]; readonly count: number; readonly next?: Key }> {
  const found: Row[] = [];
  let counted = 0;
  let { after } = query;
  for (let step = 0; step < SEARCH_STEPS; step++) {
    const from = { ...query, after };
    const { rows, count, end } = await read("search the rows of a boot of", async (db) => {
      const until = await endOfStep(db, from, SEARCH_STEP);
      const what = rowsOf({ ...from, until }, isOfBoot(query.place), holds);
      if (limit > 0) {
        const given = await sql<Row>`select * ${what} limit ${limit - found.length}`.execute(db);
        return { rows: given.rows, count: given.rows.length, end: until };
      }
      const sum = await sql<{ own: bigint }>`select count(*) as own from (select 1 ${what})`.execute(db);
      return { rows: [], count: Number(sum.rows[0]?.own ?? 0n), end: until };
    });
    found.push(...rows);
    counted += count;
    const last = found.at(-1) as Readonly<Record<string, bigint | string>> | undefined; // a row of this table
    if (last && found.length === limit)
      return {
        rows: found,
        count: counted,
        next: columnsOf(query.table).flatMap((name) => last[name] ?? []),
      };
    if (end === undefined) return { rows: found, count: counted };
    after = end;
    await pause();
  }
  return { rows: found, count: counted, ...(after && { next: after }) };
}

/** How many rows a boot has. */
export async function countRows(read: Read, query: RowQuery): Promise<number> {
  let count = 0;
  let { after } = query;
  for (;;) {
    const from = { ...query, after };
    const { own, end } = await read("count rows of a boot of", async (db) => {
      const until = await endOfStep(db, from);
      const { rows } = await sql<{ own: bigint }>`
        select count(*) as own from (select 1 ${rowsOf({ ...from, until }, isOfBoot(query.place))})`.execute(
        db,
      );
      return { own: Number(rows[0]?.own ?? 0n), end: until };
    });
    count += own;
    if (end === undefined) return count;
    after = end;
    await pause();
  }
}
