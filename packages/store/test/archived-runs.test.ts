import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { deriveRun, type BootEvent, type BootId, type Changes, type RunId } from "@hacotaki/core";
import { describe, expect, onTestFinished, test } from "vitest";
import { readRecording, recordingNames } from "../../core/test/recording.ts";
import { size } from "../../../test/long.ts";
import {
  checkDatabase,
  createPatience,
  openStore,
  rebuildAll,
  type SpoolReader,
  type StoreWriter,
} from "../src/index.ts";
import { assembled, eventsOfBoot, NOTHING, RECORDING, SOURCE, underWay } from "./builder.ts";
import { startChild } from "./child.ts";
import { everythingOf } from "./everything.ts";
import { temporaryDatabase, temporaryFolder } from "./folder.ts";

const AT_ONCE = 2n ** 62n;
type Store = StoreWriter & SpoolReader;

function opened(path = temporaryDatabase()) {
  const store = openStore(path, { mode: "write" }) as Store; // it reads as well
  const db = new Database(path);
  onTestFinished(() => {
    db.close();
    store.close();
  });
  const count = (what: string) => db.prepare<[], number>(`SELECT ${what}`).pluck().get() ?? 0;
  return {
    path,
    store,
    db,
    archived: () => count("coalesce(sum(runs - gone_runs), 0) FROM archive"),
    rows: () => count("count(*) FROM archive"),
    blocks: () => count("count(*) FROM event_block"),
    bodies: () => count("count(*) FROM boot_body"),
  };
}

function archive(store: StoreWriter): void {
  while (store.compact(AT_ONCE));
}

const streams = recordingNames()
  .filter((name) => /2019-multi|dup-name|user-probes|kill-container/.test(name))
  .map((name) => readRecording(name));

/** Boots of real recordings, and some that are alike. */
const { kernel: _, ...ANOTHER } = RECORDING;

function fill(store: StoreWriter, boots = 12): number {
  for (const { source, events } of streams)
    store.save(assembled(events, source), store.startRecording({ ...ANOTHER, ...source }));
  const recording = store.startRecording(RECORDING);
  for (let n = 0; n < boots; n++) store.save(assembled(eventsOfBoot(n)), recording);
  return recording;
}

const bootOf = (n: number) => assembled(eventsOfBoot(n)).boots[0]?.id as BootId;
const runOf = (n: number) =>
  assembled(eventsOfBoot(n)).runs[0]?.id ?? assembled(eventsOfBoot(n)).boots[0]?.runId;

test("whatever is asked of boots, archived ones answer as fresh ones do", async () => {
  const { path, store, archived, blocks, bodies } = opened();
  fill(store);
  const fresh = await everythingOf(store);
  archive(store);
  expect(archived()).toBeGreaterThan(12);
  expect([blocks(), bodies()]).toEqual([0, 0]);
  expect(await everythingOf(store)).toEqual(fresh);
  const anew = openStore(path, { mode: "write" }) as Store;
  expect(await everythingOf(anew)).toEqual(fresh);
  anew.close();
  expect((await checkDatabase(path)).findings).toEqual([]);
});

test("the view of spans has those that are not archived", () => {
  const { store, db } = opened();
  fill(store, 2);
  archive(store);
  const recording = store.startRecording(RECORDING);
  store.save(assembled(eventsOfBoot(50)), recording);
  const ids = db
    .prepare<[], string>("SELECT DISTINCT boot.id FROM span JOIN boot ON boot.key = span.boot_key")
    .pluck()
    .all();
  expect(ids).toContain(bootOf(50));
  expect(ids).not.toContain(bootOf(1));
});

