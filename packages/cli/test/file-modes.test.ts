import { chmodSync } from "node:fs";
import { dirname } from "node:path";
import { openNotebook } from "@hacotaki/store";
import { expect, test } from "vitest";
import { fileModesCheck } from "../src/health/file-modes.ts";
import { databaseOf, newFolder } from "./hacotaki.ts";

test("a database that everybody may open is warned about, with what to do", async () => {
  const db = await databaseOf("web.ndjson");
  openNotebook(db).close();
  expect(fileModesCheck(db)).toMatchObject({ state: "ok" });
  chmodSync(db, 0o664);
  const { state, found, advice } = fileModesCheck(db);
  expect([state, found, advice]).toEqual([
    "warn",
    expect.stringContaining(`${db} (0664)`) as string,
    `chmod o= ${db}`,
  ]);
});

test("a folder that a dashboard of another user could not open is told of", async () => {
  const db = await databaseOf("web.ndjson");
  chmodSync(dirname(db), 0o700);
  expect(fileModesCheck(db).found).toContain("is 0700: a dashboard of another user needs 2770");
  chmodSync(dirname(db), 0o2770);
  expect(fileModesCheck(db).found).toMatch(/is 2770$/);
});

test("before there is a database, its folder is told as it is", () => {
  const folder = newFolder();
  expect(fileModesCheck(`${folder}/none/none.db`).found).toMatch(/no folder yet.* 2770$/);
  chmodSync(folder, 0o755);
  expect(fileModesCheck(`${folder}/none.db`)).toEqual({
    name: "file modes",
    state: "ok",
    found: `no file yet, it is made with 0660; ${folder} is 0755: a dashboard of another user needs 2770 there`,
  });
});
