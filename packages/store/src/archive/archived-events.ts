import { deflateRawSync, inflateRawSync } from "node:zlib";
import { DamagedRow, orDamaged } from "../error.ts";
import { createSlots, packEvents, unpackEvents, type Filed } from "../events/event-codec.ts";
import type { Slots } from "../packing/packed.ts";
import { createByteReader, createByteWriter } from "../values/bytes.ts";
import { MOST_BYTES, MOST_EVENTS, type ArchivedRun } from "./archived.ts";
import type { ArchivedDetails } from "./details.ts";
import { sealed, unsealed } from "./sealed.ts";

/** First byte: how the others are to be read. A change of the form takes another number. */
const FORM = 1;
const WHAT = "an archive's events";

/** What a row of `event_block` would tell of a run's events. */
export type EventsHead = {
  readonly firstAt: bigint;
  readonly lastAt: bigint;
  readonly count: number;
  readonly slots: Slots;
};

export type ArchivedEvents = {
  /** Undefined: the run is not here, or has no events. */
  head(run: bigint): EventsHead | undefined;
  /** In order, as they were; none where there are none. @throws DamagedRow */
  events(run: bigint, textOf: (digest: string) => string | undefined): readonly Filed[];
  /** By boot. */
  startOf(boot: bigint): bigint | undefined;
};

/** Pure. Runs in the order of their keys. */
export function packArchivedEvents(
  runs: readonly ArchivedRun[],
  digestOf: (hacoText: string) => string,
): Buffer {
  const to = createByteWriter();
  for (const { boots, events } of runs) {
    for (const { startAt } of boots) to.big(startAt);
    const slots = createSlots();
    for (const { boot } of events) slots.add(boot);
    to.count(slots.all.length);
    for (const [boot, count] of slots.all) {
      to.count(boots.findIndex(({ key }) => key === boot) + 1);
      to.count(count);
    }
    to.big(events[0]?.event.at ?? 0n);
    to.big(events.at(-1)?.event.at ?? 0n);
    const { bytes } = packEvents(events, digestOf);
    to.count(bytes.length);
    to.bytes(bytes);
  }
  return sealed(FORM, deflateRawSync(to.take(), { level: 9 }));
}

/** @throws DamagedRow */
export function openEvents(events: Buffer, details: ArchivedDetails): ArchivedEvents {
  const part = unsealed(FORM, events, WHAT);
  const inflated = orDamaged(WHAT, () => inflateRawSync(part, { maxOutputLength: MOST_BYTES }));
  const from = createByteReader(inflated);
  const packed = new Map<bigint, { head: EventsHead; bytes: Buffer }>();
  const starts = new Map<bigint, bigint>();
  for (const run of details.runs) {
    const boots = details.bootsOf(run) ?? [];
    for (const boot of boots) starts.set(boot, from.big());
    const slots: [bigint | null, number][] = [];
    let count = 0;
    for (let left = from.count(); left > 0; left--) {
      const place = from.count();
      const boot = place === 0 ? null : boots[place - 1];
      const filed = from.count();
      count += filed;
      if (boot === undefined || count > MOST_EVENTS)
        throw new DamagedRow("an archive's events are of a boot that is not there, or too many");
      slots.push([boot, filed]);
    }
    const head = { firstAt: from.big(), lastAt: from.big(), count, slots };
    packed.set(run, { head, bytes: from.bytes(from.count()) });
  }
  if (!from.isAtEnd()) throw new DamagedRow("an archive's events are followed by what is none");
  return {
    head(run) {
      const head = packed.get(run)?.head;
      return head === undefined || head.count === 0 ? undefined : head;
    },
    events(run, textOf) {
      const found = packed.get(run);
      if (found === undefined) return [];
      const { count, firstAt, slots } = found.head;
      return unpackEvents(found.bytes, { count, firstAt, boots: slots.map(([boot]) => boot), textOf });
    },
    startOf: (boot) => starts.get(boot),
  };
}
