import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, test as base } from "@playwright/test";
import { removeFolder, startDashboard, temporaryFolder, type Dashboard } from "./dashboard.ts";
import { storeLaterBoots, storeManyBoots } from "./many-boots.ts";

/** A dashboard over 400 boots, every twentieth of which is slow and was begun by slow.haco. */
const test = base.extend<object, { readonly dashboard: Dashboard }>({
  dashboard: [
    // Playwright reads the fixtures a fixture needs from this pattern: it has to be one.
    async ({}, use) => {
      const folder = temporaryFolder();
      const db = join(folder, "boots.db");
      storeManyBoots(db, 400);
      const dashboard = await startDashboard(db);
      await use(dashboard);
      await dashboard.stop();
      removeFolder(folder);
    },
    { scope: "worker" },
  ],
});

const rows = (page: Page) => page.locator("tbody tr[data-boot]");

async function open(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await expect(page.locator(".connection")).toHaveAttribute("data-state", "connected");
  await expect(page.locator(".boots-overview")).not.toContainText("Still counting");
}

/** Drags over the upper part of the scatter, where the slow boots are. */
async function brushSlow(page: Page): Promise<void> {
  const box = await page.locator("svg.plot").boundingBox();
  if (box === null) throw new Error("there is no scatter");
  await page.mouse.move(box.x + 30, box.y + 3);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 60, box.y + box.height / 2, { steps: 5 });
  await page.mouse.up();
}

test("a box drawn with the pointer narrows the list, once in the history", async ({ page, dashboard }) => {
  await open(page, dashboard.url);
  await brushSlow(page);
  await expect(page).toHaveURL(/min=.*max=.*from=.*to=/);
  await expect(page.locator('input[name="min"]')).not.toHaveValue("");
  await expect(page.locator('input[name="from"]')).not.toHaveValue("");
  await expect(page.getByText(/haco file \/etc\/haconiwa\.d\/slow\.haco \(outside/)).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(new RegExp(`^${dashboard.url}/?$`));
  await expect(page.locator('input[name="min"]')).toHaveValue("");
});

test("each edge of the box is a slider, and keys in a row are one step of the history", async ({
  page,
  dashboard,
}) => {
  await open(page, dashboard.url);
  const shortest = page.getByRole("slider", { name: "Shortest boot duration" });
  await shortest.focus();
  const before = await shortest.getAttribute("aria-valuetext");
  for (let key = 0; key < 5; key++) await page.keyboard.press("PageUp");
  await expect(page).toHaveURL(/min=/);
  expect(await shortest.getAttribute("aria-valuetext")).not.toBe(before);
  await expect(page.getByText("What differs")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page).not.toHaveURL(/min=/);
  await page.goBack();
  await expect(page).toHaveURL(/min=/);
  await page.goBack();
  await expect(page).not.toHaveURL(/min=/);
});

test("the list is ordered by one span's duration", async ({ page, dashboard }) => {
  await open(page, dashboard.url);
  await page.locator('select[name="sort"]').selectOption("span:pivot-root");
  await expect(page).toHaveURL(/sort=span%3Apivot-root/);
  await expect(rows(page).first()).toContainText("pivot-root 1.50 s");
});

test("a boot among the slowest of its container says so", async ({ page, dashboard }) => {
  await open(page, `${dashboard.url}/?sort=slowest`);
  await expect(rows(page).first().locator(".percentile")).toHaveText("max");
});

test("rows and place of a long list survive going back", async ({ page, dashboard }) => {
  await open(page, dashboard.url);
  await page.evaluate(() => window.scrollTo({ top: document.body.scrollHeight }));
  await expect.poll(() => page.evaluate(() => document.body.scrollHeight)).toBeGreaterThan(3000);
  await page.evaluate(() => window.scrollTo({ top: 2500 }));
  await page.waitForTimeout(300);
  const top = await page.evaluate(() => window.scrollY);
  const seen = rows(page).nth(14);
  const id = await seen.getAttribute("data-boot");
  await page.locator(`tr[data-boot="${id}"] a`).click();
  await expect(page).toHaveURL(/\/boots\//);
  await page.goBack();
  await expect(page.locator(`tr[data-boot="${id}"]`)).toBeVisible();
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBeCloseTo(top, -1);
});

test("without script the form narrows the list, and says what it could not read", async ({
  browser,
  dashboard,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(dashboard.url);
  await page.locator('input[name="min"]').fill("1 s");
  await page.locator('input[name="max"]').fill("soon");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByRole("link", { name: "Remove: ≥ 1s" })).toBeVisible();
  await expect(page.getByText(/max/).first()).toBeVisible();
  await expect(rows(page)).toHaveCount(20);
  await expect(page.locator("svg.marks path").first()).toBeAttached();
  await context.close();
});

test("a ninth tick is refused, and who listens is told why", async ({ page, dashboard }) => {
  await open(page, dashboard.url);
  await rows(page).first().getByRole("link").focus();
  for (let row = 0; row < 9; row++) {
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowDown");
  }
  await expect(page.locator(".tick-bar")).toContainText("8");
  await expect(page.locator("#announcer")).toHaveText("Eight boots are as many as can be compared.");
});

test("Ctrl+End goes to the last row that is known, Ctrl+Home back to the first", async ({
  page,
  dashboard,
}) => {
  await open(page, dashboard.url);
  await rows(page).first().getByRole("link").focus();
  await page.keyboard.press("Control+End");
  const index = () =>
    page.evaluate(() => document.activeElement?.closest("tr")?.getAttribute("aria-rowindex"));
  await expect.poll(async () => Number(await index())).toBeGreaterThan(30);
  await page.keyboard.press("Control+Home");
  await expect.poll(index).toBe("2");
});

test("where nothing matches each part of the filter can be taken away", async ({ page, dashboard }) => {
  await open(page, `${dashboard.url}/?container=web&q=nothing-has-this`);
  const list = page.locator(".boot-list");
  await expect(list).toContainText("No boot matches.");
  await list.getByRole("link", { name: /Text: nothing-has-this/ }).click();
  await expect(page).toHaveURL(/\?container=web$/);
  await expect(rows(page).first()).toBeVisible();
});

test("counts and charts follow the boots that come in, but not under the pointer", async ({
  page,
  dashboard,
}) => {
  await open(page, dashboard.url);
  const counted = async () =>
    Number(/\d+/.exec((await page.locator(".overview-head p").first().textContent()) ?? "")?.[0]);
  const before = await counted();
  await page.locator(".boots-charts").hover();
  storeLaterBoots(dashboard.db, before, 3);
  await page.waitForTimeout(4_000);
  expect(await counted()).toBe(before);
  await page.locator(".site-header").hover();
  await expect.poll(counted, { timeout: 10_000 }).toBe(before + 3);
});
