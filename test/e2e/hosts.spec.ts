import { join } from "node:path";
import { expect, test, type Page } from "@playwright/test";
import { hasEngine } from "../fleet/engine.ts";
import { removeFolder, startDashboard, temporaryFolder, type Dashboard } from "./dashboard.ts";
import { listedBoots } from "./fixtures.ts";
import { serveFleet, storeHosts, type MadeHost, type ServedFleet } from "./fleet.ts";
import { violations } from "./violations.ts";

const OLD = "6.1.0-31-amd64";
const NEW = "6.18.5";
const HOSTS: readonly MadeHost[] = [
  { name: "web-01", labels: { role: "web", zone: "eu-1" }, kernel: OLD, boots: 60 },
  { name: "web-02", labels: { role: "web", zone: "eu-2" }, kernel: OLD, boots: 60, failsEach: 20 },
  {
    name: "web-03",
    labels: { role: "web", zone: "eu-2" },
    kernel: NEW,
    boots: 60,
    slow: { "pivot-root": 2.5 },
  },
  { name: "db-01", labels: { role: "db", zone: "eu-1" }, kernel: OLD, boots: 40, silentHours: 80 },
  { name: "a-host-of-a-long-name.internal.example.org", boots: 3 },
];

const row = (page: Page, name: string) =>
  page.getByRole("row").filter({ has: page.getByRole("rowheader", { name }) });

/** A phone is as wide; a table of hosts is cards on it. */
const PHONE = { width: 390, height: 844 };

async function expectFine(page: Page): Promise<void> {
  expect(await violations(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await violations(page, "of themes")).toEqual([]);
  const size = page.viewportSize();
  await page.setViewportSize(PHONE);
  expect(await violations(page, "of widths")).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);
  if (size !== null) await page.setViewportSize(size);
}

test.describe("hosts of a fleet", () => {
  test.skip(!hasEngine, "the engine is not set up");
  let fleet: ServedFleet;
  test.beforeAll(async () => {
    fleet = await serveFleet(HOSTS);
  });
  test.afterAll(() => fleet.stop());

  test("say who is slow at what, and lead to the boots that show it", async ({ page }) => {
    await page.goto(`${fleet.dashboard.url}/hosts`);
    await expect(page.locator(".summary")).toContainText("web-03 is slower than the others");
    await expect(row(page, "web-03")).toContainText("pivot_root");
    await expect(row(page, "web-03")).toContainText("others 20");
    await expect(row(page, "web-02").getByRole("link", { name: "3 (5.0 %)" })).toBeVisible();
    await expect(row(page, "a-host-of-a-long-name")).toContainText("too few boots");
    await row(page, "web-03").getByRole("link", { name: "pivot_root" }).click();
    await expect(page).toHaveURL(/\/\?host=host-web-03&sort=span%3Apivot-root$/);
  });

  test("of which nothing comes any more are named, and are first in the order of arrivals", async ({
    page,
  }) => {
    await page.goto(`${fleet.dashboard.url}/hosts`);
    await expect(row(page, "db-01")).toContainText("quiet for 3 days");
    await expect(page.locator(".summary")).toContainText("Nothing has come from db-01 for 3 days.");
    await page.getByRole("columnheader", { name: "Last arrival" }).getByRole("link").click();
    await expect(page).toHaveURL(/sort=arrival/);
    await expect(page.getByRole("rowheader").first()).toContainText("db-01");
  });

  test("are shown by a label, each value with its hosts, and lead back to these", async ({ page }) => {
    await page.goto(`${fleet.dashboard.url}/hosts`);
    await page.getByRole("navigation", { name: "Show by" }).getByRole("link", { name: "role" }).click();
    await expect(page).toHaveURL(/by=label%3Arole/);
    await expect(row(page, "web")).toContainText("web-01, web-02, web-03");
    await expect(row(page, "db")).toContainText("db-01 is quiet");
    // What has no label is no filter: it can be seen, not compared.
    await expect(row(page, "no role").getByRole("checkbox")).toHaveCount(0);
    await row(page, "web").getByRole("link", { name: "3 hosts" }).click();
    await expect(page).toHaveURL(/\/hosts\?host-label=role%3Dweb$/);
    await expect(page.getByRole("rowheader")).toHaveCount(3);
    await page.getByRole("link", { name: "Remove: Host label: role=web" }).click();
    await expect(page.getByRole("rowheader")).toHaveCount(5);
  });

  test("are compared by two ticks and a button, without script as well", async ({ browser }) => {
    const context = await browser.newContext({ javaScriptEnabled: false, locale: "en-GB" });
    const page = await context.newPage();
    await page.goto(`${fleet.dashboard.url}/hosts?container=web`);
    await page.getByRole("checkbox", { name: "Compare web-03" }).check();
    await page.getByRole("button", { name: "Compare two" }).click();
    await expect(page.getByText("One row is ticked: tick two to compare them.")).toBeVisible();
    await expect(page.getByRole("checkbox", { name: "Compare web-03" })).toBeChecked();
    await page.getByRole("checkbox", { name: "Compare web-01" }).check();
    await page.getByRole("button", { name: "Compare two" }).click();
    // The quicker one is the baseline, whichever stands first.
    await expect(page).toHaveURL(
      /compare\?baseline=container%3Dweb%26host%3Dhost-web-01&candidate=container%3Dweb%26host%3Dhost-web-03$/,
    );
    await expect(page.locator(".summary")).toContainText("pivot_root");
    await context.close();
  });

  test("are fine in light and dark and on a phone", async ({ page }) => {
    for (const path of ["/hosts", "/hosts?by=label:zone&container=web", "/hosts?by=label:rack"]) {
      await page.emulateMedia({ colorScheme: "light" });
      await page.goto(fleet.dashboard.url + path);
      await expect(page.getByRole("heading", { name: "Hosts" })).toBeVisible();
      await expectFine(page);
    }
    await expect(page.getByText("hacotaki ship --label rack=…")).toBeVisible();
  });
});

