import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { openStore, StoreError, type StoreErrorCode } from "../src/index.ts";
import { ownMigrations } from "../src/connection/migrations.ts";
import { openStoreAt } from "../src/open.ts";
import { bootAt, bootIdAt, saveBoots } from "./builder.ts";
import { runChild, startChild } from "./child.ts";
import { temporaryDatabase, temporaryFolder } from "./folder.ts";

const LATER = {
  name: "29990101000000_later",
  sql: "ALTER TABLE host ADD COLUMN later TEXT;",
  checksum: "0".repeat(64),
};
const isRoot = process.getuid?.() === 0;

function fingerprint(path: string) {
  return {
    bytes: createHash("sha256").update(readFileSync(path)).digest("hex"),
    modified: statSync(path, { bigint: true }).mtimeNs,
  };
}

function errorOf(work: () => unknown): StoreError {
  try {
    work();
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  throw new Error("it opened");
}

function withTables(path: string, journal: "DELETE" | "WAL" = "DELETE"): string {
  const db = new Database(path);
  db.pragma(`journal_mode = ${journal}`);
  db.exec("CREATE TABLE a (b); INSERT INTO a VALUES (1)");
  db.close();
  return path;
}

/** A database of another program whose WAL still holds commits, as a crash leaves it. */
function withLeftWal(): string {
  const [path, copy] = [temporaryDatabase(), temporaryDatabase()];
  const db = new Database(path);
  db.pragma("journal_mode = WAL");
  db.exec("CREATE TABLE a (b)");
  for (const suffix of ["", "-wal"]) copyFileSync(`${path}${suffix}`, `${copy}${suffix}`);
  db.close();
  return copy;
}

function own(boots = 200): string {
  const path = temporaryDatabase();
  const store = openStore(path, { mode: "write" });
  saveBoots(
    store,
    Array.from({ length: boots }, (_, n) => bootAt(n)),
  );
  store.checkpoint();
  store.close();
  return path;
}

function atLaterSchema(): string {
  const path = temporaryDatabase();
  openStoreAt(path, "write", [...ownMigrations(), LATER]).close();
  return path;
}

function written(content: string | Buffer): string {
  const path = temporaryDatabase();
  writeFileSync(path, content);
  return path;
}

function cut(bytes: number): string {
  const path = own();
  truncateSync(path, bytes);
  return path;
}

function scribbled(): string {
  const path = own();
  const bytes = readFileSync(path);
  bytes.fill(0xa5, 100, 4_096);
  writeFileSync(path, bytes);
  return path;
}

const cases: [string, StoreErrorCode, () => string][] = [
  ["a text file", "not-a-database", () => written("TIME(s) COMM PID VALUE\n".repeat(300))],
  ["bytes that mean nothing", "not-a-database", () => written(Buffer.alloc(20_000, 0x5a))],
  ["a folder", "not-a-database", () => temporaryFolder()],
  ["another program's database", "foreign", () => withTables(temporaryDatabase())],
  ["another program's database in WAL mode", "foreign", () => withTables(temporaryDatabase(), "WAL")],
  ["another program's database with commits in its WAL", "foreign", () => withLeftWal()],
  ["a database that a newer version has migrated", "newer", atLaterSchema],
  ["a database whose first page is overwritten", "corrupt", scribbled],
  ["a database cut off within a page", "corrupt", () => cut(4_096 * 3 + 17)],
];

describe.each(["write", "read"] as const)("opening to %s", (mode) => {
  test.each(cases)("%s is refused as %s, twice, and never written to", (_, code, make) => {
    const path = make();
    const before = statSync(path).isFile() ? fingerprint(path) : undefined;
    const wal = existsSync(`${path}-wal`) ? readFileSync(`${path}-wal`) : undefined;
    const open = () =>
      mode === "write" ? openStore(path, { mode: "write" }) : openStore(path, { mode: "read" });
    for (const error of [errorOf(open), errorOf(open)]) {
      expect(error.code).toBe(code);
      expect(error.message).toContain(path);
    }
    if (before) expect(fingerprint(path)).toEqual(before);
    if (wal) expect(readFileSync(`${path}-wal`).equals(wal)).toBe(true);
  });

  test("a database that another process holds for itself is refused as locked", async () => {
    const path = own();
    const before = fingerprint(path);
    const holder = startChild("hold", [path, "all"]);
    await holder.says("held");
    const open = () =>
      mode === "write" ? openStore(path, { mode: "write" }) : openStore(path, { mode: "read" });
    expect(errorOf(open).code).toBe("locked");
    expect(fingerprint(path)).toEqual(before);
    holder.process.kill("SIGKILL");
    await holder.ended;
    open().close();
  });
});

describe("opening to read", () => {
  test("a missing or still empty file is not found, and is not made", () => {
    const folder = temporaryFolder();
    const path = join(folder, "none.db");
    expect(errorOf(() => openStore(path, { mode: "read" })).code).toBe("not-found");
    expect(existsSync(path)).toBe(false);
    expect(errorOf(() => openStore(join(folder, "no", "folder.db"), { mode: "read" })).code).toBe(
      "not-found",
    );
    writeFileSync(path, "");
    expect(errorOf(() => openStore(path, { mode: "read" })).code).toBe("not-found");
  });

  test("an older schema is not migrated by a reader", () => {
    const path = own();
    const before = fingerprint(path);
    const error = errorOf(() => openStoreAt(path, "read", [...ownMigrations(), LATER]));
    expect(error.code).toBe("older-read-only");
    expect(fingerprint(path)).toEqual(before);
  });

  test("reading leaves the file as it was", async () => {
    const path = own();
    const before = fingerprint(path);
    const store = openStore(path, { mode: "read" });
    expect((await store.listBoots({ limit: 500 })).boots).toHaveLength(200);
    await store.findBoot(bootIdAt(3));
    store.close();
    expect(fingerprint(path)).toEqual(before);
  });

  test.runIf(isRoot)("needs no right but to read the file: not even to write in its folder", async () => {
    const path = own();
    chmodSync(path, 0o644);
    chmodSync(join(path, ".."), 0o755);
    expect(JSON.parse(await runChild("read", [path], { asNobody: true }))).toEqual({
      boots: 10,
      found: bootIdAt(199),
    });
  });

  test.runIf(isRoot)(
    "also reads past a writer that lives, and says what is missing where it cannot",
    async () => {
      const path = own(3);
      for (const [file, mode] of [
        [path, 0o644],
        [join(path, ".."), 0o755],
      ] as const)
        chmodSync(file, mode);
      const writer = openStore(path, { mode: "write" });
      saveBoots(writer, [bootAt(7)]);
      expect(JSON.parse(await runChild("read", [path], { asNobody: true }))).toEqual({
        boots: 4,
        found: bootIdAt(7),
      });
      chmodSync(path, 0o600);
      expect(JSON.parse(await runChild("read", [path], { asNobody: true }))).toMatchObject({
        code: "failed",
      });
      writer.close();
    },
  );
});

describe("opening to write", () => {
  test("makes folder and file for their group, as a reader beside it needs them", () => {
    const path = join(temporaryFolder(), "var", "hacotaki.db");
    const store = openStore(path, { mode: "write" });
    saveBoots(store, [bootAt(0)]);
    expect(statSync(join(path, "..")).mode & 0o7777).toBe(0o2770);
    for (const suffix of ["", "-wal", "-shm"]) expect(statSync(`${path}${suffix}`).mode & 0o777).toBe(0o660);
    store.close();
  });

  test("goes on with a file whose creation was interrupted", async () => {
    const path = temporaryDatabase();
    const db = new Database(path);
    db.pragma("journal_mode = WAL");
    db.close();
    const store = openStore(path, { mode: "write" });
    saveBoots(store, [bootAt(0)]);
    expect((await store.listBoots({ limit: 5 })).boots).toHaveLength(1);
    store.close();
  });

  test.runIf(isRoot)(
    "a file or folder that cannot be written is refused as read-only, and left alone",
    async () => {
      const path = own();
      const folder = join(path, "..");
      const migrations = new URL("../../../prisma/migrations", import.meta.url).pathname;
      chmodSync(path, 0o644);
      chmodSync(folder, 0o777);
      const before = fingerprint(path);
      expect(await runChild("open", [path, migrations], { asNobody: true })).toContain("read-only");
      chmodSync(path, 0o666);
      chmodSync(folder, 0o755);
      expect(await runChild("open", [path, migrations], { asNobody: true })).toContain("read-only");
      expect(fingerprint(path)).toEqual(before);
      mkdirSync(join(folder, "closed"), { mode: 0o755 });
      const within = join(folder, "closed", "new", "hacotaki.db");
      expect(await runChild("open", [within, migrations], { asNobody: true })).toContain("read-only");
      expect(existsSync(within)).toBe(false);
    },
  );

  test("a write lock that another process keeps is not waited for until it is free", async () => {
    const path = own(1);
    const holder = startChild("hold", [path]);
    await holder.says("held");
    expect(errorOf(() => openStore(path, { mode: "write" })).code).toBe("locked");
    holder.process.kill("SIGKILL");
    await holder.ended;
  });
});
