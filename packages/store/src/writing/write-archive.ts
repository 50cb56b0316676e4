import { notKept } from "../archive/archive.ts";
import type { ArchivedBoot, ArchivedRun } from "../archive/archived.ts";
import type { Connection } from "../connection/connection.ts";
import type { ArchiveRow, BootRow } from "../connection/tables.ts";
import { unlessDamaged } from "../error.ts";
import { hacoDigest } from "../packing/digest.ts";
import { createEventRows } from "../reading/event-rows.ts";
import { createKnownDigests } from "../reading/haco-digests.ts";
import { packedArchive, type PackedArchive } from "./run-archives.ts";
import type { Ledger } from "./transaction.ts";

/** Runs of one row, as a rule: more take hardly less room each, and more time in one piece. */
const RUNS_A_ROW = 64;
/** Fewer than these are put into a row that is there, rather than into one of their own. */
const FEWEST = 16;
/** Runs read in one go: some milliseconds. */
const RUNS_A_STEP = 32;
/** Events of a run: those before it in its row are read with it. With its system calls a boot has some hundreds. */
const MOST_EVENTS = 128;
/** Bytes that the blocks of a run may have. */
const MOST_BYTES = 64 << 10;
/** Boots of a run. */
const MOST_BOOTS = 16n;

export type Waiting = { readonly since: bigint; readonly run_key: bigint };
type Body = Pick<ArchivedBoot, "spans" | "processes" | "reasons">;
type StoredBoot = Pick<BootRow, "key" | "container" | "start_at" | "spans">;
/** A run that is to be packed, and what tells whether it is still as it was read. */
type Gathered = { readonly since: bigint; readonly run: ArchivedRun; readonly sign: string };

/** Rows to be written, the first in place of one that is there, and the runs that are new in them. */
type Ready = {
  readonly runs: readonly Gathered[];
  readonly rows: readonly PackedArchive[];
  readonly instead: ArchiveRow | undefined;
};

function statements(db: Connection) {
  return {
    waiting: db.prepare<[bigint, number], Waiting>(
      "SELECT since, run_key FROM fresh_run WHERE since <= ? ORDER BY since, run_key LIMIT ?",
    ),
    dequeue: db.prepare<[bigint, bigint]>("DELETE FROM fresh_run WHERE since = ? AND run_key = ?"),
    /** Runs that have ended, and are no more than an archive takes. */
    fits: db
      .prepare<[bigint], bigint>(
        `SELECT is_open = 0
           AND NOT EXISTS (SELECT 1 FROM leaving WHERE run_key = run.key)
           AND NOT EXISTS (SELECT 1 FROM phase_event WHERE run_key = run.key)
           AND (SELECT count(*) FROM boot WHERE run_key = run.key) BETWEEN 1 AND ${MOST_BOOTS}
           AND (SELECT coalesce(sum(count), 0) <= ${MOST_EVENTS} AND coalesce(sum(length(bytes)), 0) <= ${MOST_BYTES}
                FROM event_block WHERE run_key = run.key)
         FROM run WHERE key = ?`,
      )
      .pluck(),
    sign: db
      .prepare<[bigint, bigint], string>(
        `SELECT (SELECT coalesce(group_concat(key || ':' || checksum), '')
                 FROM (SELECT key, checksum FROM event_block WHERE run_key = ? ORDER BY key))
           || ' ' || (SELECT coalesce(group_concat(key || ':' || revision), '')
                 FROM (SELECT key, revision FROM boot WHERE run_key = ? ORDER BY key))`,
      )
      .pluck(),
    boots: db.prepare<[bigint], StoredBoot>(
      "SELECT key, container, start_at, spans FROM boot WHERE run_key = ? ORDER BY key",
    ),
    body: db.prepare<[bigint], Body>("SELECT spans, processes, reasons FROM boot_body WHERE boot_key = ?"),
    container: db.prepare<[bigint], string>("SELECT container FROM boot WHERE key = ?").pluck(),
    removeBody: db.prepare<[bigint]>("DELETE FROM boot_body WHERE boot_key = ?"),
    /** Whether a row is between two runs, but for one. */
    between: db.prepare<[bigint, bigint, bigint], bigint>(
      "SELECT 1 FROM archive WHERE last_run_key >= ? AND first_run_key <= ? AND last_run_key <> ? LIMIT 1",
    ),
    /** The row next behind a run, be it in its range or not, and the one before it. */
    behind: db.prepare<[bigint], ArchiveRow>(
      "SELECT * FROM archive WHERE last_run_key >= ? ORDER BY last_run_key LIMIT 1",
    ),
    before: db.prepare<[bigint], ArchiveRow>(
      "SELECT * FROM archive WHERE last_run_key < ? ORDER BY last_run_key DESC LIMIT 1",
    ),
  };
}

