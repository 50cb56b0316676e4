import type { BootId } from "@hacotaki/core";
import { openStore } from "@hacotaki/store";
import Database from "better-sqlite3";
import { join } from "node:path";
import { expect, test } from "vitest";
import { until } from "../../../test/until.ts";
import { databaseOf, ended, hacotaki, listed, newFolder, start } from "./hacotaki.ts";

const newDatabase = () => join(newFolder(), "made.db");
const generate = (db: string, ...args: readonly string[]) => hacotaki(["generate", "--db", db, ...args]);

/** Every boot with all that is derived of it, and its raw events. */
async function contentOf(db: string): Promise<unknown[]> {
  const store = openStore(db, { mode: "read" });
  const ids = (await store.listBoots({ limit: 1_000 })).boots.map(({ id }) => id);
  const read = async (id: BootId) => {
    const found = await store.findBoot(id);
    return [found?.boot, await store.marksOf(id), await store.eventsOf(id)];
  };
  const content = await Promise.all(ids.map(read));
  store.close();
  return content;
}

test("the same seed gives the same database, and once more into it changes nothing", async () => {
  const [one, two] = [newDatabase(), newDatabase()];
  const { code, stdout } = await generate(one, "--boots", "120", "--seed", "3");
  expect(stdout).toMatch(/^Made 120 boots \([\d,]+ events\) in .+: [\d,]+ boots\/s, [\d,]+ bytes a boot\.\n/);
  expect(code).toBe(0);
  await generate(two, "--boots", "120", "--seed", "3");
  const content = await contentOf(one);
  expect(content).toHaveLength(120);
  expect(await contentOf(two)).toEqual(content);
  expect((await generate(one, "--boots", "120", "--seed", "3")).code).toBe(0);
  expect(await contentOf(one)).toEqual(content);
});

test("rebuilt from raw events, every boot is what it was", async () => {
  const db = newDatabase();
  await generate(db, "--boots", "150", "--containers", "20", "--hosts", "4", "--seed", "9");
  const before = await contentOf(db);
  expect((await hacotaki(["rebuild", "--db", db])).stdout).toContain("Rebuilt 150 boots");
  expect(await contentOf(db)).toEqual(before);
});

test("boots are of the days asked for, on so many hosts", async () => {
  const db = newDatabase();
  const { stdout } = await generate(
    db,
    ...[
      "--boots",
      "50",
      "--hosts",
      "2",
      "--containers",
      "5",
      "--days",
      "2",
      "--until",
      "2026-03-03",
      "--json",
    ],
  );
  expect(JSON.parse(stdout)).toMatchObject({ boots: 50, wasCancelled: false });
  const store = openStore(db, { mode: "read" });
  const { boots } = await store.listBoots({ limit: 100 });
  expect((await store.hosts()).length).toBe(2);
  store.close();
  const days = boots.map(({ wallTime = 0n }) =>
    new Date(Number(wallTime / 1_000_000n)).toISOString().slice(0, 10),
  );
  expect([...new Set(days)].sort()).toEqual(["2026-03-02", "2026-03-03"]);
});

test("real boots are left alone, unless somebody wants them mixed", async () => {
  const db = await databaseOf("web.ndjson");
  const refused = await generate(db, "--boots", "5");
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("holds real boots") as string]);
  expect(refused.stderr).toContain("--among-real");
  expect(await listed(db)).toHaveLength(1);
  expect((await generate(db, "--boots", "5", "--among-real")).code).toBe(0);
  expect(await listed(db)).toHaveLength(6);
});

test("a Ctrl-C leaves a whole database, and says how far it came", async () => {
  const db = newDatabase();
  const child = start(["generate", "--boots", "1000000", "--db", db]);
  const end = ended(child);
  await until(
    async () => (await hacotaki(["list", "--db", db, "--limit", "1", "--json"])).stdout.includes('"id"'),
    "boots",
  );
  child.kill("SIGINT");
  const { code, stdout } = await end;
  expect([code, stdout]).toEqual([1, expect.stringMatching(/^Stopped: made [\d,]+ boots/) as string]);
  const connection = new Database(db, { readonly: true });
  expect(connection.pragma("integrity_check", { simple: true })).toBe("ok");
  expect(connection.pragma("foreign_key_check")).toEqual([]);
  connection.close();
  const store = openStore(db, { mode: "read" });
  for (const { endedAt, note } of await store.recordings(100))
    expect([endedAt, note]).toEqual([expect.any(BigInt), expect.stringContaining("made up")]);
  store.close();
});

test.each([
  [["--boots", "0"], "a whole number of 1 or more"],
  [["--hosts", "5000"], "no more than 1,000"],
  [["--seed", "x"], "a whole number of 0 or more"],
])("%j is wrong usage", async (args, words) => {
  const { code, stderr } = await generate(newDatabase(), ...args);
  expect([code, stderr]).toEqual([2, expect.stringContaining(words) as string]);
});
