import { join } from "node:path";
import type { Page } from "@playwright/test";
import { removeFolder, startDashboard, temporaryFolder, type Dashboard } from "./dashboard.ts";
import { expect, idOf, test as base } from "./fixtures.ts";
import { storeLongBoot, storeManyBoots } from "./many-boots.ts";

const SPANS = 10_000;

/** A container booted often, and a boot of very many spans. */
const test = base.extend<object, { readonly often: Dashboard; readonly long: Dashboard }>({
  often: [
    // Playwright reads the fixtures a fixture needs from this pattern: it has to be one.
    async ({}, use) => {
      const folder = temporaryFolder();
      storeManyBoots(join(folder, "boots.db"), 30);
      const dashboard = await startDashboard(join(folder, "boots.db"));
      await use(dashboard);
      await dashboard.stop();
      removeFolder(folder);
    },
    { scope: "worker" },
  ],
  long: [
    async ({}, use) => {
      const folder = temporaryFolder();
      storeLongBoot(join(folder, "boots.db"), SPANS);
      const dashboard = await startDashboard(join(folder, "boots.db"));
      await use(dashboard);
      await dashboard.stop();
      removeFolder(folder);
    },
    { scope: "worker" },
  ],
});

async function open(page: Page, dashboard: Dashboard, container: string): Promise<void> {
  await page.goto(`${dashboard.url}/boots/${await idOf(dashboard, container)}`);
  await expect(page.locator(".connection")).toHaveAttribute("data-state", "connected");
}

test("what is usual is drawn under each bar, said in its row, and can be switched off in the link", async ({
  page,
  often,
}) => {
  await open(page, often, "web");
  const row = page.locator('[data-key="pivot-root"]');
  await expect(row).toContainText(/usually 2\d\.\d ms \(n 29\), longer than \d+ %/);
  await expect(page.locator(".wf .usual rect")).toHaveCount(3);
  await page.keyboard.press("u");
  await expect(page.locator(".wf .usual")).toHaveCount(0);
  await expect(page).toHaveURL(/hide=usual/);
  await page.reload();
  await expect(page.locator(".wf .usual")).toHaveCount(0);
  await page.getByRole("button", { name: "Usual", exact: true }).click();
  await expect(page.locator(".wf .usual rect")).toHaveCount(3);
  await expect(page).not.toHaveURL(/hide=/);
});

test("a lane is folded and unfolded by its name, and the link keeps it folded", async ({ page, often }) => {
  await open(page, often, "web");
  const lane = page.locator('[data-key="lane:container"]');
  await page.getByRole("link", { name: "Fold container" }).click();
  await expect(lane).toHaveAttribute("aria-expanded", "false");
  await expect(page.locator('[data-key="pivot-root"]')).toHaveCount(0);
  await expect(page).toHaveURL(/collapsed=container/);
  await page.reload();
  await expect(lane).toHaveAttribute("aria-expanded", "false");
  await expect(page.locator(".connection")).toHaveAttribute("data-state", "connected");
  await page.getByRole("link", { name: "Unfold container" }).click();
  await expect(page.locator('[data-key="pivot-root"]')).toBeVisible();
});

test("of very many rows those in sight are drawn, and the one with the focus wherever it is", async ({
  page,
  long,
}) => {
  await page.setViewportSize({ width: 1280, height: 1400 });
  await open(page, long, "very-long");
  const grid = page.getByRole("treegrid");
  await expect(grid).toHaveAttribute("aria-rowcount", String(SPANS + 2));
  expect(await page.locator(".wf [data-key]").count()).toBeLessThan(100);
  await page.locator('[data-key="lane:container"]').focus();
  for (const key of ["ArrowDown", "ArrowDown", "ArrowDown"]) await page.keyboard.press(key);
  const third = page.locator('[data-key="step-2"]');
  await expect(third).toBeFocused();
  await grid.evaluate((box) => box.scrollTo({ top: box.scrollHeight }));
  await expect(page.locator(`[data-key="step-${SPANS - 1}"]`)).toBeInViewport();
  await expect(third).toBeFocused();
  await expect(third).not.toBeInViewport();
  await page.keyboard.press("ArrowDown");
  await expect(page.locator('[data-key="step-3"]')).toBeFocused();
  await expect(page.locator('[data-key="step-3"]')).toBeInViewport();
  await page.keyboard.press("End");
  await expect(page.locator(`[data-key="step-${SPANS - 1}"]`)).toBeFocused();
});

test("rows that were scrolled before the script came that follows them stay in sight", async ({
  page,
  long,
}) => {
  const url = `${long.url}/boots/${await idOf(long, "very-long")}`;
  const document = await (await page.request.get(url)).text();
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  // What the document does not name is loaded by what it does.
  await page.route("**/_next/static/**/*.js", async (route) => {
    if (!document.includes(new URL(route.request().url()).pathname)) await released;
    await route.continue();
  });
  await page.goto(url);
  const grid = page.getByRole("treegrid");
  await grid.evaluate((box) => box.scrollTo({ top: box.scrollHeight }));
  release();
  await expect(page.locator(`[data-key="step-${SPANS - 1}"]`)).toBeInViewport();
});

test("a long table of spans shows the first in its order, and all on request", async ({ page, long }) => {
  await open(page, long, "very-long");
  const rows = page.locator(".span-table tbody tr");
  await expect(rows).toHaveCount(500);
  await page
    .locator(".span-table")
    .getByRole("button", { name: /^Starts/ })
    .click();
  await expect(rows.first()).toContainText(`step ${SPANS - 1}`);
  await page.getByRole("link", { name: "Show all" }).click();
  await expect(rows).toHaveCount(SPANS);
  await expect(page.getByRole("link", { name: "Show all" })).toHaveCount(0);
});

test("without script the link shows the whole table of spans", async ({ browser, long }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${long.url}/boots/${await idOf(long, "very-long")}`);
  await page.getByRole("link", { name: "Show all" }).click();
  await expect(page).toHaveURL(/spans=all/);
  await expect(page.locator(".span-table tbody tr")).toHaveCount(SPANS);
  await context.close();
});
