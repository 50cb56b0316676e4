import { DamagedRow, orDamaged } from "../error.ts";
import { createSlots, type Filed } from "../events/event-codec.ts";
import type { Slots } from "../packing/packed.ts";
import { createByteReader, createByteWriter } from "../values/bytes.ts";
import { MOST_EVENTS, type ArchivedRun } from "./archived.ts";
import type { ArchivedDetails } from "./details.ts";
import { knownInstants } from "./instants.ts";
import { createBitDecoder, createBitEncoder } from "./range-coder.ts";
import { sealed, unsealed } from "./sealed.ts";
import { createTeller, NO_DIGESTS, type KnownDigests, type Teller } from "./teller.ts";
import { tellEvents } from "./told-events.ts";
import { createMemory, type Memory } from "./told-run.ts";

/*
 * First byte and checksum are as `sealed.ts` has them. Runs are in parts, in the order of their keys; the first part tells
 * how such runs go, and who reads another one reads the first before, so that no part is long and none tells anew what
 * all have in common. Numbers in LEB128: how many parts; of each how many runs and how many bytes. Then these bytes: of
 * each run where its boots begin, its container's name, and its events (`told-events.ts`), as many as the details say, in
 * the bits of a range coder (`range-coder.ts`).
 */

/** First byte: how the others are to be read. A change of the form takes another number. */
const FORM = 1;
const WHAT = "an archive's events";

/** Runs of the first part and of the others; a part ends sooner once it has so many events. */
const FIRST_RUNS = 12;
const RUNS = 28;
const EVENTS = 1_200;

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
  /** The name of the container of a run's first boot, and where each boot begins. */
  ofRun(run: bigint): { readonly container: string; readonly starts: readonly bigint[] } | undefined;
};

const FIELD = { base: 400, start: 401, name: 402 } as const;

/** A run, as far as it is told with its events. Those of haco texts have their digests. */
type ToldRun = {
  readonly container: string;
  readonly starts: readonly bigint[];
  readonly filed: readonly Filed[];
};

/** What is known of a part's runs after those before. */
type Part = { readonly t: Teller; readonly memory: Memory; base: bigint };
const createPart = (t: Teller): Part => ({ t, memory: createMemory(), base: 0n });

/** One run, either way. */
function tellRun(
  part: Part,
  details: ArchivedDetails,
  run: bigint,
  given?: { readonly run: ArchivedRun; readonly digestOf: (hacoText: string) => string },
): ToldRun {
  const { t, memory } = part;
  const boots = details.bootsOf(run) ?? [];
  const givenBoots = given?.run.boots ?? [];
  const base =
    part.base +
    t.big(FIELD.base, (givenBoots[0]?.startAt ?? given?.run.events[0]?.event.at ?? 0n) - part.base);
  part.base = base;
  const starts = boots.map((_, n) =>
    n === 0 ? base : base + t.big(FIELD.start, (givenBoots[n]?.startAt ?? base) - base),
  );
  const container = t.text(FIELD.name, 0, 1, givenBoots[0]?.container ?? "");
  const count = details.eventCount(run) ?? 0;
  if (count > MOST_EVENTS) throw new DamagedRow(`an archive's run of ${count} events`);
  const known = knownInstants(
    base,
    boots.flatMap((boot, n) => {
      const start = Number((starts[n] ?? base) - base);
      return details.instants(boot).map(([offset, meant]) => [start + offset, meant] as const);
    }),
  );
  const filed = tellEvents(
    t,
    memory,
    { known, boots, name: container },
    {
      filed: given?.run.events ?? [],
      count,
      digestOf: given?.digestOf ?? ((text) => text),
    },
  );
  return { container, starts, filed };
}

/** Runs in parts. */
function partsOf(runs: readonly ArchivedRun[]): readonly (readonly ArchivedRun[])[] {
  const parts: ArchivedRun[][] = [];
  let events = 0;
  for (const run of runs) {
    const part = parts.at(-1);
    const most = parts.length === 1 ? FIRST_RUNS : RUNS;
    const isFull = part === undefined || part.length >= most || events + run.events.length > EVENTS;
    if (isFull) {
      parts.push([run]);
      events = 0;
    } else part.push(run);
    events += run.events.length;
  }
  return parts;
}

