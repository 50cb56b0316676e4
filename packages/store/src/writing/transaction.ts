import { statSync } from "node:fs";
import type { Connection } from "../connection/connection.ts";
import { createCounters, type Counters } from "./counters.ts";
import { createDictionaries, type Dictionaries } from "./dictionaries.ts";
import { DamagedRow, storeError, translated } from "../error.ts";
import { createKeys, type Keys } from "./keys.ts";
import { createEventRows } from "../reading/event-rows.ts";
import { createRunArchives, type RunArchives } from "./run-archives.ts";
import { createRunBlocks, type RunBlocks } from "./run-blocks.ts";

/** What every write works with. */
export type Ledger = {
  readonly db: Connection;
  readonly counters: Counters;
  readonly dictionaries: Dictionaries;
  readonly keys: Keys;
  readonly blocks: RunBlocks;
  readonly archives: RunArchives;
  /** One transaction: all of it is stored, or nothing. */
  transact<Result>(doing: string, work: () => Result): Result;
  /** Readers that overlap are waited for once the WAL is larger than so many bytes. */
  limitWal(bytes: number): void;
};

/** Readers that overlap without a pause keep the WAL from starting anew: beyond this size they are waited for. */
const MAX_WAL_BYTES = 64_000_000;
const COMMITS_BETWEEN_LOOKS = 64;
/** So long a writer may be held up by readers then. One that reads for longer, as a backup does, is not waited for. */
const READERS_MS = 20;

/** SQLite goes on writing into a file that has lost its name, where nobody would find it. Undefined: there is none. */
function fileAt(path: string): string | undefined {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat === undefined || stat.size === 0n ? undefined : `${stat.dev} ${stat.ino}`;
}

export function createLedger(db: Connection, path: string): Ledger {
  const counters = createCounters(db);
  const dictionaries = createDictionaries(db);
  const keys = createKeys(db, dictionaries);
  const archives = createRunArchives(db, createEventRows(db).textOf);
  const blocks = createRunBlocks(db, dictionaries, archives);
  const dataVersion = db.prepare<[], bigint>("PRAGMA data_version").pluck();
  let seen: bigint | undefined;
  const file = fileAt(path);

  let commits = 0;
  let maxWalBytes = MAX_WAL_BYTES;
  function boundWal(): void {
    if (++commits % COMMITS_BETWEEN_LOOKS !== 0) return;
    const size = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
    // Answers "busy" after the time-out instead of throwing: then the next look tries again.
    if (size <= maxWalBytes) return;
    const patience = db.pragma("busy_timeout", { simple: true });
    db.pragma(`busy_timeout = ${READERS_MS}`);
    try {
      db.pragma("wal_checkpoint(RESTART)");
    } finally {
      db.pragma(`busy_timeout = ${String(patience)}`);
    }
  }

  function forget(): void {
    dictionaries.forget();
    keys.forget();
    blocks.forget();
  }
  const transaction = db.transaction((work: () => unknown) => {
    const version = dataVersion.get();
    // Another process committed: what is remembered may be gone.
    if (version !== seen) forget();
    seen = version;
    counters.load();
    const result = work();
    counters.store();
    return result;
  });

  return {
    db,
    counters,
    dictionaries,
    keys,
    limitWal(bytes) {
      maxWalBytes = bytes;
    },
    blocks,
    archives,
    transact<Result>(doing: string, work: () => Result): Result {
      if (fileAt(path) !== file) throw storeError("gone", doing, path);
      try {
        const result = transaction.immediate(work) as Result; // what `work` returned
        boundWal();
        return result;
      } catch (error) {
        forget();
        if (error instanceof DamagedRow) throw storeError("damaged-row", doing, path, error);
        throw translated(error, doing, path);
      }
    },
  };
}