const NO_KEY = -1n;
const IN_ROW: Body = { spans: null, processes: null, reasons: null };

/** As many rows of about as many runs each as they take. */
function inRows(runs: readonly ArchivedRun[]): readonly (readonly ArchivedRun[])[] {
  const rows = Math.ceil(runs.length / (RUNS_A_ROW * 1.5));
  const size = Math.ceil(runs.length / rows);
  return Array.from({ length: rows }, (_, n) => runs.slice(n * size, (n + 1) * size));
}

const byKey = (runs: readonly ArchivedRun[]) =>
  runs.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));

export type Archiver = {
  /**
   * One piece of work: reads some of the runs that wait, packs those that were read, or writes what was packed. `all`: as
   * few as there are. "waits" when there is nothing to do before others have ended; else what cannot be archived, if any.
   */
  step(before: bigint, all: boolean): "waits" | readonly Waiting[];
};

/**
 * Puts runs that have ended into archives. They are read and packed outside of a transaction, so that nobody waits for it;
 * what changed meanwhile stays as it is, and has its turn later.
 */
// oxlint-disable-next-line eslint/max-lines-per-function -- statements, and short functions over what was gathered
export function createArchiver({ db, blocks, archives, transact }: Ledger): Archiver {
  const sql = statements(db);
  const { textOf } = createEventRows(db);
  const digests = createKnownDigests(db);
  let gathered = new Map<bigint, Gathered>();
  /** Runs that could be archived when they were looked at last: they are looked at again once there are enough of them. */
  let fitting: ReadonlySet<bigint> = new Set();
  let ready: Ready | undefined;

  function bootOf({ key, container, start_at: startAt, spans }: StoredBoot): ArchivedBoot | undefined {
    const body = spans === null ? sql.body.get(key) : IN_ROW;
    return body && { key, container, startAt, ...body };
  }

  /** Undefined where it would not come back as it is. */
  function read({ since, run_key: key }: Waiting): Gathered | undefined {
    const sign = sql.sign.get(key, key) ?? "";
    const stored = sql.boots.all(key);
    const boots = stored.flatMap((boot) => bootOf(boot) ?? []);
    const events = unlessDamaged(() => blocks.all(key));
    const own = new Set<bigint | null>([null, ...boots.map((boot) => boot.key)]);
    if (boots.length !== stored.length || events === undefined || events.length > MOST_EVENTS)
      return undefined;
    if (archives.holds(key) || !events.every(({ boot }) => own.has(boot))) return undefined;
    return { since, sign, run: { key, boots, events } };
  }

  /** What an archive stands for, to be packed once more: neighbours are found by the names of their containers. */
  const named = (runs: readonly ArchivedRun[]): readonly ArchivedRun[] =>
    runs.map(({ boots, ...run }) => ({
      ...run,
      boots: boots.map((boot) => ({ ...boot, container: sql.container.get(boot.key) ?? boot.container })),
    }));

  /** Undefined where there is a number that no archive holds. */
  const packed = (runs: readonly ArchivedRun[]): readonly PackedArchive[] | undefined =>
    unlessDamaged(() => inRows(byKey(runs)).map((row) => packedArchive(row, digests)));
  /** Whether all of it would come back exactly. */
  const isKept = ({ runs, archive }: PackedArchive) =>
    notKept(runs, archive, { digestOf: hacoDigest, textOf }, digests).length === 0;

  const isSame = (a: ArchiveRow | undefined, b: ArchiveRow | undefined) =>
    a?.last_run_key === b?.last_run_key && a?.checksum === b?.checksum && a?.gone === b?.gone;
  const again = (row: ArchiveRow) => sql.behind.get(row.last_run_key);

  /** Another process may have archived neighbours meanwhile. */
  function overlaps({ runs }: PackedArchive, instead: ArchiveRow | undefined): boolean {
    const [first, last] = [runs.at(0)?.key, runs.at(-1)?.key];
    if (first === undefined || last === undefined) return false;
    return sql.between.get(first, last, instead?.last_run_key ?? NO_KEY) !== undefined;
  }

  /** Writes rows unless anything they were made of has changed meanwhile. */
  function write({ runs, rows, instead }: Ready): void {
    transact("archive runs of", () => {
      if (instead !== undefined && !isSame(instead, again(instead))) return;
      const isChanged = ({ run, sign }: Gathered) =>
        sql.fits.get(run.key) !== 1n || sql.sign.get(run.key, run.key) !== sign;
      if (runs.some(isChanged) || rows.some((row) => overlaps(row, instead))) return;
      archives.put(rows, instead);
      for (const { since, run } of runs) {
        for (const { key } of run.boots) sql.removeBody.run(key);
        blocks.leave(run.key);
        sql.dequeue.run(since, run.key);
      }
    });
  }

  /** Those that go into one row: the first ones, up to where another row is. */
  function firstGroup(): { readonly runs: readonly Gathered[]; readonly instead: ArchiveRow | undefined } {
    const all = [...gathered.values()].sort((a, b) => (a.run.key < b.run.key ? -1 : 1));
    const [first] = all;
    if (first === undefined) return { runs: [], instead: undefined };
    const behind = sql.behind.get(first.run.key);
    if (behind === undefined) {
      const before = all.length < FEWEST ? sql.before.get(first.run.key) : undefined;
      return { runs: all, instead: before !== undefined && before.runs < RUNS_A_ROW ? before : undefined };
    }
    const isInside = behind.first_run_key <= first.run.key;
    const runs = all.filter(({ run }) =>
      isInside ? run.key <= behind.last_run_key : run.key < behind.first_run_key,
    );
    return { runs, instead: isInside || runs.length < FEWEST ? behind : undefined };
  }

  const waitingOf = (runs: readonly Gathered[]): readonly Waiting[] =>
    runs.map(({ since, run }) => ({ since, run_key: run.key }));

  /** Packs what goes into one row, or into few; those that cannot be in it. */
  function pack(): readonly Waiting[] {
    const { runs, instead } = firstGroup();
    for (const { run } of runs) gathered.delete(run.key);
    const before = instead === undefined ? [] : unlessDamaged(() => named(archives.all(instead)));
    const rows = before && packed([...before, ...runs.map(({ run }) => run)]);
    if (rows === undefined) return waitingOf(runs);
    ready = { runs, rows, instead };
    return [];
  }

  /** Holds what was packed against what it was packed of, and writes it; those that cannot be in it. */
  function finish(packedNow: Ready): readonly Waiting[] {
    ready = undefined;
    if (!packedNow.rows.every(isKept)) return waitingOf(packedNow.runs);
    write(packedNow);
    return [];
  }

  /** Nothing waits: packs a row anew without what has gone from it. */
  function tidy(): "waits" | readonly Waiting[] {
    gathered.clear();
    const instead = archives.wasting();
    const runs = instead && unlessDamaged(() => named(archives.all(instead)));
    const rows = runs && packed(runs);
    if (rows === undefined || !rows.every(isKept)) return "waits";
    ready = { runs: [], rows, instead };
    return [];
  }

  return {
    step(before, all) {
      if (ready !== undefined) return finish(ready);
      const waiting = sql.waiting.all(before, RUNS_A_ROW);
      const keys = new Set(waiting.map(({ run_key }) => run_key));
      gathered = new Map([...gathered].filter(([key]) => keys.has(key)));
      const others = waiting.filter(({ run_key }) => !gathered.has(run_key));
      const isDue = waiting.length === RUNS_A_ROW || (all && waiting.length > 0);
      const fits = ({ run_key }: Waiting) => (!isDue && fitting.has(run_key)) || sql.fits.get(run_key) === 1n;
      const unfit = others.filter((each) => !fits(each));
      if (unfit.length > 0) return unfit;
      fitting = keys;
      if (!isDue) return tidy();
      if (others.length === 0) return pack();
      const bad: Waiting[] = [];
      for (const each of others.slice(0, RUNS_A_STEP)) {
        const run = read(each);
        if (run === undefined) bad.push(each);
        else gathered.set(each.run_key, run);
      }
      return bad;
    },
  };
}
