import type { Page } from "@playwright/test";
import { expect, idOf, test } from "./fixtures.ts";

const menu = (page: Page, title: string) =>
  page.locator("details[name=menu]", { has: page.locator("summary", { hasText: title }) });

for (const width of [1280, 390])
  test(`an open menu lies within a page of ${width} pixels, with all of its choices`, async ({
    page,
    dashboard,
  }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(`${dashboard.url}/boots/${await idOf(dashboard, "min-true")}`);
    for (const title of ["Preferences", "Export"]) {
      const opened = menu(page, title);
      await opened.locator("summary").click();
      for (const choice of await opened.locator("button, a").all()) {
        const box = await choice.boundingBox();
        expect(box?.x).toBeGreaterThanOrEqual(0);
        expect((box?.x ?? 0) + (box?.width ?? width)).toBeLessThanOrEqual(width);
      }
      await opened.locator("summary").click();
    }
  });

test("opening a menu closes the one that is open, without script", async ({ browser, dashboard }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${dashboard.url}/boots/${await idOf(dashboard, "min-true")}`);
  await menu(page, "Export").locator("summary").click();
  await expect(menu(page, "Export")).toHaveAttribute("open");
  await menu(page, "Preferences").locator("summary").click();
  await expect(menu(page, "Preferences")).toHaveAttribute("open");
  await expect(menu(page, "Export")).not.toHaveAttribute("open");
  await context.close();
});

test("Escape closes a menu and goes back to its title; a press elsewhere closes it too", async ({
  page,
  dashboard,
}) => {
  await page.goto(`${dashboard.url}/boots/${await idOf(dashboard, "min-true")}`);
  await expect(page.locator(".connection")).toHaveAttribute("data-state", "connected");
  const exports = menu(page, "Export");
  await exports.locator("summary").click();
  await exports.getByRole("link", { name: "Markdown" }).focus();
  await page.keyboard.press("Escape");
  await expect(exports).not.toHaveAttribute("open");
  await expect(exports.locator("summary")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(exports).toHaveAttribute("open");
  await page.getByRole("heading", { level: 1 }).click();
  await expect(exports).not.toHaveAttribute("open");
});

test("choosing a preset of time closes its menu, and the focus is back on its button", async ({
  page,
  dashboard,
}) => {
  await page.goto(dashboard.url);
  await expect(page.locator(".connection")).toHaveAttribute("data-state", "connected");
  const times = page.locator("details.time-menu");
  await times.locator("summary").click();
  await times.getByRole("link", { name: "Last 30 days" }).click();
  await expect(page).toHaveURL(/time=now-30d/);
  await expect(times).not.toHaveAttribute("open");
  await expect(times.locator("summary")).toBeFocused();
});
