import { accessSync, chmodSync, closeSync, constants, existsSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { storeError, translated } from "../error.ts";
import { assertSqliteVersion, connectToWrite, type Connection } from "./connection.ts";
import { inspect, type FileState, type Owner } from "./inspect.ts";
import { migrate } from "./migrate.ts";
import type { Migration } from "./migrations.ts";

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
export type Waiting = { readonly attempts: number; readonly waitMs?: number };
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
  waiting: Waiting = FOR_A_MOMENT,
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
