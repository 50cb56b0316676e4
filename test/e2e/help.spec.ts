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
