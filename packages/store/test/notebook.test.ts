import { readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { validate } from "@prisma/prisma-schema-wasm";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import type { Baseline, BootId } from "@hacotaki/core";
import { notebookPath, openNotebook, openStore } from "../src/index.ts";
import { readMigrations } from "../src/migrations.ts";
import { temporaryDatabase } from "./folder.ts";
import { difference } from "./prisma-engine.ts";

const schema = readFileSync(new URL("../../../prisma/notebook/schema.prisma", import.meta.url), "utf8");
const migrations = readMigrations(
  fileURLToPath(new URL("../../../prisma/notebook/migrations", import.meta.url)),
);

const ID = "0b38m07hpcwsjbpf" as BootId;
const boot: Baseline = { name: "fast one", of: { kind: "boot", id: ID }, savedAt: 5n };
const group: Baseline = {
  name: "before the upgrade",
  note: "kernel 6.1",
  of: { kind: "group", filter: { container: "a&b=c", outcomes: ["up"], until: 1_700_000_000_123_456_789n } },
  savedAt: 1_700_000_000_000_000_001n,
};

test("the notebook's schema and its migrations agree, by Prisma's own diff", async () => {
  expect(() => validate(JSON.stringify({ prismaSchema: [["schema.prisma", schema]] }))).not.toThrow();
  expect(await difference(migrations, schema.replaceAll("BigInt", "Int   "))).toBeUndefined();
});

test("what is kept is there again after opening anew, every nanosecond of it", () => {
  const path = temporaryDatabase();
  const first = openNotebook(path);
  expect([first.saveBaseline(boot), first.saveBaseline(group)]).toEqual([true, true]);
  first.close();
  const again = openNotebook(path);
  expect(again.baselines()).toEqual([group, boot]);
  expect(again.findBaseline("fast one")).toEqual(boot);
  expect(again.findBaseline("none")).toBeUndefined();
  again.close();
});

test("a name that is taken stays what it is until it is replaced, and is free again once removed", () => {
  const notebook = openNotebook(temporaryDatabase());
  notebook.saveBaseline(boot);
  const other = { ...group, name: boot.name };
  expect(notebook.saveBaseline(other)).toBe(false);
  expect(notebook.findBaseline(boot.name)).toEqual(boot);
  expect(notebook.saveBaseline(other, { replace: true })).toBe(true);
  expect(notebook.findBaseline(boot.name)).toEqual(other);
  expect([notebook.removeBaseline(boot.name), notebook.removeBaseline(boot.name)]).toEqual([true, false]);
  notebook.close();
});

test("the notebook lies beside the database, for owner and group alone, and neither is taken for the other", () => {
  const path = temporaryDatabase();
  openStore(path, { mode: "write" }).close();
  openNotebook(path).close();
  expect(notebookPath("/srv/hacotaki.db")).toBe("/srv/hacotaki.notebook.db");
  expect(statSync(notebookPath(path)).mode & 0o777).toBe(0o660);
  expect(() => openStore(notebookPath(path), { mode: "read" })).toThrow(/another program/);
});

test("a file of another program at its place is not touched", () => {
  const path = temporaryDatabase();
  new Database(notebookPath(path)).exec("CREATE TABLE song (title TEXT) STRICT").close();
  expect(() => openNotebook(path)).toThrow(/another program/);
});
