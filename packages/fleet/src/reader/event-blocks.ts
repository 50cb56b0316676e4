import { omitUndefined, type BootEvent, type BootId, type RunId, type Source } from "@hacotaki/core";
import { makeRoom, unpackedBeside, unpackedEvents, type BesideForm, type EventForm } from "@hacotaki/store";
import { knownOffsets, type RowTimes } from "../boot-instants.ts";
import type { Ask } from "./ask.ts";
import { hacoTexts } from "./haco-texts.ts";
import { oneBoot } from "./one-boot.ts";

/** Unpacked blocks that are remembered: a page reads those of its boot more than once. */
const RECENT = 8;

/** Whose events are meant. */
export type Place = {
  readonly id: BootId;
  readonly runId: RunId;
  readonly hostId: string;
  readonly source: Omit<Source, "hasKernelEvents">;
  /** Events that stand in the boot's own row: a block, unless another is later. */
  readonly beside: Head | undefined;
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
  readonly version: string;
  readonly form: number;
  readonly count: number;
  readonly own: number;
  readonly begin_own: number;
  readonly first_ns: string;
};

function besideOf(id: BootId, row: PlaceRow): Head | undefined {
  if (row.form === 0) return undefined;
  const own = [id, row.own] as const;
  const others = ["", row.count - row.own] as const;
  const filed = (row.begin_own === 1 ? [own, others] : [others, own]).filter(([, count]) => count > 0);
  return {
    isBeside: true,
    part: 0,
    version: row.version,
    first_at: (BigInt(row.start_at) + BigInt(row.first_ns)).toString(),
    last_at: undefined,
    events: row.count,
    boots: filed.map(([boot]) => boot),
    counts: filed.map(([, count]) => count),
  };
}

