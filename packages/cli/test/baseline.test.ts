import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { databaseOf, hacotaki, listed, newFolder } from "./hacotaki.ts";

let db: string;
beforeAll(async () => {
  db = await databaseOf("web.ndjson", "marks.ndjson", "killed.ndjson");
});
const baseline = (...args: readonly string[]) => hacotaki(["baseline", ...args, "--db", db]);

test("a cohort is kept under its name, closed at the instant it was saved", async () => {
  const { code, stdout } = await baseline(
    "save",
    "all that came up",
    "--filter",
    "outcome=up,ready",
    "--note",
    "before",
  );
  expect({ code, stdout }).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("outcome=up") as string,
  });
  const [kept] = JSON.parse((await baseline("list", "--json")).stdout) as { filter: string; note: string }[];
  expect(kept).toMatchObject({ note: "before", filter: expect.stringMatching(/&to=20\d\d-/) as string });
  expect((await baseline("list")).stdout).toContain("all that came up");
});

test("a name that is taken is refused until it is to be replaced, and one that is not there is told with those that are", async () => {
  await baseline("save", "fast", "--boot", "p8yq6aae46x4pnzd");
  const again = await baseline("save", "fast", "--boot", "0b38");
  expect([again.code, again.stderr]).toEqual([2, expect.stringContaining("--replace") as string]);
  expect((await baseline("save", "fast", "--boot", "0b38", "--replace")).code).toBe(0);
  expect((await baseline("remove", "fast")).code).toBe(0);
  const gone = await baseline("remove", "fast");
  expect([gone.code, gone.stderr]).toEqual([3, expect.stringContaining('no baseline "fast"') as string]);
});

test.each([
  [["save", "a=b", "--boot", "p8yq"], "a name has none of"],
  [["save", "x"], "either --boot or --filter"],
  [["save", "x", "--filter", "min=soon&wat=1"], "min, wat not understood"],
  [["save"], "missing required argument 'name'"],
  [["wat"], "unknown command 'wat'"],
])("%j is wrong usage", async (args, words) => {
  const { code, stderr } = await baseline(...args);
  expect([code, stderr]).toEqual([2, expect.stringContaining(words) as string]);
});

test("a baseline's file brings name and boots to another database, with the same ids", async () => {
  const file = join(newFolder(), "kept.ndjson");
  await baseline("save", "to go", "--filter", "outcome=up,ready,failed");
  expect((await baseline("export", "to go", "-o", file)).code).toBe(0);
  const elsewhere = join(newFolder(), "elsewhere.db");
  const { code, stdout, stderr } = await hacotaki(["baseline", "import", file, "--db", elsewhere]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain('Saved "to go"');
  const ids = async (path: string) => (await listed(path)).map(({ id }) => id);
  expect(await ids(elsewhere)).toEqual(await ids(db));
  const there = await hacotaki(["baseline", "list", "--json", "--db", elsewhere]);
  expect(JSON.parse(there.stdout)).toMatchObject([{ name: "to go" }]);
  expect((await hacotaki(["baseline", "import", file, "--db", elsewhere])).code).toBe(2);
});

test("of a file that is none it is said what is wrong, and nothing is imported", async () => {
  const file = join(newFolder(), "wrong.ndjson");
  writeFileSync(file, '{"event":"baseline","schema":1}\n');
  const elsewhere = join(newFolder(), "elsewhere.db");
  const { code, stderr } = await hacotaki(["baseline", "import", file, "--db", elsewhere]);
  expect([code, stderr]).toEqual([1, expect.stringContaining("line 1 name: is missing") as string]);
  expect(readFileSync(file, "utf8")).toContain("baseline");
});

test("help of baseline and of what it does has examples", async () => {
  for (const args of [[], ["save"], ["list"], ["remove"], ["export"], ["import"]]) {
    const { code, stdout } = await hacotaki(["baseline", ...args, "--help"]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/Examples:\n {2}\$ /) as string]);
  }
});
