import { test as base, expect } from "@playwright/test";
import { join } from "node:path";
import { removeFolder, startDashboard, temporaryFolder, type Dashboard } from "./dashboard.ts";
import { storeManyBoots } from "./many-boots.ts";
import { violations } from "./violations.ts";

/** 60 boots of one container, a minute apart; every twentieth is slow, in pivot_root. */
const BOOTS = 60;
const idAt = (n: number) => n.toString().padStart(16, "0");
const SLOW = idAt(39);

const test = base.extend<object, { readonly dashboard: Dashboard }>({
  dashboard: [
    async ({}, use) => {
      const folder = temporaryFolder();
      const db = join(folder, "boots.db");
      storeManyBoots(db, BOOTS);
      const dashboard = await startDashboard(db);
      await use(dashboard);
      await dashboard.stop();
      removeFolder(folder);
    },
    { scope: "worker" },
  ],
});

test("a slow boot's page leads to it against its usual, which names the span out of the ordinary", async ({
  page,
  dashboard,
}) => {
  await page.goto(`${dashboard.url}/boots/${SLOW}`);
  await page.getByText("Compare", { exact: true }).last().click();
  await page.getByRole("link", { name: "Against its usual" }).click();
  await expect(page).toHaveURL(`${dashboard.url}/compare?boot=${SLOW}`);
  await expect(page.locator(".summary")).toContainText("slower than");
  await expect(page.locator(".summary")).toContainText(
    /out of the ordinary: pivot_root \(1\.\d+ s above p50\)/,
  );
  const row = page.getByRole("row", { name: /pivot_root/ });
  await expect(row).toContainText("out of the ordinary, longer");
  await expect(page.getByRole("row", { name: /exec/ })).toContainText("as usual");
});

test("whom it is held against is chosen in words, stated, and in the address", async ({
  page,
  dashboard,
}) => {
  await page.goto(`${dashboard.url}/compare?boot=${SLOW}`);
  await expect(page.getByText(`${BOOTS - 1} other boots of web, on any host`)).toBeVisible();
  await page.getByRole("link", { name: "all before it" }).click();
  await expect(page).toHaveURL(/&against=before$/);
  await expect(page.getByText(/^39 boots of web before /)).toBeVisible();
  await page.goto(`${dashboard.url}/compare?boot=${idAt(2)}&against=before`);
  await expect(page.locator(".summary")).toContainText("There are only 2 other boots");
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });
  test("everything is there, and every choice is a link", async ({ page, dashboard }) => {
    await page.goto(`${dashboard.url}/compare?boot=${SLOW}&against=week`);
    await expect(page.getByRole("row")).toHaveCount(5);
    await page.getByRole("link", { name: "same container and host" }).click();
    await expect(page.getByText("of web on node-0.")).toBeVisible();
  });
});

test("an address that makes no sense is said to, and a boot that is not there as well", async ({
  page,
  dashboard,
}) => {
  await page.goto(`${dashboard.url}/compare?boot=${SLOW}&against=everyone`);
  await expect(page.locator(".notice")).toContainText("against");
  await page.goto(`${dashboard.url}/compare?boot=zzzzzzzzzzzzzzzz`);
  await expect(page.getByText("Not in this database: zzzzzzzzzzzzzzzz.")).toBeVisible();
});

test("nothing on it is against the rules of accessibility, in light and dark, wide and narrow", async ({
  page,
  dashboard,
}) => {
  for (const [colorScheme, width] of [
    ["light", 1280],
    ["dark", 390],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await page.goto(`${dashboard.url}/compare?boot=${SLOW}`);
    expect(await violations(page)).toEqual([]);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
  }
});
