import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { at, KEPT } from "@hacotaki/layout";

export type Migration = { readonly name: string; readonly sql: string; readonly checksum: string };

/** Prisma's layout: a folder for each migration, applied in the order of their names. */
export function readMigrations(folder: string): Migration[] {
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, "migration.sql")))
    .sort()
    .map((name) => {
      const script = readFileSync(join(folder, name, "migration.sql"));
      return {
        name,
        sql: script.toString("utf8"),
        checksum: createHash("sha256").update(script).digest("hex"),
      };
    });
}

export const ownMigrations = () => readMigrations(at(KEPT.migrations));
