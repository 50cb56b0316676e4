import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Overview, SelectedPage } from "@hacotaki/core";
import { openStore, type StoreReader, type StoreWriter } from "@hacotaki/store";
import { expect, onTestFinished, test } from "vitest";
import { until } from "../../../../test/until.ts";
import { bootAt, bootIdAt, NOTHING, RECORDING, runIdAt } from "../../../../packages/store/test/builder.ts";
import { followDatabase } from "../database.ts";
import { followStatistics } from "../statistics/client.ts";
import { followColumns } from "../statistics/follow-columns.ts";

function newDatabase(): { readonly db: string; readonly store: StoreWriter } {
  const folder = mkdtempSync(join(tmpdir(), "hacotaki-age-"));
  const db = join(folder, "hacotaki.db");
  const store = openStore(db, { mode: "write" });
  onTestFinished(() => {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { db, store };
}

function save(store: StoreWriter, ...numbers: number[]): void {
  store.save({ ...NOTHING, boots: numbers.map((n) => bootAt(n)) }, store.startRecording(RECORDING));
}

/** Columns that may be a moment old from four boots on, by a clock that goes as it is told. */
async function following(db: string) {
  let ms = 0;
  /** What is read of changes waits for it. */
  let held: Promise<unknown> = Promise.resolve();
  const opened = openStore(db, { mode: "read" });
  onTestFinished(() => opened.close());
  const reader: StoreReader = {
    ...opened,
    samplesSince: (revision, limit) => held.then(() => opened.samplesSince(revision, limit)),
  };
  const { dev, ino } = statSync(db);
  const columns = followColumns({
    followed: { path: db, file: `${dev}:${ino}`, reader },
    say: () => {},
    manyBoots: 4,
    now: () => ms,
  });
  onTestFinished(() => columns.end());
  await columns.filling;
  const overview = () =>
    columns.ask("overview", [{ filter: {}, axis: "log", zoom: false }]) as Promise<Overview>;
  return {
    columns,
    overview,
    counted: async () => (await overview()).n,
    listed: async () => ((await columns.ask("select", [{ limit: 99 }])) as SelectedPage).ids.length,
    state: () => columns.ask("state", []),
    pass: (passed: number) => (ms += passed),
    hold(until: Promise<unknown>) {
      held = until;
    },
  };
}

test("of few boots every figure is of what was committed before it was asked for", async () => {
  const { db, store } = newDatabase();
  save(store, 0, 1);
  const { counted } = await following(db);
  expect(await counted()).toBe(2);
  save(store, 2);
  expect(await counted()).toBe(3);
  store.removeRuns([runIdAt(0)]);
  expect(await counted()).toBe(2);
});

test("of many boots figures are a second old at most, and say how many boots they are of", async () => {
  const { db, store } = newDatabase();
  save(store, 0, 1, 2, 3);
  const { counted, state, pass } = await following(db);
  pass(1_000);
  expect(await counted()).toBe(4);
  save(store, 4);
  pass(999);
  expect(await counted()).toBe(4);
  expect(await state()).toEqual({ known: 5, total: 5 });
  pass(1);
  expect(await counted()).toBe(5);
});

test("figures that are not too old are told while newer boots are being read", async () => {
  const { db, store } = newDatabase();
  save(store, 0, 1, 2, 3);
  const { columns, counted, pass, hold } = await following(db);
  pass(1_000);
  expect(await counted()).toBe(4);
  save(store, 4);
  pass(600);
  const { promise: read, resolve: goOn } = Promise.withResolvers<undefined>();
  hold(read);
  const followed = columns.followSoon();
  expect(await counted()).toBe(4);
  pass(400);
  const tooOld = counted();
  goOn(undefined);
  expect(await tooOld).toBe(5);
  await followed;
});

test("what tells of single boots is never old, however many there are", async () => {
  const { db, store } = newDatabase();
  save(store, 0, 1, 2, 3);
  const { columns, counted, listed } = await following(db);
  expect(await counted()).toBe(4);
  save(store, 4);
  expect(await listed()).toBe(5);
  // Whatever is asked after it is of the same boots.
  expect(await counted()).toBe(5);
  store.save({ ...NOTHING, boots: [bootAt(5, { outcome: "booting" })] }, store.startRecording(RECORDING));
  expect(await columns.ask("percentiles", [[bootIdAt(5)]])).toEqual([
    expect.objectContaining({ id: bootIdAt(5) }),
  ]);
  expect(await listed()).toBe(6);
});

test("equal questions have one answer until a boot comes, changes or goes", async () => {
  const { db, store } = newDatabase();
  save(store, 0, 1);
  const { columns, overview } = await following(db);
  const [one, other] = await Promise.all([overview(), overview()]);
  expect(other).toBe(one);
  expect(await overview()).toBe(one);
  const bounded = (since: bigint) => columns.ask("container", ["web-0", { since, bins: 2 }]);
  expect(await bounded(1n)).not.toBe(await bounded(2n));
  for (const edit of [
    () => save(store, 2),
    () =>
      store.save({ ...NOTHING, boots: [bootAt(2, { outcome: "ready" })] }, store.startRecording(RECORDING)),
    () => void store.removeRuns([runIdAt(0)]),
  ]) {
    const before = await overview();
    edit();
    const after = await overview();
    expect(after).not.toBe(before);
    expect(await overview()).toBe(after);
  }
});

test("a dashboard with many boots tells of new ones without being asked for single boots", async () => {
  const { db, store } = newDatabase();
  save(store, 0, 1, 2);
  const database = followDatabase(db, () => 20);
  const errors: unknown[] = [];
  const statistics = followStatistics(database, { onError: (error) => errors.push(error), manyBoots: 1 });
  onTestFinished(async () => {
    await statistics.close();
    database.close();
  });
  const counted = async () => (await statistics.overview({ filter: {}, axis: "log", zoom: false })).n;
  expect(await counted()).toBe(3);
  save(store, 3);
  await until(async () => (await counted()) === 4, "the new boot to be counted");
  expect(errors).toEqual([]);
});
