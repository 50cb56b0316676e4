import { statSync } from "node:fs";
import { closedAt, type BootId } from "@hacotaki/core";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  createRetention,
  createSweep,
  openNotebook,
  openStore,
  roomFor,
  type Notebook,
  type Retention,
  type RetentionLimits,
  type StoreWriter,
} from "../src/index.ts";
import { assembled, bootAt, eventsOfBoot, RECORDING, saveBoots, SOURCE } from "./builder.ts";
import { temporaryDatabase } from "./folder.ts";

const MB = 1_000_000;
const SECOND = 1_000_000_000n;
const over = (n: number) => bootAt(n, { processes: [], processCount: 0 });
/** A boot of some 20 kB. */
const large = (n: number) =>
  bootAt(n, { processes: [], processCount: 0, cwd: `/${`${n}`.padStart(5)}`.repeat(3_000) });

type Place = { readonly path: string; readonly store: StoreWriter; readonly notebook: Notebook };
function place(path = temporaryDatabase()): Place {
  const store = openStore(path, { mode: "write" });
  const notebook = openNotebook(path);
  onTestFinished(() => {
    store.close();
    notebook.close();
  });
  return { path, store, notebook };
}
const idsOf = async (store: StoreWriter) =>
  (await store.listBoots({ limit: 1_000 })).boots.map(({ id }) => id).sort();

/** Works until there is nothing to do; returns how many pieces that took. */
function work(retention: Retention): number {
  let pieces = 0;
  while (retention.work() !== "idle") pieces++;
  return pieces;
}
function retentionOf({ store, notebook }: Place, limits: RetentionLimits, now: () => bigint) {
  const news: string[] = [];
  const retention = createRetention({ store, notebook, limits, now, onNews: ({ kind }) => news.push(kind) });
  return { retention, news };
}
const wall = (n: number) => bootAt(n).wallTime ?? 0n;

describe("by age", () => {
  test("goes what began earlier, and later what has become older meanwhile", async () => {
    const here = place();
    saveBoots(here.store, [0, 10, 20].map(over));
    let now = wall(15);
    const { retention, news } = retentionOf(here, { keep: 10n * SECOND }, () => now);
    work(retention);
    expect(await idsOf(here.store)).toEqual([10, 20].map((n) => over(n).id));
    expect(here.notebook.findGoneBoot(over(0).id)).toBeDefined();
    // Within the same minute nobody looks again.
    now += 10n * SECOND;
    work(retention);
    expect(await idsOf(here.store)).toHaveLength(2);
    now += 60n * SECOND;
    work(retention);
    expect(await idsOf(here.store)).toEqual([]);
    expect(news).toEqual(["deleted", "deleted"]);
    expect(await here.store.retention()).toMatchObject({
      keep: 10n * SECOND,
      state: "held",
      deletedBoots: 2,
      deletedBefore: 1,
      keptRuns: 0,
    });
  });

  test("pinned boots stay, shared ones, those of a baseline, and all that its filter matches", async () => {
    const here = place();
    const boots = [0, 1, 2, 3, 4, 5, 6, 7].map(over);
    saveBoots(here.store, boots);
    const { notebook } = here;
    const id = (n: number): BootId => over(n).id;
    notebook.pin(id(0), 1n);
    notebook.addShare({
      kind: "boot",
      title: "t",
      parts: [],
      bootIds: [id(1)],
      madeAt: 1n,
      snapshot: { version: 1, kind: "baseline", name: "n", boots: 0, measures: [] },
    });
    notebook.unpin(id(1));
    notebook.saveBaseline({ name: "good", of: { kind: "boot", id: id(3) }, savedAt: 1n });
    // Containers are web-0, web-1, web-2 in turn: 2 is of web-2, and so are 5 and 8.
    const filter = closedAt({ container: "web-2", text: "WEB" }, wall(4));
    notebook.saveBaseline({ name: "webs", of: { kind: "group", filter }, savedAt: 1n });
    const { retention } = retentionOf(here, { keep: SECOND }, () => wall(1_000));
    work(retention);
    expect(await idsOf(here.store)).toEqual([0, 1, 2, 3].map(id));
    expect((await here.store.retention())?.keptRuns).toBe(4);
  });
});

