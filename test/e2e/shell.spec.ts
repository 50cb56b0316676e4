import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Page } from "@playwright/test";
import { removeFolder, startDashboard, temporaryFolder } from "./dashboard.ts";
import { expect, idOf, test } from "./fixtures.ts";
import { importExamples } from "./recorded.ts";

const settled = (page: Page) =>
  expect(page.locator(".connection")).toHaveAttribute("data-state", "connected");
const announced = (page: Page) => page.locator("#announcer");
const box = (page: Page) => page.getByRole("combobox", { name: /Container, boot id/ });

test("a page that throws shows a number, and the log has the stack under it, once", async ({ page }) => {
  const folder = temporaryFolder();
  const db = join(folder, "boots.db");
  await importExamples(db);
  const damage = new DatabaseSync(db);
  // Read without complaint, and more than a page can make sense of.
  damage.exec(`UPDATE surroundings SET argv = '{"launcher":5,"command":5}'
    WHERE key = (SELECT surroundings_key FROM boot WHERE container = 'min-true')`);
  damage.close();
  const dashboard = await startDashboard(db);
  try {
    const path = `/boots/${await idOf(dashboard, "min-true")}`;
    const answer = await page.goto(dashboard.url + path);
    expect(answer?.status()).toBe(500);
    await expect(page.getByRole("heading", { name: "Something went wrong" })).toBeVisible();
    const digest = (await page.locator("p.code").textContent()) ?? "";
    expect(digest).toMatch(/^\d+$/);
    const lines = dashboard
      .errors()
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map(
        (line) => JSON.parse(line) as { msg: string; digest: string; path: string; err: { stack: string } },
      );
    // Several parts of the page stumble over it, each for itself.
    expect(new Set(lines.map((line) => line.digest)).size).toBe(lines.length);
    const shown = lines.find((line) => line.digest === digest);
    expect(shown).toMatchObject({ msg: "page failed", path });
    expect(shown?.err.stack).toMatch(/^TypeError: .*\n +at .*\.js:\d+/);
    await page.getByRole("link", { name: "To all boots" }).click();
    await expect(page.locator("tbody tr[data-boot]").first()).toBeVisible();
  } finally {
    await dashboard.stop();
    removeFolder(folder);
  }
});

test("a connection away for seconds is said, and so is that it is back", async ({
  page,
  context,
  dashboard,
}) => {
  await page.goto(dashboard.url);
  await settled(page);
  await expect(page.locator(".offline-bar")).toHaveCount(0);
  await context.setOffline(true);
  await page.evaluate(() => window.dispatchEvent(new Event("offline")));
  await expect(page.locator(".offline-bar")).toContainText("what you see may be old");
  await expect(announced(page)).toContainText("may be old");
  await context.setOffline(false);
  await page.getByRole("button", { name: "Try now" }).click();
  await settled(page);
  await expect(page.locator(".offline-bar")).toHaveCount(0);
  await expect(announced(page)).toHaveText("Connected again: the page is up to date.");
});

test("the focus goes to the heading of the next page", async ({ page, dashboard }) => {
  await page.goto(dashboard.url);
  await settled(page);
  await page.getByRole("link", { name: "min-true" }).first().focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/boots\//);
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await page.keyboard.press("g");
  await page.keyboard.press("o");
  await expect(page).toHaveURL(/\/collector$/);
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await page.goBack();
  await expect(page).toHaveURL(/\/boots\//);
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
});

test("what a filter leaves is told", async ({ page, dashboard }) => {
  await page.goto(dashboard.url);
  await settled(page);
  await expect(announced(page)).toBeEmpty();
  await page.locator(".filter-sheet summary").click();
  await page.getByRole("checkbox", { name: "failed" }).check({ force: true });
  await expect(announced(page)).toContainText("One boot shown, one failed");
});

test("what is typed before the search is loaded is searched, and does nothing else", async ({
  page,
  dashboard,
}) => {
  await page.goto(`${dashboard.url}/live`);
  await settled(page);
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**/*.js", async (route) => {
    await held;
    await route.continue();
  });
  await page.keyboard.press("Control+k");
  // Go to the collector, if anybody but the box listened.
  await page.keyboard.type("go");
  for (const key of ["Backspace", "Backspace", "m", "i", "n", "-", "t", "r"]) await page.keyboard.press(key);
  await expect(page).toHaveURL(`${dashboard.url}/live`);
  release();
  await expect(page.getByRole("option", { name: /^min-true/ }).first()).toBeVisible();
  await expect(box(page)).toHaveValue("min-tr");
  await expect(box(page)).toBeFocused();
});