/** Pure. Runs in the order of their keys; `details` are what was packed of them. */
export function packArchivedEvents(
  runs: readonly ArchivedRun[],
  details: ArchivedDetails,
  digestOf: (hacoText: string) => string,
  digests: KnownDigests,
): Buffer {
  const parts = partsOf(runs);
  const bytes = parts.map((part, n) => {
    const coder = createBitEncoder();
    const told = createPart(createTeller(coder, digests));
    const tell = (run: ArchivedRun) => void tellRun(told, details, run.key, { run, digestOf });
    if (n > 0) {
      parts[0]?.forEach(tell);
      coder.take();
    }
    part.forEach(tell);
    return coder.take();
  });
  const to = createByteWriter();
  to.count(parts.length);
  for (const [n, part] of parts.entries()) {
    to.count(part.length);
    to.count(bytes[n]?.length ?? 0);
  }
  return sealed(FORM, Buffer.concat([to.take(), ...bytes]));
}

const headOf = (filed: readonly Filed[]): EventsHead | undefined => {
  const [first, last] = [filed[0], filed.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const slots = createSlots();
  for (const { boot } of filed) slots.add(boot);
  return { firstAt: first.event.at, lastAt: last.event.at, count: filed.length, slots: slots.all };
};

/** An event as it was: blocks and archives hold digests of haco texts alone. @throws DamagedRow */
function withText({ event, boot }: Filed, textOf: (digest: string) => string | undefined): Filed {
  if (event.kind !== "fact" || event.key !== "haco-text") return { event, boot };
  const value = textOf(event.value);
  if (value === undefined) throw new DamagedRow(`the text of a haco file is missing: ${event.value}`);
  return { event: { ...event, value }, boot };
}

/** @throws DamagedRow, as all that it gives */
export function openEvents(events: Buffer, details: ArchivedDetails, digests = NO_DIGESTS): ArchivedEvents {
  const from = createByteReader(unsealed(FORM, events, WHAT));
  const { runs } = details;
  const sizes: [first: number, count: number, bytes: number][] = [];
  let first = 0;
  for (let left = from.count(); left > 0; left--) {
    const [count, bytes] = [from.count(), from.count()];
    sizes.push([first, count, bytes]);
    first += count;
    if (count === 0 || first > runs.length) throw new DamagedRow("an archive's events are of other runs");
  }
  if (first !== runs.length) throw new DamagedRow("an archive's events are of other runs");
  const parts = sizes.map(([start, count, bytes]) => ({
    runs: runs.slice(start, start + count),
    bytes: from.bytes(bytes),
  }));
  if (!from.isAtEnd()) throw new DamagedRow("an archive's events are followed by what is none");
  const partOf = new Map(parts.flatMap((part) => part.runs.map((run) => [run, part] as const)));
  /** The part that was read last, and the first one. */
  let told = new Map<bigint, ToldRun>();

  function read(part: (typeof parts)[number]): void {
    const [leading] = parts;
    const coder = createBitDecoder();
    const runsTold = createPart(createTeller(coder, digests));
    told = new Map();
    for (const each of leading === undefined || leading === part ? [part] : [leading, part]) {
      coder.follow(each.bytes);
      for (const run of each.runs) told.set(run, tellRun(runsTold, details, run));
    }
  }
  function toldOf(run: bigint): ToldRun | undefined {
    const part = partOf.get(run);
    if (part === undefined) return undefined;
    if (!told.has(run)) orDamaged(WHAT, () => read(part));
    return told.get(run);
  }
  return {
    head: (run) => headOf(toldOf(run)?.filed ?? []),
    events: (run, textOf) => (toldOf(run)?.filed ?? []).map((filed) => withText(filed, textOf)),
    ofRun: toldOf,
  };
}
