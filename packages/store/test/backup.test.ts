import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { BootId } from "@hacotaki/core";
import Database from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";
import { checksumOf, readManifest, writeChecksum } from "../src/backup/manifest.ts";
import { movesOf, restoredPart, writeJournal } from "../src/files/swap.ts";
import {
  acquireWriterLock,
  backUp,
  notebookPath,
  openNotebook,
  openStore,
  restore,
  StoreError,
  verifyBackup,
} from "../src/index.ts";
import { assembled, eventsOfBoot, RECORDING } from "./builder.ts";
import { runChild, startChild } from "./child.ts";
import { temporaryDatabase, temporaryFolder } from "./folder.ts";

const isRoot = process.getuid?.() === 0;

const made = new Map<string, readonly [Buffer, Buffer]>();

/** So many boots, and a note and a pin that say which database it is. */
function filled(boots: number, word = "old", path = temporaryDatabase()): string {
  const key = `${boots} ${word}`;
  const files = made.get(key) ?? makeFiles(boots, word);
  made.set(key, files);
  for (const [n, name] of [path, notebookPath(path)].entries()) {
    writeFileSync(name, files[n] ?? "");
    chmodSync(name, 0o660);
  }
  return path;
}

function makeFiles(boots: number, word: string): readonly [Buffer, Buffer] {
  const path = temporaryDatabase();
  const store = openStore(path, { mode: "write" });
  const recording = store.startRecording(RECORDING);
  for (let n = 0; n < boots; n++) store.save(assembled(eventsOfBoot(n)), recording);
  store.close();
  const notebook = openNotebook(path);
  notebook.pin(word as BootId, 1n);
  notebook.addNote({ bootId: word as BootId, text: word, writtenAt: 1n });
  notebook.close();
  return [readFileSync(path), readFileSync(notebookPath(path))];
}

/** How many boots there are, and whose notebook it is. */
async function stateOf(path: string): Promise<readonly [number, string | undefined]> {
  const store = openStore(path, { mode: "read" });
  const notebook = openNotebook(path);
  try {
    return [(await store.facts()).boots, notebook.pins()[0]?.bootId];
  } finally {
    store.close();
    notebook.close();
  }
}
const integrity = (path: string) => {
  const db = new Database(path, { readonly: true });
  try {
    return db.pragma("integrity_check", { simple: true });
  } finally {
    db.close();
  }
};
async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof StoreError)) throw new Error(`no StoreError: ${String(error)}`);
  return `${error.code}: ${error.message}`;
}
const backupOf = async (path: string) => {
  const file = join(temporaryFolder(), "backup.db");
  await backUp(path, file);
  return file;
};

describe("a backup", () => {
  test("is one file of mode 0600 that holds boots and notebook, says so, and reads like a database", async () => {
    const path = filled(5);
    const file = join(temporaryFolder(), "backup.db");
    const made = await backUp(path, file);
    expect(made).toMatchObject({
      boots: 5,
      events: 5 * eventsOfBoot(0).length,
      notebook: { pin: 1, note: 1 },
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(dirname(file))).toEqual(["backup.db"]);
    expect(await verifyBackup(file)).toMatchObject({ boots: 5, checksum: made.checksum });
    const store = openStore(file, { mode: "read" });
    expect((await store.facts()).boots).toBe(5);
    store.close();
    expect(integrity(file)).toBe("ok");
  });

  test("is of one moment, whatever is written meanwhile", async () => {
    const path = filled(100);
    const writer = startChild("write", [path, "1000"]);
    await writer.says("\n1005\n");
    const file = await backupOf(path);
    writer.process.kill("SIGKILL");
    await writer.ended;
    const { boots } = await verifyBackup(file);
    expect(boots).toBeGreaterThanOrEqual(105);
    const other = temporaryDatabase();
    await restore(file, other);
    expect((await stateOf(other))[0]).toBe(boots);
    expect(integrity(other)).toBe("ok");
  });

  test("replaces nothing unless it is told to, and never a file of the database", async () => {
    const path = filled(1);
    const file = await backupOf(path);
    expect(await refusal(backUp(path, file))).toContain("add --force to replace it");
    expect((await backUp(path, file, { force: true })).boots).toBe(1);
    for (const own of [path, notebookPath(path)])
      expect(await refusal(backUp(path, own, { force: true }))).toContain("a file of the database itself");
    expect(await refusal(backUp(path, dirname(path), { force: true }))).toContain("that is no file");
    expect(await refusal(backUp(path, "/nowhere/at/all.db"))).toContain("there is no folder /nowhere/at");
    expect((await stateOf(path))[0]).toBe(1);
  });

  test("that does not fit on its disk is refused beforehand, and leaves nothing", async (context) => {
    if (!isRoot) return context.skip("mounting a small tmpfs needs root");
    const disk = join(temporaryFolder(), "disk");
    mkdirSync(disk);
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=256k", "tmpfs", disk], { stdio: "ignore" });
    } catch {
      return context.skip("mounting a small tmpfs needs CAP_SYS_ADMIN");
    }
    onTestFinished(() => void execFileSync("umount", ["-l", disk], { stdio: "ignore" }));
    expect(await refusal(backUp(filled(100), join(disk, "b.db")))).toMatch(
      /^disk-full: .* MB left; make room/,
    );
    expect(readdirSync(disk)).toEqual([]);
    execFileSync("mount", ["-o", "remount,ro", disk]);
    expect(await refusal(backUp(filled(1), join(disk, "b.db")))).toMatch(/^read-only|^disk-full/);
  });

  test("any bit of which is flipped is known as damaged", async () => {
    const file = await backupOf(filled(3));
    const intact = readFileSync(file);
    for (let n = 0; n < 25; n++) {
      const at = 100 + ((n * 7_919_003) % (intact.length - 100));
      const bytes = Buffer.from(intact);
      bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << (n % 8)), at);
      writeFileSync(file, bytes);
      expect(await refusal(verifyBackup(file)), `byte ${at}`).toMatch(
        /^(corrupt|failed|foreign|newer|not-a-database|not-found)/,
      );
    }
  });
});

