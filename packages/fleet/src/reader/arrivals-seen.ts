import type { BootId } from "@hacotaki/core";
import type { Ask } from "./ask.ts";

/**
 * A second of arrivals: how many versions of boots came in it, and which: `sum` changes with any of them, also where the
 * engine merges some away.
 */
type Second = { readonly second: string; readonly versions: string; readonly sum: string };
type Seen = Second & { readonly keys: ReadonlySet<string> };
/** What came in a second until a stamp, keys of versions beside their boots, and keys of what came later. */
type Told = {
  readonly second: string;
  readonly ids: readonly BootId[];
  readonly keys: readonly string[];
  readonly later: readonly string[];
  readonly last: string;
};

export type ArrivalsSeen = {
  /**
   * Boots that came within the stretch, ns, before a stamp, and were not there at the look before; and the last stamp of
   * all.
   */
  look(
    before: bigint,
    stretch: bigint,
  ): Promise<{ readonly unseen: readonly BootId[]; readonly last: bigint }>;
};

const SECOND_NS = 1_000_000_000n;
/** Of a version of a boot: the second that it came in, and what is another one for each. */
const SECOND = `intDiv(toUnixTimestamp64Nano(arrived_at), ${SECOND_NS})`;
const KEY = "cityHash64(boot_id, version, arrived_at)";
const SINCE = "arrived_at >= fromUnixTimestamp64Nano({since:Int64}, 'UTC')";

/** Which versions were seen lately, second by second: those of a second are asked for once it is not as it was. */
export function createArrivalsSeen(ask: Ask): ArrivalsSeen {
  const seen = new Map<string, Seen>();

  async function changedSeconds(since: bigint): Promise<ReadonlyMap<string, Second>> {
    const all = await ask<Second>(
      "look for changes in",
      `SELECT toString(${SECOND}) AS second, toString(count()) AS versions, toString(sum(${KEY})) AS sum
       FROM {db:Identifier}.boot WHERE ${SINCE} GROUP BY second`,
      { since: since.toString() },
    );
    const changed = all.filter(({ second, versions, sum }) => {
      const before = seen.get(second);
      return before?.versions !== versions || before.sum !== sum;
    });
    return new Map(changed.map((each) => [each.second, each]));
  }

  const told = (seconds: Iterable<string>, since: bigint, before: bigint) =>
    ask<Told>(
      "look for changes in",
      `SELECT toString(second) AS second, groupArrayIf(boot_id, is_old) AS ids, groupArrayIf(key, is_old) AS keys,
         groupArrayIf(key, NOT is_old) AS later, toString(toUnixTimestamp64Nano(max(arrived_at))) AS last
       FROM (SELECT boot_id, arrived_at, ${SECOND} AS second, toString(${KEY}) AS key,
           arrived_at <= fromUnixTimestamp64Nano({before:Int64}, 'UTC') AS is_old
         FROM {db:Identifier}.boot WHERE ${SINCE})
       WHERE second IN {seconds:Array(Int64)} GROUP BY second`,
      { since: since.toString(), before: before.toString(), seconds: Array.from(seconds, Number) },
    );

  return {
    async look(before, stretch) {
      const first = before > stretch ? (before - stretch) / SECOND_NS : 0n;
      for (const second of seen.keys()) if (BigInt(second) < first) seen.delete(second);
      const since = first * SECOND_NS;
      const changed = await changedSeconds(since);
      const unseen: BootId[] = [];
      let last = before;
      if (changed.size === 0) return { unseen, last };
      for (const { second, ids, keys, later, last: at } of await told(changed.keys(), since, before)) {
        const known = seen.get(second)?.keys;
        for (const [place, id] of ids.entries()) if (known?.has(keys[place] ?? "") !== true) unseen.push(id);
        const facts = changed.get(second);
        if (facts !== undefined) seen.set(second, { ...facts, keys: new Set([...keys, ...later]) });
        if (BigInt(at) > last) last = BigInt(at);
      }
      return { unseen, last };
    },
  };
}
