import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { decodeWire, encodeWire, spanLabel, type BootId, type Wire } from "@hacotaki/core";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { isLong, size } from "../../../test/long.ts";
import { until } from "../../../test/until.ts";
import { openNotebook, openStore, type StoredBoot } from "../src/index.ts";
import { connectForWriting } from "../src/connection/writable.ts";
import { ownMigrations, type Migration } from "../src/connection/migrations.ts";
import { openStoreAt } from "../src/open.ts";
import { assembled, bootAt, bootIdAt, eventsOfBoot, NOTHING, RECORDING, saveBoots } from "./builder.ts";
import { startChild } from "./child.ts";
import { temporaryDatabase, temporaryFolder } from "./folder.ts";

const migrations = ownMigrations();
const FIXTURES = new URL("fixtures/", import.meta.url);
const fixture = (name: string) => new URL(name, FIXTURES);

/** Rows of every table as INSERTs: what a database of this version holds. */
function dump(path: string): string {
  const db = new Database(path, { readonly: true });
  db.defaultSafeIntegers(true);
  const tables = db
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_prisma%' ORDER BY rowid",
    )
    .pluck()
    .all();
  const lines = tables.flatMap((table) => {
    const columns = db.prepare<[string], string>("SELECT name FROM pragma_table_info(?)").pluck().all(table);
    const row = columns.map((column) => `quote("${column}")`).join(" || ', ' || ");
    return db
      .prepare<[], string>(`SELECT ${row} FROM "${table}"`)
      .pluck()
      .all()
      .map(
        (values) =>
          `INSERT OR REPLACE INTO "${table}" (${columns.map((c) => `"${c}"`).join(", ")}) VALUES (${values});`,
      );
  });
  db.close();
  return `${lines.join("\n")}\n`;
}

/** A database as it was when a migration was the newest: its schema, and rows that were written then. */
function databaseAt(n: number): { path: string; expected: readonly StoredBoot[] } {
  const path = temporaryDatabase();
  connectForWriting(path, migrations.slice(0, n + 1)).close();
  const { name = "" } = migrations[n] ?? {};
  const db = new Database(path);
  db.exec(readFileSync(fixture(`${name}.sql`), "utf8"));
  db.close();
  const expected = JSON.parse(readFileSync(fixture(`${name}.json`), "utf8")) as Wire<readonly StoredBoot[]>;
  return { path, expected: decodeWire<readonly StoredBoot[]>(expected) };
}

/** The rows of today, for the newest migration, once: `HACOTAKI_FIXTURES=write npx vitest run upgrade`. */
async function writeFixture({ name }: Migration): Promise<void> {
  const path = temporaryDatabase();
  const store = openStore(path, { mode: "write" });
  const recording = store.startRecording(RECORDING);
  for (const n of [0, 1]) store.save(assembled(eventsOfBoot(n)), recording);
  store.save(assembled(eventsOfBoot(2).slice(0, 9)), recording);
  const { boots } = await store.listBoots({ limit: 10 });
  const found = await Promise.all(boots.map(({ id }) => store.findBoot(id)));
  store.close();
  mkdirSync(FIXTURES, { recursive: true });
  writeFileSync(fixture(`${name}.sql`), dump(path));
  writeFileSync(fixture(`${name}.json`), `${JSON.stringify(JSON.parse(encodeWire(found)), undefined, 1)}\n`);
}

describe("a database of every earlier version", () => {
  test.each(migrations.map(({ name }, n) => [name, n] as const))(
    "%s opens, and gives back its boots",
    async (_, n) => {
      const newest = migrations.at(-1);
      if (process.env["HACOTAKI_FIXTURES"] === "write" && newest) await writeFixture(newest);
      const { path, expected } = databaseAt(n);
      const store = openStore(path, { mode: "write" });
      const { boots } = await store.listBoots({ limit: 100 });
      expect(boots.map(({ id }) => id)).toEqual(expected.map(({ boot }) => boot.id));
      for (const one of expected) {
        const found = await store.findBoot(one.boot.id);
        expect(found?.boot).toEqual(one.boot);
        expect((await store.eventsOf(one.boot.id))?.events.length).toBeGreaterThan(8);
      }
      saveBoots(store, [bootAt(50)]);
      expect((await store.findBoot(bootIdAt(50)))?.boot).toStrictEqual(bootAt(50));
      store.close();
    },
  );

  test("every migration has its fixture", () => {
    expect(readdirSync(FIXTURES).sort()).toEqual(
      migrations.flatMap(({ name }) => [`${name}.json`, `${name}.sql`]),
    );
  });
});

