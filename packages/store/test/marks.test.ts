import {
  instant,
  LANES,
  MARKS_DRAWN,
  type Boot,
  type DrawnMarks,
  type Mark,
  type Stretch,
} from "@hacotaki/core";
import { describe, expect, test } from "vitest";
import { openStore, type StoreWriter } from "../src/index.ts";
import { assembled, bootAt, eventsOfBoot, NOTHING, RECORDING, saveBoots } from "./builder.ts";
import { temporaryDatabase } from "./folder.ts";

/** Marks from an instant on, a microsecond apart; every third one of the launcher, which all boots of the run share. */
const marksOf = (boot: Boot, count: number, startAt: bigint = boot.startAt): Mark[] =>
  Array.from({ length: count }, (_, n) => ({
    runId: boot.runId,
    ...(n % 3 === 0 ? {} : { bootId: boot.id }),
    at: instant(startAt + BigInt(n) * 1_000n),
    seq: n,
    tgid: 7,
    lane: n % 3 === 0 ? "launcher" : "container",
    name: "misc",
    flag: n,
  }));

function storeWith(boots: readonly Boot[], marks: readonly Mark[]): StoreWriter {
  const store = openStore(temporaryDatabase(), { mode: "write" });
  const recording = saveBoots(store, boots);
  store.save({ ...NOTHING, marks }, recording);
  return store;
}

async function pagedMarks(store: StoreWriter, id: Boot["id"], limit: number): Promise<readonly Mark[]> {
  const found: Mark[] = [];
  let after: string | undefined;
  do {
    const page = await store.marks(id, { limit, ...(after === undefined ? {} : { after }) });
    expect(page?.marks.length).toBeLessThanOrEqual(limit);
    found.push(...(page?.marks ?? []));
    after = page?.next;
  } while (after !== undefined);
  return found;
}

/** What is drawn must be what is there: no mark lost, none twice, each where it lies. */
function expectToCount(drawn: DrawnMarks | undefined, marks: readonly Mark[]): void {
  expect(drawn?.total).toBe(marks.length);
  const counted = drawn?.bins.reduce((sum, { count }) => sum + count, 0) ?? 0;
  expect(counted + (drawn?.marks.length ?? 0)).toBe(marks.length);
  for (const { lane, startAt, endAt, count } of drawn?.bins ?? []) {
    const one = new Set(drawn?.marks.map(({ seq }) => seq));
    const there = marks.filter(
      (mark) => mark.lane === lane && mark.at >= startAt && mark.at < endAt && !one.has(mark.seq),
    );
    expect({ startAt, count }).toEqual({ startAt, count: there.length });
  }
}

describe("marks of a boot", () => {
  test("come page by page, each once, however pages are cut and whatever shares an instant", async () => {
    const boot = bootAt(0);
    const apart = marksOf(boot, 50);
    const together = marksOf(boot, 50).map((mark) => ({
      ...mark,
      at: boot.startAt,
      seq: 5 + (mark.seq % 2),
      tgid: mark.seq,
    }));
    const store = storeWith([boot, bootAt(1)], [...apart, ...together]);
    const all = await store.marksOf(boot.id);
    expect(all).toHaveLength(100);
    for (const limit of [1, 7, 50, 99, 100, 101])
      expect(await pagedMarks(store, boot.id, limit)).toEqual(all);
    expect(await store.countMarks(boot.id)).toBe(100);
    store.close();
  });

  test("go on after any of them, as after the page that ended with it", async () => {
    const boot = bootAt(0);
    const store = storeWith([boot], marksOf(boot, 6));
    const all = (await store.marks(boot.id, { limit: 10 }))?.marks ?? [];
    for (const [place, mark] of all.entries()) {
      const after = await store.marks(boot.id, { limit: 10, after: store.cursorAfter(mark) });
      expect(after?.marks).toEqual(all.slice(place + 1));
    }
    store.close();
  });

  test("leave out those of other boots of the run, which may be most of them", async () => {
    const [boot, other] = [bootAt(0), bootAt(1, { runId: bootAt(0).runId })];
    const own = marksOf(boot, 30, 500_000n).filter(({ bootId }) => bootId !== undefined);
    const others = marksOf(other, 9_000, 1_000_000n).map((mark) => ({ ...mark, bootId: other.id }));
    const late = marksOf(boot, 30, 900_000_000n).map((mark) => ({
      ...mark,
      bootId: boot.id,
      seq: mark.seq + 50,
    }));
    const store = storeWith([boot, other], [...own, ...others, ...late]);
    expect(await pagedMarks(store, boot.id, 17)).toHaveLength(own.length + late.length);
    expect(await store.countMarks(boot.id)).toBe(own.length + late.length);
    expectToCount(await store.drawnMarks(boot.id), [...own, ...late]);
    store.close();
  });

  test("are narrowed to a stretch of time", async () => {
    const boot = bootAt(0);
    const store = storeWith([boot], marksOf(boot, 100));
    const page = await store.marks(boot.id, {
      limit: 100,
      from: boot.startAt + 10_000n,
      to: boot.startAt + 20_000n,
    });
    expect(page?.marks.map(({ seq }) => seq)).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    store.close();
  });

  test("a cursor of somebody else is told from one that a page gave", async () => {
    const boot = bootAt(0);
    const store = storeWith([boot], marksOf(boot, 10));
    const next = (await store.marks(boot.id, { limit: 3 }))?.next ?? "";
    expect(store.isRowCursor("marks", next)).toBe(true);
    expect(store.isRowCursor("events", next)).toBe(false);
    for (const wrong of ["", "x", "W10", Buffer.from('[["1"],["2"],["x"],"a"]').toString("base64url")])
      expect(store.isRowCursor("marks", wrong)).toBe(false);
    store.close();
  });

  test("of a boot that is not there are none", async () => {
    const store = storeWith([], []);
    expect(await store.marks(bootAt(0).id, { limit: 5 })).toBeUndefined();
    expect(await store.drawnMarks(bootAt(0).id)).toBeUndefined();
    expect(await store.marksOf(bootAt(0).id)).toEqual([]);
    store.close();
  });
});

