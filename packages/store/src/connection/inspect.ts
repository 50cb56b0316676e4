import { accessSync, constants, statSync } from "node:fs";
import { connectToRead, type Connection } from "./connection.ts";
import { StoreError, storeError, translated } from "../error.ts";
import type { Migration } from "./migrations.ts";

/** Tells whether an application id, as a database carries it, is the expected one. */
export type Owner = (applicationId: unknown) => boolean;
export const ownedBy =
  (expected: bigint): Owner =>
  (applicationId) =>
    applicationId === expected;
/** "haco" in ASCII; set by the first migration. */
const isStore = ownedBy(0x68_61_63_6fn);

/** What a file is, found out without writing to it. */
export type FileState =
  | { readonly kind: "missing" }
  /** No tables yet: a new file, or one whose creation was interrupted. */
  | { readonly kind: "empty" }
  | { readonly kind: "ours"; readonly pending: readonly Migration[] };

type Applied = { readonly name: string; readonly isFinished: boolean };

export function appliedMigrations(connection: Connection): Applied[] {
  const exists = connection
    .prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = '_prisma_migrations'")
    .get();
  if (exists === undefined) return [];
  return connection
    .prepare<[], { name: string; finished: bigint }>(
      `SELECT migration_name AS name, finished_at IS NOT NULL AS finished FROM _prisma_migrations
       WHERE rolled_back_at IS NULL ORDER BY started_at`,
    )
    .all()
    .map(({ name, finished }) => ({ name, isFinished: finished === 1n }));
}

function stateOf(
  connection: Connection,
  path: string,
  migrations: readonly Migration[],
  isOwn: Owner,
): FileState {
  const applicationId = connection.pragma("application_id", { simple: true });
  if (!isOwn(applicationId)) {
    const tables = connection
      .prepare("SELECT count(*) FROM sqlite_schema WHERE tbl_name <> '_prisma_migrations'")
      .pluck()
      .get();
    if (applicationId === 0n && tables === 0n) return { kind: "empty" };
    throw storeError("foreign", "open", path);
  }
  const applied = appliedMigrations(connection);
  const own = new Set(migrations.map(({ name }) => name));
  const unknown = applied.find(({ name }) => !own.has(name));
  if (unknown)
    throw storeError("newer", `open (migration ${unknown.name} is not known to this version)`, path);
  const unfinished = applied.find(({ isFinished }) => !isFinished);
  if (unfinished)
    throw storeError("failed", `open (Prisma left migration ${unfinished.name} unfinished)`, path);
  const done = new Set(applied.map(({ name }) => name));
  return { kind: "ours", pending: migrations.filter(({ name }) => !done.has(name)) };
}

/**
 * What the file system alone can tell; undefined where SQLite has to look. The file is never opened here: closing it
 * again would drop the locks that SQLite holds on it for this process.
 */
function stateOfFile(path: string): FileState | undefined {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return { kind: "missing" };
    if (!stat.isFile()) throw storeError("not-a-database", "open", path);
    if (stat.size === 0) return { kind: "empty" };
    accessSync(path, constants.R_OK);
    return undefined;
  } catch (cause) {
    if (cause instanceof StoreError) throw cause;
    const message = `cannot open ${path}: this user must be able to read it and to enter its folder`;
    throw new StoreError("failed", message, { cause });
  }
}

/** Says what is at a path, or throws why it can be no database of ours. */
export function inspect(path: string, migrations: readonly Migration[], isOwn = isStore): FileState {
  const state = stateOfFile(path);
  if (state !== undefined) return state;
  let connection: Connection | undefined;
  try {
    ({ connection } = connectToRead(path));
    return stateOf(connection, path, migrations, isOwn);
  } catch (error) {
    throw translated(error, "open", path);
  } finally {
    connection?.close();
  }
}