/** Undefined when there is no such boot. */
export async function placeOf(ask: Ask, id: BootId): Promise<Place | undefined> {
  const row = await oneBoot<PlaceRow>(
    ask,
    "read the events of a boot of",
    `run_id, host_id, host_name, kernel_boot_id, kernel, source_kind, toString(start_at) AS start_at,
       toString(toUnixTimestamp64Nano(started_at)) AS wall, toString(version) AS version, events_form AS form,
       events_count AS count, events_own AS own, events_begin_own AS begin_own, toString(events_first_ns) AS first_ns`,
    id,
  );
  if (row === undefined) return undefined;
  return {
    id,
    runId: row.run_id,
    hostId: row.host_id,
    beside: besideOf(id, row),
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
export type Head = {
  /** In the row of the boot. */
  readonly isBeside?: true;
  readonly part: number;
  readonly version: string;
  readonly first_at: string;
  /** Undefined of one alone. */
  readonly last_at: string | undefined;
  readonly events: number;
  readonly boots: readonly string[];
  readonly counts: readonly number[];
};
export type Filed = { readonly event: BootEvent; readonly boot: BootId | undefined };

/** The blocks that a run has now: of many blocks that were packed into fewer, those of before are left. */
export async function headsOf(ask: Ask, { hostId, runId, beside }: Place): Promise<readonly Head[]> {
  const rows = await ask<Head & { readonly parts: number }>(
    "look for events in",
    `SELECT part, parts, toString(version) AS version, toString(first_at) AS first_at, toString(last_at) AS last_at,
       events, filed_boot_ids AS boots, filed_events AS counts
     FROM {db:Identifier}.run_event WHERE host_id = {host:String} AND run_id = {run:String}
     ORDER BY version DESC LIMIT 1 BY part`,
    { host: hostId, run: runId },
  );
  if (beside !== undefined && rows.every(({ version }) => BigInt(version) <= BigInt(beside.version)))
    return [beside];
  const parts = rows.find(({ part }) => part === 0)?.parts ?? 0;
  return rows
    .filter(({ part }) => part < parts)
    .sort((a, b) => (BigInt(a.first_at) < BigInt(b.first_at) ? -1 : 1));
}

export const isOf = ({ id }: Place, boot: string | undefined) =>
  boot === undefined || boot === "" || boot === id;
export const holdsAny = (place: Place, { boots }: Head) => boots.some((boot) => isOf(place, boot));

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

type BesideRow = {
  readonly form: BesideForm;
  readonly odd: string;
  readonly main: string;
  readonly start_at: string;
  readonly up: string | null;
  readonly end: string | null;
  readonly exit: string | null;
  readonly ready: string | null;
  readonly starts: readonly string[];
  readonly exits: readonly (string | null)[];
  readonly gaps: readonly string[];
  readonly lengths: readonly (string | null)[];
};

const numberOf = (value: string | null) => (value === null ? undefined : Number(value));
const rowTimes = ({ up, end, exit, ready, starts, exits, gaps, lengths }: BesideRow): RowTimes => ({
  ...{ up: numberOf(up), end: numberOf(end), exit: numberOf(exit), ready: numberOf(ready) },
  starts: starts.map(Number),
  exits: exits.map(numberOf),
  gaps: gaps.map(Number),
  lengths: lengths.map(numberOf),
});

const texts = (columns: string) => `CAST(${columns}, 'Array(Nullable(String))')`;

/** Undefined: merged away since its head was read. */
async function readBeside(
  ask: Ask,
  { id, hostId }: Place,
  { version, events, first_at, boots }: Head,
  textOf: (digest: string) => string,
): Promise<readonly Filed[] | undefined> {
  const [row] = await ask<BesideRow>(
    "read events of",
    `SELECT events_form AS form, base64Encode(events_odd) AS odd, base64Encode(events_main) AS main, toString(start_at) AS start_at,
       toString(up_offset_ns) AS up, toString(end_offset_ns) AS end, toString(exit_offset_ns) AS exit,
       toString(ready_offset_ns) AS ready, CAST(\`process.start_offset_ns\`, 'Array(String)') AS starts,
       ${texts("`process.exit_offset_ns`")} AS exits,
       CAST(\`span.gap_ns\`, 'Array(String)') AS gaps, ${texts("`span.ns`")} AS lengths
     FROM {db:Identifier}.boot WHERE host_id = {host:String} AND boot_id = {id:String} AND version = {version:UInt64} LIMIT 1`,
    { host: hostId, id, version },
  );
  if (row === undefined) return undefined;
  const [odd, main] = [Buffer.from(row.odd, "base64"), Buffer.from(row.main, "base64")];
  const block = { events, firstAt: BigInt(first_at), slots: boots.length };
  const ofBoot = { start: BigInt(row.start_at), offsets: knownOffsets(rowTimes(row)) ?? new Float64Array() };
  return unpackedBeside({ form: row.form, odd, main }, block, ofBoot, textOf).map(({ event, slot }) => ({
    event,
    boot: boots[slot] === "" ? undefined : (boots[slot] as BootId),
  }));
}

async function readApart(
  ask: Ask,
  { hostId, runId }: Place,
  head: Head,
  textOf: (digest: string) => string,
): Promise<readonly Filed[] | undefined> {
  const [row] = await ask<{ readonly form: EventForm; readonly bytes: string }>(
    "read events of",
    `SELECT form, base64Encode(bytes) AS bytes FROM {db:Identifier}.run_event
     WHERE host_id = {host:String} AND run_id = {run:String} AND part = {part:UInt32} AND version = {version:UInt64} LIMIT 1`,
    { host: hostId, run: runId, part: head.part, version: head.version },
  );
  if (row === undefined) return undefined;
  const filing = head.boots.map(
    (boot, slot) => [boot === "" ? undefined : (boot as BootId), head.counts[slot] ?? 0] as const,
  );
  const { form } = row;
  const bytes = Buffer.from(row.bytes, "base64");
  const block = { firstAt: BigInt(head.first_at), events: head.events, filing, form, bytes };
  return unpackedEvents([block], textOf);
}

/** Unpacks blocks of events, and remembers those that were unpacked last. */
export function createBlocks(ask: Ask) {
  const recent = new Map<string, readonly Filed[]>();

  return async (place: Place, head: Head): Promise<readonly Filed[]> => {
    const { part, version, events } = head;
    const whose = head.isBeside === true ? place.id : place.runId;
    const key = JSON.stringify([place.hostId, whose, part, version, events]);
    const known = recent.get(key);
    if (known !== undefined) return known;
    const digests = new Set<string>();
    const textOf = (digest: string) => {
      digests.add(digest);
      return digest;
    };
    const filed = await (head.isBeside === true ? readBeside : readApart)(ask, place, head, textOf);
    // Merged away since its head was read: whoever asks again finds what took its place.
    if (filed === undefined) return [];
    const found = await withTexts(ask, place.hostId, filed, digests);
    makeRoom(recent, RECENT);
    recent.set(key, found);
    return found;
  };
}
