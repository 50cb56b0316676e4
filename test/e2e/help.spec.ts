import { join } from "node:path";
import { removeFolder, startDashboard, temporaryFolder } from "./dashboard.ts";
import { expect, test } from "./fixtures.ts";

test("help leads to every page of the documentation, without script and on a phone", async ({
  browser,
  dashboard,
}) => {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    locale: "ja-JP",
    viewport: { width: 390, height: 800 },
  });
  const page = await context.newPage();
  await page.goto(dashboard.url);
  await page.locator("summary", { hasText: "ヘルプ" }).click();
  await page.getByRole("link", { name: "用語とその意味" }).click();
  await expect(page).toHaveURL(/\/docs\/waterfall#glossary$/);
  await expect(page.getByRole("note").or(page.getByRole("status")).filter({ hasText: "英語" })).toBeVisible();
  await expect(page.locator("article")).toHaveAttribute("lang", "en");
  await page.goto(`${dashboard.url}/docs/waterfall#glossary-lane`);
  await expect(page.locator("tr:has(:target)")).toContainText("the process a span belongs to");
  await expect(page.locator("tr:has(:target)")).toBeInViewport();
  const pages = page.getByRole("navigation", { name: "ドキュメント" }).getByRole("link");
  const addresses = await pages.evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href));
  expect(addresses.length).toBeGreaterThan(20);
  for (const address of addresses) expect((await fetch(address)).status, address).toBe(200);
  for (const wide of ["cli", "schema", "statistics"]) {
    await page.goto(`${dashboard.url}/docs/${wide}`);
    const beyond = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(beyond, wide).toBe(0);
  }
  expect((await fetch(`${dashboard.url}/docs/..%2f..%2fpackage`)).status).toBe(404);
  await page.goto(`${dashboard.url}/about`);
  await expect(page.locator("main")).toContainText("Node.js");
  await context.close();
});

test("the tour loads its boots, leads through six of them, and is left and gone on with, without script", async ({
  browser,
}) => {
  const folder = temporaryFolder();
  const dashboard = await startDashboard(join(folder, "boots.db"));
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "en-GB" });
  const page = await context.newPage();
  try {
    await page.goto(`${dashboard.url}/tour`);
    await page.getByRole("button", { name: "Load the boots" }).click();
    await page.getByRole("link", { name: "Begin" }).click();
    const banner = page.getByRole("complementary", { name: /^Tour/ });
    const seen: string[] = [];
    for (let step = 1; step <= 6; step += 1) {
      await expect(banner).toContainText(`${step}/6`);
      seen.push(
        `${(await page.getByRole("heading", { level: 1 }).textContent())?.trim()} ${new URL(page.url()).search}`,
      );
      if (step === 3) {
        await banner.getByRole("link", { name: "Leave" }).click();
        await expect(page).toHaveURL(/\/boots\/m7gj79yd9t08226z\?span=filesystem/);
        await expect(banner).toHaveCount(0);
        await page.goto(`${dashboard.url}/tour`);
        await page.getByRole("link", { name: "Go on at step 3 of 6" }).click();
        await expect(banner).toContainText("3/6");
      }
      await banner.getByRole("link", { name: step < 6 ? "Next" : "Done" }).click();
    }
    expect(seen).toEqual([
      "slow-hooks ?span=namespace",
      "par-5 ?span=runtime-start",
      "fail-mount ?span=filesystem",
      "slow-hooks ?span=pivot-root",
      "tcp-c ?span=app-start&zoom=0..450000000",
      "multi-child-1 ",
    ]);
    await expect(page).toHaveURL(`${dashboard.url}/tour`);
    await expect(page.getByRole("link", { name: "Begin" })).toBeVisible();
    // From where nothing is, a search leads on.
    await page.goto(`${dashboard.url}/nothing`);
    await page.getByRole("searchbox").fill("fail-mount");
    await page.getByRole("button", { name: "Find boots" }).click();
    await expect(page.locator("tbody tr[data-boot]")).toHaveCount(1);
    // A figure's question mark leads to what it means.
    await page.locator("tbody tr[data-boot] a").first().click();
    await expect(page).toHaveURL(/\/boots\/m7gj79yd9t08226z/);
    await page
      .getByRole("link", { name: /^What this means/ })
      .first()
      .click();
    await expect(page).toHaveURL(/\/docs\/waterfall#glossary-boot-duration/);
  } finally {
    await context.close();
    await dashboard.stop();
    removeFolder(folder);
  }
});
