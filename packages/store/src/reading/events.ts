import { omitUndefined, type BootEvent, type BootId, type Source } from "@hacotaki/core";
import type { StoreReader } from "../contract.ts";
import { countInBlocks, pageOfEvents } from "./event-pages.ts";
import { pause } from "../values/pause.ts";
import type { Read, Reading, ReadSession } from "./read.ts";
import { countRows, cursorOf, eventKeyOf, placeOf, type Place } from "./row-pages.ts";
import { SOURCE_COLUMNS, sourceOf } from "./runs.ts";

/** Events decoded in one go. */
const PAGE = 1_000;
/** Boots whose events are remembered as counted. */
const KEPT = 1_000;

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
    const after = cursor === undefined ? undefined : eventKeyOf(cursor);
    const { events, next } = await pageOfEvents(read, place, limit, after);
    return { events, ...omitUndefined({ next: next === undefined ? undefined : cursorOf(next) }) };
  }

  async function count(place: Place): Promise<number> {
    const packed = await read("count the events of a boot of", (db) => countInBlocks(db, place));
    return packed + (await countRows(read, { table: "phase_event", place }));
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
      const found = place === undefined ? 0 : await count(place);
      if (version === now) counted.set(id, found);
      return found;
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
