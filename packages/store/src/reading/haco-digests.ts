import type { KnownDigests } from "../archive/teller.ts";
import type { Connection } from "../connection/connection.ts";
import type { Reading } from "./read.ts";

/*
 * Archives name digests of haco files by the keys of their rows: nothing ever deletes or changes those.
 */

/** For who holds a transaction, and for who writes. */
export function createKnownDigests(db: Connection): KnownDigests {
  const key = db.prepare<[string], bigint>("SELECT key FROM haco_text WHERE digest = ?").pluck();
  const digest = db.prepare<[number], string>("SELECT digest FROM haco_text WHERE key = ?").pluck();
  return {
    keyOf(of) {
      const found = key.get(of);
      return found === undefined ? undefined : Number(found);
    },
    digestAt: (of) => digest.get(of),
  };
}

/** For who reads alone: all that there are. */
export async function knownDigests(db: Reading): Promise<KnownDigests> {
  const rows = await db.selectFrom("haco_text").select(["key", "digest"]).execute();
  const digests = new Map(rows.map(({ key, digest }) => [Number(key), digest]));
  return { keyOf: () => undefined, digestAt: (key) => digests.get(key) };
}
