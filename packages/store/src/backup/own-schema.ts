import Database from "better-sqlite3";
import type { Connection } from "../connection/connection.ts";
import { appliedMigrations } from "../connection/inspect.ts";
import type { Migration } from "../connection/migrations.ts";

type Part = { readonly type: string; readonly name: string; readonly sql: string | null };

const keyOf = ({ type, name }: Part) => `${type} ${name}`;
/** SQLite's own: statistics, and indexes that constraints make. What only calls itself so has a text, or acts. */
const isSqlites = ({ type, name, sql }: Part) =>
  name.startsWith("sqlite_") && (type === "table" || (type === "index" && sql === null));
/** Reads nothing until somebody asks it by name, which nothing of ours does. */
const isInert = ({ type }: Part) => type === "view";
/** Prisma's own engine may have made it. */
const isRecords = ({ type, name }: Part) => type === "table" && name === "_prisma_migrations";

const partsOf = (db: Connection) =>
  db
    .prepare<[], Part>("SELECT type, name, sql FROM sqlite_schema")
    .all()
    .filter((part) => !isSqlites(part) && !isRecords(part));

/** What the schema is made of where these migrations were applied, and nothing else happened. */
function expectedParts(migrations: readonly Migration[], more: string): ReadonlyMap<string, Part> {
  const db = new Database(":memory:");
  try {
    for (const { sql } of migrations) db.exec(sql);
    db.exec(more);
    return new Map(partsOf(db).map((part) => [keyOf(part), part]));
  } finally {
    db.close();
  }
}

/**
 * What in a database's schema is not as our migrations made it, in words: a trigger that would run at each write, a
 * table that is a view which never ends, or columns of other types. Undefined where all is ours. Reads the schema alone.
 */
export function foreignPart(db: Connection, migrations: readonly Migration[], more = ""): string | undefined {
  const applied = new Set(appliedMigrations(db).map(({ name }) => name));
  const missing = new Map(
    expectedParts(
      migrations.filter(({ name }) => applied.has(name)),
      more,
    ),
  );
  for (const part of partsOf(db)) {
    const own = missing.get(keyOf(part));
    missing.delete(keyOf(part));
    if (own === undefined && !isInert(part)) return `it has a ${part.type} that is not ours: ${part.name}`;
    if (own !== undefined && own.sql !== part.sql) return `its ${part.type} ${part.name} is not as ours`;
  }
  const [lost] = missing.values();
  return lost && `its ${lost.type} ${lost.name} is missing`;
}
