import type { Connection } from "../connection/connection.ts";
import type { Guarded } from "./guarded.ts";

/** How far boots were shipped to a fleet's database, and how that goes. */
export type ShipFacts = {
  /** Address without a password. */
  readonly destination: string;
  /** Which boots' database was read. */
  readonly spool: string;
  /** Grows with each start of the shipper. */
  readonly epoch: bigint;
  /** Of the boots' database: everything up to here was taken. */
  readonly revision: bigint;
  readonly state: "shipping" | "waiting" | "stopped";
  /** Why it waits, in words for a person. */
  readonly reason?: string;
  /** UTC ns of these facts. */
  readonly toldAt: bigint;
  /** UTC ns: when nothing was left to ship; undefined: not yet. */
  readonly caughtUpAt?: bigint;
  /** Boots that changed and were not taken yet. */
  readonly waiting: number;
  /** Since the first start: versions of boots that were taken, tries that failed, boots refused for good. */
  readonly boots: number;
  readonly failures: number;
  readonly refused: number;
};

export type Ships = {
  ships(): readonly ShipFacts[];
  saveShip(facts: ShipFacts): void;
  /** Nothing waits for this destination any more. False when there was none of that name. */
  forgetShip(destination: string): boolean;
  /** What every destination has taken; undefined where boots are shipped nowhere. */
  shippedUpTo(): bigint | undefined;
};

type Row = {
  readonly destination: string;
  readonly spool: string;
  readonly epoch: bigint;
  readonly revision: bigint;
  readonly state: ShipFacts["state"];
  readonly reason: string | null;
  readonly told_at: bigint;
  readonly caught_up_at: bigint | null;
  readonly waiting: bigint;
  readonly boots: bigint;
  readonly failures: bigint;
  readonly refused: bigint;
};

const factsOf = (row: Row): ShipFacts => ({
  destination: row.destination,
  spool: row.spool,
  epoch: row.epoch,
  revision: row.revision,
  state: row.state,
  ...(row.reason === null ? {} : { reason: row.reason }),
  toldAt: row.told_at,
  ...(row.caught_up_at === null ? {} : { caughtUpAt: row.caught_up_at }),
  waiting: Number(row.waiting),
  boots: Number(row.boots),
  failures: Number(row.failures),
  refused: Number(row.refused),
});

export function createShips(connection: Connection, guarded: Guarded): Ships {
  return {
    ships: () =>
      guarded("read", () =>
        connection.prepare<[], Row>("SELECT * FROM ship ORDER BY destination").all().map(factsOf),
      ),
    saveShip: (facts) =>
      guarded("write", () => {
        const { destination, spool, epoch, revision, state, reason, toldAt, caughtUpAt } = facts;
        const counts = [facts.waiting, facts.boots, facts.failures, facts.refused].map(BigInt);
        connection
          .prepare(
            `INSERT OR REPLACE INTO ship (destination, spool, epoch, revision, state, reason, told_at, caught_up_at,
               waiting, boots, failures, refused) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          )
          .run(
            destination,
            spool,
            epoch,
            revision,
            state,
            reason ?? null,
            toldAt,
            caughtUpAt ?? null,
            ...counts,
          );
      }),
    forgetShip: (destination) =>
      guarded(
        "write",
        () => connection.prepare("DELETE FROM ship WHERE destination = ?").run(destination).changes > 0,
      ),
    shippedUpTo: () =>
      guarded(
        "read",
        () =>
          connection.prepare<[], bigint | null>("SELECT min(revision) FROM ship").pluck().get() ?? undefined,
      ),
  };
}
