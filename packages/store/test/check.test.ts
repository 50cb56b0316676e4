import { readFileSync, writeFileSync } from "node:fs";
import type { BootId } from "@hacotaki/core";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import {
  checkDatabase,
  createPatience,
  openNotebook,
  openStore,
  rebuildAll,
  StoreError,
  type CheckName,
  type RebuildReport,
} from "../src/index.ts";
import { assembled, eventsOfBoot, RECORDING, underWay } from "./builder.ts";
import { temporaryDatabase } from "./folder.ts";

const BOOTS = 6;
let whole: Buffer | undefined;

function filled(): string {
  const path = temporaryDatabase();
  if (whole === undefined) {
    const store = openStore(path, { mode: "write" });
    const recording = store.startRecording(RECORDING);
    for (let n = 0; n < BOOTS; n++) store.save(assembled(eventsOfBoot(n)), recording);
    store.close();
    whole = readFileSync(path);
  } else writeFileSync(path, whole);
  return path;
}
function change(path: string, ...statements: readonly string[]): void {
  const db = new Database(path);
  db.pragma("foreign_keys = OFF");
  for (const statement of statements) db.exec(statement);
  db.close();
}
const found = async (path: string, isQuick = false): Promise<readonly CheckName[]> => [
  ...new Set((await checkDatabase(path, { isQuick })).findings.map(({ check }) => check)),
];
async function rebuilt(path: string): Promise<RebuildReport> {
  const store = openStore(path, { mode: "write" });
  try {
    return await rebuildAll({ path, store, patience: createPatience() });
  } finally {
    store.close();
  }
}
const firstBoot = (path: string) => {
  const db = new Database(path, { readonly: true });
  try {
    return db.prepare<[], BootId>("SELECT id FROM boot ORDER BY key LIMIT 1").pluck().get() ?? ("" as BootId);
  } finally {
    db.close();
  }
};

test.each([false, true])(
  "a sound database has nothing that is found, and says what was looked at (quick: %s)",
  async (isQuick) => {
    const path = filled();
    openNotebook(path).close();
    const { findings, checked } = await checkDatabase(path, { isQuick });
    expect(findings).toEqual([]);
    expect(checked).toMatchObject({ file: 1, derived: BOOTS, partition: BOOTS, notebook: 1 });
  },
);

test("boots under way are no damage, nor is a run that is being deleted", async () => {
  const path = filled();
  const store = openStore(path, { mode: "write" });
  const recording = store.startRecording(RECORDING);
  store.save(underWay(eventsOfBoot(50).slice(0, 12)), recording);
  const [old] = store.agedRuns({ limit: 1 }).runs;
  store.removeRuns(old === undefined ? [] : [old.runId], { rows: 20 });
  expect(store.leavingRuns()).toHaveLength(1);
  store.close();
  expect(await found(path)).toEqual([]);
});

describe("what is damaged is found, and a rebuild mends it", () => {
  test.each([
    ["derived", "UPDATE boot SET outcome = 'failed' WHERE key = 1"],
    ["derived", "UPDATE boot SET sort_duration = sort_duration + 1 WHERE key = 2"],
    ["derived", "UPDATE boot_body SET spans = '[]' WHERE boot_key = 3"],
    [
      "derived",
      "UPDATE boot_body SET processes = (SELECT processes FROM boot_body WHERE boot_key = 5) WHERE boot_key = 4",
    ],
    ["derived", "DELETE FROM boot_body WHERE boot_key = 4"],
    [
      "derived",
      "INSERT INTO mark SELECT key, start_at, 0, -1, 'usr1', NULL, 'launcher', 1, NULL FROM run LIMIT 1",
    ],
    ["partition", "UPDATE boot_body SET spans = json_set(spans, '$[2][1]', 1) WHERE boot_key = 3"],
    ["counters", "UPDATE counter SET value = value + 3 WHERE name = 'boots'"],
    ["counters", "UPDATE counter SET value = value - 3 WHERE name = 'events'"],
    ["counters", "UPDATE counter SET value = 0 WHERE name = 'revision'"],
    ["counters", "DELETE FROM container"],
    ["references", "INSERT INTO mark VALUES (4711, 1, 1, 1, 'usr1', NULL, 'launcher', 1, NULL)"],
    ["derived", "DELETE FROM boot WHERE key = 5"],
  ] as const)("%s: %s", async (check, statement) => {
    const path = filled();
    change(path, statement);
    expect(await found(path)).toContain(check);
    const { left } = await rebuilt(path);
    expect(left).toEqual([]);
    expect((await checkDatabase(path)).findings).toEqual([]);
  });
});

