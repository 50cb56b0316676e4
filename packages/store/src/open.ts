import { assertSqliteVersion } from "./connection/connection.ts";
import { inspect } from "./connection/inspect.ts";
import { ownMigrations, type Migration } from "./connection/migrations.ts";
import type { Patience } from "./connection/patience.ts";
import { connectForWriting, type Waiting } from "./connection/writable.ts";
import { finishRestore } from "./files/swap.ts";
import { createDetailReader } from "./reading/boot-detail.ts";
import { createBootReader } from "./reading/boots.ts";
import { isCursor } from "./reading/cursor.ts";
import { createEventSearch } from "./reading/event-search.ts";
import { createEventReader } from "./reading/events.ts";
import { createFactsReader } from "./reading/facts.ts";
import { createFeedReader } from "./reading/feed.ts";
import { isIndexed } from "./reading/filter.ts";
import { createHistoryReader } from "./reading/history.ts";
import { createBootList } from "./reading/list.ts";
import { createMarkReader } from "./reading/marks.ts";
import { createOverlapReader } from "./reading/overlap.ts";
import { openReadSession } from "./reading/read.ts";
import { createRecordingReader } from "./reading/recordings.ts";
import { keyOf } from "./reading/row-pages.ts";
import { createMarkSearch } from "./reading/row-search.ts";
import { createRunReader } from "./reading/runs.ts";
import { createSampleReader } from "./reading/samples.ts";
import { createCollectorSampleReader, createSampleWriter } from "./writing/collector-samples.ts";
import { createForgetting } from "./writing/forget-unused.ts";
import { createPruner } from "./writing/prune.ts";
import { createLedger } from "./writing/transaction.ts";
import { createCompactor } from "./writing/write-compact.ts";
import { createRecordingWriter } from "./writing/write-recordings.ts";
import { createChangeWriter } from "./writing/write.ts";
import { createShipmentReader } from "./shipping/shipment.ts";
import { createRetentionReader, createRoomKeeper } from "./retention/retention-facts.ts";
import type { SpoolReader, StoreWriter } from "./contract.ts";
import { storeError, translated } from "./error.ts";

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

function openWriterAt(path: string, migrations: readonly Migration[], waiting?: Waiting): StoreWriter {
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
    ...createCompactor(ledger, path),
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
