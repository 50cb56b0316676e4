import { instant, type BootEvent, type Instant } from "@hacotaki/core";
import { sql } from "kysely";
import { among } from "../values/among.ts";
import { namespacesOf } from "../packing/boot-row.ts";
import { eventsOfBlock, slotsOf } from "../events/event-block.ts";
import type { Filed } from "../events/event-codec.ts";
import { eventOf } from "../events/event-of.ts";
import { compareKeys, keyOfEvent } from "../events/event-order.ts";
import type { EventKey } from "../packing/packed.ts";
import { pause } from "../values/pause.ts";
import { archivedEvents } from "./archived.ts";
import type { Read, Reading } from "./read.ts";
import type { Place } from "./row-pages.ts";
import { inOrder } from "../events/incoming.ts";
import type { EventBlockRow, EventRow } from "../connection/tables.ts";

/** Events read in one go, whoever they belong to: some milliseconds of the event loop. */
const STEP = 4_000;

/** Where reading goes on: at this instant, behind this key if there is one. */
type From = { readonly at: Instant | undefined; readonly after: EventKey | undefined };
type Head = Pick<EventBlockRow, "key" | "run_key" | "first_at" | "count" | "boots">;
/** Events in order; undefined `until`: these are the last. Else there may be more from that instant on. */
type Stretch = { readonly filed: readonly Filed[]; readonly until: Instant | undefined };

const isOf = ({ key }: Place, boot: bigint | null) => boot === null || boot === key;
const distinct = (keys: readonly (bigint | null)[]) => [...new Set(keys)].filter((key) => key !== null);

/** Blocks that hold events of the boot, the earliest first. */
async function headsOf(db: Reading, place: Place, from: Instant | undefined): Promise<readonly Head[]> {
  const heads = await db
    .selectFrom("event_block")
    .select(["key", "run_key", "first_at", "count", "boots"])
    .where("run_key", "=", place.runKey)
    .$if(from !== undefined, (query) => query.where("last_at", ">=", from ?? instant(0n)))
    .orderBy("first_at")
    .execute();
  return heads.filter((head) => slotsOf(head).some(([boot]) => isOf(place, boot)));
}

/** Haco texts stand in a table of their own: which are wanted is known once the events are read. */
async function withTexts(db: Reading, filed: readonly Filed[], digests: ReadonlySet<string>) {
  if (digests.size === 0) return filed;
  const found = await db
    .selectFrom("haco_text")
    .select(["digest", "text"])
    .where("digest", "in", sql<string>`(select value from json_each(${JSON.stringify([...digests])}))`)
    .execute();
  const texts = new Map(found.map(({ digest, text }) => [digest, text]));
  return filed.map((each): Filed => {
    const { event, boot } = each;
    if (event.kind !== "fact" || event.key !== "haco-text") return each;
    const value = texts.get(event.value);
    if (value === undefined) throw new RangeError(`the text of a haco file is missing: ${event.value}`);
    return { event: { ...event, value }, boot };
  });
}

/** Blocks that were unpacked last: a page reads those of its boot more than once. 1 MB each at most. */
const RECENT = 4;
type Unpacked = {
  readonly block: EventBlockRow;
  readonly filed: readonly Filed[];
  readonly digests: ReadonlySet<string>;
};
const recent: Unpacked[] = [];

const isSameBlock = (a: EventBlockRow, b: EventBlockRow) =>
  a.key === b.key &&
  a.run_key === b.run_key &&
  a.checksum === b.checksum &&
  a.count === b.count &&
  a.first_at === b.first_at &&
  a.boots === b.boots &&
  a.bytes.equals(b.bytes);

/** @throws DamagedRow */
function unpacked(block: EventBlockRow): Unpacked {
  const known = recent.find((each) => isSameBlock(each.block, block));
  if (known !== undefined) return known;
  const digests = new Set<string>();
  const filed = eventsOfBlock(block, (digest) => {
    digests.add(digest);
    return digest;
  });
  const found = { block, filed, digests };
  recent.push(found);
  if (recent.length > RECENT) recent.shift();
  return found;
}

/** Events of an archived run, undefined where it is not: some ms of few runs, which are kept for its next page. */
async function archivedIn(db: Reading, { runKey }: Place): Promise<readonly Filed[] | undefined> {
  const found = await archivedEvents(db, runKey);
  if (found === undefined) return undefined;
  const digests = new Set<string>();
  const filed = found.events.events(runKey, (digest) => {
    digests.add(digest);
    return digest;
  });
  return withTexts(db, filed, digests);
}

async function eventsIn(db: Reading, { key }: Head): Promise<readonly Filed[]> {
  const block = await db
    .selectFrom("event_block")
    .selectAll()
    .where("key", "=", key)
    .executeTakeFirstOrThrow();
  const { filed, digests } = unpacked(block);
  return withTexts(db, filed, digests);
}

