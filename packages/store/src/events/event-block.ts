import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";
import type { EventKind } from "@hacotaki/core";
import { packDense } from "./dense-codec.ts";
import { detailKnown } from "./detail-known.ts";
import { DamagedRow, orDamaged } from "../error.ts";
import { packEvents, type Filed } from "./event-codec.ts";
import { EVENT_DICTIONARY } from "./event-dictionary.ts";
import { joined, parted, unpacked } from "./event-forms.ts";
import { int64 } from "../values/integers.ts";
import type { PackedEvents, Slots } from "../packing/packed.ts";
import type { EventBlockRow } from "../connection/tables.ts";

/** Events of one block at most: what is read, merged or compressed in one go, some milliseconds of the event loop. */
export const EVENTS_A_BLOCK = 2_048;

/** Bytes of one block before they are deflated; more where a single event takes more. */
const BYTES_A_BLOCK = 1 << 20;
/** Nothing that was written unpacks to more: an event is a line of at most a megabyte. */
const MOST_BYTES = 16 << 20;

/** Fewer bytes are not worth the time, nor, until they are compacted, some more. */
const WORTH_DEFLATING = 160;
const WORTH_DEFLATING_NOW = 400;
/** For who writes what happens now: to make a page of them fewer takes longer than all that writing it does. */
export const WORTH_DEFLATING_LIVE = 4_096;
/** Of blocks that are merged once more, and of those that stay. */
const QUICKLY = 3;
const THOROUGHLY = 9;

/**
 * For so few bytes a window of 8 kB, no less than the dictionary, finds what one of 32 kB does, and tables of an eighth are
 * as good: to make room for the usual ones takes longer than to compress. Their answer fits into a buffer of the pool.
 */
const SMALL_BYTES = 4_096;
const SMALL = { windowBits: 13, memLevel: 6, chunkSize: 2_048 };

/** First byte of a block: how the others are to be read. A change of the form takes another number. */
const PLAIN = 1;
const DEFLATED = 2;
/** Packed as `dense-codec.ts` does: how many bytes its bits take, these, and the deflated rest. */
const DENSE = 3;

/** What stands in a row of `event_block`, but its key. */
export type Block = {
  readonly run_key: bigint;
  readonly first_at: bigint | number;
  readonly last_at: bigint | number;
  readonly count: number;
  readonly boots: string;
  readonly checksum: number;
  readonly is_compact: number;
  readonly bytes: Buffer;
};

type Told = Pick<EventBlockRow, "run_key" | "first_at" | "last_at" | "count" | "boots" | "bytes">;

/** Over everything that the row tells of its events. */
export const checksumOf = ({ run_key, first_at, last_at, count, boots, bytes }: Told | Block): number =>
  crc32(bytes, crc32(`${run_key} ${first_at} ${last_at} ${count} ${boots}`));

const asJson = (slots: Slots) =>
  JSON.stringify(slots.map(([boot, count]) => [boot === null ? null : Number(boot), count]));

/** The boots of a block's events, slot by slot. */
export function slotsOf({ boots, run_key }: Pick<EventBlockRow, "boots" | "run_key">): Slots {
  return orDamaged(`the boots of an event_block of run ${run_key}`, () =>
    (JSON.parse(boots) as [number | null, number][]).map(([boot, count]) => [
      boot === null ? null : BigInt(boot),
      count,
    ]),
  );
}

type Packing = {
  readonly digestOf: (hacoText: string) => string;
  /** What goes on inside of boots is packed for good, in the denser form. */
  readonly isCompact: boolean;
};

/** Kinds of events that tell what went on inside of a boot. */
const INSIDE: ReadonlySet<EventKind> = new Set(["syscall", "wait", "cgroup"]);
export const tellsInside = (filed: readonly Filed[]): boolean =>
  filed.some(({ event }) => INSIDE.has(event.kind));

/** The events of one run, in their order: as few blocks as hold them. Pure. */
export function packBlocks(filed: readonly Filed[], packing: Packing): readonly PackedEvents[] {
  if (filed.length === 0) return [];
  if (filed.length > EVENTS_A_BLOCK) return inParts(filed, EVENTS_A_BLOCK, packing);
  const packed = packedIn(filed, packing);
  return packed.bytes.length > BYTES_A_BLOCK && filed.length > 1
    ? inParts(filed, Math.ceil(filed.length / 2), packing)
    : [packedEvents(filed, packed)];
}

function inParts(filed: readonly Filed[], size: number, packing: Packing): readonly PackedEvents[] {
  const blocks: PackedEvents[] = [];
  for (let from = 0; from < filed.length; from += size)
    for (const block of packBlocks(filed.slice(from, from + size), packing)) blocks.push(block);
  return blocks;
}

type Packed = Pick<PackedEvents, "form" | "bytes" | "slots">;

function packedIn(filed: readonly Filed[], { digestOf, isCompact }: Packing): Packed {
  if (!isCompact || !tellsInside(filed)) return { form: 1, ...packEvents(filed, digestOf) };
  const { slots, ...parts } = packDense(filed, digestOf, detailKnown().known);
  return { form: 2, bytes: joined(parts), slots };
}

function packedEvents(filed: readonly Filed[], packed: Packed): PackedEvents {
  const [first, last] = [filed[0], filed.at(-1)];
  if (first === undefined || last === undefined) throw new Error("a block without events");
  return {
    first_at: int64(first.event.at),
    last_at: int64(last.event.at),
    count: filed.length,
    ...packed,
  };
}