describe("restoring", () => {
  test("puts boots and notebook in their places, and keeps what was there", async () => {
    const file = await backupOf(filled(4, "new"));
    const path = filled(2, "old");
    const { aside } = await restore(file, path);
    expect(await stateOf(path)).toEqual([4, "new"]);
    expect(aside).toHaveLength(2);
    const [boots = "", notebook = ""] = aside;
    const kept = join(temporaryFolder(), "hacotaki.db");
    renameSync(boots, kept);
    renameSync(notebook, notebookPath(kept));
    expect(await stateOf(kept)).toEqual([2, "old"]);
    expect(statSync(path).mode & 0o777).toBe(0o660);
  });

  test("makes a database where there is none, and none of a notebook that the backup lacks", async () => {
    const bare = temporaryDatabase();
    openStore(bare, { mode: "write" }).close();
    const file = await backupOf(bare);
    const path = join(temporaryFolder(), "new/folder/hacotaki.db");
    expect((await restore(file, path)).aside).toEqual([]);
    const other = filled(2, "old");
    await restore(file, other);
    expect(await stateOf(other)).toEqual([0, undefined]);
  });

  test("is refused while a collector or a reader has the database, with who that is", async () => {
    const file = await backupOf(filled(1, "new"));
    const path = filled(2, "old");
    const lock = acquireWriterLock(path, "collector");
    expect(await refusal(restore(file, path))).toContain(`process ${process.pid} holds it`);
    lock.release();
    for (const script of ["follow", "hold"]) {
      const reader = startChild(script, [path]);
      await reader.says(script === "follow" ? "boots=2." : "held");
      expect(await refusal(restore(file, path))).toContain(`in use by process ${reader.process.pid} (`);
      reader.process.kill("SIGKILL");
      await reader.ended;
      expect(await stateOf(path)).toEqual([2, "old"]);
    }
  });

  test("refuses what is no backup, or a damaged one, and changes nothing", async () => {
    const path = filled(2, "old");
    expect(await refusal(restore(filled(1), path))).toContain("it is a database, but no backup");
    expect(await refusal(restore(path, path))).toContain("the file to restore from");
    expect(await refusal(restore(join(temporaryFolder(), "none"), path))).toContain(
      "there is no such backup",
    );
    const file = await backupOf(filled(1, "new"));
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.subarray(0, bytes.length - 4_096));
    expect(await refusal(restore(file, path))).toMatch(/^corrupt/);
    expect(await stateOf(path)).toEqual([2, "old"]);
    expect(readdirSync(dirname(path)).filter((name) => name.includes("restor"))).toEqual([]);
  });

  test("takes the place of a database that is damaged beyond opening", async () => {
    const file = await backupOf(filled(3, "new"));
    const path = filled(2, "old");
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0xff, 0, 8_192));
    await restore(file, path);
    expect(await stateOf(path)).toEqual([3, "new"]);
  });

  test("interrupted after any of its moves is finished by whoever opens the database next", async () => {
    const file = await backupOf(filled(4, "new"));
    const unpacked = filled(0, "x");
    await restore(file, unpacked);
    const journal = { aside: ".before-restore-20261129T000000Z", hasNotebook: true, hadNotebook: true };
    for (let made = 0; made <= movesOf("/x/y.db", journal).length; made++) {
      const path = filled(2, "old");
      for (const [from, to] of [
        [unpacked, path],
        [notebookPath(unpacked), notebookPath(path)],
      ] as const)
        writeFileSync(restoredPart(to), readFileSync(from));
      writeJournal(path, journal);
      for (const move of movesOf(path, journal).slice(0, made)) move();
      expect(await stateOf(path), `after ${made} moves`).toEqual([4, "new"]);
      expect(existsSync(`${path}.restoring`)).toBe(false);
      expect(existsSync(`${path}${journal.aside}`)).toBe(true);
    }
  });
});

