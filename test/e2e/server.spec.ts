import { spawnSync, fork } from "node:child_process";
import { once } from "node:events";
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "@playwright/test";
import { removeFolder, startDashboard, temporaryFolder } from "./dashboard.ts";
import { importExamples, replayLive } from "./recorded.ts";

const MAIN = join(import.meta.dirname, "../../apps/dashboard/server/main.ts");
let folder: string;
test.beforeEach(() => {
  folder = temporaryFolder();
});
test.afterEach(() => removeFolder(folder));

const run = (...args: string[]) =>
  spawnSync(process.execPath, [MAIN, ...args], { encoding: "utf8", timeout: 120_000 });

test("an address that others could reach is refused until somebody can log in", () => {
  for (const how of [["--listen", "0.0.0.0"], ["--listen", "::"], ["--listen", "192.168.1.5"], ["--login"]]) {
    const { status, stderr } = run("--db", join(folder, "x.db"), ...how);
    expect(status).toBe(2);
    expect(stderr).toContain("hacotaki user add");
    expect(stderr).toContain("ssh -L");
  }
});

test("wrong usage says what is right", () => {
  expect(run("--port", "70000", "--db", "x").stderr).toContain("not a port");
  expect(run("--colour").status).toBe(2);
  expect(run("--help").stdout).toContain("--listen ADDRESS");
});

test("a taken port is said in one line", async () => {
  const first = await startDashboard(join(folder, "a.db"));
  const { status, stderr } = run("--db", join(folder, "b.db"), "--port", String(first.port));
  await first.stop();
  expect(status).toBe(1);
  expect(stderr.trim()).toBe(
    `Port ${first.port} is taken on 127.0.0.1. Stop what listens there, or choose another with --port.`,
  );
});

test("an empty dashboard tells how to record to its own database, as a shell wants its path", async ({
  page,
}) => {
  const path = join(folder, "it's new.db");
  const dashboard = await startDashboard(path);
  await page.goto(dashboard.url);
  const command = await page.locator(".command code").textContent();
  await dashboard.stop();
  expect(command).toBe(`sudo npx hacotaki record --db '${path.replace("'", `'\\''`)}'`);
});

test("the live page has no table of boots that ended before one did", async ({ page }) => {
  const path = join(folder, "none-ended.db");
  const live = await replayLive(path, "head-min-true.ndjson");
  live.advance(65_800_000n);
  const dashboard = await startDashboard(path);
  await page.goto(`${dashboard.url}/live`);
  await expect(page.locator(".connection")).toHaveAttribute("data-state", "connected");
  await expect(page.locator("li.booting")).toHaveCount(1);
  await expect(page.getByRole("heading", { name: "Last finished" })).toHaveCount(0);
  live.advance(10n ** 12n);
  live.close();
  await expect(page.getByRole("region", { name: "Last finished" }).locator("tr[data-boot]")).toHaveCount(1);
  await dashboard.stop();
});

test("a stop is clean and may be asked for twice, with pages open", async ({ page }) => {
  const dashboard = await startDashboard(join(folder, "a.db"));
  await page.goto(dashboard.url);
  await expect(page.locator(".connection")).toHaveAttribute("data-state", "connected");
  dashboard.process.kill("SIGINT");
  dashboard.process.kill("SIGTERM");
  expect(await dashboard.stop()).toBe(0);
  await expect(page.locator(".connection")).toHaveAttribute("data-state", "offline");
});

test("a parent is told the address, and its end ends the dashboard", async () => {
  const child = fork(MAIN, ["--db", join(folder, "a.db"), "--port", "0"], { silent: true });
  const [message] = (await once(child, "message")) as [unknown];
  expect(message).toEqual({ ready: true, url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) });
  const exited = once(child, "exit");
  child.disconnect();
  expect((await exited)[0]).toBe(0);
});

function execute(path: string, sql: string): void {
  const db = new DatabaseSync(path);
  db.exec(sql);
  db.close();
}

const BROKEN: readonly {
  readonly what: string;
  readonly make: (path: string) => void | Promise<void>;
  readonly says: string;
}[] = [
  {
    what: "a file that is no database",
    make: (path) => writeFileSync(path, "hello ".repeat(1000)),
    says: "no SQLite database",
  },
  {
    what: "a database of another program",
    make: (path) => execute(path, "CREATE TABLE bookmark (url TEXT)"),
    says: "not one of Hacotaki's",
  },
  {
    what: "a database of a newer version",
    async make(path) {
      await importExamples(path);
      execute(
        path,
        "INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count) " +
          "VALUES ('x', 'x', '99990101000000_future', 0, 0, 1)",
      );
    },
    says: "written by a newer Hacotaki",
  },
];

for (const { what, make, says } of BROKEN)
  test(`${what} is explained, and a good one in its place is picked up`, async ({ page }) => {
    const path = join(folder, "boots.db");
    await make(path);
    const dashboard = await startDashboard(path);
    await page.goto(dashboard.url);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("The database cannot be read");
    await expect(page.locator(".notice")).toContainText(says);
    await expect(page.locator(".connection")).toHaveAttribute("data-state", "connected");
    // Whole at once: one that is being made has an older schema for moments.
    const good = join(folder, "good.db");
    await importExamples(good);
    for (const suffix of ["", "-wal", "-shm"]) removeFolder(path + suffix);
    renameSync(good, path);
    await expect(page.locator("tbody tr[data-boot]")).toHaveCount(9);
    expect(dashboard.errors()).toBe("");
    await dashboard.stop();
  });
