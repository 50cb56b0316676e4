import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { constants, getPriority, tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { BootId } from "@hacotaki/core";
import { EXPORT_NAMES } from "@hacotaki/formats";
import { openStore } from "@hacotaki/store";
import { afterAll, beforeAll, expect, test } from "vitest";
import { saveRun } from "../../../../bench/big-boot.ts";
import { followDatabase, type Database } from "../database.ts";
import { createExports, ExportsUnavailable, type Exports } from "../exports/client.ts";
import type { ExportOrder } from "../exports/protocol.ts";
import { writeExport } from "../exports/write.ts";
import { problemOf } from "../routes/problem.ts";

let database: Database;
let exports: Exports;
let boot: BootId;
beforeAll(() => {
  const path = join(mkdtempSync(join(tmpdir(), "hacotaki-exports-")), "boots.db");
  const store = openStore(path, { mode: "write" });
  const [first] = saveRun(store, { boots: 1, marks: 5_000 }).boots;
  store.close();
  if (first === undefined) throw new Error("no boot was saved");
  boot = first;
  database = followDatabase(path, () => 1_000);
  exports = createExports(database);
});
afterAll(() => {
  exports.close();
  database.close();
});

const orderOf = (format: ExportOrder["format"]): ExportOrder => ({
  boot,
  format,
  permalink: "http://x/boots/b",
});
async function whole(parts: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return Buffer.concat(all);
}

test.each(["events", ...EXPORT_NAMES] as const)(
  "%s from the thread is what is written without it",
  async (format) => {
    const state = database.state();
    if (state.kind !== "open") throw new Error("the database is not open");
    const expected = await whole(writeExport(state.reader, orderOf(format)));
    expect((await whole(exports.write(orderOf(format)))).equals(expected)).toBe(true);
  },
);

test("a part is made when one was taken: who does not read fills no memory, and others go on", async () => {
  const slow = exports.write(orderOf("events"));
  const { value } = await slow.next();
  expect(value?.length).toBeGreaterThan(0);
  expect((await whole(exports.write(orderOf("csv-boots")))).length).toBeGreaterThan(0);
  await slow.return(undefined);
  expect((await whole(exports.write(orderOf("events")))).toString()).toContain("probe_misc_str");
});

/** The priorities of all threads of this process. */
const priorities = () =>
  readdirSync("/proc/self/task").map((task) => {
    const stat = readFileSync(`/proc/self/task/${task}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[16]);
  });

test("its thread stands back behind those who ask for pages", async () => {
  const begun = exports.write(orderOf("events"));
  await begun.next();
  const back = constants.priority.PRIORITY_BELOW_NORMAL;
  expect(priorities().filter((priority) => priority >= back)).not.toEqual([]);
  expect(getPriority()).toBeLessThan(back);
  await begun.return(undefined);
});

test("more than can wait are turned away, and those who wait have their turn", async () => {
  const begun = Array.from({ length: 4 }, () => exports.write(orderOf("events")));
  await Promise.all(begun.map((each) => each.next()));
  const waiting = Array.from({ length: 32 }, () => exports.write(orderOf("csv-boots")));
  const firsts = waiting.map((each) => each.next());
  await expect(exports.write(orderOf("events")).next()).rejects.toThrow(ExportsUnavailable);
  await Promise.all(begun.map((each) => each.return(undefined)));
  for (const first of await Promise.all(
    firsts.map(async (each, n) => {
      const result = await each;
      await waiting[n]?.return(undefined);
      return result;
    }),
  ))
    expect(first.done).toBe(false);
});

test("a boot that is not there is an error, not an empty file", async () => {
  const order = { ...orderOf("events"), boot: "0000000000000000" as BootId };
  await expect(whole(exports.write(order))).rejects.toThrow("gone");
});

test("an export of damaged events fails as the database's error, not as one of ours", async () => {
  const path = join(mkdtempSync(join(tmpdir(), "hacotaki-exports-")), "boots.db");
  const store = openStore(path, { mode: "write" });
  const [damaged] = saveRun(store, { boots: 1, marks: 10 }).boots;
  store.close();
  const db = new DatabaseSync(path);
  db.exec("UPDATE event_block SET checksum = checksum + 1");
  db.close();
  const followed = followDatabase(path, () => 1_000);
  const threads = createExports(followed);
  const order = { ...orderOf("events"), boot: damaged as BootId };
  const error: unknown = await whole(threads.write(order)).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: "StoreError", code: "damaged-row" });
  expect(problemOf(error, followed)).toMatchObject({
    status: 503,
    detail: expect.stringContaining("damaged"),
  });
  threads.close();
  followed.close();
});
