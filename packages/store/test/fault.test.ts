import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import Database from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";
import { size } from "../../../test/long.ts";
import { openStore, StoreError, type StoreWriter } from "../src/index.ts";
import { assembled, bootAt, bootIdAt, eventsOfBoot, NOTHING, RECORDING, saveBoots } from "./builder.ts";
import { startChild } from "./child.ts";
import { temporaryDatabase, temporaryFolder } from "./folder.ts";

const isRoot = process.getuid?.() === 0;
const EVENTS_OF_BOOT = eventsOfBoot(0).length;

function errorOf(work: () => unknown): StoreError {
  try {
    work();
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

function integrityOf(path: string): unknown[] {
  const db = new Database(path, { readonly: true });
  try {
    return [
      db.pragma("integrity_check", { simple: true }),
      db.pragma("foreign_key_check"),
      db
        .prepare(
          "SELECT coalesce(sum(count), 0) - (SELECT value FROM counter WHERE name = 'events') FROM event_block",
        )
        .pluck()
        .get(),
      db
        .prepare("SELECT count(*) - (SELECT value FROM counter WHERE name = 'boots') FROM boot")
        .pluck()
        .get(),
      db
        .prepare("SELECT max(revision) <= (SELECT value FROM counter WHERE name = 'revision') FROM boot")
        .pluck()
        .get(),
    ];
  } finally {
    db.close();
  }
}
const SOUND = ["ok", [], 0, 0, 1];

describe("a writer killed in mid-load", () => {
  test("time and again, loses nothing that was stored and leaves no half", async () => {
    const path = temporaryDatabase();
    openStore(path, { mode: "write" }).close();
    let next = 0;
    let stored = 0;
    for (let round = 0; round < size(6, 20); round++) {
      const child = startChild("write", [path, String(next)]);
      // At a moment that only the system's scheduler knows, somewhere in the save after this one.
      await child.says(`\n${next + 1 + Math.floor(Math.random() * 20)}\n`);
      child.process.kill("SIGKILL");
      expect(await child.ended).toBe("SIGKILL");
      const told = child
        .output()
        .split("\n")
        .filter((line) => line !== "");
      stored += told.length;
      expect(integrityOf(path)).toEqual(SOUND);
      const reader = openStore(path, { mode: "read" });
      const last = told.at(-1);
      const boot = assembled(eventsOfBoot(Number(last))).boots[0];
      expect(boot && (await reader.findBoot(boot.id))?.boot).toStrictEqual(boot);
      expect(boot && (await reader.eventsOf(boot.id))?.events).toHaveLength(EVENTS_OF_BOOT);
      const { boots } = await reader.facts();
      // One more may be stored than was told of: it was killed between the two.
      expect(boots - stored).toBeGreaterThanOrEqual(0);
      expect(boots - stored).toBeLessThanOrEqual(round + 1);
      reader.close();
      next = Number(last) + 2;
    }
  });
});

describe("a reader beside a writer", () => {
  test("always sees whole boots, and never makes the writer wait", async () => {
    const path = temporaryDatabase();
    openStore(path, { mode: "write" }).close();
    const child = startChild("write", [path, "0", "400"]);
    const reader = openStore(path, { mode: "read" });
    let seen = 0;
    while (child.process.exitCode === null) {
      const { boots } = await reader.listBoots({ limit: 20 });
      for (const { id } of boots.slice(0, 3)) {
        const found = await reader.findBoot(id);
        expect(found?.boot.spans.length).toBeGreaterThan(10);
        expect((await reader.eventsOf(id))?.events).toHaveLength(EVENTS_OF_BOOT);
      }
      const count = (await reader.facts()).boots;
      expect(count).toBeGreaterThanOrEqual(seen);
      seen = count;
      await nextTurn();
    }
    expect(await child.ended).toBe(0);
    expect((await reader.facts()).boots).toBe(400);
    reader.close();
  });

  test("does not let the WAL grow without bound while it reads again and again", async () => {
    const path = temporaryDatabase();
    const writer = openStore(path, { mode: "write" });
    const reader = openStore(path, { mode: "read" });
    const recording = writer.startRecording(RECORDING);
    const text = "x".repeat(200_000);
    let most = 0;
    for (let n = 0; n < 600; n++) {
      saveBoots(writer, [bootAt(n, { hacoText: `${n}${text}` })], recording);
      if (n % 5 === 0) await reader.listBoots({ limit: 5 });
      most = Math.max(most, statSync(`${path}-wal`).size);
    }
    expect(most).toBeLessThan(64_000_000);
    writer.checkpoint();
    expect(statSync(`${path}-wal`).size).toBe(0);
    reader.close();
    writer.close();
  });

  test.runIf(isRoot)("who may not write in the folder follows a writer that comes later", async () => {
    const path = temporaryDatabase();
    openStore(path, { mode: "write" }).close();
    chmodSync(path, 0o644);
    chmodSync(dirname(path), 0o755);
    const child = startChild("follow", [path], { asNobody: true });
    await child.says("boots=0.");
    const writer = openStore(path, { mode: "write" });
    saveBoots(writer, [bootAt(0)]);
    await child.says("boots=1.");
    saveBoots(writer, [bootAt(1)]);
    await child.says("boots=2.");
    child.process.kill("SIGKILL");
    await child.ended;
    writer.close();
  });
});

describe("a write lock held by another process", () => {
  test("makes a save fail as locked, although the lock stays, with nothing half-written, and the next one pass", async () => {
    const path = temporaryDatabase();
    const store = openStore(path, { mode: "write" });
    const recording = store.startRecording(RECORDING);
    const holder = startChild("hold", [path]);
    await holder.says("held");
    const changes = assembled(eventsOfBoot(0));
    const error = errorOf(() => store.save(changes, recording));
    expect(error.code).toBe("locked");
    expect(error.message).toContain(path);
    // Reading goes on all the while.
    expect((await store.facts()).boots).toBe(0);
    holder.process.kill("SIGKILL");
    await holder.ended;
    store.save(changes, recording);
    expect(await store.facts()).toMatchObject({ boots: 1, events: EVENTS_OF_BOOT });
    store.close();
    expect(integrityOf(path)).toEqual(SOUND);
  });

  test("two writers take turns: neither trusts what it remembers of the other's rows", async () => {
    const path = temporaryDatabase();
    const [one, other] = [openStore(path, { mode: "write" }), openStore(path, { mode: "write" })];
    const recording = saveBoots(one, [bootAt(0), bootAt(1)]);
    saveBoots(other, [bootAt(1), bootAt(2)], recording);
    other.save({ ...NOTHING, retired: [bootIdAt(0)] }, recording);
    saveBoots(one, [bootAt(3), bootAt(0)], recording);
    const revisions = await Promise.all(
      [0, 1, 2, 3].map(async (n) => (await one.findBoot(bootIdAt(n)))?.revision),
    );
    expect(new Set(revisions).size).toBe(4);
    expect(await one.containers()).toEqual(await other.containers());
    one.close();
    other.close();
    expect(integrityOf(path)).toEqual(SOUND);
  });
});

describe("a full disk", () => {
  /** A file system of its own of a few megabytes, or why there is none. */
  function smallDisk(): string | undefined {
    const folder = join(temporaryFolder(), "disk");
    mkdirSync(folder);
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=6m,mode=0770", "tmpfs", folder], { stdio: "ignore" });
    } catch {
      return undefined;
    }
    onTestFinished(() => void execFileSync("umount", ["-l", folder], { stdio: "ignore" }));
    return folder;
  }

  function fill(store: StoreWriter, recording: number): { saved: number; error: StoreError } {
    for (let n = 0; ; n++) {
      try {
        store.save(assembled(eventsOfBoot(n)), recording);
      } catch (error) {
        if (error instanceof StoreError) return { saved: n, error };
        throw error;
      }
    }
  }

  test("fails a save as disk-full, loses nothing stored, and writing resumes once there is room", async (context) => {
    const disk = isRoot ? smallDisk() : undefined;
    if (disk === undefined) return context.skip("mounting a small tmpfs needs root and CAP_SYS_ADMIN");
    const path = join(disk, "hacotaki.db");
    const store = openStore(path, { mode: "write" });
    const recording = store.startRecording(RECORDING);
    const ballast = join(disk, "ballast");
    writeFileSync(ballast, Buffer.alloc(2_000_000));
    const { saved, error } = fill(store, recording);
    expect(error.code).toBe("disk-full");
    expect(saved).toBeGreaterThan(10);
    expect((await store.facts()).boots).toBe(saved);
    expect(errorOf(() => store.save(assembled(eventsOfBoot(saved)), recording)).code).toBe("disk-full");
    rmSync(ballast);
    store.save(assembled(eventsOfBoot(saved)), recording);
    expect(await store.facts()).toMatchObject({ boots: saved + 1, events: (saved + 1) * EVENTS_OF_BOOT });
    store.close();
    expect(integrityOf(path)).toEqual(SOUND);
  });
});
