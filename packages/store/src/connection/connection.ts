import { statSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { holdsText } from "@hacotaki/core";
import Database from "better-sqlite3";
import { storeError } from "../error.ts";

export type Connection = Database.Database;

/** SQLite blocks the event loop while it waits for a lock: callers retry from their queues instead. */
const BUSY_TIMEOUT_MS = 100;
/** Before it, a checkpoint that raced with a WAL reset could corrupt a database. */
const OLDEST_SQLITE = "3.51.3";
/**
 * Pages of WAL after which a commit copies them back: 4 MB, as SQLite has it by itself. More, and that commit holds up whoever
 * writes boots for longer (32 MB: 100 ms and more); less, and a busy disk is waited for more often.
 */
const CHECKPOINT_PAGES = 1_000;
/** What the WAL keeps of the disk between two rounds. */
const KEPT_WAL_BYTES = 32_000_000;
/**
 * For who writes all at once, with nobody to wait for it. Of a million boots some ten pages change with each of them, most
 * anywhere in the indexes: what is at hand need not be read back, and a page is copied once for all changes of a round.
 */
export const BULK_WAL_BYTES = 256_000_000;
export const BULK_CACHE_KIB = 256_000;

/** Ids and durations fall anywhere in their indexes: their inner pages should stay at hand, within an import's memory. */
const WRITER_CACHE_KIB = 16_000;

const versionNumber = (version: string) =>
  version.split(".").reduce((sum, part) => sum * 1_000 + Number(part), 0);

/** SQL function: whether one of the texts after the first holds the first, as filters compare texts everywhere. */
export const HOLDS_TEXT = "holds_text";

/** The rules of every connection, also of one that only looks what a file is. */
function tame(connection: Connection): Connection {
  connection.defaultSafeIntegers(true);
  connection.pragma("trusted_schema = OFF");
  connection.pragma("mmap_size = 0");
  connection.pragma("foreign_keys = ON");
  const options = { varargs: true, deterministic: true, directOnly: true } as const;
  connection.function(HOLDS_TEXT, options, (sought: string, ...texts: (string | null)[]) =>
    holdsText(sought, texts) ? 1 : 0,
  );
  return connection;
}

let version: string | undefined;

/** Loads SQLite. better-sqlite3 asks its environment, once, whether a file's name may be a URI. */
function load(): string {
  if (version !== undefined) return version;
  const before = process.env["SQLITE_USE_URI"];
  process.env["SQLITE_USE_URI"] = "1";
  const memory = new Database(":memory:");
  if (before === undefined) delete process.env["SQLITE_USE_URI"];
  else process.env["SQLITE_USE_URI"] = before;
  version = String(memory.prepare("SELECT sqlite_version()").pluck().get());
  memory.close();
  return version;
}

/** The version of SQLite, which is one that can be trusted with a database. */
export function assertSqliteVersion(path: string): string {
  const loaded = load();
  if (versionNumber(loaded) < versionNumber(OLDEST_SQLITE))
    throw storeError(
      "sqlite-too-old",
      `open with SQLite ${loaded} (at least ${OLDEST_SQLITE} is needed)`,
      path,
    );
  return loaded;
}

/** `waitMs` is how long a statement blocks for a lock. */
export function connectToWrite(path: string, waitMs = BUSY_TIMEOUT_MS): Connection {
  const connection = tame(new Database(resolve(path), { timeout: waitMs }));
  connection.pragma("synchronous = NORMAL");
  connection.pragma(`cache_size = -${WRITER_CACHE_KIB}`);
  connection.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  connection.pragma(`journal_size_limit = ${KEPT_WAL_BYTES}`);
  return connection;
}

const hasWal = (path: string) => (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;

export type ReadConnection = {
  readonly connection: Connection;
  /** Opened without locks and WAL, because the folder cannot be written: right only until a writer comes. */
  readonly isImmutable: boolean;
};

function openReadonly(name: string): Connection {
  const connection = tame(new Database(name, { readonly: true, timeout: BUSY_TIMEOUT_MS }));
  try {
    connection.pragma("query_only = ON");
    connection.prepare("SELECT count(*) FROM sqlite_schema").get();
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

const needsWritableFolder = (error: unknown) =>
  error instanceof Database.SqliteError && /^SQLITE_(CANTOPEN|READONLY)/.test(error.code);

/** Opens for reading; without the right to create the WAL's index it reads a database that nobody is writing. */
export function connectToRead(path: string): ReadConnection {
  try {
    return { connection: openReadonly(resolve(path)), isImmutable: false };
  } catch (error) {
    if (!needsWritableFolder(error) || hasWal(path)) throw error;
    const url = `${pathToFileURL(resolve(path)).href}?immutable=1`;
    return { connection: openReadonly(url), isImmutable: true };
  }
}

/** Whether an immutable connection no longer shows what the file holds. */
export const isOutdated = ({ isImmutable }: ReadConnection, path: string) => isImmutable && hasWal(path);
