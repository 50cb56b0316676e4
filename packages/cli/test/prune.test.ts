import { openNotebook } from "@hacotaki/store";
import type { BootId } from "@hacotaki/core";
import { expect, test } from "vitest";
import { ageFlag, sizeFlag } from "../src/flags/retention-flags.ts";
import { databaseOf, hacotaki, listed, newFolder } from "./hacotaki.ts";

const prune = (db: string, ...args: readonly string[]) => hacotaki(["prune", "--db", db, ...args]);

test("old boots go, pinned and shared ones stay, and what went is remembered", async () => {
  const db = await databaseOf("web.ndjson", "marks.ndjson", "killed.ndjson");
  const ids = (await listed(db)).map(({ id }) => id as BootId);
  const [pinned, shared] = ids;
  if (pinned === undefined || shared === undefined) throw new Error("too few boots");
  const notebook = openNotebook(db);
  notebook.pin(pinned, 1n);
  const { snapshot, ...share } = {
    kind: "boot",
    title: "t",
    parts: [],
    bootIds: [shared],
    madeAt: 1n,
    snapshot: { version: 1, kind: "baseline", name: "n", boots: 0, measures: [] },
  } as const;
  notebook.addShare({ ...share, snapshot });
  notebook.unpin(shared);

  const dry = await prune(db, "--older-than", "0h", "--dry-run", "--json");
  expect(JSON.parse(dry.stdout)).toMatchObject({ boots: ids.length - 2, kept: 2 });
  expect(await listed(db)).toHaveLength(ids.length);

  const { code, stdout } = await prune(db, "--older-than", "0h");
  expect([code, stdout]).toEqual([0, expect.stringContaining("Kept 2 runs") as string]);
  expect((await listed(db)).map(({ id }) => id).sort()).toEqual([pinned, shared].sort());
  const [gone] = ids.filter((id) => id !== pinned && id !== shared);
  expect(notebook.findGoneBoot(gone ?? pinned)).toMatchObject({ container: expect.any(String) as string });
  expect(notebook.findGoneBoot(pinned)).toBeUndefined();
  notebook.close();
});

test("nothing goes that is young, nor when the database is small enough", async () => {
  const db = await databaseOf("web.ndjson");
  for (const args of [
    ["--older-than", "9999w"],
    ["--max-size", "1GB"],
    ["--older-than", "0h", "--max-size", "1GiB"],
  ])
    expect((await prune(db, ...args)).stdout, args.join(" ")).toContain("Deleted 0 boots");
  expect((await prune(db, "--max-size", "1kB")).stdout).not.toContain("Deleted 0 boots");
});

test.each([
  [[], "what is to go?"],
  [["--max-size", "1GB", "--dry-run"], "--dry-run goes with"],
  [["--older-than", "soon"], "such as 36h"],
  [["--max-size", "12"], "such as 500MB"],
])("%j is wrong usage", async (args, words) => {
  const { code, stderr } = await prune("/nowhere/at/all.db", ...args);
  expect([code, stderr]).toEqual([2, expect.stringContaining(words) as string]);
});

test("a database that is not there is not made", async () => {
  const { code, stderr } = await prune(`${newFolder()}/none.db`, "--older-than", "1d");
  expect([code, stderr]).toEqual([3, expect.stringContaining("no database at") as string]);
});

test("ages and sizes are read exactly", () => {
  expect([ageFlag("36h"), ageFlag("2d"), ageFlag("1w")]).toEqual(
    [36n, 48n, 168n].map((hours) => hours * 3_600_000_000_000n),
  );
  expect([sizeFlag("500MB"), sizeFlag("1.5GiB"), sizeFlag("2 kb")]).toEqual([500e6, 1.5 * 2 ** 30, 2000]);
});