describe("what no rebuild can mend", () => {
  test("is left as it is, and named: boots whose raw events are gone", async () => {
    const path = filled();
    const id = firstBoot(path);
    change(path, "DELETE FROM event_block WHERE run_key = (SELECT run_key FROM boot ORDER BY key LIMIT 1)");
    const { findings } = await checkDatabase(path);
    expect(findings.filter(({ check }) => check === "derived")).toMatchObject([{ bootId: id }]);
    const { left, runs } = await rebuilt(path);
    expect(left).toMatchObject([{ why: expect.stringContaining(id) as string }]);
    expect(runs).toBe(BOOTS - 1);
    const store = openStore(path, { mode: "read" });
    expect((await store.facts()).boots).toBe(BOOTS);
    store.close();
  });

  test("is a file whose pages are damaged: nothing is written to it", async () => {
    const path = filled();
    const bytes = readFileSync(path);
    const db = new Database(path, { readonly: true });
    const root =
      db.prepare<[], number>("SELECT rootpage FROM sqlite_schema WHERE name = 'event_block'").pluck().get() ??
      0;
    db.close();
    bytes.fill(0xaa, (root - 1) * 4_096, (root - 1) * 4_096 + 64);
    writeFileSync(path, bytes);
    expect(await found(path)).toContain("file");
    const before = readFileSync(path);
    const error = await rebuilt(path).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StoreError);
    expect(String(error)).toContain("Nothing was changed. Restore a backup");
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});

test("boots stored before reasons were known are in order, and a rebuild tells them", async () => {
  const path = filled();
  change(path, "UPDATE boot SET reasons = NULL, digest = x''; UPDATE boot_body SET reasons = NULL");
  expect(await found(path)).toEqual([]);
  await rebuilt(path);
  const store = openStore(path, { mode: "read" });
  expect((await store.findBoot(firstBoot(path)))?.boot.causes).toContainEqual({
    slug: "evaluate",
    ns: 2_000_000n,
  });
  store.close();
  change(path, "UPDATE boot SET reasons = ' 1:5;' WHERE key = 1");
  expect(await found(path)).not.toEqual([]);
});

test("whatever bits are flipped, a check ends, and says what it could not read", async () => {
  const intact = readFileSync(filled());
  let sound = 0;
  for (let n = 0; n < 30; n++) {
    const path = temporaryDatabase();
    const bytes = Buffer.from(intact);
    for (let flip = 0; flip < 30; flip++) {
      const at = 100 + (((n * 30 + flip) * 104_729) % (bytes.length - 100));
      bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << (flip % 8)), at);
    }
    writeFileSync(path, bytes);
    try {
      const { findings } = await checkDatabase(path);
      if (findings.length === 0) sound++;
    } catch (error) {
      expect(error).toBeInstanceOf(StoreError);
    }
  }
  expect(sound).toBeLessThan(15);
});

test("pins and notes of boots that are nowhere are told, as a note; a filter that cannot be read is damage", async () => {
  const path = filled();
  const notebook = openNotebook(path);
  notebook.pin(firstBoot(path), 1n);
  notebook.pin("aaaaaaaaaaaaaaaa" as BootId, 1n);
  notebook.addNote({ bootId: "bbbbbbbbbbbbbbbb" as BootId, text: "t", writtenAt: 1n });
  notebook.saveGoneBoots([{ id: "bbbbbbbbbbbbbbbb" as BootId, container: "c", outcome: "up", goneAt: 1n }]);
  notebook.saveBaseline({ name: "webs", of: { kind: "group", filter: {} }, savedAt: 1n });
  notebook.close();
  const levels = async () => (await checkDatabase(path)).findings.map(({ level, bootId }) => [level, bootId]);
  expect(await levels()).toEqual([["note", "aaaaaaaaaaaaaaaa"]]);
  change(path.replace(/\.db$/, ".notebook.db"), "UPDATE baseline SET filter = 'outcome=elsewhere'");
  expect(await levels()).toContainEqual(["damage", undefined]);
});
