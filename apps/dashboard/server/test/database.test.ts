import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { notebookPath, openStore, StoreError } from "@hacotaki/store";
import { expect, test } from "vitest";
import { followDatabase } from "../database.ts";
import { followNotebook } from "../notebook.ts";

const newDatabase = () => {
  const path = join(mkdtempSync(join(tmpdir(), "hacotaki-database-")), "hacotaki.db");
  openStore(path, { mode: "write" }).close();
  return path;
};

test.each(["locked", "corrupt"] as const)(
  "what is %s for one read is told to that one, and the database stays open for all others",
  (code) => {
    const database = followDatabase(newDatabase(), () => 1000);
    const told: string[] = [];
    database.onChange((what) => told.push(what));
    try {
      expect(database.fail(new StoreError(code, "as it happens"))).toMatchObject({ kind: "broken", code });
      expect(database.state().kind).toBe("open");
      expect(told).toEqual([]);
    } finally {
      database.close();
    }
  },
);

test("a notebook that cannot be read is told of once, however many pages ask for it", () => {
  const path = newDatabase();
  writeFileSync(notebookPath(path), "TIME(s) COMM PID VALUE\n".repeat(300));
  const errors: StoreError[] = [];
  const notebook = followNotebook(path, (error) => errors.push(error));
  for (let page = 0; page < 5; page++) expect(notebook.read((kept) => kept.users())).toBeUndefined();
  expect(errors.map(({ code }) => code)).toEqual(["not-a-database"]);
  notebook.close();
});
