import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import type { Boot } from "@hacotaki/core";
import { checkDatabase, createPatience, openStore, rebuildAll } from "../src/index.ts";
import { assembled, bootAt, eventsOfBoot, RECORDING, saveBoots } from "./builder.ts";
import { temporaryDatabase } from "./folder.ts";

function opened() {
  const path = temporaryDatabase();
  const store = openStore(path, { mode: "write" });
  const db = new Database(path);
  onTestFinished(() => {
    db.close();
    store.close();
  });
  const kept = () => db.prepare<[], number>("SELECT count(*) FROM surroundings").pluck().get();
  return { path, store, db, kept };
}

const web = (n: number, facts: Partial<Boot> = {}) =>
  bootAt(n, {
    cwd: "/",
    hacoHash: "ab".repeat(32),
    cgroup: "/haconiwa/web",
    rootfs: "/var/lib/haconiwa/web",
    hostname: "web",
    launcherArgv: ["haconiwa", "run", "web.haco"],
    command: ["httpd", "-f"],
    processes: [],
    processCount: 0,
    ...facts,
  });

test("what boots of a container share of their rows is kept once, and each boot is as it was", async () => {
  const { store, kept } = opened();
  const boots = [web(0), web(1), web(2, { command: ["httpd", "-v"] }), bootAt(3)];
  saveBoots(store, boots);
  for (const boot of boots) expect((await store.findBoot(boot.id))?.boot).toEqual(boot);
  expect(kept()).toBe(3);
});

test("a boot whose surroundings change is as it is now", async () => {
  const { store } = opened();
  const { command: _, ...early } = web(0);
  const recording = saveBoots(store, [early, web(1)]);
  saveBoots(store, [web(0)], recording);
  expect((await store.findBoot(web(0).id))?.boot).toEqual(web(0));
});

test("a boot of an OCI runtime, which has all of that to itself, keeps it in its own row", async () => {
  const { store, kept } = opened();
  const boot = web(0, { generation: "oci", oci: { runtime: "runc" } });
  saveBoots(store, [boot]);
  expect((await store.findBoot(boot.id))?.boot).toEqual(boot);
  expect(kept()).toBe(0);
});

test("surroundings that are long stay in the boot's own row, and go with it", async () => {
  const { store, kept } = opened();
  const boot = web(0, { cwd: `/${"long".repeat(300)}` });
  saveBoots(store, [boot, web(1)]);
  expect((await store.findBoot(boot.id))?.boot).toEqual(boot);
  expect(kept()).toBe(1);
});

test("surroundings that no boot has any more go, and no other", async () => {
  const { store, kept } = opened();
  saveBoots(store, [web(0, { cwd: "/old" }), web(1), web(2)]);
  const [first, second] = store.agedRuns({ limit: 9 }).runs.map(({ runId }) => runId);
  store.removeRuns(first === undefined || second === undefined ? [] : [first, second]);
  while (store.forgetUnused()) continue;
  expect(kept()).toBe(1);
  expect((await store.findBoot(web(2).id))?.boot).toEqual(web(2));
});

test.each([
  ["changed", 'UPDATE surroundings SET argv = \'{"command":["other"]}\''],
  ["gone", "DELETE FROM surroundings"],
])("surroundings that are %s are found, and made anew from events", async (_, statement) => {
  const { path, store, db } = opened();
  const recording = store.startRecording(RECORDING);
  for (const n of [0, 1]) store.save(assembled(eventsOfBoot(n)), recording);
  const before = await Promise.all(
    (await store.listBoots({ limit: 9 })).boots.map(({ id }) => store.findBoot(id)),
  );
  db.exec(statement);
  expect((await checkDatabase(path)).findings).not.toEqual([]);
  await rebuildAll({ path, store, patience: createPatience() });
  expect((await checkDatabase(path)).findings).toEqual([]);
  for (const found of before)
    expect(found && (await store.findBoot(found.boot.id))?.boot).toEqual(found?.boot);
});