/** Changes to runs that are there: each is made to fresh ones and to archived ones. */
const changes: readonly (readonly [string, (store: Store, recording: number) => void])[] = [
  ["nothing", () => {}],
  ["the same again", (store, recording) => store.save(assembled(eventsOfBoot(3)), recording)],
  [
    "a late event",
    (store, recording) => {
      const [first, ...rest] = eventsOfBoot(3);
      const last = rest.at(-1) as BootEvent;
      const late: BootEvent = { ...last, at: (last.at + 5n) as BootEvent["at"], seq: 900 };
      store.save(assembled([first as BootEvent, ...rest, late]), recording);
    },
  ],
  [
    "an earlier one",
    (store, recording) => {
      const runId = runOf(3);
      const event = { ...(eventsOfBoot(3)[4] as BootEvent), seq: 901 };
      if (runId !== undefined)
        store.save({ ...NOTHING, events: [{ runId, bootId: bootOf(3), event }] }, recording);
    },
  ],
  [
    "a boot that is told otherwise",
    (store, recording) => {
      const told = assembled(eventsOfBoot(4));
      const boots = told.boots.map((boot) => ({ ...boot, container: "other", hacoFile: "/other.haco" }));
      store.save({ ...NOTHING, boots }, recording);
    },
  ],
  [
    "a boot that turns out to be another",
    (store, recording) => {
      const told = assembled(eventsOfBoot(4));
      const id = "0000000000000zzz" as BootId;
      store.save(
        { ...NOTHING, boots: told.boots.map((boot) => ({ ...boot, id })), retired: [bootOf(4)] },
        recording,
      );
    },
  ],
  [
    "runs that turn out to be one",
    (store, recording) => {
      const [from, into] = [runOf(5), runOf(6)];
      if (from !== undefined && into !== undefined)
        store.save({ ...NOTHING, joined: [{ from, into }] }, recording);
    },
  ],
  [
    "a run derived anew",
    (store) => {
      const runId = runOf(7);
      if (runId !== undefined)
        store.replaceDerived(runId, deriveRun(SOURCE, eventsOfBoot(7)), { anew: true });
    },
  ],
  [
    "runs that are deleted, one in several pieces",
    (store) => {
      const runs = [0, 1, 2, 8].flatMap((n) => runOf(n) ?? []);
      for (let left = runs; left.length > 0; left = left.slice(store.removeRuns(left, { rows: 10 }).gone));
    },
  ],
  [
    "a run that goes on",
    (store, recording) => {
      store.save(underWay(eventsOfBoot(60).slice(0, 12)), recording);
      archive(store);
      store.save(assembled(eventsOfBoot(60)), recording);
    },
  ],
];

describe("what changes afterwards is as it would be of fresh boots, and is archived once more", () => {
  test.each(changes)("%s", async (_, change) => {
    const [fresh, old] = [opened(), opened()];
    const recording = fill(fresh.store);
    const again = fill(old.store);
    archive(old.store);
    change(fresh.store, recording);
    change(old.store, again);
    const expected = await everythingOf(fresh.store);
    expect(await everythingOf(old.store)).toEqual(expected);
    const findings = async ({ path }: { readonly path: string }) =>
      (await checkDatabase(path)).findings.map(({ check, what }) => ({ check, what }));
    const found = await findings(fresh);
    expect(await findings(old)).toEqual(found);
    archive(old.store);
    expect(await everythingOf(old.store)).toEqual(expected);
    expect(await findings(old)).toEqual(found);
  });
});

test("what is imported once more leaves its archive as it is", () => {
  const { store, archived, blocks } = opened();
  fill(store);
  archive(store);
  const before = [archived(), blocks()];
  fill(store);
  expect([archived(), blocks()]).toEqual(before);
});

test("a rebuild leaves archived runs as they are, and mends what says otherwise", async () => {
  const { path, store, db, archived } = opened();
  fill(store);
  archive(store);
  const before = archived();
  const expected = await everythingOf(store);
  const place = { path, store, patience: createPatience() };
  expect((await rebuildAll(place)).mended).toBe(0);
  expect(archived()).toBe(before);
  db.prepare("UPDATE boot SET outcome = 'failed' WHERE id = ?").run(bootOf(2));
  expect((await rebuildAll(place)).mended).toBe(1);
  expect(archived()).toBe(before - 1);
  expect(await everythingOf(store)).toEqual(expected);
  expect((await checkDatabase(path)).findings).toEqual([]);
});

