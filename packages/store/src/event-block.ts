import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";
import { DamagedRow } from "./error.ts";
import { packEvents, unpackEvents, type Filed, type Slots } from "./event-codec.ts";
import { EVENT_DICTIONARY } from "./event-dictionary.ts";
import { int64 } from "./integers.ts";
import type { EventBlockRow } from "./tables.ts";

/** Events of one block at most: what is read, merged or compressed in one go, some milliseconds of the event loop. */
export const EVENTS_A_BLOCK = 2_048;

/** Fewer bytes are not worth the time. */
const WORTH_DEFLATING = 160;
/** Of blocks that are merged once more, and of those that stay. */
const QUICKLY = 3;
const THOROUGHLY = 9;

/** First byte of a block: how the others are to be read. A change of the form takes another number. */
const PLAIN = 1;
const DEFLATED = 2;

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
  const slots = JSON.parse(boots) as unknown; // the checksum, or the next line, tells of anything else
  if (!Array.isArray(slots))
    throw new DamagedRow(`the boots of an event_block of run ${run_key} are no list`);
  return (slots as [number | null, number][]).map(([boot, count]) => [
    boot === null ? null : BigInt(boot),
    count,
  ]);
}

/** The events of one run as a block, in their order, no more than `EVENTS_A_BLOCK`. */
export function blockOf(
  run: bigint,
  filed: readonly Filed[],
  { isCompact, digestOf }: { readonly isCompact: boolean; readonly digestOf: (hacoText: string) => string },
): Block {
  const [first, last] = [filed[0], filed.at(-1)];
  if (first === undefined || last === undefined) throw new Error("a block without events");
  const { bytes, slots } = packEvents(filed, digestOf);
  const isDeflated = bytes.length >= WORTH_DEFLATING;
  const level = isCompact ? THOROUGHLY : QUICKLY;
  const packed = isDeflated ? deflateRawSync(bytes, { level, dictionary: EVENT_DICTIONARY }) : bytes;
  const block = {
    run_key: run,
    first_at: int64(first.event.at),
    last_at: int64(last.event.at),
    count: filed.length,
    boots: asJson(slots),
    is_compact: isCompact ? 1 : 0,
    bytes: Buffer.concat([Uint8Array.of(isDeflated ? DEFLATED : PLAIN), packed]),
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

export const isDeflated = ({ bytes }: EventBlockRow): boolean => bytes[0] === DEFLATED;

/** Whether a row is as it was written. @throws DamagedRow */
export function assertIntact(block: EventBlockRow): void {
  if (BigInt(checksumOf(block)) !== block.checksum) throw damaged(block, "does not match its checksum");
}

/**
 * The events of a block.
 * @throws DamagedRow when it is not as it was written, or was written by a later version.
 */
export function eventsOfBlock(block: EventBlockRow, textOf: (digest: string) => string | undefined): Filed[] {
  assertIntact(block);
  const [form] = block.bytes;
  if (form !== PLAIN && form !== DEFLATED) throw damaged(block, `has the form ${form}, which is not known`);
  const packed = block.bytes.subarray(1);
  return unpackEvents(form === PLAIN ? packed : inflateRawSync(packed, { dictionary: EVENT_DICTIONARY }), {
    count: Number(block.count),
    firstAt: block.first_at,
    boots: slotsOf(block).map(([boot]) => boot),
    textOf,
  });
}
