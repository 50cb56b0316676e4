import { isId, type BootId, type BootSample } from "@hacotaki/core";
import type { StoreReader } from "@hacotaki/store";
import type { Ask } from "./ask.ts";
import type { Arrivals } from "./arrivals.ts";
import { SAMPLE_COLUMNS, type SampleRow } from "./boot-columns.ts";
import { createSampler } from "./boot-of-row.ts";
import { SORT_VALUE } from "./filter.ts";
import { rowsOf } from "./summaries.ts";

/** Boots asked for in one go: each question looks at the whole fleet. */
const BATCH = 20_000;
/** Boots beyond the bound before the oldest of them are let go: a part of the bound. */
const BEYOND = 0.05;

const TIME = SORT_VALUE.newest;
const PLACE = `(${TIME}, cityHash64(boot_id))`;
/** A place in this order as one number: time, then what tells boots of one time apart. */
const HASH_BITS = 64n;
const placeOf = (time: string, hash: string) => (BigInt(time) << HASH_BITS) | BigInt(hash);
const timeOf = (place: bigint) => (place >> HASH_BITS).toString();
const hashOf = (place: bigint) => BigInt.asUintN(64, place).toString();
/** Before all boots. */
const NOWHERE = -1n;

/** A hostile host may send what it likes: columns hold ids alone. */
const isOfBoot = ({ boot_id }: { readonly boot_id: string }) => isId(boot_id);

type Placed = SampleRow & { readonly time: string; readonly hash: string };
type Sampled = { readonly place: bigint; readonly sample: BootSample };

/**
 * Boots for statistics, the newest first, and no more than `most`: as newer ones come, the oldest are told as gone.
 */
// oxlint-disable-next-line eslint/max-lines-per-function -- short functions over which boots are held
export function createFleetSamples(
  ask: Ask,
  arrivals: Arrivals,
  most: number,
): Pick<StoreReader, "samples" | "samplesSince"> {
  const sampleOf = createSampler();
  /** The place of the newest boot that is not held; undefined before the first look. */
  let horizon: bigint | undefined;
  /** Boots held, and those that came since the horizon was moved. */
  let held = 0;
  /** Read ahead, in order. */
  let ahead: readonly Sampled[] = [];
  let isEnd = false;
  /** Let go, and to be told of. */
  let leaving: BootId[] = [];

  async function horizonNow(): Promise<bigint> {
    const [row] = await ask<{ readonly time: string; readonly hash: string }>(
      "read the boots of",
      `SELECT toString(${TIME}) AS time, toString(cityHash64(boot_id)) AS hash FROM {db:Identifier}.boots
       ORDER BY ${PLACE} DESC LIMIT 1 OFFSET {most:UInt64}`,
      { most },
    );
    return row === undefined ? NOWHERE : placeOf(row.time, row.hash);
  }

  async function readAhead(after: bigint | undefined): Promise<void> {
    const from = horizon ?? (horizon = await horizonNow());
    const beyond = from === NOWHERE ? "1" : `${PLACE} > ({fromTime:Int64}, {fromHash:UInt64})`;
    const before = after === undefined ? "1" : `${PLACE} < ({time:Int64}, {hash:UInt64})`;
    const rows = await ask<Placed>(
      "read the boots of",
      `SELECT ${SAMPLE_COLUMNS}, toString(${TIME}) AS time, toString(cityHash64(boot_id)) AS hash
       FROM {db:Identifier}.boots WHERE ${beyond} AND ${before} ORDER BY ${PLACE} DESC LIMIT {batch:UInt32}`,
      {
        batch: BATCH,
        ...(from === NOWHERE ? {} : { fromTime: timeOf(from), fromHash: hashOf(from) }),
        ...(after === undefined ? {} : { time: timeOf(after), hash: hashOf(after) }),
      },
    );
    ahead = rows
      .filter(isOfBoot)
      .map((row) => ({ place: placeOf(row.time, row.hash), sample: sampleOf(row) }));
    isEnd = rows.length < BATCH;
  }

  /** Lets the oldest boots go, once there are too many. */
  async function moveHorizon(): Promise<void> {
    if (horizon === undefined || held <= most * (1 + BEYOND)) return;
    const [from, to] = [horizon, await horizonNow()];
    if (to > from) {
      const rows = await ask<{ readonly boot_id: BootId }>(
        "read the boots of",
        `SELECT boot_id FROM {db:Identifier}.boots WHERE ${PLACE} <= ({time:Int64}, {hash:UInt64})
         ${from === NOWHERE ? "" : `AND ${PLACE} > ({fromTime:Int64}, {fromHash:UInt64})`}`,
        {
          time: timeOf(to),
          hash: hashOf(to),
          ...(from === NOWHERE ? {} : { fromTime: timeOf(from), fromHash: hashOf(from) }),
        },
      );
      leaving = [...leaving, ...rows.map(({ boot_id }) => boot_id)];
      horizon = to;
    }
    held = most;
  }

  return {
    async samples({ limit, after }) {
      const revision = await arrivals.revision();
      if (after === undefined) {
        [horizon, held, ahead, leaving] = [undefined, 0, [], []];
        await readAhead(undefined);
      } else {
        ahead = ahead.filter(({ place }) => place < after);
        if (ahead.length === 0 && !isEnd) await readAhead(after);
      }
      const page = ahead.slice(0, limit);
      held += page.length;
      const last = page.at(-1);
      const isMore = ahead.length > page.length || !isEnd;
      return {
        samples: page.map(({ sample }) => sample),
        ...(last !== undefined && isMore ? { next: last.place } : {}),
        revision,
      };
    },

    async samplesSince(since, limit) {
      const { ids, revision } = await arrivals.since(since, limit);
      const rows = await rowsOf<SampleRow>(ask, ids, SAMPLE_COLUMNS);
      const known = horizon ?? NOWHERE;
      const isHeld = ({ wall_time: time }: SampleRow) => BigInt(time ?? 0n) >= known >> HASH_BITS;
      const samples = ids.flatMap((id) => {
        const row = rows.get(id);
        return row === undefined || !isOfBoot(row) || !isHeld(row) ? [] : sampleOf(row);
      });
      held += samples.length;
      await moveHorizon();
      const told = leaving.slice(0, Math.max(limit - ids.length, 1));
      leaving = leaving.slice(told.length);
      return { samples, retired: [...ids.filter((id) => !rows.has(id)), ...told], revision };
    },
  };
}
