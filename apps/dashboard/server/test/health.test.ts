import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "@hacotaki/store";
import { expect, test } from "vitest";
import { followDatabase } from "../database.ts";
import { readiness } from "../health.ts";
import { followStatistics } from "../statistics/client.ts";

const newPath = () => join(mkdtempSync(join(tmpdir(), "hacotaki-health-")), "hacotaki.db");

test("a dashboard is ready once its database is there and its boots are counted, and says why it is not", async () => {
  const path = newPath();
  const database = followDatabase(path, () => 1000);
  const statistics = followStatistics(database, { onError: () => {} });
  try {
    expect(await readiness({ database, statistics })).toEqual([
      { name: "database", isOk: false, reason: expect.stringContaining("there is no database yet") },
      { name: "feed", isOk: true, reason: null },
      { name: "columns", isOk: false, reason: expect.stringContaining("wait for the database") },
    ]);
    openStore(path, { mode: "write" }).close();
    await expect
      .poll(async () => (await readiness({ database, statistics })).every(({ isOk }) => isOk), {
        timeout: 10_000,
      })
      .toBe(true);
  } finally {
    void statistics.close();
    database.close();
  }
});

test("a file that is no database is told of without its path", async () => {
  const path = newPath();
  const database = followDatabase(path, () => 1000);
  const statistics = followStatistics(database, { onError: () => {} });
  try {
    openStore(path, { mode: "write" }).close();
    rmSync(path);
    writeFileSync(path, "TIME(s) COMM PID VALUE\n".repeat(300));
    await expect.poll(() => database.state().kind, { timeout: 10_000 }).toBe("broken");
    const [check] = await readiness({ database, statistics });
    expect(check).toMatchObject({ name: "database", isOk: false });
    expect(check?.reason).toContain("no SQLite database");
    expect(check?.reason).not.toContain(path);
  } finally {
    void statistics.close();
    database.close();
  }
});
