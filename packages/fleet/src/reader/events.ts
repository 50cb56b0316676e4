import { instant, omitUndefined, type BootEvent, type Source } from "@hacotaki/core";
import {
  compareKeys,
  cursorOf,
  eventKeyOf,
  keyOfEvent,
  type EventKey,
  type EventPages,
  type EventsPage,
  type StoreReader,
} from "@hacotaki/store";
import { orDamagedBoot, type Ask } from "./ask.ts";
import { createBlocks, headsOf, holdsAny, isOf, placeOf, type Head, type Place } from "./event-blocks.ts";

/** Events asked for in one go where all of a boot are wanted. */
const PAGE = 1_000;

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
    (head) =>
      holdsAny(place, head) &&
      (from === undefined || head.last_at === undefined || BigInt(head.last_at) >= from),
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
