import { accessSync, chmodSync, closeSync, constants, existsSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { finishRestore } from "./backup/swap.ts";
import { createBootReader } from "./boots.ts";
import { createCollectorSampleReader, createSampleWriter } from "./collector-samples.ts";
import { assertSqliteVersion, connectToWrite, type Connection } from "./connection.ts";
import type { SpoolReader, StoreWriter } from "./contract.ts";
import { storeError, translated } from "./error.ts";
import { isCursor } from "./cursor.ts";
import { createEventReader } from "./events.ts";
import { isIndexed } from "./filter.ts";
import { createFactsReader } from "./facts.ts";
import { createFeedReader } from "./feed.ts";
import { createHistoryReader } from "./history.ts";
import { inspect, type FileState, type Owner } from "./inspect.ts";
import { createDetailReader } from "./boot-detail.ts";
import { createBootList } from "./list.ts";
import { createMarkReader } from "./marks.ts";
import { migrate } from "./migrate.ts";
import { ownMigrations, type Migration } from "./migrations.ts";
import { createOverlapReader } from "./overlap.ts";
import type { Patience } from "./patience.ts";
import { createPruner } from "./prune.ts";
import { createCompactor } from "./write-compact.ts";
import { openReadSession } from "./read.ts";
import { createRecordingReader } from "./recordings.ts";
import { keyOf } from "./row-pages.ts";
import { createRetentionReader, createRoomKeeper } from "./retention-facts.ts";
import { createEventSearch } from "./event-search.ts";
import { createMarkSearch } from "./row-search.ts";
import { createRunReader } from "./runs.ts";
import { createSampleReader } from "./samples.ts";
import { createShipmentReader } from "./shipment.ts";
import { createLedger } from "./transaction.ts";
import { createForgetting } from "./forget-unused.ts";
import { createChangeWriter } from "./write.ts";
import { createRecordingWriter } from "./write-recordings.ts";

function openReader(path: string, migrations: readonly Migration[]): SpoolReader {
  const sqliteVersion = assertSqliteVersion(path);
  finishRestore(path);
  const state = inspect(path, migrations);
  if (state.kind !== "ours") throw storeError("not-found", "open", path);
  if (state.pending.length > 0) throw storeError("older-read-only", "open", path);
  const session = openSession(path);
  const { read } = session;
  const boots = createBootReader(read);
  return {
    listBoots: createBootList(read),
    isIndexed,
    isCursor,
    ...boots,
    ...createDetailReader(read, boots),
    ...createOverlapReader(read),
    ...createSampleReader(read),
    ...createMarkReader(read),
    ...createEventReader(read, session),
    ...createMarkSearch(read),
    ...createEventSearch(read),
    isRowCursor: (of, cursor) => keyOf(of === "marks" ? "mark" : "phase_event", cursor) !== undefined,
    ...createFeedReader(read, session),
    ...createShipmentReader(read),
    ...createHistoryReader(read),
    ...createRecordingReader(read),
    ...createCollectorSampleReader(read),
    ...createFactsReader(read, path, sqliteVersion),
    ...createRetentionReader(read),
    close: () => session.close(),
  };
}

function openSession(path: string) {
  try {
    return openReadSession(path);
  } catch (error) {
    throw translated(error, "open", path);
  }
}

/** Group-writable with setgid: a reader of the group must be able to create the WAL's index. */
function createFile(path: string): void {
  const folder = dirname(path);
  if (!existsSync(folder)) {
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o2770);
  }
  if (existsSync(path)) return;
  closeSync(openSync(path, "a", 0o660));
  chmodSync(path, 0o660);
}

function prepareFile(path: string, { kind }: FileState): void {
  try {
    if (kind === "missing") createFile(path);
    accessSync(path, constants.W_OK);
    accessSync(dirname(path), constants.W_OK);
  } catch (error) {
    throw storeError("read-only", "open for writing", path, error);
  }
}

const OPEN_ATTEMPTS = 20;