describe("marks as they are drawn", () => {
  test("are the marks themselves while they are few", async () => {
    const boot = bootAt(0);
    const store = storeWith([boot], marksOf(boot, MARKS_DRAWN));
    const drawn = await store.drawnMarks(boot.id);
    expect(drawn?.marks).toHaveLength(MARKS_DRAWN);
    expect(drawn?.bins).toEqual([]);
    store.close();
  });

  test("are counted where they are many: bounded, and no mark lost or told twice", async () => {
    const boot = bootAt(0);
    const marks = marksOf(boot, 20_000);
    const store = storeWith([boot], marks);
    const drawn = await store.drawnMarks(boot.id);
    expect(drawn?.marks).toEqual([]);
    expect(drawn?.bins.length).toBeLessThanOrEqual(LANES.length * 401);
    expectToCount(drawn, marks);
    store.close();
  });

  test("are counted over any stretch, with what lies before and behind it", async () => {
    const boot = bootAt(0);
    const marks = marksOf(boot, 5_000);
    const store = storeWith([boot], marks);
    const at = (offset: bigint) => boot.startAt + offset;
    const stretches: readonly Stretch[] = [
      { from: at(1_000_000n), to: at(4_000_000n) },
      { from: at(1_234_567n), to: at(1_300_001n) },
      { from: at(-5_000_000n), to: at(1_000n) },
      { from: at(4_999_000n), to: at(9_000_000n) },
      { from: at(-1n), to: at(60_000_000_000n) },
      { from: at(70_000_000n), to: at(80_000_000n) },
    ];
    for (const stretch of stretches) expectToCount(await store.drawnMarks(boot.id, stretch), marks);
    store.close();
  });

  test("that lie in one moment, or in one instant, are counted as well", async () => {
    const boot = bootAt(0);
    const moment = marksOf(boot, 9_000).map((mark, n) => ({
      ...mark,
      at: instant(boot.startAt + BigInt(n % 3)),
      seq: n,
    }));
    const late = marksOf(boot, 1, boot.startAt + 86_400_000_000_000n).map((mark) => ({
      ...mark,
      seq: 10_000,
    }));
    const store = storeWith([boot], [...moment, ...late]);
    expectToCount(await store.drawnMarks(boot.id), [...moment, ...late]);
    store.close();
  });

  test("are counted anew when one more came", async () => {
    const boot = bootAt(0);
    const marks = marksOf(boot, 1_000);
    const store = storeWith([boot], marks);
    await store.drawnMarks(boot.id);
    const more = marksOf(boot, 1, boot.startAt + 777n).map((mark) => ({
      ...mark,
      bootId: boot.id,
      seq: 5_000,
    }));
    store.save({ ...NOTHING, marks: more }, store.startRecording(RECORDING));
    expectToCount(await store.drawnMarks(boot.id), [...marks, ...more]);
    store.close();
  });
});

describe("events of a boot", () => {
  test("come page by page, as all of them at once", async () => {
    const store = openStore(temporaryDatabase(), { mode: "write" });
    const changes = assembled(eventsOfBoot(0));
    store.save(changes, store.startRecording(RECORDING));
    const id = changes.boots[0]?.id ?? bootAt(0).id;
    const all = (await store.eventsOf(id))?.events ?? [];
    expect(all).toHaveLength(eventsOfBoot(0).length);
    const paged = [];
    let after: string | undefined;
    do {
      const page = await store.events(id, { limit: 4, ...(after === undefined ? {} : { after }) });
      paged.push(...(page?.events ?? []));
      after = page?.next;
    } while (after !== undefined);
    expect(paged).toEqual(all);
    expect(await store.countEvents(id)).toBe(all.length);
    store.close();
  });
});

test("of the boots of a large run those that came up last are told, and how many there are", async () => {
  const store = openStore(temporaryDatabase(), { mode: "write" });
  const { runId } = bootAt(0);
  const boots = Array.from({ length: 60 }, (_, n) =>
    bootAt(n, { runId, outcome: n % 20 === 0 ? "failed" : "up" }),
  );
  saveBoots(store, boots);
  const { total, failed, boots: last } = await store.siblings(runId, 10);
  expect({ total, failed }).toEqual({ total: 60, failed: 3 });
  expect(last.map(({ id }) => id)).toEqual(boots.slice(50).map(({ id }) => id));
  expect(await store.siblingIds(runId)).toHaveLength(60);
  store.close();
});
