import type { Connection } from "../connection/connection.ts";

type CounterName = "revision" | "boots" | "events";

/** Numbers the database keeps of itself. Written once, at the end of a transaction, and only when they changed. */
export type Counters = {
  /** To be called first in a transaction: another process may have moved them. */
  load(): void;
  nextRevision(): bigint;
  add(name: CounterName, count: number): void;
  store(): void;
};

export function createCounters(db: Connection): Counters {
  const read = db.prepare<[CounterName], bigint>("SELECT value FROM counter WHERE name = ?").pluck();
  const write = db.prepare<[bigint, CounterName]>("UPDATE counter SET value = value + ? WHERE name = ?");
  let revision = 0n;
  const added = { revision: 0n, boots: 0n, events: 0n };
  return {
    load() {
      revision = read.get("revision") ?? 0n;
      added.revision = added.boots = added.events = 0n;
    },
    nextRevision() {
      added.revision++;
      return revision + added.revision;
    },
    add(name, count) {
      added[name] += BigInt(count);
    },
    store() {
      for (const name of ["revision", "boots", "events"] as const)
        if (added[name] !== 0n) write.run(added[name], name);
    },
  };
}