/** How a lock is waited for that others hold at open: so often, each time blocking for as long as a statement does. */
type Waiting = { readonly attempts: number; readonly waitMs?: number };
const FOR_A_MOMENT: Waiting = { attempts: OPEN_ATTEMPTS };

/** At open, a lock held for a moment (another process migrates, or saves) is waited for. */
function patiently<Result>(attempts: number, work: () => Result): Result {
  for (let attempt = 1; ; attempt++) {
    try {
      return work();
    } catch (error) {
      const isBusy = (error as { code?: unknown }).code === "SQLITE_BUSY"; // any error has a code or none
      if (!isBusy || attempt >= attempts) throw error;
    }
  }
}

function connectAndMigrate(
  path: string,
  state: FileState,
  migrations: readonly Migration[],
  { attempts, waitMs }: Waiting,
): Connection {
  const connection = connectToWrite(path, waitMs);
  try {
    patiently(attempts, () => {
      if (state.kind === "ours") {
        connection.pragma("journal_mode = WAL");
        migrate(connection, path, state.pending, false);
      } else {
        connection.pragma("auto_vacuum = INCREMENTAL");
        connection.pragma("journal_mode = WAL");
        migrate(connection, path, migrations, true);
        connection.pragma("wal_checkpoint(TRUNCATE)");
      }
      // Proves that writing is possible at all; writes nothing.
      connection.exec("BEGIN IMMEDIATE; ROLLBACK");
    });
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** A connection to a database of ours that can write, made and migrated where needed. */
export function connectForWriting(
  path: string,
  migrations: readonly Migration[],
  isOwn?: Owner,
  waiting = FOR_A_MOMENT,
): Connection {
  assertSqliteVersion(path);
  const state = inspect(path, migrations, isOwn);
  prepareFile(path, state);
  try {
    return connectAndMigrate(path, state, migrations, waiting);
  } catch (error) {
    throw translated(error, "open for writing", path);
  }
}

function openWriterAt(path: string, migrations: readonly Migration[], waiting = FOR_A_MOMENT): StoreWriter {
  finishRestore(path);
  const connection = connectForWriting(path, migrations, undefined, waiting);
  const ledger = createLedger(connection, path);
  // Reads have a connection of their own: an asynchronous read must never stand inside a write's transaction.
  const reader = openReader(path, migrations);
  return {
    ...reader,
    ...createRecordingWriter(ledger),
    ...createSampleWriter(ledger),
    ...createChangeWriter(ledger),
    ...createRunReader(connection, path),
    ...createPruner(ledger, path),
    ...createRoomKeeper(ledger, path),
    ...createForgetting(ledger),
    ...createCompactor(ledger),
    checkpoint() {
      try {
        connection.pragma("wal_checkpoint(TRUNCATE)");
      } catch (error) {
        throw translated(error, "checkpoint", path);
      }
    },
    close() {
      reader.close();
      connection.close();
    },
  };
}

/**
 * Opens the database at a path: to write, creating and migrating it where needed, or to read only.
 * Throws a StoreError that says why it cannot be; what is no database of this version is never written to.
 */
export function openStore(path: string, options: { readonly mode: "write" }): StoreWriter;
export function openStore(path: string, options: { readonly mode: "read" }): SpoolReader;
export function openStore(
  path: string,
  { mode }: { readonly mode: "read" | "write" },
): SpoolReader | StoreWriter {
  return openStoreAt(path, mode, ownMigrations());
}

/** As `openStore` to write, waiting for its turn without blocking whatever else this process does. */
export const openWriter = (path: string, patience: Patience): Promise<StoreWriter> =>
  patience(() => openWriterAt(path, ownMigrations(), { attempts: 1 }));

/** With other migrations than the ones beside this package: how tests stand at an older or newer version. */
export function openStoreAt(
  path: string,
  mode: "read" | "write",
  migrations: readonly Migration[],
): SpoolReader | StoreWriter {
  return mode === "write" ? openWriterAt(path, migrations) : openReader(path, migrations);
}
