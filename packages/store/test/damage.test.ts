import { readFileSync, writeFileSync } from "node:fs";
import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import {
  checkDatabase,
  createPatience,
  openStore,
  rebuildAll,
  StoreError,
  type StoreReader,
} from "../src/index.ts";
import { assembled, bootAt, bootIdAt, eventsOfBoot, RECORDING, runIdAt, saveBoots } from "./builder.ts";
import { temporaryDatabase } from "./folder.ts";
import { seeded } from "./seeded.ts";

const BOOTS = 30;
const ROUNDS = 150;
const SQLITE_HEADER = 100;

function whole(): Buffer {
  const path = temporaryDatabase();
  const store = openStore(path, { mode: "write" });
  saveBoots(
    store,
    Array.from({ length: BOOTS }, (_, n) => bootAt(n)),
  );
  store.checkpoint();
  store.close();
  return readFileSync(path);
}

/** What each read of a database throws. */
async function failuresOf(path: string): Promise<unknown[]> {
  const failures: unknown[] = [];
  const look = async (work: () => Promise<unknown>) => work().catch((error: unknown) => failures.push(error));
  let store: StoreReader;
  try {
    store = openStore(path, { mode: "read" });
  } catch (error) {
    return [error];
  }
  try {
    await look(() => store.listBoots({ limit: BOOTS, sort: "newest" }));
    await look(() => store.recordings(10));
    await look(() => store.samples({ limit: BOOTS }));
    await look(() => store.facts());
    for (let n = 0; n < BOOTS; n++) {
      await look(() => store.findBoot(bootIdAt(n)));
      await look(() => store.eventsOf(bootIdAt(n)));
    }
  } finally {
    store.close();
  }
  return failures;
}

test("whatever bits are flipped, a read gives data or says that the file is damaged", async () => {
  const intact = whole();
  const next = seeded(20_261_123);
  let damaged = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const bytes = Buffer.from(intact);
    for (let flips = 0; flips < 20; flips++) {
      const at = SQLITE_HEADER + next(bytes.length - SQLITE_HEADER);
      bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << next(8)), at);
    }
    const path = temporaryDatabase();
    writeFileSync(path, bytes);
    const failures = await failuresOf(path);
    for (const error of failures) expect(error).toBeInstanceOf(StoreError);
    if (failures.length > 0) damaged += 1;
  }
  expect(damaged).toBeGreaterThan(ROUNDS / 10);
});

/** Three boots with their events, of which one has something else in a column. */
async function withDamaged(column: "spans" | "processes" | "oci", value: unknown) {
  const path = temporaryDatabase();
  const store = openStore(path, { mode: "write" });
  onTestFinished(() => store.close());
  const recording = store.startRecording(RECORDING);
  for (const n of [0, 1, 2]) store.save(assembled(eventsOfBoot(n)), recording);
  const ids = [0, 1, 2].flatMap((n) => assembled(eventsOfBoot(n)).boots.map(({ id }) => id));
  const [id = bootIdAt(0)] = ids;
  const intact = await store.findBoot(id);
  const db = new Database(path);
  db.prepare(
    column === "oci"
      ? "UPDATE boot SET oci = ? WHERE id = ?"
      : `UPDATE boot_body SET ${column} = ? WHERE boot_key = (SELECT key FROM boot WHERE id = ?)`,
  ).run(value, id);
  db.close();
  return { path, store, id, others: ids.slice(1), intact };
}

test.each([
  ["spans", "[[1,0,5],[1"],
  ["spans", "[[999,0,5]]"],
  ["spans", "{}"],
  ["spans", '[["x",null]]'],
  ["processes", Buffer.from([1, 200])],
  ["processes", Buffer.from([7])],
  ["oci", "{"],
] as const)(
  "a boot whose %s are %j is told as damaged, costs no other boot anything, is named by check and mended by rebuild",
  async (column, value) => {
    const { path, store, id, others, intact } = await withDamaged(column, value);
    const { boots } = await store.listBoots({ limit: 10 });
    expect(boots.map((boot) => boot.id).toSorted()).toEqual([id, ...others].toSorted());
    const damaged = boots.filter(({ isDamaged }) => isDamaged === true).map((boot) => boot.id);
    expect(damaged).toEqual(column === "processes" ? [] : [id]);
    await expect(store.findBoot(id)).rejects.toMatchObject({ name: "StoreError", code: "damaged-row" });
    const { samples } = await store.samples({ limit: 10 });
    expect(samples).toHaveLength(3);
    const sampled = new Map(samples.map((sample) => [sample.id, sample.spans.length]));
    for (const other of others) {
      expect((await store.findBoot(other))?.boot.spans.length).toBeGreaterThan(10);
      expect(sampled.get(other)).toBeGreaterThan(10);
    }
    expect(await store.changesSince(0n, 10)).toMatchObject({ boots: { length: 3 } });
    expect((await store.siblingIds(intact?.boot.runId ?? runIdAt(0))).length).toBeGreaterThan(0);

    const { findings } = await checkDatabase(path);
    expect(findings.filter(({ runId }) => runId !== intact?.boot.runId)).toEqual([]);
    expect(findings.length).toBeGreaterThan(0);
    await rebuildAll({ path, store, patience: createPatience() });
    expect((await store.findBoot(id))?.boot).toStrictEqual(intact?.boot);
    expect((await checkDatabase(path)).findings).toEqual([]);
  },
);

test("of reads that are asked for at once, one of something damaged costs no other anything", async () => {
  const { store, id, others } = await withDamaged("spans", "{}");
  const [first = id, last = id] = others;
  const answers = await Promise.allSettled([first, id, last, id, first].map((each) => store.findBoot(each)));
  expect(answers.map((each) => (each.status === "fulfilled" ? each.value?.boot.id : each.reason))).toEqual([
    first,
    expect.objectContaining({ code: "damaged-row" }),
    last,
    expect.objectContaining({ code: "damaged-row" }),
    first,
  ]);
});
