import { join } from "node:path";
import { expect, test } from "vitest";
import { databaseOf, hacotaki, listed, newFolder } from "./hacotaki.ts";

test("a backup brings boots and baselines to another machine, and says what it did", async () => {
  const db = await databaseOf("web.ndjson", "killed.ndjson");
  const boots = await listed(db);
  await hacotaki(["baseline", "save", "webs", "--filter", "container=web", "--db", db]);
  const file = join(newFolder(), "backup.db");
  const made = await hacotaki(["backup", file, "--db", db]);
  expect([made.code, made.stdout]).toEqual([
    0,
    expect.stringMatching(
      /^Backed up 2 boots \(\d+ events\), .* 1 baseline, 0 users to .*verified/,
    ) as string,
  ]);
  expect(await hacotaki(["backup", file, "--db", db])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("add --force to replace it") as string,
  });
  expect(await listed(file)).toEqual(boots);

  const other = join(newFolder(), "hacotaki.db");
  const restored = await hacotaki(["restore", file, "--json", "--db", other]);
  expect(JSON.parse(restored.stdout)).toMatchObject({
    path: other,
    aside: [],
    boots: 2,
    notebook: { baseline: 1 },
  });
  expect(await listed(other)).toEqual(boots);
  expect((await hacotaki(["baseline", "list", "--db", other])).stdout).toContain("webs");
});

test("what people keep beside a fleet is backed up and restored without any boot", async () => {
  const [db, other] = [join(newFolder(), "dashboard.db"), join(newFolder(), "dashboard.db")];
  await hacotaki(["baseline", "save", "webs", "--filter", "container=web", "--db", db]);
  const file = join(newFolder(), "backup.db");
  expect((await hacotaki(["backup", file, "--db", db])).stdout).toMatch(/^Backed up 0 boots .* 1 baseline/);
  expect((await hacotaki(["restore", "--verify", file])).code).toBe(0);
  expect((await hacotaki(["restore", file, "--db", other])).code).toBe(0);
  expect((await hacotaki(["baseline", "list", "--db", other])).stdout).toContain("webs");
});

test("a backup that is not there, and a database that is not there, are not found", async () => {
  const folder = newFolder();
  for (const args of [
    ["restore", join(folder, "none.db")],
    ["restore", "--verify", join(folder, "none.db")],
    ["backup", join(folder, "b.db")],
  ])
    expect((await hacotaki([...args, "--db", join(folder, "none-either.db")])).code, args.join(" ")).toBe(3);
});