test("a run of so many events that reading it would take long is compacted, and its neighbours are archived", async () => {
  const { store, archived, blocks } = opened();
  const recording = store.startRecording(RECORDING);
  for (let n = 0; n < 20; n++) store.save(assembled(eventsOfBoot(n)), recording);
  const first = eventsOfBoot(3)[4] as BootEvent;
  const more = Array.from({ length: 128 }, (_, n) => ({ ...first, seq: 901 + n }));
  const runId = runOf(3) as RunId;
  store.save({ ...NOTHING, events: more.map((event) => ({ runId, bootId: bootOf(3), event })) }, recording);
  const expected = await everythingOf(store);
  archive(store);
  expect([archived(), blocks()]).toEqual([19, 1]);
  expect(await everythingOf(store)).toEqual(expected);
});

test("a row goes with the last of its runs, and is written anew once much of it has gone", () => {
  const { store, archived, rows } = opened();
  const recording = store.startRecording(RECORDING);
  for (let n = 0; n < 40; n++) store.save(assembled(eventsOfBoot(n)), recording);
  archive(store);
  expect([rows(), archived()]).toEqual([1, 40]);
  const runs = Array.from({ length: 40 }, (_, n) => runOf(n)).flatMap((run) => run ?? []);
  store.removeRuns(runs.slice(0, 20));
  expect([rows(), archived()]).toEqual([1, 20]);
  archive(store);
  expect([rows(), archived()]).toEqual([1, 20]);
  store.removeRuns(runs.slice(20));
  expect([rows(), archived()]).toEqual([0, 0]);
});

test("runs that end late are put between their neighbours", async () => {
  const { path, store, db, archived } = opened();
  const recording = store.startRecording(RECORDING);
  const isLate = (n: number) => n % 5 === 2;
  for (let n = 0; n < 80; n++) {
    const events = eventsOfBoot(n);
    store.save(isLate(n) ? underWay(events.slice(0, 12)) : assembled(events), recording);
  }
  archive(store);
  expect(archived()).toBe(64);
  for (let n = 0; n < 80; n++) if (isLate(n)) store.save(assembled(eventsOfBoot(n)), recording);
  const expected = await everythingOf(store);
  archive(store);
  expect(archived()).toBe(80);
  expect(await everythingOf(store)).toEqual(expected);
  const ranges = db
    .prepare<[], { first: number; last: number }>(
      "SELECT first_run_key AS first, last_run_key AS last FROM archive ORDER BY last_run_key",
    )
    .all();
  for (const [n, { first, last }] of ranges.entries()) {
    expect(first).toBeLessThanOrEqual(last);
    expect(first).toBeGreaterThan(ranges[n - 1]?.last ?? 0);
  }
  expect((await checkDatabase(path)).findings).toEqual([]);
});

test("a run that changes between two pieces of the work stays as it is, and has its turn later", async () => {
  const { store, archived } = opened();
  const recording = fill(store);
  const late = (n: number, seq: number): Changes => {
    const runId = runOf(n);
    const event = { ...(eventsOfBoot(n)[4] as BootEvent), seq };
    return { ...NOTHING, events: runId === undefined ? [] : [{ runId, bootId: bootOf(n), event }] };
  };
  for (let n = 0; store.compact(AT_ONCE) && n < 8; n++) store.save(late(n, 900 + n), recording);
  const expected = await everythingOf(store);
  archive(store);
  expect(archived()).toBeGreaterThan(12);
  expect(await everythingOf(store)).toEqual(expected);
});

test("few runs wait for others until all are asked for", () => {
  const { store, archived, blocks } = opened();
  const recording = store.startRecording(RECORDING);
  for (let n = 0; n < 5; n++) store.save(assembled(eventsOfBoot(n)), recording);
  expect(store.compact(BigInt(Date.now()) * 1_000_000n - 1n)).toBe(false);
  expect([archived(), blocks()]).toEqual([0, 5]);
  archive(store);
  expect([archived(), blocks()]).toEqual([5, 0]);
});

