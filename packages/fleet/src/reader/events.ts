import { instant, omitUndefined, type BootEvent, type BootId, type RunId, type Source } from "@hacotaki/core";
import {
  compareKeys,
  cursorOf,
  eventKeyOf,
  keyOfEvent,
  makeRoom,
  unpackedEvents,
  type EventForm,
  type EventKey,
  type EventPages,
  type EventsPage,
  type StoreReader,
} from "@hacotaki/store";
import { orDamagedBoot, type Ask } from "./ask.ts";
import { holding } from "./boot-columns.ts";
import { hacoTexts } from "./haco-texts.ts";

/** Events asked for in one go where all of a boot are wanted. */
const PAGE = 1_000;
/** Unpacked blocks that are remembered: a page reads those of its boot more than once. */
const RECENT = 8;

/** Whose events are meant. */
export type Place = {
  readonly id: BootId;
  readonly runId: RunId;
  readonly hostId: string;
  readonly source: Omit<Source, "hasKernelEvents">;
};

type PlaceRow = {
  readonly run_id: RunId;
  readonly host_id: string;
  readonly host_name: string;
  readonly kernel_boot_id: string;
  readonly kernel: string;
  readonly source_kind: Source["kind"];
  readonly start_at: string;
  readonly wall: string | null;
};

/** Undefined when there is no such boot. */
export async function placeOf(ask: Ask, id: BootId): Promise<Place | undefined> {
  const [row] = await ask<PlaceRow>(
    "read the events of a boot of",
    `SELECT run_id, host_id, host_name, kernel_boot_id, kernel, source_kind, toString(start_at) AS start_at,
       toString(toUnixTimestamp64Nano(started_at)) AS wall FROM ${holding("boot_id = {id:String}")}`,
    { id },
  );
  if (row === undefined) return undefined;
  return {
    id,
    runId: row.run_id,
    hostId: row.host_id,
    source: {
      kind: row.source_kind,
      hostId: row.host_id,
      hostName: row.host_name,
      kernelBootId: row.kernel_boot_id,
      ...omitUndefined({
        kernel: row.kernel === "" ? undefined : row.kernel,
        wallOffset: row.wall === null ? undefined : BigInt(row.wall) - BigInt(row.start_at),
      }),
    },
  };
}

/** A block without its bytes. */
type Head = {
  readonly part: number;
  readonly version: string;
  readonly first_at: string;
  readonly last_at: string;
  readonly events: number;
  readonly boots: readonly string[];
  readonly counts: readonly number[];
};
type Filed = { readonly event: BootEvent; readonly boot: BootId | undefined };

/** The blocks that a run has now: of many blocks that were packed into fewer, those of before are left. */
async function headsOf(ask: Ask, { hostId, runId }: Place): Promise<readonly Head[]> {
  const rows = await ask<Head & { readonly parts: number }>(
    "look for events in",
    `SELECT part, parts, toString(version) AS version, toString(first_at) AS first_at, toString(last_at) AS last_at,
       events, filed_boot_ids AS boots, filed_events AS counts
     FROM {db:Identifier}.run_event WHERE host_id = {host:String} AND run_id = {run:String}
     ORDER BY version DESC LIMIT 1 BY part`,
    { host: hostId, run: runId },
  );
  const parts = rows.find(({ part }) => part === 0)?.parts ?? 0;
  return rows
    .filter(({ part }) => part < parts)
    .sort((a, b) => (BigInt(a.first_at) < BigInt(b.first_at) ? -1 : 1));
}

const isOf = ({ id }: Place, boot: string | undefined) => boot === undefined || boot === "" || boot === id;
const holdsAny = (place: Place, { boots }: Head) => boots.some((boot) => isOf(place, boot));

/** Haco texts stand in a table of their own: which are wanted is known once the events are read. */
async function withTexts(ask: Ask, host: string, filed: readonly Filed[], digests: ReadonlySet<string>) {
  if (digests.size === 0) return filed;
  const texts = await hacoTexts(ask, host, [...digests]);
  return filed.map((each): Filed => {
    const { event, boot } = each;
    if (event.kind !== "fact" || event.key !== "haco-text") return each;
    // One that the fleet's database no longer has: its digest says which it was.
    const value = texts.get(event.value) ?? event.value;
    return { event: { ...event, value }, boot };
  });
}

/** Unpacks blocks of events, and remembers those that were unpacked last. */
function createBlocks(ask: Ask) {
  const recent = new Map<string, readonly Filed[]>();

  return async (place: Place, head: Head): Promise<readonly Filed[]> => {
    const key = JSON.stringify([place.hostId, place.runId, head.part, head.version, head.events]);
    const known = recent.get(key);
    if (known !== undefined) return known;
    const [row] = await ask<{ readonly form: EventForm; readonly bytes: string }>(
      "read events of",
      `SELECT form, base64Encode(bytes) AS bytes FROM {db:Identifier}.run_event
       WHERE host_id = {host:String} AND run_id = {run:String} AND part = {part:UInt32} AND version = {version:UInt64} LIMIT 1`,
      { host: place.hostId, run: place.runId, part: head.part, version: head.version },
    );
    // Merged away since its head was read: whoever asks again finds what took its place.
    if (row === undefined) return [];
    const digests = new Set<string>();
    const block = {
      firstAt: BigInt(head.first_at),
      events: head.events,
      filing: head.boots.map(
        (boot, slot) => [boot === "" ? undefined : (boot as BootId), head.counts[slot] ?? 0] as const,
      ),
      form: row.form,
      bytes: Buffer.from(row.bytes, "base64"),
    };
    const filed = unpackedEvents([block], (digest) => {
      digests.add(digest);
      return digest;
    });
    const found = await withTexts(ask, place.hostId, filed, digests);
    makeRoom(recent, RECENT);
    recent.set(key, found);
    return found;
  };
}

