import { setImmediate as nextTurn } from "node:timers/promises";
import { connectToRead, type Connection } from "../connection/connection.ts";
import { StoreError } from "../error.ts";
import { inspect } from "../connection/inspect.ts";
import { ownMigrations, type Migration } from "../connection/migrations.ts";
import { BACKUP_TABLES, checksumOf, readManifest, type Manifest } from "./manifest.ts";
import { foreignPart } from "./own-schema.ts";
import { fileError } from "../files/files.ts";

export type BackupPhase = "copying" | "checksum" | "checking" | "putting";
/** Long work tells how far it is: bytes, or 0 of 0 where nobody knows. */
export type OnProgress = (phase: BackupPhase, done: number, all: number) => void;

/** What SQLite finds wrong with a file, in its words; empty when it is sound. */
export const problemsOf = (db: Connection): readonly string[] =>
  db
    .prepare<[], string>("PRAGMA quick_check(10)")
    .pluck()
    .all()
    .filter((line) => line !== "ok");

export const countersOf = (db: Connection) => {
  const counter = db.prepare<[string], bigint>("SELECT value FROM counter WHERE name = ?").pluck();
  return { boots: Number(counter.get("boots") ?? 0n), events: Number(counter.get("events") ?? 0n) };
};
const countOf = (db: Connection) => Number(db.prepare("SELECT count(*) FROM boot").pluck().get());

export const damagedBackup = (path: string, what: string) =>
  new StoreError("corrupt", `cannot restore ${path}: the backup is damaged (${what}); use another one`);

/**
 * Whoever made a file may have put triggers into it, which would run in each of our transactions from then on.
 * @throws StoreError
 */
export function assertOwnSchema(
  db: Connection,
  path: string,
  migrations: readonly Migration[],
  more?: string,
): void {
  const part = foreignPart(db, migrations, more);
  if (part === undefined) return;
  throw new StoreError(
    "foreign",
    `cannot restore ${path}: ${part}. A backup holds what Hacotaki made and nothing else: remove what was added to the database, then back it up anew`,
  );
}

/**
 * Reads a backup from end to end: its checksum, its schema, SQLite's own check, and that it holds as many boots as it says.
 * @throws StoreError that says what is wrong.
 */
export async function verifyBackup(path: string, onProgress: OnProgress = () => {}): Promise<Manifest> {
  const state = inspect(path, ownMigrations());
  if (state.kind !== "ours")
    throw new StoreError("not-found", `cannot restore ${path}: there is no such backup`);
  const { connection } = connectToRead(path);
  try {
    const { manifest, place } = readManifest(connection, path);
    assertOwnSchema(connection, path, ownMigrations(), BACKUP_TABLES);
    const found = await checksumOf(path, place, (done, all) => onProgress("checksum", done, all));
    if (found !== manifest.checksum)
      throw damagedBackup(path, `its checksum is ${found}, and should be ${manifest.checksum}`);
    onProgress("checking", 0, 0);
    await nextTurn();
    const [problem] = problemsOf(connection);
    if (problem !== undefined) throw damagedBackup(path, problem);
    const boots = countOf(connection);
    if (boots !== manifest.boots)
      throw damagedBackup(path, `it holds ${boots} boots, and should hold ${manifest.boots}`);
    return manifest;
  } catch (error) {
    throw fileError(error, "read", path);
  } finally {
    connection.close();
  }
}
