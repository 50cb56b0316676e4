import { readFileSync } from "node:fs";
import Database from "better-sqlite3";
import { validate } from "@prisma/prisma-schema-wasm";
import { describe, expect, test } from "vitest";
import { openStore } from "../src/index.ts";
import { ownMigrations } from "../src/connection/migrations.ts";
import { temporaryDatabase } from "./folder.ts";
import { deploy, diagnose, difference } from "./prisma-engine.ts";

const schema = readFileSync(new URL("../../../prisma/schema.prisma", import.meta.url), "utf8");
/** STRICT tables have one word for an integer of any size; Prisma's for that word is Int. */
const asStrictTablesSay = (text: string) => text.replaceAll("BigInt", "Int   ");
const migrations = ownMigrations();
const last = migrations.at(-1);
const extended = (sql: string) => [
  ...migrations.slice(0, -1),
  ...(last ? [{ ...last, sql: `${last.sql}\n${sql}` }] : []),
];

describe("schema.prisma and the migrations", () => {
  test("the schema is one that Prisma accepts", () => {
    expect(() => validate(JSON.stringify({ prismaSchema: [["schema.prisma", schema]] }))).not.toThrow();
  });

  test("agree, by Prisma's own diff", async () => {
    expect(await difference(migrations, asStrictTablesSay(schema))).toBeUndefined();
  });

  test("a column that only the schema has is found", async () => {
    const more = schema.replace("model host {", "model host {\n  extra String?");
    expect(await difference(migrations, asStrictTablesSay(more))).toContain("extra");
  });

  test("a column that only the migrations have is found", async () => {
    const more = extended(`ALTER TABLE "host" ADD COLUMN "extra" TEXT;`);
    expect(await difference(more, asStrictTablesSay(schema))).toContain("Redefined table `host`");
  });

  test("an index that only one side has is found", async () => {
    const more = extended(`CREATE INDEX "host_name_idx" ON "host"("name");`);
    expect(await difference(more, asStrictTablesSay(schema))).toContain("host");
  });

  test("every table is STRICT", () => {
    const db = new Database(":memory:");
    for (const { sql } of migrations) db.exec(sql);
    const loose = db
      .prepare(
        "SELECT name FROM pragma_table_list WHERE strict = 0 AND type = 'table' AND name NOT LIKE 'sqlite_%'",
      )
      .all();
    expect(loose).toEqual([]);
  });
});

describe("Prisma's engine and the store", () => {
  test("Prisma finds nothing to deploy or to mend in a database the store has made", async () => {
    const path = temporaryDatabase();
    openStore(path, { mode: "write" }).close();
    expect(await deploy(path, migrations, schema)).toEqual([]);
    expect(await diagnose(path, migrations, schema)).toMatchObject({
      editedMigrationNames: [],
      failedMigrationNames: [],
      hasMigrationsTable: true,
      history: null,
    });
  });

  test("the store writes the records that Prisma writes", async () => {
    const [ours, theirs] = [temporaryDatabase(), temporaryDatabase()];
    openStore(ours, { mode: "write" }).close();
    await deploy(theirs, migrations, schema);
    const records = (path: string) => {
      const db = new Database(path);
      const ddl = db.prepare("SELECT sql FROM sqlite_schema WHERE name = '_prisma_migrations'").pluck().get();
      const rows = db
        .prepare(
          `SELECT length(id) AS id, checksum, typeof(finished_at) AS finished_at, migration_name, logs, rolled_back_at,
             typeof(started_at) AS started_at, abs(finished_at - strftime('%s') * 1000) < 60000 AS recent,
             applied_steps_count FROM _prisma_migrations`,
        )
        .all();
      db.close();
      return { ddl: String(ddl).replaceAll(/\s+/g, " "), rows };
    };
    expect(records(ours)).toEqual(records(theirs));
  });

  test("the store opens a database that Prisma has made", async () => {
    const path = temporaryDatabase();
    await deploy(path, migrations, schema);
    const store = openStore(path, { mode: "write" });
    expect(await store.facts()).toMatchObject({ schemaVersion: last?.name, boots: 0 });
    store.close();
  });
});