test("a database of 0.1.0 is brought up to date, with its notebook", async () => {
  const path = temporaryDatabase();
  const child = startChild("release-0.1.0", [path]);
  expect(await child.ended).toBe(0);
  const id = child.output().trim();
  expect(() => openStore(path, { mode: "read" })).toThrow(
    expect.objectContaining({ code: "older-read-only" }),
  );
  const store = openStore(path, { mode: "write" });
  expect((await store.facts()).schemaVersion).toBe(migrations.at(-1)?.name);
  const { boots } = await store.listBoots({ limit: 10 });
  expect(boots).toHaveLength(3);
  expect(boots.map((boot) => boot.id)).toContain(id);
  for (const boot of boots) expect((await store.eventsOf(boot.id))?.events.length).toBeGreaterThan(8);
  store.close();
  expect(readdirSync(dirname(path)).some((name) => name.startsWith("hacotaki.db.before-"))).toBe(true);
  const notebook = openNotebook(path);
  expect(notebook.baselines()).toMatchObject([
    { name: "good", of: { kind: "boot", id } },
    { name: "webs", of: { kind: "group" } },
  ]);
  expect(notebook.pins().map((pin) => pin.bootId)).toEqual([id]);
  notebook.close();
});

test("boots of before keep how many mounts their events tell of, as far as it is a number", async () => {
  const before = migrations.findIndex(({ name }) => name === "20261129010000_mounts_of_boots") - 1;
  const { path, expected } = databaseAt(before);
  const [counted, other, none] = expected.map(({ boot }) => boot);
  const db = new Database(path);
  const tell = db.prepare(
    `INSERT INTO phase_event (run_key, boot_key, at, seq, kind, tgid, name, text)
     SELECT run_key, key, start_at + ?, 0, 'fact', container_tgid, 'mounts', ? FROM boot WHERE id = ?`,
  );
  tell.run(1, "27", counted?.id);
  tell.run(2, "28", counted?.id);
  tell.run(1, "a few", other?.id);
  db.close();
  const store = openStore(path, { mode: "write" });
  const mounts = async (boot = counted) => (await store.findBoot(boot?.id ?? bootIdAt(0)))?.boot.mounts;
  expect([await mounts(counted), await mounts(other), await mounts(none)]).toEqual([
    27,
    undefined,
    undefined,
  ]);
  store.close();
});

test("a failed span of before is labelled by what ran in it, and told as cut short", async () => {
  const before = migrations.findIndex(({ name }) => name === "20261129020000_labels_of_failed_spans") - 1;
  const { path, expected } = databaseAt(before);
  const { boot } = expected[0] ?? {};
  const db = new Database(path);
  db.exec(`INSERT INTO span_kind (key, slug, label, "group", lane, on_path, "from", "to")
    VALUES (900, 'pivot-root', 'pivot_root, until exit', 'unattributed', 'container', 1, 'A', 'exit')`);
  db.prepare(
    `INSERT INTO span (boot_key, position, slug, state, start_at, duration, kind_key)
     SELECT key, 900, 'pivot-root', 'failed', start_at, 5, 900 FROM boot WHERE id = ?`,
  ).run(boot?.id);
  db.close();
  const store = openStore(path, { mode: "write" });
  const span = (await store.findBoot(boot?.id ?? bootIdAt(0)))?.boot.spans.at(-1);
  expect(span).toMatchObject({ label: "pivot_root", state: "failed", to: "exit" });
  expect(span && spanLabel(span)).toBe("pivot_root, until exit");
  store.close();
});

test("events that an earlier version stored are packed in passing, the same before and after, and when more come", async () => {
  const { path, expected } = databaseAt(0);
  const store = openStore(path, { mode: "write" });
  const runs = () => store.runsAfter(undefined, 100).map(({ events }) => events);
  const read = async () =>
    Promise.all(
      expected.map(async ({ boot: { id } }) => [await store.eventsOf(id), await store.countEvents(id)]),
    );
  const before = { runs: runs(), read: await read(), facts: await store.facts() };
  const rows = () => {
    const db = new Database(path);
    const found = db.prepare("SELECT count(*) FROM phase_event").pluck().get() as number;
    db.close();
    return found;
  };
  expect(rows()).toBe(before.facts.events);
  const [first] = store.runsAfter(undefined, 1);
  if (first === undefined) throw new Error("a database of before has runs");
  const [event] = first.events;
  if (event === undefined) throw new Error("a run has events");
  // Stored already: the run is packed, and nothing is added.
  store.save({ ...NOTHING, events: [{ runId: first.runId, event }] }, first.recording);
  expect(rows()).toBe(before.facts.events - first.events.length);
  expect({ ...before, runs: runs(), read: await read() }).toEqual(before);
  const { revision } = await store.facts();
  while (store.compact(0n));
  expect(rows()).toBe(0);
  const db = new Database(path);
  expect(
    db.prepare("SELECT (SELECT count(*) FROM span_row), (SELECT count(*) FROM process_row)").raw().get(),
  ).toEqual([0, 0]);
  db.close();
  for (const { boot } of expected) expect((await store.findBoot(boot.id))?.boot).toEqual(boot);
  expect((await store.facts()).revision).toBe(revision);
  expect({ runs: runs(), read: await read() }).toEqual({ runs: before.runs, read: before.read });
  expect((await store.facts()).events).toBe(before.facts.events);
  store.close();
});

const LATER: Migration = {
  name: "29990101000000_later",
  sql: "ALTER TABLE host ADD COLUMN later TEXT; UPDATE host SET later = 'yes';",
  checksum: "0".repeat(64),
};

