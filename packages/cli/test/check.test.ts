import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { databaseOf, hacotaki, newFolder } from "./hacotaki.ts";

test("a check says what is wrong and what to do, by its exit code as well, and a rebuild does it", async () => {
  const db = await databaseOf("web.ndjson", "marks.ndjson");
  expect(await hacotaki(["check", "--db", db])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("✓ runs against their raw events: 2 runs") as string,
  });
  const file = new Database(db);
  file.exec("UPDATE boot SET container = 'else' WHERE key = 1");
  file.close();
  const { code, stdout } = await hacotaki(["check", "--quick", "--json", "--db", db]);
  expect([code, JSON.parse(stdout)]).toEqual([
    1,
    expect.objectContaining({
      isSound: false,
      isQuick: true,
      checked: expect.objectContaining({ derived: 2 }) as object,
    }),
  ]);
  expect(stdout).toContain("its events give another container");
  expect((await hacotaki(["rebuild", "--json", "--db", db])).stdout).toContain('"mended": 1');
  expect((await hacotaki(["check", "--db", db])).code).toBe(0);
});

test("a database that is not there is not checked, nor made", async () => {
  const { code, stderr } = await hacotaki(["check", "--db", `${newFolder()}/none.db`]);
  expect([code, stderr]).toEqual([3, expect.stringContaining("no database at") as string]);
});
