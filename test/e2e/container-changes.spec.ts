import { join } from "node:path";
import { test as base, expect, type Page } from "@playwright/test";
import { removeFolder, startDashboard, temporaryFolder, type Dashboard } from "./dashboard.ts";
import { storeShiftedBoots } from "./many-boots.ts";

/** One page of the list holds each half. */
const BOOTS = 90;

const test = base.extend<object, { readonly dashboard: Dashboard }>({
  dashboard: [
    async ({}, use) => {
      const folder = temporaryFolder();
      const db = join(folder, "boots.db");
      storeShiftedBoots(db, BOOTS);
      const dashboard = await startDashboard(db);
      await use(dashboard);
      await dashboard.stop();
      removeFolder(folder);
    },
    { scope: "worker" },
  ],
});

/** The statistics fill after the start: until they know every boot, the page says so. */
async function openFilled(page: Page, url: string): Promise<void> {
  await expect(async () => {
    await page.goto(url);
    await expect(page.locator(".container-page > .notice")).toHaveCount(0, { timeout: 2000 });
    await expect(page.locator(".changes-table")).toBeVisible({ timeout: 2000 });
  }).toPass();
}

test("a span that shifted is named with its size, since when, and what changed along with it, without script", async ({
  browser,
  dashboard,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "en-GB", timezoneId: "UTC" });
  const page = await context.newPage();
  await openFilled(page, `${dashboard.url}/containers/web`);
  const row = page.locator(".changes-table tr", { hasText: "pivot_root" });
  await expect(row).toHaveCount(1);
  await expect(row).toContainText(/\+1[3-5]\.\d ms/);
  await expect(row).toContainText("kernel 6.1.0 → 6.18.0");
  await expect(row).toContainText("2026");
  await expect(page.locator(".changes-table tr", { hasText: "exec" })).toHaveCount(0);
  await context.close();
});

test("a mark of the charts leads to its row, by keyboard too, and the row to both boots and both stretches", async ({
  page,
  dashboard,
}) => {
  await openFilled(page, `${dashboard.url}/containers/web`);
  const marks = page.locator(".band-chart .change-marks a");
  await expect(marks).toHaveCount(1);
  await expect(page.locator(".stack-chart .change-marks a")).toHaveCount(1);
  await marks.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/#change-2$/);

  const row = page.locator(".changes-table tr", { hasText: "pivot_root" });
  const compared = row.getByRole("link", { name: /^compare \d+ boots with \d+$/ });
  const counts = [...((await compared.textContent()) ?? "").matchAll(/\d+/g)].map(Number);
  expect(counts.reduce((sum, n) => sum + n, 0)).toBe(BOOTS);
  const href = new URL((await compared.getAttribute("href")) ?? "", dashboard.url);
  expect(href.searchParams.get("span")).toBe("pivot-root");
  for (const [place, side] of (["baseline", "candidate"] as const).entries()) {
    const filter = href.searchParams.get(side) ?? "";
    const answer = await page.request.get(`${dashboard.url}/api/v1/boots?${filter}&limit=200`);
    const { boots } = (await answer.json()) as { boots: readonly unknown[] };
    expect(boots.length, filter).toBe(counts[place]);
  }
  await row.getByRole("link", { name: "both" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Compare boots");
  await expect(page.locator(".compare-boots > li:has(.letter)")).toHaveCount(2);
});
