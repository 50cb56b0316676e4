import Database from "better-sqlite3";
import { instant } from "@hacotaki/core";
import { expect, onTestFinished, test } from "vitest";
import { openStore } from "../src/index.ts";
import {
  assembled,
  bootAt,
  bootIdAt,
  eventsOfBoot,
  RECORDING,
  saveBoots,
  SOURCE,
  underWay,
} from "./builder.ts";
import { temporaryDatabase } from "./folder.ts";

const { hostId, kernelBootId } = SOURCE;

/** Runs as a version before stored them: with the letters themselves. */
function asBefore(path: string, run: number): void {
  const db = new Database(path);
  const { changes } = db.prepare("UPDATE run SET kernel_boot_id = ? WHERE key = ?").run(kernelBootId, run);
  db.close();
  expect(changes).toBe(1);
}

test("what its kernel calls the boot of it that runs are of is stored once", () => {
  const path = temporaryDatabase();
  const store = openStore(path, { mode: "write" });
  saveBoots(store, [bootAt(0), bootAt(1), bootAt(2, { kernelBootId: "another" })]);
  store.close();
  const db = new Database(path, { readonly: true });
  onTestFinished(() => void db.close());
  expect(db.prepare("SELECT id FROM kernel_boot ORDER BY key").pluck().all()).toEqual([
    kernelBootId,
    "another",
  ]);
  expect(db.prepare("SELECT kernel_boot_id FROM run ORDER BY key").pluck().all()).toEqual(["=1", "=1", "=2"]);
});

test("runs of before and of today are found beside each other, and each says which it is of", async () => {
  const path = temporaryDatabase();
  const store = openStore(path, { mode: "write" });
  onTestFinished(() => store.close());
  saveBoots(store, [bootAt(0), bootAt(1), bootAt(2, { kernelBootId: "another" })]);
  asBefore(path, 1);
  const [startAt, endAt] = [instant(0n), instant(2n ** 62n)];
  const beside = await store.overlapping({ hostId, kernelBootId, startAt, endAt, limit: 9 });
  expect(beside.map(({ id }) => id)).toEqual([bootIdAt(0), bootIdAt(1)]);
  const meanwhile = { hostId, kernelBootId, startAt: bootAt(1).startAt, endAt, limit: 9 };
  expect((await store.overlapping(meanwhile)).map(({ id }) => id)).toEqual([bootIdAt(1)]);
  const found = await Promise.all([0, 1, 2].map(async (n) => (await store.findBoot(bootIdAt(n)))?.boot));
  expect(found.map((boot) => boot?.kernelBootId)).toEqual([kernelBootId, kernelBootId, "another"]);
});

test("a collector takes up open runs of before and of today", () => {
  const path = temporaryDatabase();
  const store = openStore(path, { mode: "write" });
  onTestFinished(() => store.close());
  const recording = store.startRecording(RECORDING);
  store.save(underWay(eventsOfBoot(1).slice(0, 12)), recording);
  store.save(underWay(eventsOfBoot(2).slice(0, 12)), recording);
  asBefore(path, 1);
  const open = store.openRuns(hostId, kernelBootId);
  expect(open.map(({ source }) => source.kernelBootId)).toEqual([kernelBootId, kernelBootId]);
  expect(store.openRuns(hostId, "another")).toEqual([]);
});

test("a run of before that is written to again stays as it is", () => {
  const path = temporaryDatabase();
  const store = openStore(path, { mode: "write" });
  onTestFinished(() => store.close());
  const recording = store.startRecording(RECORDING);
  store.save(assembled(eventsOfBoot(1)), recording);
  asBefore(path, 1);
  store.save(assembled(eventsOfBoot(1)), recording);
  expect(store.runsAfter(undefined, 9).map(({ source }) => source.kernelBootId)).toEqual([kernelBootId]);
});