describe("migrating", () => {
  test("keeps a copy of the database as it was, and changes nothing when there is nothing to do", async () => {
    const path = temporaryDatabase();
    const store = openStore(path, { mode: "write" });
    saveBoots(store, [bootAt(0)]);
    store.close();
    openStore(path, { mode: "write" }).close();
    expect(readdirSync(dirname(path))).toEqual(["hacotaki.db"]);
    const later = openStoreAt(path, "write", [...migrations, LATER]);
    expect((await later.facts()).schemaVersion).toBe(LATER.name);
    expect((await later.findBoot(bootIdAt(0)))?.boot).toStrictEqual(bootAt(0));
    later.close();
    const backup = openStore(`${path}.before-${LATER.name}`, { mode: "read" });
    expect((await backup.findBoot(bootIdAt(0)))?.boot).toStrictEqual(bootAt(0));
    backup.close();
  });

  test("that fails leaves the old schema, and says so", async () => {
    const path = temporaryDatabase();
    openStore(path, { mode: "write" }).close();
    const broken = { ...LATER, sql: `${LATER.sql} INSERT INTO no_such_table VALUES (1);` };
    expect(() => openStoreAt(path, "write", [...migrations, broken])).toThrow(
      expect.objectContaining({ name: "StoreError", code: "failed" }),
    );
    const store = openStore(path, { mode: "write" });
    expect((await store.facts()).schemaVersion).toBe(migrations.at(-1)?.name);
    store.close();
  });

  /** Bytes beside the database: its backup, and what an upgrade has written so far. */
  const written = (path: string) =>
    readdirSync(dirname(path))
      .filter((name) => name !== basename(path))
      .reduce(
        (sum, name) => sum + (statSync(join(dirname(path), name), { throwIfNoEntry: false })?.size ?? 0),
        0,
      );
  const STEP = 4_000_000;

  test("killed at any moment leaves the old schema or the new one, never a mixture", async () => {
    const folder = temporaryFolder();
    const slow = `CREATE TABLE later (a INTEGER NOT NULL, b TEXT NOT NULL) STRICT;
      INSERT INTO later WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)
        SELECT i, hex(i) || 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' FROM n;
      CREATE INDEX later_b ON later (b);`;
    for (const { name, sql } of [...migrations, { ...LATER, sql: slow }]) {
      mkdirSync(join(folder, name), { recursive: true });
      writeFileSync(join(folder, name, "migration.sql"), sql);
    }
    const ends = { old: 0, new: 0 };
    for (let round = 0; round < 12; round += size(3, 1)) {
      const path = temporaryDatabase();
      const store = openStore(path, { mode: "write" });
      store.save({ ...NOTHING, boots: [bootAt(0)] }, store.startRecording(RECORDING));
      store.close();
      const child = startChild("open", [path, folder]);
      await child.says("opening");
      await until(() => written(path) >= round * STEP || child.output().includes("opened"), "it to get on");
      child.process.kill("SIGKILL");
      await child.ended;
      const db = new Database(path);
      expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
      const rows = db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'later'").pluck().get()
        ? db.prepare("SELECT count(*) FROM later").pluck().get()
        : undefined;
      const recorded = db
        .prepare("SELECT count(*) FROM _prisma_migrations WHERE migration_name = ?")
        .pluck()
        .get(LATER.name);
      db.close();
      expect([rows, recorded]).toEqual(recorded === 1 ? [300_000, 1] : [undefined, 0]);
      ends[recorded === 1 ? "new" : "old"]++;
      if (recorded === 0) {
        const again = openStore(path, { mode: "write" });
        expect((await again.findBoot(bootIdAt(0) as BootId))?.boot).toStrictEqual(bootAt(0));
        again.close();
      } else {
        expect(existsSync(`${path}.before-${LATER.name}`)).toBe(true);
      }
    }
    expect(ends.old).toBeGreaterThan(0);
  });

  /** From the first and the last but one all that an upgrade does is passed. */
  const earlier = migrations.slice(0, -1).map(({ name }, n) => [name, n] as const);
  test.each(isLong ? earlier : [...earlier.slice(0, 1), ...earlier.slice(-1)])(
    "from %s, killed at any moment and begun again, gives the boots of before in the newest schema",
    async (_, n) => {
      const folder = temporaryFolder();
      for (const { name, sql } of migrations) {
        mkdirSync(join(folder, name), { recursive: true });
        writeFileSync(join(folder, name, "migration.sql"), sql);
      }
      for (const bytes of [1, 60_000, 250_000]) {
        const { path, expected } = databaseAt(n);
        const child = startChild("open", [path, folder]);
        await child.says("opening");
        await until(() => written(path) >= bytes || child.output().includes("opened"), "it to get on");
        child.process.kill("SIGKILL");
        await child.ended;
        const store = openStore(path, { mode: "write" });
        expect((await store.facts()).schemaVersion).toBe(migrations.at(-1)?.name);
        for (const { boot } of expected) expect((await store.findBoot(boot.id))?.boot).toEqual(boot);
        store.close();
        const db = new Database(path);
        expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
        expect(db.pragma("foreign_key_check")).toEqual([]);
        db.close();
      }
    },
  );
});
