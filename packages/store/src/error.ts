import { statfsSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { NoResultError } from "kysely";
import type { StoreErrorCode } from "./contract.ts";

/** The one error of this package. Its message says what was tried, on which file, and what to do. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly code: StoreErrorCode;
  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A row holds what this package never writes: the file is damaged, though SQLite can read it. */
export class DamagedRow extends Error {
  override readonly name = "DamagedRow";
}

/** What comes of making sense of a row that makes none; rows as this package writes them are read without (its tests). */
const OF_DECODING = [DamagedRow, NoResultError, SyntaxError, TypeError, RangeError];

/** What `read` makes of a row, or that it is damaged. `what` names the row. @throws DamagedRow */
export function orDamaged<Value>(what: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof DamagedRow || !OF_DECODING.some((type) => error instanceof type)) throw error;
    throw new DamagedRow(`${what}: ${(error as Error).message}`, { cause: error });
  }
}

/** What `read` makes of a row; undefined where it makes no sense. */
export function unlessDamaged<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (OF_DECODING.some((type) => error instanceof type)) return undefined;
    throw error;
  }
}

/** For who caught an error while reading a row: what stands for one that is damaged. */
export const damagedAs =
  <Value>(value: Value) =>
  (error: unknown): Value => {
    if (error instanceof DamagedRow) return value;
    throw error;
  };

const ADVICE: Record<StoreErrorCode, string> = {
  "not-found": "there is no database yet; start the collector or import a file",
  "not-a-database": "the file is no SQLite database; choose another path",
  foreign: "the file is a SQLite database of another program; choose another path",
  newer: "a newer version has migrated it; update Hacotaki",
  "older-read-only":
    "its schema is older than this version; open it once with `hacotaki record` or `hacotaki import` to migrate it",
  corrupt: "the file is damaged; restore a backup, or move it away and import its recordings again",
  "damaged-row":
    "what is stored of a run or boot is damaged, others are not; `hacotaki check` names it, `hacotaki rebuild` makes boots anew from their events",
  "read-only":
    "the database and its folder must be writable for this user; check owner, mode and mount options",
  locked: "another process is writing; it is safe to try again",
  "disk-full": "the disk is full, of bytes or of inodes; nothing was written, make room and try again",
  gone: "the file that was open there was removed, emptied or replaced by another; nothing was written. Start again to go on with what is there now",
  "sqlite-too-old": "run `npm ci` to install the SQLite that Hacotaki is tested with",
  unreachable: "the fleet's database does not answer; it is asked again by itself",
  denied: "the fleet's database refuses it; check user, password and rights",
  failed: "see the cause",
};

export const storeError = (code: StoreErrorCode, doing: string, path: string, cause?: unknown) =>
  new StoreError(code, `cannot ${doing} ${path}: ${ADVICE[code]}`, cause === undefined ? {} : { cause });

/**
 * tmpfs and quotas answer a full disk with an I/O error as often as with SQLITE_FULL; without inodes the log cannot be
 * made.
 */
function isDiskFull(path: string): boolean {
  try {
    const { bavail, files, ffree } = statfsSync(dirname(path));
    return bavail === 0 || (files > 0 && ffree === 0);
  } catch {
    return false;
  }
}

function codeOf(sqliteCode: string, path: string): StoreErrorCode {
  if (sqliteCode.startsWith("SQLITE_BUSY") || sqliteCode.startsWith("SQLITE_LOCKED")) return "locked";
  if (sqliteCode === "SQLITE_FULL") return "disk-full";
  if (/^SQLITE_(IOERR|CANTOPEN)/.test(sqliteCode) && isDiskFull(path)) return "disk-full";
  if (sqliteCode.startsWith("SQLITE_CORRUPT")) return "corrupt";
  if (sqliteCode === "SQLITE_NOTADB") return "not-a-database";
  if (sqliteCode.startsWith("SQLITE_READONLY") || sqliteCode.startsWith("SQLITE_CANTOPEN"))
    return "read-only";
  return "failed";
}

/** What reading rows throws that make no sense, or that SQLite finds damaged. */
export const isUnreadable = (error: unknown): error is Error =>
  OF_DECODING.some((type) => error instanceof type) ||
  (error instanceof StoreError && (error.code === "corrupt" || error.code === "damaged-row")) ||
  (error instanceof Database.SqliteError && error.code.startsWith("SQLITE_CORRUPT"));

/** What SQLite threw, as ours; anything else (a broken invariant) is passed on as it is. */
export function translated(error: unknown, doing: string, path: string): unknown {
  if (error instanceof Database.SqliteError) return storeError(codeOf(error.code, path), doing, path, error);
  return error;
}

/** As `translated`, of reading rows: what cannot be made sense of is damage. The cause has the details. */
export function translatedRead(error: unknown, doing: string, path: string): unknown {
  return OF_DECODING.some((type) => error instanceof type)
    ? storeError("damaged-row", doing, path, error)
    : translated(error, doing, path);
}