/** The bytes of a row, with their form: deflated where that is worth it, of blocks that are not packed for good from `worth` bytes on. */
function pressed({ form, bytes }: PackedEvents, isCompact: boolean, worth: number): Buffer {
  if (form === 2) {
    const { bits, main } = parted(bytes);
    const { dictionary } = detailKnown();
    const rest = deflateRawSync(main, { level: THOROUGHLY, dictionary });
    return Buffer.concat([Uint8Array.of(DENSE), joined({ bits, main: rest })]);
  }
  if (bytes.length < (isCompact ? WORTH_DEFLATING : worth))
    return Buffer.concat([Uint8Array.of(PLAIN), bytes]);
  const level = isCompact ? THOROUGHLY : QUICKLY;
  const room = bytes.length < SMALL_BYTES ? SMALL : {};
  const deflated = deflateRawSync(bytes, { level, dictionary: EVENT_DICTIONARY, ...room });
  return Buffer.concat([Uint8Array.of(DEFLATED), deflated]);
}

/** A block as its row: its slots say the keys of boots by now. */
export function blockOf(
  run: bigint,
  packed: PackedEvents,
  isCompact: boolean,
  worth = WORTH_DEFLATING_NOW,
): Block {
  const { first_at, last_at, count, slots } = packed;
  const block = {
    run_key: run,
    first_at,
    last_at,
    count,
    boots: asJson(slots),
    is_compact: isCompact ? 1 : 0,
    bytes: pressed(packed, isCompact, worth),
  };
  return { ...block, checksum: checksumOf({ ...block, checksum: 0 }) };
}

/** The same block with other boots: its events need not be looked at. */
export function refiled(block: EventBlockRow, slots: Slots): Pick<Block, "boots" | "checksum"> {
  const boots = asJson(slots);
  return { boots, checksum: checksumOf({ ...block, boots }) };
}

const damaged = ({ key, run_key }: EventBlockRow, what: string) =>
  new DamagedRow(`event_block ${key} of run ${run_key} ${what}`);

/** Bytes of a block that are fewer leave little to gain. */
const WORTH_ANOTHER_LOOK = 1_024;

/** Whether a block may take fewer bytes once it is packed anew, for all that can be told without reading it. */
export const isWorthPressing = ({ bytes }: EventBlockRow): boolean =>
  bytes[0] === PLAIN || (bytes[0] === DEFLATED && bytes.length >= WORTH_ANOTHER_LOOK);
export const isDeflated = ({ bytes }: EventBlockRow): boolean => bytes[0] !== PLAIN;

/** Whether a row is as it was written. @throws DamagedRow */
export function assertIntact(block: EventBlockRow): void {
  if (BigInt(checksumOf(block)) !== block.checksum) throw damaged(block, "does not match its checksum");
}

/** Bytes that are made room for: a block becomes two or three times as many, and Node would take the most for each. */
const USUALLY_TIMES = 4;
const [LEAST_CHUNK, MOST_CHUNK] = [512, 16 << 10];

/** What was deflated; never more than a block can hold, whatever its bytes would unpack to. */
function inflated(block: EventBlockRow, packed: Buffer, dictionary: Buffer): Buffer {
  try {
    const chunkSize = Math.min(Math.max(packed.length * USUALLY_TIMES, LEAST_CHUNK), MOST_CHUNK);
    return inflateRawSync(packed, { dictionary, chunkSize, maxOutputLength: MOST_BYTES });
  } catch (cause) {
    throw new DamagedRow(`event_block ${block.key} of run ${block.run_key} cannot be unpacked`, { cause });
  }
}

/**
 * The events of a block as they were packed, no longer deflated.
 * @throws DamagedRow when it is not as it was written, or was written by a later version.
 */
export function unpackedBlock(block: EventBlockRow): Pick<PackedEvents, "form" | "bytes"> {
  assertIntact(block);
  const [form] = block.bytes;
  if (form !== PLAIN && form !== DEFLATED && form !== DENSE)
    throw damaged(block, `has the form ${form}, which is not known`);
  if (block.count > EVENTS_A_BLOCK)
    throw damaged(block, `has ${block.count} events, more than a block holds`);
  const bytes = block.bytes.subarray(1);
  if (form === PLAIN) return { form: 1, bytes };
  if (form === DEFLATED) return { form: 1, bytes: inflated(block, bytes, EVENT_DICTIONARY) };
  const { bits, main } = parted(bytes);
  return { form: 2, bytes: joined({ bits, main: inflated(block, main, detailKnown().dictionary) }) };
}

/** The events of blocks that were just packed. `textOf` gives a haco text back by its digest. */
export const eventsOfPacked = (
  blocks: readonly PackedEvents[],
  textOf: (digest: string) => string | undefined,
): Filed[] =>
  blocks.flatMap((packed) =>
    unpacked(packed, {
      count: packed.count,
      firstAt: BigInt(packed.first_at),
      boots: packed.slots.map(([boot]) => boot),
      textOf,
    }),
  );

/** The events of a block. @throws DamagedRow as `unpackedBlock` */
export const eventsOfBlock = (
  block: EventBlockRow,
  textOf: (digest: string) => string | undefined,
): readonly Filed[] =>
  unpacked(unpackedBlock(block), {
    count: Number(block.count),
    firstAt: block.first_at,
    boots: slotsOf(block).map(([boot]) => boot),
    textOf,
  });
