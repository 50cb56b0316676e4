import { createHash, randomBytes } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Connection } from "../connection/connection.ts";
import { StoreError } from "../error.ts";

/**
 * A backup is the boots' database as it was, with two tables more: the notebook's file in pieces, and what the backup is,
 * with a checksum over the file, in which the checksum's own digits count as zeros.
 */
export const FORMAT = 1n;
export const BACKUP_TABLES = `
CREATE TABLE backup_notebook (position INTEGER NOT NULL PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
CREATE TABLE backup (
  format INTEGER NOT NULL PRIMARY KEY, made_at INTEGER NOT NULL, boots INTEGER NOT NULL, events INTEGER NOT NULL,
  notebook TEXT NOT NULL, nonce TEXT NOT NULL, checksum TEXT NOT NULL) STRICT;`;
const NO_TABLES = "DROP TABLE backup_notebook; DROP TABLE backup;";

/** Rows of the notebook by table; undefined where there was none. */
export type NotebookCounts = Readonly<Record<string, number>>;
export type Manifest = {
  /** Wall time, UTC ns. */
  readonly madeAt: bigint;
  readonly boots: number;
  readonly events: number;
  readonly notebook: NotebookCounts | undefined;
  /** SHA-256, hexadecimal. */
  readonly checksum: string;
};

const ZEROS = "0".repeat(64);
const PIECE = 1 << 20;
/** Bytes hashed in one go. */
const STRETCH = 8 << 20;

type Row = {
  format: bigint;
  made_at: bigint;
  boots: bigint;
  events: bigint;
  notebook: string;
  nonce: string;
  checksum: string;
};

/** Makes a copy of a database a backup, but for its checksum. */
export function addManifest(
  db: Connection,
  facts: Omit<Manifest, "checksum">,
  notebookFile: string | undefined,
): void {
  db.exec(BACKUP_TABLES);
  if (notebookFile !== undefined) addPieces(db, notebookFile);
  db.prepare("INSERT INTO backup VALUES (?, ?, ?, ?, ?, ?, ?)").run(
    FORMAT,
    facts.madeAt,
    BigInt(facts.boots),
    BigInt(facts.events),
    facts.notebook === undefined ? "" : JSON.stringify(facts.notebook),
    randomBytes(16).toString("hex"),
    ZEROS,
  );
}

function addPieces(db: Connection, path: string): void {
  const insert = db.prepare("INSERT INTO backup_notebook VALUES (?, ?)");
  const file = openSync(path, "r");
  try {
    for (let position = 0; ; position++) {
      const piece = Buffer.alloc(PIECE);
      const length = readSync(file, piece, 0, PIECE, position * PIECE);
      if (length === 0) return;
      insert.run(BigInt(position), piece.subarray(0, length));
    }
  } finally {
    closeSync(file);
  }
}

/** Writes the notebook that a backup holds into a file. */
export function takePieces(db: Connection, path: string, mode: number): void {
  const file = openSync(path, "wx", mode);
  try {
    const pieces = db.prepare<[], Buffer>("SELECT bytes FROM backup_notebook ORDER BY position").pluck();
    for (const piece of pieces.iterate()) writeSync(file, piece);
  } finally {
    closeSync(file);
  }
}

export const dropManifest = (db: Connection) => db.exec(NO_TABLES);

const isCounts = (value: unknown): value is NotebookCounts =>
  typeof value === "object" &&
  value !== null &&
  Object.values(value).every((count) => typeof count === "number");

function countsOf(text: string): NotebookCounts | undefined {
  if (text === "") return undefined;
  const counts: unknown = JSON.parse(text);
  if (!isCounts(counts)) throw new SyntaxError("no counts");
  return counts;
}

/** @throws StoreError when the file is no backup, or one of a newer version. */
export function readManifest(db: Connection, path: string): { manifest: Manifest; place: ChecksumPlace } {
  const table = db
    .prepare<[], { root: bigint }>(
      "SELECT rootpage AS root FROM sqlite_schema WHERE type = 'table' AND name = 'backup'",
    )
    .get();
  if (table === undefined)
    throw new StoreError(
      "failed",
      `cannot restore ${path}: it is a database, but no backup. To use it as it is, name it with --db`,
    );
  const row = db.prepare<[], Row>("SELECT * FROM backup").get();
  if (row !== undefined && row.format > FORMAT)
    throw new StoreError("newer", `cannot restore ${path}: a newer version made it; update Hacotaki`);
  try {
    if (row === undefined) throw new SyntaxError("no row");
    const manifest = {
      madeAt: row.made_at,
      boots: Number(row.boots),
      events: Number(row.events),
      notebook: countsOf(row.notebook),
      checksum: row.checksum,
    };
    const pageSize = Number(db.pragma("page_size", { simple: true }));
    const page = (Number(table.root) - 1) * pageSize;
    return { manifest, place: { page, pageSize, text: `${row.nonce}${row.checksum}` } };
  } catch (cause) {
    throw new StoreError("corrupt", `cannot restore ${path}: what it says of itself is damaged`, { cause });
  }
}

/** Where in a file the checksum stands: in the page at this offset, behind its nonce. */
export type ChecksumPlace = { readonly page: number; readonly pageSize: number; readonly text: string };

function offsetOf(file: number, { page, pageSize, text }: ChecksumPlace): number {
  const bytes = Buffer.alloc(pageSize);
  readSync(file, bytes, 0, pageSize, page);
  const at = bytes.indexOf(text, 0, "latin1");
  return at === -1 ? -1 : page + at + text.length - ZEROS.length;
}

/** SHA-256 of a file, the checksum's own digits taken as zeros; in steps that let others run in between. */
export async function checksumOf(
  path: string,
  place: ChecksumPlace,
  onBytes: (done: number, all: number) => void,
): Promise<string> {
  const hash = createHash("sha256");
  const file = openSync(path, "r");
  try {
    const own = offsetOf(file, place);
    const { size } = fstatSync(file);
    const stretch = Buffer.alloc(STRETCH);
    for (let at = 0; at < size; ) {
      const length = readSync(file, stretch, 0, STRETCH, at);
      if (length === 0) break;
      for (
        let digit = Math.max(own, at);
        own >= 0 && digit < Math.min(own + ZEROS.length, at + length);
        digit++
      )
        stretch[digit - at] = 0x30;
      hash.update(stretch.subarray(0, length));
      at += length;
      onBytes(at, size);
      await nextTurn();
    }
  } finally {
    closeSync(file);
  }
  return hash.digest("hex");
}

/** Writes the checksum into its place: SQLite has closed the file. */
export function writeChecksum(path: string, place: ChecksumPlace, checksum: string): void {
  const file = openSync(path, "r+");
  try {
    writeSync(file, checksum, offsetOf(file, place), "latin1");
  } finally {
    closeSync(file);
  }
}
