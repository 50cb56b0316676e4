import { instant, soughtWords, type Boot, type BootEvent, type Mark } from "@hacotaki/core";
import { expect, test } from "vitest";
import { openStore, type RowSearch, type StoreWriter } from "../src/index.ts";
import { assembled, bootAt, eventsOfBoot, NOTHING, RECORDING, saveBoots } from "./builder.ts";
import { temporaryDatabase } from "./folder.ts";

const marksOf = (boot: Boot, count: number): Mark[] =>
  Array.from({ length: count }, (_, n) => ({
    runId: boot.runId,
    bootId: boot.id,
    at: instant(boot.startAt + BigInt(n) * 1_000n),
    seq: n,
    tgid: 7,
    lane: "container",
    name: n % 2 === 0 ? "USR1" : "misc-str",
    flag: n,
    text: `step ${n} of Größe`,
  }));

function storeWithMarks(boot: Boot, count: number): StoreWriter {
  const store = openStore(temporaryDatabase(), { mode: "write" });
  const other = bootAt(1, { runId: boot.runId });
  const recording = saveBoots(store, [boot, other]);
  const foreign = marksOf(other, 40).map((mark) => ({ ...mark, bootId: other.id, tgid: 8 }));
  store.save({ ...NOTHING, marks: [...marksOf(boot, count), ...foreign] }, recording);
  return store;
}

/** All pages of a search, and how many there were. */
async function paged<Row>(
  page: (search: RowSearch) => Promise<{ rows: readonly Row[]; count: number; next?: string } | undefined>,
  text: string,
  limit: number,
) {
  const [rows, words]: [Row[], readonly string[]] = [[], soughtWords(text)];
  let [count, pages, after]: [number, number, string | undefined] = [0, 0, undefined];
  do {
    const found = await page({ words, limit, ...(after === undefined ? {} : { after }) });
    rows.push(...(found?.rows ?? []));
    count += found?.count ?? 0;
    after = found?.next;
    pages++;
  } while (after !== undefined);
  return { rows, count, pages };
}

test("marks are found by all the words they hold, whatever the case and order, and those of other boots are not", async () => {
  const boot = bootAt(0);
  const store = storeWithMarks(boot, 30);
  const search = (text: string) => paged((asked) => store.searchMarks(boot.id, asked), text, 7);
  expect((await search("STEP 12")).rows.map(({ seq }) => seq)).toEqual([12]);
  expect((await search("grösse usr1")).count).toBe(15);
  expect((await search("step nothing")).count).toBe(0);
  expect((await search("  ")).count).toBe(0);
  store.close();
});

test("a number is found where all of it was typed", async () => {
  const boot = bootAt(0);
  const store = storeWithMarks(boot, 30);
  const found = await paged((asked) => store.searchMarks(boot.id, asked), "7", 50);
  // The process of all of them.
  expect(found.count).toBe(30);
  expect((await store.searchMarks(boot.id, { words: ["77"], limit: 5 }))?.rows).toEqual([]);
  store.close();
});

test("many rows are looked through page by page, each hit once, and counted without being given", async () => {
  const boot = bootAt(0);
  const marks = 50_000;
  const store = storeWithMarks(boot, marks);
  const search = (asked: RowSearch) => store.searchMarks(boot.id, asked);
  const found = await paged(search, "step 499", 10);
  expect(found.rows.map(({ seq }) => seq)).toEqual(
    Array.from({ length: marks }, (_, n) => n).filter((n) => String(n).includes("499")),
  );
  const rare = await paged(search, "step 49999", 10);
  expect(rare.rows).toHaveLength(1);
  // One page did not look at all of them.
  expect(rare.pages).toBeGreaterThan(1);
  expect(await paged(search, "usr1", 0)).toMatchObject({ rows: [], count: marks / 2 });
  store.close();
});

test("events are found by kind, program, arguments, process, port and signal", async () => {
  const store = openStore(temporaryDatabase(), { mode: "write" });
  const recording = store.startRecording(RECORDING);
  const container = eventsOfBoot(0).findLast(({ kind }) => kind === "exec")?.tgid;
  const events = eventsOfBoot(0).map((event): BootEvent => {
    if (event.kind !== "exit" || event.tgid !== container) return event;
    const { code: _, ...rest } = event;
    return { ...rest, signal: 9 };
  });
  const changes = assembled(events);
  store.save(changes, recording);
  const [boot] = changes.boots;
  if (boot === undefined) throw new Error("no boot");
  const kinds = async (text: string) =>
    (await paged((asked) => store.searchEvents(boot.id, asked), text, 50)).rows.map(({ kind }) => kind);
  expect(new Set(await kinds("exec"))).toEqual(new Set(["exec"]));
  expect(await kinds("sigkill")).toEqual(["exit"]);
  expect(await kinds(`${boot.containerTgid} exec`)).toEqual(["exec"]);
  expect((await kinds("bootstrap_phase")).every((kind) => kind === "probe")).toBe(true);
  store.close();
});

test("of a boot that is not there nothing is found", async () => {
  const store = openStore(temporaryDatabase(), { mode: "write" });
  expect(await store.searchMarks(bootAt(0).id, { words: ["x"], limit: 5 })).toBeUndefined();
  expect(await store.searchEvents(bootAt(0).id, { words: ["x"], limit: 5 })).toBeUndefined();
  store.close();
});
