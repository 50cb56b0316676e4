import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import type { StoreWriter } from "../src/index.ts";
import { openStore } from "../src/index.ts";
import { assembled, bootAt, eventsOfBoot, RECORDING, saveBoots, SOURCE, underWay } from "./builder.ts";
import { temporaryDatabase } from "./folder.ts";

const open = () => openStore(temporaryDatabase(), { mode: "write" });
/** A boot none of whose processes is known to live. */
const over = (n: number) => bootAt(n, { processes: [], processCount: 0 });
const idsOf = async (store: StoreWriter) =>
  (await store.listBoots({ limit: 1_000 })).boots.map(({ id }) => id);
const agedIds = (store: StoreWriter, before?: bigint) =>
  store
    .agedRuns({ limit: 500, ...(before === undefined ? {} : { before }) })
    .runs.flatMap(({ boots }) => boots.map(({ id }) => id));

describe("old runs", () => {
  test("are found from the oldest on, page by page, each boot with what is worth remembering", () => {
    const store = open();
    const boots = [5, 1, 4, 2, 3].map((n) => over(n));
    saveBoots(store, boots);
    const found: string[] = [];
    let after: Parameters<StoreWriter["agedRuns"]>[0]["after"];
    do {
      const page = store.agedRuns({ limit: 2, ...(after === undefined ? {} : { after }) });
      found.push(...page.runs.flatMap((run) => run.boots.map(({ id }) => id)));
      after = page.next;
    } while (after !== undefined);
    expect(found).toEqual([1, 2, 3, 4, 5].map((n) => bootAt(n).id));
    const { id, container, outcome, wallTime } = bootAt(1);
    expect(store.agedRuns({ limit: 1 }).runs[0]?.boots).toEqual([
      { id, container, outcome, wallTime, bootDuration: 2_000_000n },
    ]);
    store.close();
  });

  test("began before the instant that is asked for; a boot without a wall clock counts from its import", () => {
    const store = open();
    const { wallTime: _, ...timeless } = over(9);
    saveBoots(store, [over(0), over(1), timeless]);
    const second = bootAt(1).wallTime ?? 0n;
    expect(agedIds(store, second)).toEqual([timeless.id, bootAt(0).id]);
    expect(agedIds(store, RECORDING.startedAt)).toEqual([]);
    store.close();
  });

  test("are not those that may still be running; on a host that was booted anew nothing runs on", () => {
    const store = open();
    const recording = store.startRecording(RECORDING);
    store.save(underWay(eventsOfBoot(0).slice(0, 12)), recording);
    store.save(assembled(eventsOfBoot(1)), recording);
    const over = agedIds(store);
    expect(over).toHaveLength(1);
    store.startRecording({ ...RECORDING, kernelBootId: "another", startedAt: RECORDING.startedAt + 1n });
    expect(agedIds(store)).toHaveLength(2);
    store.close();
  });
});

describe("deleting a run", () => {
  test("leaves nothing of it, nothing else out, and word for those who follow", async () => {
    const path = temporaryDatabase();
    const store = openStore(path, { mode: "write" });
    const recording = store.startRecording(RECORDING);
    for (const n of [0, 1, 2]) store.save(assembled(eventsOfBoot(n)), recording);
    const before = await store.facts();
    const [oldest] = store.agedRuns({ limit: 1 }).runs;
    if (oldest === undefined) throw new Error("nothing is old");
    const [gone] = oldest.boots;
    store.removeRuns([oldest.runId]);
    const after = await store.facts();
    expect(await idsOf(store)).not.toContain(gone?.id);
    expect([after.boots, before.boots]).toEqual([2, 3]);
    expect(before.events - after.events).toBe(eventsOfBoot(0).length);
    expect(store.findRun(oldest.runId)).toBeUndefined();
    expect((await store.changesSince(before.revision, 10)).retired).toEqual([gone?.id]);
    for (const id of await idsOf(store))
      expect((await store.eventsOf(id))?.events).toHaveLength(eventsOfBoot(0).length);
    store.close();
  });

  test("can be undone by importing it again, and a writer goes on with what it knew", async () => {
    const store = open();
    const recording = store.startRecording(RECORDING);
    store.save(assembled(eventsOfBoot(0), SOURCE), recording);
    const [id] = await idsOf(store);
    store.removeRuns(store.agedRuns({ limit: 9 }).runs.map(({ runId }) => runId));
    expect(await idsOf(store)).toEqual([]);
    store.save(assembled(eventsOfBoot(0), SOURCE), recording);
    expect(await idsOf(store)).toEqual([id]);
    expect((await store.facts()).boots).toBe(1);
    store.close();
  });

  test("leaves namespaces that nobody else uses, which a walk in pieces finds, and no other", async () => {
    const path = temporaryDatabase();
    const store = openStore(path, { mode: "write" });
    const ns = { pid: 1, pidForChildren: 2, mnt: 3, uts: 4, ipc: 5, net: 6, user: 7 };
    const withNs = (n: number, net: number) =>
      bootAt(n, { processes: [], processCount: 0, namespaces: { ...ns, net } });
    const recording = saveBoots(store, [withNs(0, 10), withNs(1, 11), withNs(2, 11), withNs(3, 12)]);
    const [first, second] = store.agedRuns({ limit: 9 }).runs.map(({ runId }) => runId);
    if (first === undefined || second === undefined) throw new Error("runs were saved");
    store.removeRuns([first, second]);
    // One that comes while the walk is on its way uses what nobody did.
    expect(store.forgetUnused()).toBe(true);
    saveBoots(store, [withNs(4, 10)], recording);
    while (store.forgetUnused()) continue;
    for (const [n, net] of [
      [2, 11],
      [3, 12],
      [4, 10],
    ] as const)
      expect((await store.findBoot(withNs(n, net).id))?.boot.namespaces?.net).toBe(net);
    store.removeRuns(store.agedRuns({ limit: 9 }).runs.map(({ runId }) => runId));
    while (store.forgetUnused()) continue;
    saveBoots(store, [withNs(5, 12)], recording);
    expect((await store.findBoot(withNs(5, 12).id))?.boot.namespaces?.net).toBe(12);
    store.close();
    const db = new Database(path, { readonly: true });
    expect(db.prepare("SELECT count(*) FROM namespaces").pluck().get()).toBe(1);
    db.close();
  });

  test("gives room back", () => {
    const store = open();
    saveBoots(
      store,
      Array.from({ length: 1_000 }, (_, n) => over(n)),
    );
    const before = store.sizes().usedBytes;
    store.removeRuns(store.agedRuns({ limit: 1_000 }).runs.map(({ runId }) => runId));
    expect(store.sizes().usedBytes).toBeLessThan(before / 2);
    store.close();
  });
});