describe("by size", () => {
  const LIMIT = 8 * MB;

  test("file and log stay below the limit and its margin while boots go on coming, and the newest stay", async () => {
    const here = place();
    const { store, path } = here;
    const { retention, news } = retentionOf(here, { maxBytes: LIMIT }, () => wall(100_000));
    const recording = saveBoots(store, []);
    const onDisk = () =>
      statSync(path).size + (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0);
    let most = 0;
    for (let n = 0; n < 800; n++) {
      saveBoots(store, [large(n)], recording);
      retention.work();
      most = Math.max(most, onDisk());
    }
    expect(most).toBeGreaterThan(LIMIT / 2);
    expect(most).toBeLessThanOrEqual(LIMIT + roomFor(LIMIT).marginBytes);
    const ids = await idsOf(store);
    expect(ids.at(-1)).toBe(large(799).id);
    expect(ids).not.toContain(large(0).id);
    expect(news).toContain("deleted");
    expect((await store.retention())?.state).toBe("held");
  });

  test("a database that was larger comes down to the limit, and the room is the file system's again", () => {
    const here = place();
    const boots = Array.from({ length: 600 }, (_, n) => large(n));
    saveBoots(here.store, boots);
    here.store.checkpoint();
    expect(statSync(here.path).size).toBeGreaterThan(LIMIT);
    const { retention } = retentionOf(here, { maxBytes: LIMIT }, () => wall(100_000));
    work(retention);
    here.store.checkpoint();
    expect(statSync(here.path).size).toBeLessThanOrEqual(LIMIT);
  });

  test("that cannot be held, because all that is left is kept, is said once, and again when it is held", async () => {
    const here = place();
    const boots = Array.from({ length: 600 }, (_, n) => large(n));
    saveBoots(here.store, boots);
    for (const { id } of boots) here.notebook.pin(id, 1n);
    let now = wall(100_000);
    const { retention, news } = retentionOf(here, { maxBytes: LIMIT }, () => now);
    work(retention);
    work(retention);
    expect(news).toEqual(["over"]);
    expect(await here.store.retention()).toMatchObject({ state: "over", keptRuns: 600, maxBytes: LIMIT });
    for (const { id } of boots) here.notebook.unpin(id);
    now += 61n * SECOND;
    work(retention);
    expect([...new Set(news)]).toEqual(["over", "deleted", "held-again"]);
    expect((await here.store.retention())?.state).toBe("held");
  });
});

describe("a run that is too large for one transaction", () => {
  const events = (n: number) => eventsOfBoot(n).length;

  test("goes in several: it is no boot any more after the first, and nothing of it is left after the last", async () => {
    const { store, notebook } = place();
    const recording = store.startRecording(RECORDING);
    for (const n of [0, 1]) store.save(assembled(eventsOfBoot(n), SOURCE), recording);
    const [old, young] = store.agedRuns({ limit: 9 }).runs.map(({ runId }) => runId);
    if (old === undefined || young === undefined) throw new Error("two runs were saved");
    expect(store.removeRuns([old, young], { rows: 26 })).toEqual({ gone: 0 });
    expect((await store.facts()).boots).toBe(1);
    expect(store.leavingRuns()).toEqual([old]);
    // A process that comes later goes on with it, whatever is asked of it.
    const sweep = createSweep({ store, notebook }, { before: undefined, isEnough: () => true });
    let steps = 0;
    while (sweep.step()) steps++;
    expect(steps).toBeGreaterThan(0);
    expect(store.leavingRuns()).toEqual([]);
    expect(store.findRun(old)).toBeUndefined();
    expect(store.findRun(young)?.events).toHaveLength(events(1));
    expect(await store.facts()).toMatchObject({ boots: 1, events: events(1) });
  });
});
