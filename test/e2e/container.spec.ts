import { join } from "node:path";
import { test as base, expect, type Page } from "@playwright/test";
import { removeFolder, startDashboard, temporaryFolder, type Dashboard } from "./dashboard.ts";
import { listedBoots } from "./fixtures.ts";
import { replayLive } from "./recorded.ts";
import { sideways } from "./sideways.ts";

const DAY_NS = 86_400_000_000_000n;

/** Boots of one container, one every other hour back from now, every seventh failed. */
async function fill(db: string, container: string, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const isFailed = index % 7 === 6;
    const live = await replayLive(
      db,
      isFailed ? "head-fail-nocmd.ndjson" : "head-min-true.ndjson",
      (boot) => ({
        ...boot,
        container,
        wallTime: (boot.wallTime ?? 0n) - (BigInt(index) * DAY_NS) / 12n,
      }),
    );
    live.advance(10n ** 12n);
    live.close();
  }
}

const test = base.extend<object, { readonly dashboard: Dashboard }>({
  dashboard: [
    async ({}, use) => {
      const folder = temporaryFolder();
      const db = join(folder, "boots.db");
      await fill(db, "web-frontend", 28);
      await fill(db, "queue", 3);
      const dashboard = await startDashboard(db);
      await use(dashboard);
      await dashboard.stop();
      removeFolder(folder);
    },
    { scope: "worker" },
  ],
});

/** The statistics fill after the start: the page says how far they are. */
async function openFilled(page: Page, url: string): Promise<void> {
  await expect(async () => {
    await page.goto(url);
    await expect(page.locator(".band-chart a").first()).toBeVisible({ timeout: 2000 });
    await expect(page.locator(".container-page > .notice")).toHaveCount(0, { timeout: 2000 });
  }).toPass();
}

/** How many boots the list has that a link leads to. */
const listed = async (dashboard: Dashboard, href: string) =>
  (await listedBoots(dashboard.url, new URL(href, dashboard.url).search)).length;

test("the labels of durations lie beside the charts, not on them", async ({ page, dashboard }) => {
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 800 });
    await openFilled(page, `${dashboard.url}/containers/web-frontend`);
    for (const chart of await page.locator(".chart.with-gutter").all()) {
      const plot = await chart.locator(".duration-lines line").first().boundingBox();
      const labels = await chart.locator(".duration-labels text").all();
      expect(labels.length).toBeGreaterThan(1);
      for (const label of labels) {
        const box = await label.boundingBox();
        expect(box?.x).toBeGreaterThanOrEqual(0);
        expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThan(plot?.x ?? 0);
      }
    }
  }
});

test("every stretch of time leads to a list of exactly the boots it counts", async ({ page, dashboard }) => {
  await openFilled(page, `${dashboard.url}/containers/web-frontend`);
  const links = page.locator(".band-chart a");
  let all = 0;
  for (const link of await links.all()) {
    const name = (await link.textContent()) ?? "";
    const counted = /: (?:one|(\d+)) boots?/.exec(name);
    const count = Number(counted?.[1] ?? "1");
    expect(counted, name).not.toBeNull();
    expect(await listed(dashboard, (await link.getAttribute("href")) ?? ""), name).toBe(count);
    all += count;
  }
  expect(all).toBe(28);
  await links.last().focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("tbody tr[data-boot]").first()).toContainText("web-frontend");
});

test("outcomes lead to the boots that ended so, and a failed phase to those that came no further", async ({
  page,
  dashboard,
}) => {
  await openFilled(page, `${dashboard.url}/containers/web-frontend`);
  const failed = page.locator(".outcome-counts a", { hasText: "failed" });
  await expect(failed).toContainText("4");
  expect(await listed(dashboard, (await failed.getAttribute("href")) ?? "")).toBe(4);
  const step = page.locator(".funnel td a");
  await expect(step).toHaveText("4");
  expect(await listed(dashboard, (await step.getAttribute("href")) ?? "")).toBe(4);
  await step.click();
  await expect(page.locator(".filter-parts")).toContainText("Furthest phase: CONTAINER_");
});

test("a range narrows everything to its boots, and its link says which", async ({ page, dashboard }) => {
  await openFilled(page, `${dashboard.url}/containers/web-frontend`);
  await page.locator(".time-menu summary").click();
  await page.getByRole("link", { name: "Last 24 h" }).click();
  await expect(page).toHaveURL(/\?time=now-24h$/);
  await expect(page.locator(".container-figures > a")).not.toContainText("28");
  const all = page.locator(".container-figures > a");
  const count = Number(/\d+/.exec((await all.textContent()) ?? "")?.[0]);
  expect(count).toBeGreaterThan(9);
  expect(count).toBeLessThan(14);
  expect(await listed(dashboard, (await all.getAttribute("href")) ?? "")).toBe(count);
});

test("few boots get no percentile, and a table has the figures of each chart", async ({
  page,
  dashboard,
}) => {
  await openFilled(page, `${dashboard.url}/containers/queue`);
  await expect(page.locator(".band-chart a .band")).toHaveCount(0);
  await expect(page.locator(".band-chart a .dot")).toHaveCount(3);
  await expect(page.locator(".container-header .summary")).toContainText("5 boots or more");
  await page.getByText("The same as a table").click();
  await expect(page.locator(".chart-table[open] tbody tr")).toHaveCount(3);
});

test("an unknown container is not found, and names near it are offered", async ({ page, dashboard }) => {
  const response = await page.goto(`${dashboard.url}/containers/web-frontnd`);
  expect(response?.status()).toBe(404);
  await page.getByRole("link", { name: "web-frontend" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("web-frontend");
});

test("the table of containers sorts by its heads, without script", async ({ browser, dashboard }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "en-GB" });
  const page = await context.newPage();
  await page.goto(`${dashboard.url}/containers`);
  const names = page.locator(".containers tbody th");
  await expect(names).toHaveText(["web-frontend", "queue"]);
  await page.getByRole("link", { name: "Container", exact: true }).click();
  await expect(names).toHaveText(["queue", "web-frontend"]);
  await expect(page.locator("[aria-sort]")).toHaveText("Container");
  await context.close();
});

test("on a telephone the table of containers has all of its figures without a push to the side, and sorts", async ({
  page,
  dashboard,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${dashboard.url}/containers`);
  const row = page.locator(".containers tbody tr").first();
  for (const figure of await row.getByRole("cell").all()) await expect(figure).toBeInViewport({ ratio: 1 });
  expect(await sideways(page, ".scroller")).toEqual([]);
  await page.getByRole("columnheader").getByRole("link", { name: "p95" }).click();
  await expect(page).toHaveURL(/sort=p95/);
});
