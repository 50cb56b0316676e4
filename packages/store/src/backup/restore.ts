import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { utcNow } from "@hacotaki/core";
import { at, KEPT } from "@hacotaki/layout";
import Database from "better-sqlite3";
import type { Connection } from "../connection/connection.ts";
import { StoreError } from "../error.ts";
import { readMigrations } from "../connection/migrations.ts";
import { acquireWriterLock } from "../connection/lock.ts";
import { notebookPath } from "../files/notebook-path.ts";
import { notebookCounts } from "./backup.ts";
import { assertRoom, discard, fileError, sync } from "../files/files.ts";
import { dropManifest, takePieces, type Manifest } from "./manifest.ts";
import { followJournal, journalPath, RESTORE_LOCK, restoredPart, writeJournal } from "../files/swap.ts";
import { holdAlone, type Held } from "./users.ts";
import {
  assertOwnSchema,
  countersOf,
  damagedBackup,
  problemsOf,
  verifyBackup,
  type OnProgress,
} from "./verify.ts";

const DOING = "restore into";
const STRETCH = 8 << 20;
const MODE = 0o660;

export type Restored = Manifest & {
  readonly path: string;
  /** Under which names the files are kept that were there. */
  readonly aside: readonly string[];
};

/** Whoever owned the file that was there owns the new one; else whoever restores. */
function likeOld(path: string, part: string): void {
  const old = statSync(path, { throwIfNoEntry: false });
  chmodSync(part, old === undefined ? MODE : old.mode & 0o777);
  if (old === undefined) return;
  try {
    chownSync(part, old.uid, old.gid);
  } catch {
    // Of others only root gives files away; the group is the folder's.
  }
}

async function copy(from: string, to: string, onBytes: (done: number, all: number) => void): Promise<void> {
  const source = await open(from, "r");
  const target = openSync(to, "wx", MODE);
  try {
    const { size } = await source.stat();
    const stretch = Buffer.alloc(STRETCH);
    for (let done = 0; ; ) {
      const { bytesRead } = await source.read(stretch, 0, STRETCH, done);
      if (bytesRead === 0) return;
      writeSync(target, stretch, 0, bytesRead);
      done += bytesRead;
      onBytes(done, size);
    }
  } finally {
    closeSync(target);
    await source.close();
  }
}

function opened<Result>(path: string, work: (db: Connection) => Result): Result {
  const db = new Database(path);
  try {
    db.defaultSafeIntegers(true);
    db.pragma("trusted_schema = OFF");
    db.pragma("journal_mode = DELETE");
    db.pragma("synchronous = FULL");
    const result = work(db);
    // As a database is in use: who has it open is noticed.
    db.pragma("journal_mode = WAL");
    return result;
  } finally {
    db.close();
  }
}

function assertSound(db: Connection, from: string): void {
  const [problem] = problemsOf(db);
  if (problem !== undefined) throw damagedBackup(from, problem);
}

/** Makes both files out of the backup, beside their places, and looks at them once more. */
async function unpack(
  from: string,
  dbPath: string,
  manifest: Manifest,
  onProgress: OnProgress,
): Promise<void> {
  const boots = restoredPart(dbPath);
  const notebook = restoredPart(notebookPath(dbPath));
  await copy(from, boots, (done, all) => onProgress("copying", done, all));
  onProgress("checking", 0, 0);
  opened(boots, (db) => {
    if (manifest.notebook !== undefined) takePieces(db, notebook, MODE);
    dropManifest(db);
    db.pragma("incremental_vacuum");
    assertSound(db, from);
    const { boots: count, events } = countersOf(db);
    if (count !== manifest.boots || events !== manifest.events)
      throw damagedBackup(from, "its counts differ");
  });
  if (manifest.notebook !== undefined)
    opened(notebook, (db) => {
      assertOwnSchema(db, from, readMigrations(at(KEPT.notebookMigrations)));
      assertSound(db, from);
      if (JSON.stringify(notebookCounts(db)) !== JSON.stringify(manifest.notebook))
        throw damagedBackup(from, "the counts of its notebook differ");
    });
  for (const path of [dbPath, notebookPath(dbPath)]) {
    if (!existsSync(restoredPart(path))) continue;
    likeOld(path, restoredPart(path));
    sync(restoredPart(path));
  }
}

