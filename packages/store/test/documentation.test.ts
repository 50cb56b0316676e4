import { readFileSync } from "node:fs";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { openStore } from "../src/index.ts";
import { temporaryDatabase } from "./folder.ts";

const text = readFileSync(new URL("../../../docs/schema.md", import.meta.url), "utf8");

test("every query that the documentation of the schema shows can be asked, and every table is in it", () => {
  const path = temporaryDatabase();
  openStore(path, { mode: "write" }).close();
  const db = new Database(path, { readonly: true });
  const queries = [...text.matchAll(/```sql\n([^`]+)```/g)].map(([, query]) => query ?? "");
  expect(queries.length).toBeGreaterThan(5);
  for (const query of queries) expect(() => db.prepare(query).all(), query).not.toThrow();
  const tables = db
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .pluck()
    .all();
  for (const table of tables) expect(text).toContain(`\`${table}\``);
  db.close();
});