test("a fleet without labels says how one is given", async ({ page }) => {
  test.skip(!hasEngine, "the engine is not set up");
  const fleet = await serveFleet([{ name: "node-1", boots: 6 }]);
  await page.goto(`${fleet.dashboard.url}/hosts`);
  await expect(page.getByText("hacotaki ship --label role=web --label zone=eu-1")).toBeVisible();
  await expect(page.locator(".summary")).toHaveText("1 host, 6 boots. There is no other to hold it against.");
  await expect(page.getByRole("checkbox")).toHaveCount(0);
  await page.getByRole("link", { name: "How" }).click();
  await expect(page.getByRole("heading", { name: "Labels", exact: true })).toBeVisible();
  await fleet.stop();
});

test.describe("one host's own database with boots of several", () => {
  let folder: string;
  let dashboard: Dashboard;
  test.beforeAll(async () => {
    folder = temporaryFolder();
    const db = join(folder, "boots.db");
    storeHosts(db, HOSTS);
    dashboard = await startDashboard(db);
  });
  test.afterAll(async () => {
    await dashboard.stop();
    removeFolder(folder);
  });

  test("leads there from every page, by pointer and by keys", async ({ page }) => {
    await page.goto(dashboard.url);
    await page.getByRole("navigation").getByRole("link", { name: "Hosts" }).click();
    await expect(page.getByRole("heading", { name: "Hosts", level: 1 })).toBeVisible();
    await page.setViewportSize({ width: 1100, height: 800 });
    await page.goto(`${dashboard.url}/containers`);
    await expect(page.locator(".connection")).toHaveAttribute("data-state", "connected");
    const head = await page.locator(".site-header").boundingBox();
    expect(head?.height, "all of the head in one line").toBeLessThan(50);
    await page.keyboard.press("g");
    await page.keyboard.press("h");
    await expect(page).toHaveURL(/\/hosts$/);
  });

  test("asks a container for its host and time on one line", async ({ page }) => {
    for (const width of [1280, 640]) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(`${dashboard.url}/containers/web`);
      const form = page.locator(".range-form");
      const feet = await form
        .locator("select, .time-control > input")
        .evaluateAll((fields) => fields.map((field) => Math.round(field.getBoundingClientRect().bottom)));
      expect(feet).toHaveLength(2);
      expect(Math.max(...feet) - Math.min(...feet), `${width} px wide`).toBeLessThanOrEqual(1);
    }
  });

  test("compares kernels from a boot's page on: of two, both are ticked already", async ({ page }) => {
    const [boot] = await listedBoots(dashboard.url, "?host=host-web-03&container=web");
    await page.goto(`${dashboard.url}/boots/${boot?.id}`);
    await page.getByText("Environment", { exact: true }).click();
    await page.getByRole("link", { name: "its container on every kernel" }).click();
    await expect(page).toHaveURL(/\/hosts\?by=kernel&container=web$/);
    await expect(page.getByRole("checkbox", { name: `Compare ${NEW}` })).toBeChecked();
    await page.getByRole("button", { name: "Compare two" }).click();
    await expect(page.locator(".cohort-chosen")).toContainText(`Container: web · Kernel: ${OLD}`);
    await expect(page.locator(".summary")).toContainText("pivot_root");
    await page.getByRole("link", { name: /^Candidate: \d+ boots$/ }).click();
    await expect(page.getByRole("link", { name: `Remove: Kernel: ${NEW}` })).toBeVisible();
  });
});

test("a database of one host leads to no hosts", async ({ page }) => {
  const folder = temporaryFolder();
  const db = join(folder, "boots.db");
  storeHosts(db, [{ name: "node-1", boots: 6 }]);
  const dashboard = await startDashboard(db);
  await page.goto(dashboard.url);
  await expect(page.getByRole("navigation").getByRole("link", { name: "Containers" })).toBeVisible();
  await expect(page.getByRole("navigation").getByRole("link", { name: "Hosts" })).toHaveCount(0);
  await dashboard.stop();
  removeFolder(folder);
});
