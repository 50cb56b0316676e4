import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { checkDatabase, openStore } from "../src/index.ts";
import { assembled, bootAt, eventsOfBoot, RECORDING, saveBoots } from "./builder.ts";
import { startChild } from "./child.ts";
import { temporaryDatabase } from "./folder.ts";
import { seeded } from "./seeded.ts";

/** All of them fit into the log before it is written back. */
const BOOTS = 30;
const ROUNDS = 60;

/** A database whose writer was killed: what it saved last stands in the log alone. */
async function killedWriter(): Promise<{ readonly path: string; readonly log: Buffer }> {
  const path = temporaryDatabase();
  openStore(path, { mode: "write" }).close();
  const child = startChild("write", [path, "0", "1000000"]);
  await child.says(`\n${BOOTS}\n`);
  child.process.kill("SIGKILL");
  await child.ended;
  return { path, log: readFileSync(`${path}-wal`) };
}

const nth = (n: number) => assembled(eventsOfBoot(n)).boots[0]?.id;

test("a log that is cut off or bent anywhere leaves a sound database with what was saved before that place, and nothing after it", async () => {
  const { path, log } = await killedWriter();
  const next = seeded(20_261_129);
  const held = new Set<number>();
  for (let round = 0; round < ROUNDS; round++) {
    const broken = temporaryDatabase();
    copyFileSync(path, broken);
    const at = next(log.length);
    const bytes = Buffer.from(round % 2 === 0 ? log.subarray(0, at) : log);
    if (round % 2 === 1) bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << next(8)), at);
    writeFileSync(`${broken}-wal`, bytes);
    const store = openStore(broken, { mode: "write" });
    try {
      const found = (await store.listBoots({ limit: 1_000 })).boots;
      held.add(found.length);
      const wanted = new Set(Array.from({ length: found.length }, (_, n) => nth(n)));
      expect(new Set(found.map(({ id }) => id))).toEqual(wanted);
      store.save(assembled(eventsOfBoot(5_000)), store.startRecording(RECORDING));
      expect((await store.facts()).boots).toBe(found.length + 1);
    } finally {
      store.close();
    }
    if (round % 10 < 2) expect((await checkDatabase(broken)).findings).toEqual([]);
  }
  expect(held.size).toBeGreaterThan(ROUNDS / 6);
});

test("a reader that never ends holds up no save, and once it has ended the log is emptied as ever", async () => {
  const path = temporaryDatabase();
  const store = openStore(path, { mode: "write" });
  onTestFinished(() => store.close());
  const recording = saveBoots(store, [bootAt(0)]);
  const reader = new Database(path, { readonly: true });
  onTestFinished(() => void reader.close());
  reader.exec("BEGIN");
  const seen = () => reader.prepare("SELECT count(*) FROM boot").pluck().get();
  expect(seen()).toBe(1);
  const text = "x".repeat(200_000);
  for (let n = 1; n <= 300; n++) saveBoots(store, [bootAt(n, { hacoText: `${n}${text}` })], recording);
  expect(seen()).toBe(1);
  const { walBytes } = await store.facts();
  expect(walBytes).toBeGreaterThan(32_000_000);
  reader.exec("COMMIT");
  saveBoots(store, [bootAt(400)], recording);
  store.checkpoint();
  expect((await store.facts()).walBytes).toBe(0);
  expect((await store.facts()).boots).toBe(302);
});