describe("an archive that is damaged", () => {
  test.each(["bodies", "events"] as const)(
    "in its %s is told as damage of its runs, costs no other anything, and what comes is kept",
    async (column) => {
      const { path, store, db } = opened();
      const recording = fill(store, 4);
      archive(store);
      for (let n = 10; n < 14; n++) store.save(assembled(eventsOfBoot(n)), recording);
      const bytes = db.prepare<[], Buffer>(`SELECT ${column} FROM archive`).pluck().get() ?? Buffer.of();
      bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 8, bytes.length >> 1);
      db.prepare(`UPDATE archive SET ${column} = ?, checksum = checksum + 1`).run(bytes);
      await expect(store.eventsOf(bootOf(1))).rejects.toMatchObject({ code: "damaged-row" });
      expect((await store.eventsOf(bootOf(11)))?.events.length).toBeGreaterThan(8);
      const { boots } = await store.listBoots({ limit: 1_000 });
      const damaged = new Set(boots.flatMap(({ id, isDamaged }) => (isDamaged === true ? [id] : [])));
      expect(damaged.has(bootOf(1))).toBe(column === "bodies");
      expect(damaged.has(bootOf(11))).toBe(false);
      expect((await store.samples({ limit: 1_000 })).samples.length).toBe(boots.length);
      const { findings } = await checkDatabase(path);
      expect(findings.map(({ runId }) => runId)).toContain(runOf(1));
      expect(findings.map(({ runId }) => runId)).not.toContain(runOf(11));
      store.save(assembled(eventsOfBoot(20)), recording);
      archive(store);
      expect((await store.findBoot(bootOf(20)))?.boot.id).toBe(bootOf(20));
      const facts = await store.eventBlocks([runOf(1), runOf(11)].flatMap((run) => run ?? []));
      const { blocks, damaged: unread } = await store.packedBlocks(facts);
      expect([blocks.length, unread.length]).toEqual([1, 1]);
      store.removeRuns([runOf(1)].flatMap((run) => run ?? []));
      expect(await store.findBoot(bootOf(1))).toBeUndefined();
    },
  );
});

/** Runs that stand nowhere, and runs that stand twice. */
function misplaced(path: string) {
  const store = openStore(path, { mode: "write" }) as Store;
  const runs = store.runsAfter(undefined, 1_000);
  store.close();
  const db = new Database(path, { readonly: true });
  const held = db.prepare<[], number>("SELECT coalesce(sum(count), 0) FROM archive").pluck().get() ?? 0;
  const blocks = db.prepare<[], number>("SELECT coalesce(sum(count), 0) FROM event_block").pluck().get() ?? 0;
  const all = db.prepare<[], number>("SELECT value FROM counter WHERE name = 'events'").pluck().get() ?? 0;
  db.close();
  return {
    runs: runs.length,
    lost: all - held - blocks,
    missing: all - runs.reduce((n, { events }) => n + events.length, 0),
  };
}

test("killed at any moment of it, a run stands in its archive or in tables of its own, never in neither or in both", async () => {
  const path = temporaryDatabase();
  const filled = openStore(path, { mode: "write" }) as Store;
  fill(filled, 40);
  const expected = await everythingOf(filled);
  filled.close();
  for (let round = 0; round < size(6, 20); round++) {
    const child = startChild("archive", [path]);
    await child.says(`\n${round % 5}\n`);
    child.process.kill("SIGKILL");
    await child.ended;
    expect(misplaced(path)).toMatchObject({ lost: 0, missing: 0 });
    expect((await checkDatabase(path)).findings).toEqual([]);
  }
  const store = openStore(path, { mode: "write" }) as Store;
  archive(store);
  expect(await everythingOf(store)).toEqual(expected);
  store.close();
});

describe("a full disk", () => {
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

  test("leaves runs as they are, and they are archived once there is room", async (context) => {
    const disk = process.getuid?.() === 0 ? smallDisk() : undefined;
    if (disk === undefined) return context.skip("mounting a small tmpfs needs root and CAP_SYS_ADMIN");
    const path = join(disk, "hacotaki.db");
    const store = openStore(path, { mode: "write" }) as Store;
    fill(store, 60);
    store.checkpoint();
    const expected = await everythingOf(store);
    const ballast = join(disk, "ballast");
    for (let bytes = 1 << 20; bytes >= 4_096; )
      try {
        writeFileSync(ballast, Buffer.alloc(bytes), { flag: "a" });
      } catch {
        bytes >>= 1;
      }
    expect(() => archive(store)).toThrow(expect.objectContaining({ code: "disk-full" }));
    rmSync(ballast);
    expect(await everythingOf(store)).toEqual(expected);
    archive(store);
    expect(await everythingOf(store)).toEqual(expected);
    store.close();
    expect((await checkDatabase(path)).findings).toEqual([]);
  });
});
