import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { at, KEPT } from "@hacotaki/layout";

export type Migration = { readonly name: string; readonly sql: string; readonly checksum: string };

/** Who only looks at a database needs the names alone, at each start of a command: a script is read when it is asked for. */
function migrationIn(folder: string, name: string): Migration {
  let read: Buffer | undefined;
  const script = () => (read ??= readFileSync(join(folder, name, "migration.sql")));
  return {
    name,
    get sql() {
      return script().toString("utf8");
    },
    get checksum() {
      return createHash("sha256").update(script()).digest("hex");
    },
  };
}

/** Prisma's layout: a folder for each migration, applied in the order of their names. */
export function readMigrations(folder: string): Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .map((name) => migrationIn(folder, name));
}

export const ownMigrations = () => readMigrations(at(KEPT.migrations));
