import { closeSync, existsSync, lstatSync, openSync, realpathSync, renameSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { utcNow } from "@hacotaki/core";
import Database from "better-sqlite3";
import { connectToRead, type Connection } from "../connection/connection.ts";
import { StoreError, storeError } from "../error.ts";
import { inspect } from "../connection/inspect.ts";
import { ownMigrations } from "../connection/migrations.ts";
import { connectForWriting } from "../connection/writable.ts";
import { notebookPath } from "../files/notebook-path.ts";
import { allOf, assertRoom, discard, discardStale, fileError, partOf, sync } from "../files/files.ts";
import {
  addManifest,
  checksumOf,
  readManifest,
  writeChecksum,
  type Manifest,
  type NotebookCounts,
} from "./manifest.ts";
import { finishRestore } from "../files/swap.ts";
import { countersOf, problemsOf, verifyBackup, type OnProgress } from "./verify.ts";

/** Pages copied in one go: some milliseconds, in which nobody is kept from writing. */
const PAGES = 1_000;
const PAGE = 4_096;
const DOING = "back up to";

export type Backup = Manifest & { readonly path: string; readonly bytes: number };
type Options = {
  /** Replaces what is there. */
  readonly force?: boolean;
  readonly onProgress?: OnProgress;
};

const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

function assertFree(file: string, dbPath: string, force: boolean): void {
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found === undefined) {
    if (existsSync(dirname(file))) return;
    throw new StoreError("failed", `cannot ${DOING} ${file}: there is no folder ${dirname(file)}`);
  }
  const isOwn = [dbPath, notebookPath(dbPath)]
    .flatMap(allOf)
    .some((own) => existsSync(own) && existsSync(file) && realpathSync(own) === realpathSync(file));
  if (isOwn)
    throw new StoreError(
      "failed",
      `cannot ${DOING} ${file}: that is a file of the database itself; name another one`,
    );
  if (!found.isFile()) throw new StoreError("failed", `cannot ${DOING} ${file}: that is no file`);
  if (!force)
    throw new StoreError(
      "failed",
      `cannot ${DOING} ${file}: there is one already; add --force to replace it`,
    );
}

/** The state in which a database is at this moment, for as long as the connection is open. */
function hold(path: string): Connection {
  const { connection } = connectToRead(path);
  connection.exec("BEGIN");
  connection.prepare("SELECT count(*) FROM sqlite_schema").get();
  return connection;
}

async function copy(
  from: Connection,
  to: string,
  onBytes: (done: number, all: number) => void,
): Promise<void> {
  closeSync(openSync(to, "wx", 0o600));
  await from.backup(to, {
    progress: ({ totalPages, remainingPages }) => {
      onBytes((totalPages - remainingPages) * PAGE, totalPages * PAGE);
      return PAGES;
    },
  });
}

/** Nothing beside the file: it can be read from a medium that cannot be written. */
function openAlone(path: string): Connection {
  const db = new Database(path);
  db.defaultSafeIntegers(true);
  db.pragma("journal_mode = DELETE");
  db.pragma("synchronous = FULL");
  return db;
}

/** Rows of each of the notebook's tables. */
export function notebookCounts(db: Connection): NotebookCounts {
  const tables = db
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_%' ESCAPE '\\' ORDER BY name",
    )
    .pluck()
    .all();
  return Object.fromEntries(
    tables.map((table) => [table, Number(db.prepare(`SELECT count(*) FROM "${table}"`).pluck().get())]),
  );
}

function countNotebook(path: string): NotebookCounts {
  const db = openAlone(path);
  try {
    const [problem] = problemsOf(db);
    if (problem !== undefined)
      throw new StoreError("corrupt", `the notebook is damaged, and was not backed up: ${problem}`);
    return notebookCounts(db);
  } finally {
    db.close();
  }
}

/** What people keep beside a fleet, whose boots are elsewhere: there is a notebook, and no database. */
const isOfFleet = (dbPath: string) => !existsSync(dbPath) && existsSync(notebookPath(dbPath));

/** A database without a boot, for a backup of what people keep beside a fleet. */
function makeEmpty(file: string): void {
  closeSync(openSync(file, "wx", 0o600));
  connectForWriting(file, ownMigrations()).close();
}

/** Both files in the state of one moment; copies of them are made while others write. */
async function copyBoth(dbPath: string, file: string, onProgress: OnProgress): Promise<string | undefined> {
  const beside = notebookPath(dbPath);
  const notebook = existsSync(beside) ? hold(beside) : undefined;
  try {
    const notebookPart = partOf(file, "notebook");
    if (notebook !== undefined && isOfFleet(dbPath)) {
      await copy(notebook, notebookPart, () => {});
      makeEmpty(partOf(file));
      return notebookPart;
    }
    const boots = hold(dbPath);
    try {
      if (notebook !== undefined) await copy(notebook, notebookPart, () => {});
      await copy(boots, partOf(file), (done, all) => onProgress("copying", done, all));
      return notebook && notebookPart;
    } finally {
      boots.close();
    }
  } finally {
    notebook?.close();
  }
}

async function write(dbPath: string, file: string, onProgress: OnProgress): Promise<void> {
  const part = partOf(file);
  const madeAt = utcNow();
  const notebookPart = await copyBoth(dbPath, file, onProgress);
  const notebook = notebookPart === undefined ? undefined : countNotebook(notebookPart);
  const db = openAlone(part);
  let place: ReturnType<typeof readManifest>["place"];
  try {
    addManifest(db, { madeAt, ...countersOf(db), notebook }, notebookPart);
    ({ place } = readManifest(db, part));
  } finally {
    db.close();
  }
  if (notebookPart !== undefined) discard(notebookPart);
  writeChecksum(part, place, await checksumOf(part, place, (done, all) => onProgress("checksum", done, all)));
}

/**
 * Writes boots and notebook into one file (beside a fleet, the notebook and no boots), as both were at one moment, while others go on writing. The file is verified,
 * synced and then put in its place: there is never half of one under its name.
 * @throws StoreError that says why it cannot be; then nothing was changed.
 */
export async function backUp(dbPath: string, to: string, options: Options = {}): Promise<Backup> {
  const { force = false, onProgress = () => {} } = options;
  const file = resolve(to);
  finishRestore(dbPath);
  const state = inspect(dbPath, ownMigrations());
  if (state.kind !== "ours" && !isOfFleet(dbPath)) throw storeError("not-found", "back up", dbPath);
  assertFree(file, dbPath, force);
  const part = partOf(file);
  try {
    discardStale(file);
    const notebookBytes = sizeOf(notebookPath(dbPath));
    // The notebook lies there twice for a moment.
    assertRoom(DOING, file, sizeOf(dbPath) + sizeOf(`${dbPath}-wal`) + 2 * notebookBytes);
    await write(dbPath, file, onProgress);
    const manifest = await verifyBackup(part, onProgress);
    sync(part);
    // Somebody else may have been as quick.
    assertFree(file, dbPath, force);
    renameSync(part, file);
    sync(dirname(file));
    return { ...manifest, path: file, bytes: sizeOf(file) };
  } catch (error) {
    discard(part, partOf(file, "notebook"));
    throw fileError(error, DOING, file);
  }
}

/** Removes what this process has written so far of a backup to a file: for who ends in the middle. */
export function discardBackup(to: string): void {
  const file = resolve(to);
  discard(partOf(file), partOf(file, "notebook"));
}