async function ofRows(db: Reading, rows: readonly EventRow[]): Promise<Filed[]> {
  const keys = distinct(rows.map((row) => row.namespaces_key));
  const namespaces = new Map(
    (await db.selectFrom("namespaces").selectAll().where("key", "in", among(keys)).execute()).map((row) => [
      row.key,
      namespacesOf(row),
    ]),
  );
  const texts = new Map<string, string>();
  for (const { name, text } of rows) {
    if (name !== "haco-text" || text === null) continue;
    const found = await db
      .selectFrom("haco_text")
      .select("text")
      .where("digest", "=", text)
      .executeTakeFirst();
    if (found) texts.set(text, found.text);
  }
  return rows.map((row) => ({
    event: eventOf(
      row,
      row.namespaces_key === null ? null : (namespaces.get(row.namespaces_key) ?? null),
      row.text === null ? null : (texts.get(row.text) ?? null),
    ),
    boot: row.boot_key,
  }));
}

/** What a version before stored as rows. All rows of the instant at which a step ends are in it. */
async function rowStretch(db: Reading, { runKey }: Place, from: Instant | undefined): Promise<Stretch> {
  const rowsFrom = db
    .selectFrom("phase_event")
    .selectAll()
    .where("run_key", "=", runKey)
    .$if(from !== undefined, (query) => query.where("at", ">=", from ?? instant(0n)))
    .orderBy("at")
    .orderBy("seq")
    .limit(STEP);
  const rows = await rowsFrom.execute();
  const last = rows.at(-1);
  if (last === undefined || rows.length < STEP) return { filed: await ofRows(db, rows), until: undefined };
  const ofLast = await db
    .selectFrom("phase_event")
    .selectAll()
    .where("run_key", "=", runKey)
    .where("at", "=", last.at)
    .execute();
  const earlier = rows.filter(({ at }) => at < last.at);
  return { filed: await ofRows(db, [...earlier, ...ofLast]), until: instant(last.at + 1n) };
}

const earlier = (a: Instant | undefined, b: Instant | undefined) =>
  a === undefined ? b : b === undefined || a < b ? a : b;

/** The next events of a boot: enough blocks that `enough` of them, or a step, are certain to be the next ones. */
async function nextStretch(db: Reading, place: Place, from: From, enough: number): Promise<Stretch> {
  const rows = await rowStretch(db, place, from.at);
  const heads = await headsOf(db, place, from.at);
  const isNext = ({ event, boot }: Filed) =>
    isOf(place, boot) &&
    (from.at === undefined || event.at >= from.at) &&
    (from.after === undefined || compareKeys(keyOfEvent(event), from.after) > 0);
  const found = rows.filed.filter(isNext);
  for (const each of (await archivedIn(db, place)) ?? []) if (isNext(each)) found.push(each);
  let seen = rows.filed.length;
  for (let n = 0; ; n++) {
    const until = earlier(rows.until, heads[n]?.first_at);
    const certain = until === undefined ? found : found.filter(({ event }) => event.at < until);
    const isFar = seen >= STEP && until !== undefined && until > (from.at ?? instant(0n));
    const head = heads[n];
    if (head === undefined || certain.length >= enough || isFar) return { filed: inOrder(certain), until };
    for (const each of await eventsIn(db, head)) if (isNext(each)) found.push(each);
    seen += Number(head.count);
  }
}

export type EventsPage = { readonly events: readonly BootEvent[]; readonly next?: EventKey };
/** Events of one boot in their order, `limit` of them behind a key. */
export type EventPages = (limit: number, after: EventKey | undefined) => Promise<EventsPage>;

/**
 * Events of a boot in their order, `limit` of them behind a key, and the key of the last one when there are more. Reads a
 * bounded number of blocks at a time, letting others run in between: most events of a run may be of other boots.
 */
export async function pageOfEvents(
  read: Read,
  place: Place,
  limit: number,
  after: EventKey | undefined,
): Promise<EventsPage> {
  const events: BootEvent[] = [];
  let from: From = { at: after === undefined ? undefined : instant(after[0]), after };
  for (;;) {
    const start = from;
    const missing = limit + 1 - events.length;
    const { filed, until } = await read("read the events of a boot of", (db) =>
      nextStretch(db, place, start, missing),
    );
    for (const { event } of filed) events.push(event);
    if (events.length > limit) {
      const page = events.slice(0, limit);
      const last = page.at(-1);
      return { events: page, ...(last && { next: keyOfEvent(last) }) };
    }
    if (until === undefined) return { events };
    from = { at: until, after: undefined };
    await pause();
  }
}

/** How many events of a boot stand in blocks: no block is opened for it. */
export async function countInBlocks(db: Reading, place: Place): Promise<number> {
  const heads = await headsOf(db, place, undefined);
  const archived = (await archivedEvents(db, place.runKey))?.events.head(place.runKey);
  return [...heads.flatMap(slotsOf), ...(archived?.slots ?? [])].reduce(
    (sum, [boot, count]) => sum + (isOf(place, boot) ? count : 0),
    0,
  );
}
