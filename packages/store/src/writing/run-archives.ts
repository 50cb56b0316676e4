import { crc32 } from "node:zlib";
import { packArchive, unpackArchive } from "../archive/archive.ts";
import type { Archive, ArchivedRun } from "../archive/archived.ts";
import { goneOf } from "../archive/members.ts";
import type { KnownDigests } from "../archive/teller.ts";
import type { Connection } from "../connection/connection.ts";
import type { ArchiveRow } from "../connection/tables.ts";
import { unlessDamaged } from "../error.ts";
import type { Filed } from "../events/event-codec.ts";
import { hacoDigest } from "../packing/digest.ts";
import { createArchiveRows, type ArchiveRows } from "../reading/archive-rows.ts";
import { createKnownDigests } from "../reading/haco-digests.ts";

/** A row to be, but for what follows from its runs. */
export type PackedArchive = {
  readonly runs: readonly ArchivedRun[];
  readonly archive: Archive;
};

/**
 * Archives of runs, for who writes. A run that is to change is taken out first and stands in tables of its own then; its
 * row stays, and says that the run has gone, until it is written anew in a quiet moment.
 */
export type RunArchives = Pick<ArchiveRows, "around" | "holds" | "events"> & {
  /** What a row stands for: all of its runs that have not gone. @throws DamagedRow */
  all(row: ArchiveRow): readonly ArchivedRun[];
  /**
   * Takes a run out: its boots have bodies of their own again. Gives its events, which are to be written by whoever asked.
   * Undefined where it is in no archive, or in one that is damaged: `check` says so.
   */
  takeOut(run: bigint): readonly Filed[] | undefined;
  /** Of runs that are held, and deleted: how many events went with them; none of a row that is damaged. */
  drop(runs: readonly bigint[]): number;
  /** Writes rows, the first of them in place of one that is there. */
  put(packed: readonly PackedArchive[], instead: ArchiveRow | undefined): void;
  /** A row of which much has gone; undefined where there is none. */
  wasting(): ArchiveRow | undefined;
};

/** A row is written anew once so many of its runs have gone, of a hundred. */
const WASTE_PERCENT = 25;

const checksumOf = ({ details, events }: Archive): number => crc32(events, crc32(details));

function statements(db: Connection) {
  return {
    markGone: db.prepare<[string, number, number, bigint]>(
      "UPDATE archive SET gone = ?, gone_runs = ?, count = count - ? WHERE last_run_key = ?",
    ),
    remove: db.prepare<[bigint]>("DELETE FROM archive WHERE last_run_key = ?"),
    insert: db.prepare<[bigint, bigint, number, number, number, Buffer, Buffer]>(
      `INSERT INTO archive (last_run_key, first_run_key, runs, count, gone_runs, gone, checksum, bodies, events)
       VALUES (?, ?, ?, ?, 0, '[]', ?, ?, ?)`,
    ),
    wasting: db.prepare<[], ArchiveRow>(
      `SELECT * FROM archive WHERE gone_runs > 0 AND gone_runs * 100 >= runs * ${WASTE_PERCENT} LIMIT 1`,
    ),
    addBody: db.prepare<[bigint, string, Buffer, string | null, bigint]>(
      `INSERT OR IGNORE INTO boot_body (boot_key, spans, processes, reasons)
       SELECT ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM boot WHERE key = ?)`,
    ),
  };
}

export function createRunArchives(
  db: Connection,
  textOf: (digest: string) => string | undefined,
): RunArchives {
  const sql = statements(db);
  const rows = createArchiveRows(db, textOf);
  const digests = createKnownDigests(db);

  /** `runs` are in it, or it is damaged. */
  function leave(row: ArchiveRow, runs: readonly bigint[], events: number): void {
    if (runs.length === 0) return;
    const gone = [...(unlessDamaged(() => goneOf(row)) ?? []), ...runs];
    if (BigInt(gone.length) >= row.runs) sql.remove.run(row.last_run_key);
    else sql.markGone.run(`[${gone.join()}]`, gone.length, events, row.last_run_key);
  }

  const eventsIn = (run: bigint) => unlessDamaged(() => rows.events(run));
  const eventCount = (run: bigint) => unlessDamaged(() => rows.bodies(run)?.eventCount(run)) ?? 0;

  /** Bodies of a run's boots as their rows; boots of before have theirs in their own rows. */
  const bodiesIn = (run: bigint) =>
    unlessDamaged(() => {
      const bodies = rows.bodies(run);
      return (bodies?.bootsOf(run) ?? []).flatMap((boot) => {
        const spans = bodies?.spans(boot) ?? null;
        const processes = bodies?.processes(boot) ?? null;
        const reasons = bodies?.reasons(boot) ?? null;
        return spans === null || processes === null ? [] : [{ boot, spans, processes, reasons }];
      });
    });

  function takeOut(run: bigint): readonly Filed[] | undefined {
    const row = rows.around(run);
    const events = row && eventsIn(run);
    const bodies = row && bodiesIn(run);
    if (row === undefined || events === undefined || bodies === undefined) return undefined;
    for (const { boot, spans, processes, reasons } of bodies)
      sql.addBody.run(boot, spans, processes, reasons, boot);
    leave(row, [run], events.length);
    return events;
  }

  return {
    around: rows.around,
    holds: rows.holds,
    events: rows.events,
    all(row) {
      const gone = new Set(goneOf(row));
      return unpackArchive({ details: row.bodies, events: row.events }, textOf, digests).filter(
        ({ key }) => !gone.has(key),
      );
    },
    takeOut,
    drop(runs) {
      let dropped = 0;
      for (const own of Map.groupBy(runs, (run) => rows.around(run)?.last_run_key).values()) {
        const [first] = own;
        const row = first === undefined ? undefined : rows.around(first);
        if (row === undefined) continue;
        const count = own.reduce((sum, run) => sum + eventCount(run), 0);
        leave(row, own, count);
        dropped += count;
      }
      return dropped;
    },
    put(packed, instead) {
      if (instead !== undefined) sql.remove.run(instead.last_run_key);
      for (const { runs, archive } of packed) {
        const keys = runs.map(({ key }) => key);
        const [first, last] = [keys.at(0), keys.at(-1)];
        if (first === undefined || last === undefined) continue;
        const count = runs.reduce((sum, { events }) => sum + events.length, 0);
        const { details, events } = archive;
        sql.insert.run(last, first, runs.length, count, checksumOf(archive), details, events);
      }
    },
    wasting: () => sql.wasting.get(),
  };
}

/** Runs in the order of their keys as a row to be. */
export const packedArchive = (runs: readonly ArchivedRun[], digests: KnownDigests): PackedArchive => ({
  runs,
  archive: packArchive(runs, hacoDigest, digests),
});
