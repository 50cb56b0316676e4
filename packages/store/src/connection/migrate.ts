import { randomUUID } from "node:crypto";
import { chmodSync, renameSync, rmSync } from "node:fs";
import type { Connection } from "./connection.ts";
import { appliedMigrations } from "./inspect.ts";
import type { Migration } from "./migrations.ts";

/** As Prisma's schema engine creates it on SQLite. */
const RECORDS = `
CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
);`;

/** Script and record in one transaction: whatever happens, the schema is the old one or the new one. */
function apply(connection: Connection, { name, sql, checksum }: Migration): void {
  connection
    .transaction(() => {
      connection.exec(RECORDS);
      // Another process may have migrated while this one waited for the lock.
      if (appliedMigrations(connection).some((applied) => applied.name === name)) return;
      const started = BigInt(Date.now());
      connection.exec(sql);
      connection
        .prepare(
          `INSERT INTO _prisma_migrations
           (id, checksum, finished_at, migration_name, logs, rolled_back_at, started_at, applied_steps_count)
           VALUES (?, ?, ?, ?, NULL, NULL, ?, 1)`,
        )
        .run(randomUUID(), checksum, BigInt(Date.now()), name, started);
    })
    .immediate();
}

/** A copy of the whole database as it was, beside it. A half-made one never has the final name. */
function backUp(connection: Connection, path: string, migration: Migration): void {
  const backup = `${path}.before-${migration.name}`;
  const unfinished = `${backup}.part`;
  rmSync(unfinished, { force: true });
  connection.prepare("VACUUM INTO ?").run(unfinished);
  chmodSync(unfinished, 0o660);
  renameSync(unfinished, backup);
}

export function migrate(
  connection: Connection,
  path: string,
  pending: readonly Migration[],
  isNew: boolean,
): void {
  const [first] = pending;
  if (first === undefined) return;
  if (!isNew) backUp(connection, path, first);
  for (const migration of pending) apply(connection, migration);
}