/** In order, and each event once: blocks may overlap. */
function sorted(events: readonly BootEvent[]): BootEvent[] {
  const keyed = events
    .map((event) => [keyOfEvent(event), event] as const)
    .sort(([a], [b]) => compareKeys(a, b));
  return keyed.flatMap(([key, event], n) => {
    const before = keyed[n - 1];
    return before !== undefined && compareKeys(before[0], key) === 0 ? [] : event;
  });
}

/** The next events of a boot: blocks are opened one after the other, until enough of them are certain to be the next. */
async function pageOf(
  open: ReturnType<typeof createBlocks>,
  place: Place,
  heads: readonly Head[],
  limit: number,
  after: EventKey | undefined,
): Promise<EventsPage> {
  const from = after?.[0];
  const wanted = heads.filter(
    (head) => holdsAny(place, head) && (from === undefined || BigInt(head.last_at) >= from),
  );
  const found: BootEvent[] = [];
  for (const [n, head] of wanted.entries()) {
    for (const { event, boot } of await open(place, head))
      if (isOf(place, boot) && (after === undefined || compareKeys(keyOfEvent(event), after) > 0))
        found.push(event);
    const next = wanted[n + 1];
    const until = next === undefined ? undefined : instant(BigInt(next.first_at));
    if (until === undefined || found.length <= limit) continue;
    const certain = sorted(found.filter(({ at }) => at < until));
    if (certain.length > limit) return cut(certain, limit);
  }
  return cut(sorted(found), limit);
}

function cut(events: readonly BootEvent[], limit: number): EventsPage {
  if (events.length <= limit) return { events };
  const page = events.slice(0, limit);
  const last = page.at(-1);
  return { events: page, ...(last && { next: keyOfEvent(last) }) };
}

export type FleetEvents = Pick<StoreReader, "events" | "countEvents" | "eventsOf"> & {
  /** For whoever reads on and on. */
  pagesOf(place: Place): Promise<EventPages>;
  /** All events of the boot's run, whosever they are, and their source; undefined where they are more than `most`. */
  ofRun(
    place: Place,
    most: number,
  ): Promise<{ readonly source: Source; readonly events: readonly BootEvent[] } | undefined>;
};

/** Whether a stream holds forks, execs and exits: no row tells it. */
const sourceOf = ({ source }: Place, events: readonly BootEvent[]): Source => ({
  ...source,
  hasKernelEvents: events.some(isOfKernel),
});
const isOfKernel = ({ kind }: BootEvent) => kind === "exec" || kind === "fork" || kind === "exit";

/** Raw events of boots, out of the blocks in which hosts pack them. */
export function createFleetEvents(ask: Ask): FleetEvents {
  const open = createBlocks(ask);

  async function pagesOf(place: Place): Promise<EventPages> {
    const heads = await headsOf(ask, place);
    return (limit, after) => orDamagedBoot(place.id, () => pageOf(open, place, heads, limit, after));
  }

  return {
    pagesOf,
    async ofRun(place, most) {
      const heads = await headsOf(ask, place);
      if (heads.reduce((sum, { events }) => sum + events, 0) > most) return undefined;
      const found: BootEvent[] = [];
      for (const head of heads) for (const { event } of await open(place, head)) found.push(event);
      const events = sorted(found);
      return { source: sourceOf(place, events), events };
    },
    async events(id, { limit, after }) {
      const place = await placeOf(ask, id);
      if (place === undefined) return undefined;
      const key = after === undefined ? undefined : eventKeyOf(after);
      const { events, next } = await (await pagesOf(place))(limit, key);
      return { events, ...omitUndefined({ next: next && cursorOf(next) }) };
    },
    async countEvents(id) {
      const place = await placeOf(ask, id);
      if (place === undefined) return 0;
      // No block is opened for it.
      const heads = await headsOf(ask, place);
      return heads
        .flatMap(({ boots, counts }) =>
          boots.map((boot, slot) => (isOf(place, boot) ? (counts[slot] ?? 0) : 0)),
        )
        .reduce((sum, count) => sum + count, 0);
    },
    async eventsOf(id) {
      const place = await placeOf(ask, id);
      if (place === undefined) return undefined;
      const pages = await pagesOf(place);
      const events: BootEvent[] = [];
      let after: EventKey | undefined;
      do {
        const page = await pages(PAGE, after);
        for (const event of page.events) events.push(event);
        after = page.next;
      } while (after !== undefined);
      return { source: sourceOf(place, events), events };
    },
  };
}
