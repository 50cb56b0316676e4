import { omitUndefined, type BootEvent, type BootId, type Source } from "@hacotaki/core";
import { namespacesOf } from "./boot-row.ts";
import type { StoreReader } from "./contract.ts";
import { eventOf } from "./event-of.ts";
import { pause } from "./pause.ts";
import type { Read, Reading, ReadSession } from "./read.ts";
import { countRows, cursorOf, keyOf, pageOfRows, placeOf, type Place } from "./row-pages.ts";
import { SOURCE_COLUMNS, sourceOf } from "./runs.ts";
import { among } from "./summaries.ts";
import type { EventRow } from "./tables.ts";

/** Events decoded in one go. */
const PAGE = 1_000;
/** Boots whose events are remembered as counted. */
const KEPT = 1_000;

const distinct = (keys: readonly (bigint | null)[]) => [...new Set(keys)].filter((key) => key !== null);

/** The events that rows were made of. */
export async function decoded(db: Reading, rows: readonly EventRow[]): Promise<BootEvent[]> {
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
  return rows.map((row) =>
    eventOf(
      row,
      row.namespaces_key === null ? null : (namespaces.get(row.namespaces_key) ?? null),
      row.text === null ? null : (texts.get(row.text) ?? null),
    ),
  );
}

type Found = { readonly place: Place; readonly source: Source };

async function find(db: Reading, id: BootId): Promise<Found | undefined> {
  const place = await placeOf(db, id);
  if (place === undefined) return undefined;
  const run = await db
    .selectFrom("run")
    .innerJoin("recording", "recording.id", "run.recording_id")
    .innerJoin("host", "host.key", "run.host_key")
    .select(SOURCE_COLUMNS)
    .where("run.key", "=", place.runKey)
    .executeTakeFirstOrThrow();
  return { place, source: sourceOf(run) };
}

export function createEventReader(
  read: Read,
  session: Pick<ReadSession, "version">,
): Pick<StoreReader, "eventsOf" | "events" | "countEvents"> {
  /** As long as nothing is committed, what was counted holds. */
  const counted = new Map<BootId, number>();
  let version = "";
  const placed = (id: BootId) => read("read the events of a boot of", (db) => find(db, id));

  async function page({ place }: Found, limit: number, cursor: string | undefined) {
    const after = cursor === undefined ? undefined : keyOf("phase_event", cursor);
    const { rows, next } = await pageOfRows<EventRow>(read, { table: "phase_event", place, after }, limit);
    const events = await read("read the events of a boot of", (db) => decoded(db, rows));
    return { events, ...omitUndefined({ next: next === undefined ? undefined : cursorOf(next) }) };
  }

  return {
    async events(id, { limit, after }) {
      const found = await placed(id);
      return found && page(found, limit, after);
    },

    async countEvents(id) {
      const now = session.version();
      if (now !== version || counted.size > KEPT) counted.clear();
      version = now;
      const known = counted.get(id);
      if (known !== undefined) return known;
      const place = await read("count the events of a boot of", (db) => placeOf(db, id));
      const count = place === undefined ? 0 : await countRows(read, { table: "phase_event", place });
      if (version === now) counted.set(id, count);
      return count;
    },

    async eventsOf(id) {
      const found = await placed(id);
      if (found === undefined) return undefined;
      const events: BootEvent[] = [];
      let after: string | undefined;
      do {
        const part = await page(found, PAGE, after);
        for (const event of part.events) events.push(event);
        after = part.next;
        await pause();
      } while (after !== undefined);
      return { source: found.source, events };
    },
  };
}