function prepare(file: string, dbPath: string): void {
  if (file === dbPath)
    throw new StoreError(
      "failed",
      `cannot ${DOING} ${dbPath}: that is the file to restore from; name the database with --db`,
    );
  const folder = dirname(dbPath);
  if (!existsSync(folder)) {
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o2770);
  }
  for (const path of [dbPath, notebookPath(dbPath)])
    if (lstatSync(path, { throwIfNoEntry: false })?.isFile() === false)
      throw new StoreError(
        "failed",
        `cannot ${DOING} ${path}: that is no file; name the database itself, not a link to it`,
      );
}

/** A name that says when, and is free. */
function asideName(dbPath: string): string {
  const at = new Date(Number(utcNow() / 1_000_000n)).toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const isFree = (name: string) =>
    !existsSync(`${dbPath}${name}`) && !existsSync(`${notebookPath(dbPath)}${name}`);
  for (let n = 0; ; n++) {
    const name = `.before-restore-${at}${n === 0 ? "" : `-${n}`}`;
    if (isFree(name)) return name;
  }
}

/** Locks of all who write or read, taken in the same order by everybody. */
function holdAll(dbPath: string): { release(isMoved: boolean): void } {
  const held: Held[] = [];
  const release = (isMoved: boolean) => {
    for (const each of held.reverse()) each.release(isMoved);
  };
  try {
    held.push(acquireWriterLock(dbPath, RESTORE_LOCK));
    held.push(acquireWriterLock(dbPath, "collector"));
    followJournal(dbPath);
    held.push(holdAlone(dbPath), holdAlone(notebookPath(dbPath)));
    return { release };
  } catch (error) {
    release(false);
    throw error;
  }
}

/**
 * Puts boots and notebook of a backup in the place of those that are there, which are kept under other names. The backup
 * is verified first. Refuses while anybody uses the database. Killed at any moment, it leaves all of the old or all of
 * the new: whoever opens the database next finishes what was begun.
 * @throws StoreError that says why it cannot be; then nothing was changed.
 */
export async function restore(
  from: string,
  to: string,
  onProgress: OnProgress = () => {},
): Promise<Restored> {
  const dbPath = resolve(to);
  const file = resolve(from);
  const parts = [restoredPart(dbPath), restoredPart(notebookPath(dbPath))];
  let held: ReturnType<typeof holdAll> | undefined;
  let isMoved = false;
  try {
    prepare(file, dbPath);
    held = holdAll(dbPath);
    const manifest = await verifyBackup(file, onProgress);
    discard(...parts);
    assertRoom(DOING, dbPath, statSync(file).size);
    await unpack(file, dbPath, manifest, onProgress);
    const aside = asideName(dbPath);
    const [hadBoots, hadNotebook] = [existsSync(dbPath), existsSync(notebookPath(dbPath))];
    onProgress("putting", 0, 0);
    writeJournal(dbPath, { aside, hasNotebook: manifest.notebook !== undefined, hadNotebook });
    isMoved = true;
    followJournal(dbPath);
    return {
      ...manifest,
      path: dbPath,
      aside: [
        ...(hadBoots ? [`${dbPath}${aside}`] : []),
        ...(hadNotebook ? [`${notebookPath(dbPath)}${aside}`] : []),
      ],
    };
  } catch (error) {
    if (held !== undefined && !isMoved) for (const part of parts) rmSync(part, { force: true });
    throw fileError(error, DOING, dbPath);
  } finally {
    held?.release(isMoved);
  }
}

/** Removes what this process has written so far: for who ends in the middle. What is meant already stays. */
export function discardRestore(to: string): void {
  const dbPath = resolve(to);
  if (!existsSync(journalPath(dbPath))) discard(restoredPart(dbPath), restoredPart(notebookPath(dbPath)));
}
