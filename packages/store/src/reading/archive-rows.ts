import type { ArchivedDetails } from "../archive/details.ts";
import { mayHold } from "../archive/members.ts";
import { openedBodies, openedEvents } from "../archive/opened.ts";
import type { Connection } from "../connection/connection.ts";
import type { ArchiveRow } from "../connection/tables.ts";
import { unlessDamaged } from "../error.ts";
import type { Filed } from "../events/event-codec.ts";
import { createKnownDigests } from "./haco-digests.ts";

/** Archives, for who holds a transaction and cannot wait for a promise. */
export type ArchiveRows = {
  /** The one in whose range a run is, if it has not gone from it: another than its own where the run is in none. */
  around(run: bigint): ArchiveRow | undefined;
  /** Whether a run is in one; of one that is damaged, whether it may be. */
  holds(run: bigint): boolean;
  /** The bodies of a run's boots; undefined where it is in no archive. @throws DamagedRow */
  bodies(run: bigint): ArchivedDetails | undefined;
  /** The events of a run, in order; undefined where it is in no archive. @throws DamagedRow */
  events(run: bigint): readonly Filed[] | undefined;
};

export function createArchiveRows(
  db: Connection,
  textOf: (digest: string) => string | undefined,
): ArchiveRows {
  const from = db.prepare<[bigint], ArchiveRow>(
    "SELECT * FROM archive WHERE last_run_key >= ? ORDER BY last_run_key LIMIT 1",
  );
  const digests = createKnownDigests(db);
  function around(run: bigint): ArchiveRow | undefined {
    const row = from.get(run);
    return row !== undefined && mayHold(row, run) ? row : undefined;
  }
  function holding(run: bigint) {
    const row = around(run);
    if (row === undefined) return undefined;
    const bodies = openedBodies(row, () => row.bodies);
    return bodies.bootsOf(run) === undefined ? undefined : { row, bodies };
  }
  return {
    around,
    holds(run) {
      const row = around(run);
      if (row === undefined) return false;
      return unlessDamaged(() => openedBodies(row, () => row.bodies).bootsOf(run) !== undefined) ?? true;
    },
    bodies: (run) => holding(run)?.bodies,
    events(run) {
      const found = holding(run);
      return found && openedEvents(found.row, digests).events(run, textOf);
    },
  };
}
