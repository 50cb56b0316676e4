import type { BootId } from "@hacotaki/core";
import { createArrivalsSeen } from "./arrivals-seen.ts";
import type { Ask } from "./ask.ts";

/**
 * A row is stamped before others can see it, and a replica may see it later still: what is seen for the first time within
 * this stretch, ns, is taken for new even if later stamps were seen before.
 */
const LATE_NS = 30_000_000_000n;

/** Versions of boots that came, oldest arrival first. */
export type Arrived = {
  /** Each once; some may be gone. */
  readonly ids: readonly BootId[];
  /** How far this is everything. */
  readonly revision: bigint;
};

/** What came to the fleet, in the order in which it was seen. A revision is the arrival of the row that was seen last. */
export type Arrivals = {
  revision(): Promise<bigint>;
  /** About `limit` ids; more, where rows share a stamp. */
  since(revision: bigint, limit: number): Promise<Arrived>;
};

type Row = { readonly boot_id: BootId; readonly at: string };
type Late = { readonly id: BootId; readonly revision: bigint };

const AT = "toString(toUnixTimestamp64Nano(arrived_at)) AS at";
const AFTER = "arrived_at > fromUnixTimestamp64Nano({since:Int64}, 'UTC')";

export function createArrivals(ask: Ask): Arrivals {
  /** The last revision that was given out; undefined before the first look. */
  let top: bigint | undefined;
  const seen = createArrivalsSeen(ask);
  /** Seen after later ones: they have the revisions of when they were seen. */
  let late: readonly Late[] = [];
  let looking: Promise<bigint> | undefined;

  async function newest(): Promise<bigint> {
    const [row] = await ask<{ readonly at: string }>(
      "look for changes in",
      "SELECT toString(toUnixTimestamp64Nano(max(arrived_at))) AS at FROM {db:Identifier}.boot",
    );
    return BigInt(row?.at ?? 0n);
  }

  async function look(): Promise<bigint> {
    const before = top ?? (await newest());
    const { unseen, last } = await seen.look(before, LATE_NS);
    // At the first look there is nothing that anything could be later than.
    const missed = top === undefined ? [] : unseen;
    // Whoever has read up to the stamps of the others finds them behind those.
    const now = missed.length > 0 ? last + 1n : last;
    late = [...late, ...missed.map((id) => ({ id, revision: now }))].filter(
      ({ revision }) => revision > now - 2n * LATE_NS,
    );
    top = now;
    return now;
  }

  /** One look at a time: whoever asks meanwhile is told what it finds. */
  const revision = () => {
    looking ??= look().finally(() => (looking = undefined));
    return looking;
  };

  return {
    revision,
    async since(since, limit) {
      const now = await revision();
      if (now <= since) return { ids: [], revision: since };
      const rows = await ask<Row>(
        "read the changes of",
        `SELECT boot_id, ${AT} FROM {db:Identifier}.boot WHERE ${AFTER} AND arrived_at <= fromUnixTimestamp64Nano({until:Int64}, 'UTC')
         ORDER BY arrived_at LIMIT {limit:UInt32} WITH TIES`,
        { since: (since > 0n ? since : 0n).toString(), until: now.toString(), limit },
      );
      const last = rows.at(-1);
      const end = last !== undefined && rows.length >= limit ? BigInt(last.at) : now;
      const missed = late.filter(({ revision: at }) => at > since && at <= end);
      const ids = new Set([...rows.map(({ boot_id }) => boot_id), ...missed.map(({ id }) => id)]);
      return { ids: [...ids], revision: end };
    },
  };
}
