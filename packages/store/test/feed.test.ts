import { instant, type BootId } from "@hacotaki/core";
import { describe, expect, test } from "vitest";
import { until } from "../../../test/until.ts";
import { openStore, type StoreReader } from "../src/index.ts";
import { bootAt, bootIdAt, NOTHING, RECORDING, saveBoots } from "./builder.ts";
import { temporaryDatabase } from "./folder.ts";

/** A reader that follows the feed in small steps, and what it knows at the end. */
async function follow(store: StoreReader, from: bigint, step: number) {
  const known = new Set<BootId>();
  const gone = new Set<BootId>();
  let revision = from;
  for (;;) {
    const changes = await store.changesSince(revision, step);
    for (const { id } of changes.boots) known.add(id);
    for (const id of changes.retired) gone.add(id);
    if (changes.revision === revision) return { known: [...known].sort(), gone: [...gone].sort(), revision };
    revision = changes.revision;
  }
}

describe("changes since a revision", () => {
  test("come oldest first, each boot once, as it now is", async () => {
    const store = openStore(temporaryDatabase(), { mode: "write" });
    const recording = saveBoots(store, [bootAt(0), bootAt(1), bootAt(2)]);
    saveBoots(store, [bootAt(0, { outcome: "ready" })], recording);
    const changes = await store.changesSince(0n, 100);
    expect(changes.boots.map(({ id, outcome }) => [id, outcome])).toEqual([
      [bootIdAt(1), "up"],
      [bootIdAt(2), "up"],
      [bootIdAt(0), "ready"],
    ]);
    expect(changes.revision).toBe(4n);
    expect(await store.changesSince(4n, 100)).toEqual({ boots: [], retired: [], revision: 4n });
    store.close();
  });

  test.each([1, 2, 3, 7, 100])("in steps of %i nothing is missed", async (step) => {
    const store = openStore(temporaryDatabase(), { mode: "write" });
    const recording = saveBoots(
      store,
      Array.from({ length: 9 }, (_, n) => bootAt(n)),
    );
    for (const n of [1, 4, 5]) store.save({ ...NOTHING, retired: [bootIdAt(n)] }, recording);
    saveBoots(store, [bootAt(9), bootAt(0, { outcome: "ready" })], recording);
    store.save({ ...NOTHING, retired: [bootIdAt(8)] }, recording);
    const { known, gone, revision } = await follow(store, 0n, step);
    expect(known).toEqual([0, 2, 3, 6, 7, 9].map(bootIdAt));
    expect(gone).toEqual([1, 4, 5, 8].map(bootIdAt));
    expect(revision).toBe(await store.revision());
    expect(revision).toBe((await store.facts()).revision);
    store.close();
  });

  test("a boot that comes back is no longer gone", async () => {
    const store = openStore(temporaryDatabase(), { mode: "write" });
    const recording = saveBoots(store, [bootAt(0)]);
    store.save({ ...NOTHING, retired: [bootIdAt(0)] }, recording);
    saveBoots(store, [bootAt(0)], recording);
    const changes = await store.changesSince(0n, 10);
    expect(changes.boots.map(({ id }) => id)).toEqual([bootIdAt(0)]);
    expect(changes.retired).toEqual([]);
    store.close();
  });

  test("a mark of the launcher is a change of every boot of its run", async () => {
    const store = openStore(temporaryDatabase(), { mode: "write" });
    const { runId } = bootAt(0);
    const recording = saveBoots(store, [bootAt(0), bootAt(1, { runId }), bootAt(2)]);
    const { revision } = await store.facts();
    const mark = {
      runId,
      at: instant(5n),
      seq: 1,
      tgid: 7,
      lane: "launcher",
      name: "misc",
      flag: 1,
    } as const;
    store.save({ ...NOTHING, marks: [mark] }, recording);
    const changed = await store.changesSince(revision, 10);
    expect(changed.boots.map(({ id }) => id)).toEqual([bootIdAt(0), bootIdAt(1)]);
    store.save({ ...NOTHING, marks: [mark] }, recording);
    expect((await store.changesSince(changed.revision, 10)).boots).toEqual([]);
    store.close();
  });
});

describe("watching", () => {
  test("tells of another process's commit, and of nothing else", async () => {
    const path = temporaryDatabase();
    const writer = openStore(path, { mode: "write" });
    const reader = openStore(path, { mode: "read" });
    let looks = 0;
    let calls = 0;
    const watching = reader.watch(
      () => {
        looks++;
        return 5;
      },
      () => calls++,
    );
    const severalLooks = async () => {
      const before = looks;
      await until(() => looks > before + 3, "the watcher to look again");
    };
    await severalLooks();
    await reader.facts();
    expect(calls).toBe(0);
    saveBoots(writer, [bootAt(0)]);
    await until(() => calls > 0, "word of the boot");
    const settled = calls;
    await severalLooks();
    expect(calls).toBe(settled);
    const recording = writer.startRecording(RECORDING);
    await until(() => calls > settled, "word of the recording");
    const before = calls;
    saveBoots(writer, [bootAt(0)], recording);
    await severalLooks();
    expect(calls, "a save that changes nothing").toBe(before);
    watching.stop();
    let others = 0;
    const other = reader.watch(
      () => 5,
      () => others++,
    );
    saveBoots(writer, [bootAt(1)], recording);
    await until(() => others > 0, "word to another watcher");
    other.stop();
    expect(calls, "after stop").toBe(before);
    reader.close();
    writer.close();
  });
});