/** A backup that somebody changed and gave a right checksum. */
async function tampered(change: string, where: "boots" | "notebook" = "boots"): Promise<string> {
  const file = await backupOf(filled(3, "new"));
  const apply = (path: string) => {
    const db = new Database(path);
    db.pragma("journal_mode = DELETE");
    db.unsafeMode(true);
    db.exec(change);
    db.close();
  };
  if (where === "boots") apply(file);
  else {
    const notebook = join(temporaryFolder(), "notebook.db");
    const db = new Database(file);
    const pieces = db.prepare<[], Buffer>("SELECT bytes FROM backup_notebook ORDER BY position").pluck();
    writeFileSync(notebook, Buffer.concat(pieces.all()));
    apply(notebook);
    db.exec("DELETE FROM backup_notebook");
    db.prepare("INSERT INTO backup_notebook VALUES (0, ?)").run(readFileSync(notebook));
    db.close();
  }
  const db = new Database(file);
  db.defaultSafeIntegers(true);
  const { place } = readManifest(db, file);
  db.close();
  writeChecksum(file, place, await checksumOf(file, place, () => {}));
  return file;
}

const ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS key FROM n";
const schemaTo = (sql: string, name: string) =>
  `PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = '${sql}' WHERE name = '${name}'; PRAGMA writable_schema = OFF`;

describe("a backup from a stranger, with a right checksum, is refused before anything in it runs", () => {
  test.each([
    ["a trigger", "CREATE TRIGGER t AFTER INSERT ON boot BEGIN DELETE FROM run; END"],
    [
      "a view without end in a table's place",
      `PRAGMA legacy_alter_table = ON; ALTER TABLE boot RENAME TO b; CREATE VIEW boot AS ${ENDLESS}`,
    ],
    ["another view of spans", `DROP VIEW span; CREATE VIEW span AS ${ENDLESS}`],
    ["a table of ours without its types", schemaTo("CREATE TABLE counter (name, value)", "counter")],
    [
      "a column that is computed",
      schemaTo(
        "CREATE TABLE counter (name TEXT NOT NULL PRIMARY KEY, value INTEGER AS (1)) STRICT, WITHOUT ROWID",
        "counter",
      ),
    ],
    [
      "an index over an expression",
      "CREATE INDEX i ON boot (length(replace(container, 'a', zeroblob(1000000))))",
    ],
    ["a table more", "CREATE TABLE x (y)"],
    ["a table less", "DROP TABLE collector_sample"],
  ])("with %s", async (_, change) => {
    const path = filled(2, "old");
    const file = await tampered(change);
    expect(await refusal(restore(file, path))).toMatch(/^(foreign: .* it(s| has) |corrupt)/);
    expect(await stateOf(path)).toEqual([2, "old"]);
  });

  test.each([
    ["a trigger", "CREATE TRIGGER t AFTER INSERT ON pin BEGIN DELETE FROM note; END"],
    ["a view in a table's place", `DROP TABLE note; CREATE VIEW note AS ${ENDLESS}`],
  ])("with %s in its notebook", async (_, change) => {
    const path = filled(2, "old");
    const file = await tampered(change, "notebook");
    expect(await refusal(restore(file, path))).toMatch(/^foreign: .* it(s| has) /);
    expect(await stateOf(path)).toEqual([2, "old"]);
  });

  test("a view of one's own is none of our business", async () => {
    const file = await tampered(`CREATE VIEW mine AS ${ENDLESS}`);
    const path = filled(2, "old");
    await restore(file, path);
    expect(await stateOf(path)).toEqual([3, "new"]);
  });
});

describe("killed in the middle", () => {
  test("a backup leaves the file of before, or the new one, and the next one clears up", async () => {
    const path = filled(60);
    const file = await backupOf(filled(1));
    for (const moment of ["copying", "checking"]) {
      const child = startChild("back-up", ["backup", path, file]);
      await child.says(moment);
      child.process.kill("SIGKILL");
      await child.ended;
      expect([1, 60]).toContain((await verifyBackup(file)).boots);
    }
    expect(await runChild("back-up", ["backup", path, file])).toContain("done");
    expect((await verifyBackup(file)).boots).toBe(60);
    expect(readdirSync(dirname(file))).toEqual(["backup.db"]);
  });

  test("a restore leaves all of the old or all of the new, and can be done again", async () => {
    const file = await backupOf(filled(60, "new"));
    const path = filled(2, "old");
    for (const moment of ["checksum", "checking", "putting"]) {
      const child = startChild("back-up", ["restore", path, file]);
      await child.says(moment);
      child.process.kill("SIGKILL");
      await child.ended;
      expect([
        [2, "old"],
        [60, "new"],
      ]).toContainEqual(await stateOf(path));
      expect(integrity(path)).toBe("ok");
      rmSync(dirname(path), { recursive: true });
      mkdirSync(dirname(path));
      filled(2, "old", path);
    }
    const child = startChild("back-up", ["restore", path, file]);
    await child.says("copying");
    child.process.kill("SIGKILL");
    await child.ended;
    expect(await runChild("back-up", ["restore", path, file])).toContain("done");
    expect(await stateOf(path)).toEqual([60, "new"]);
  });
});
