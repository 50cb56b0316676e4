import type { Page } from "@playwright/test";
import { expect, idOf, test } from "./fixtures.ts";
import { violations } from "./violations.ts";

const settled = (page: Page) =>
  expect(page.locator(".connection")).toHaveAttribute("data-state", "connected");
const box = (page: Page) => page.getByRole("combobox", { name: /Container, boot id/ });

test("the palette goes to a boot by its id, a container, and a pasted link, by keyboard alone", async ({
  page,
  dashboard,
}) => {
  const id = await idOf(dashboard, "min-true");
  await page.goto(`${dashboard.url}/collector`);
  await settled(page);
  await page.keyboard.press("Control+k");
  await expect(box(page)).toBeFocused();
  await page.keyboard.type(id.slice(0, 6));
  await expect(page.getByRole("option", { name: id })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`${dashboard.url}/boots/${id}`);
  await expect(box(page)).toHaveCount(0);

  await page.keyboard.press("Control+k");
  await expect(box(page)).toBeFocused();
  await page.keyboard.type("slow min");
  const slow = page.getByRole("option", { name: "Slow boots of min-true" });
  await expect(slow).toBeVisible();
  while ((await slow.getAttribute("aria-selected")) !== "true") await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/container=min-true.*sort=slowest|sort=slowest.*container=min-true/);

  await page.keyboard.press("Control+k");
  await box(page).fill(`http://elsewhere.example:1/boots/${id}?span=pivot-root`);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`${dashboard.url}/boots/${id}?span=pivot-root`);
});

test("a container that begins with what was typed comes before what the page can do", async ({
  page,
  dashboard,
}) => {
  await page.goto(`${dashboard.url}/`);
  await settled(page);
  await page.keyboard.press("Control+k");
  await expect(box(page)).toBeFocused();
  // A word of "All failed boots" begins with it, too.
  await page.keyboard.type("fail");
  const container = page.getByRole("option", { name: /^fail-nocmd/ }).first();
  await expect(container).toHaveAttribute("aria-selected", "true");
  await expect(page.getByRole("option", { name: "All failed boots" })).toHaveAttribute(
    "aria-selected",
    "false",
  );
});

test("what the page can do is in the palette, and a closed palette gives the focus back", async ({
  page,
  dashboard,
}) => {
  await page.goto(`${dashboard.url}/boots/${await idOf(dashboard, "min-true")}`);
  await settled(page);
  await page.keyboard.press("Control+k");
  await expect(box(page)).toBeFocused();
  await page.keyboard.type("zoom pivot");
  await expect(page.getByRole("option", { name: "Zoom to pivot_root" })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/span=pivot-root.*zoom=/);
  await page.keyboard.press("Control+k");
  await expect(box(page)).toBeFocused();
  await page.keyboard.type("share");
  await page.keyboard.press("Enter");
  // With what the page shows by now.
  await expect(page).toHaveURL(/\/share\?boot=.*zoom=.*span=pivot-root/);
  await page.goBack();
  await settled(page);
  const opener = page.getByRole("button", { name: "Search" });
  await opener.focus();
  await page.keyboard.press("Enter");
  await expect(box(page)).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(opener).toBeFocused();
  await page.keyboard.press("Control+k");
  await expect(box(page)).toBeFocused();
  await page.keyboard.type("dark");
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

for (const width of [1280, 390])
  test(`palette and keyboard sheet are accessible and fit ${width} pixels`, async ({ page, dashboard }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(`${dashboard.url}/boots/${await idOf(dashboard, "min-true")}`);
    await settled(page);
    for (const open of [
      () => page.keyboard.press("Control+k"),
      // Its button is for screens that stand beside a keyboard.
      () => page.keyboard.press("?"),
    ]) {
      await open();
      const dialog = page.getByRole("dialog");
      await expect(dialog).toBeVisible();
      expect(await violations(page, "all", "dialog")).toEqual([]);
      const frame = await dialog.boundingBox();
      expect(frame?.x).toBeGreaterThanOrEqual(0);
      expect((frame?.x ?? 0) + (frame?.width ?? 0)).toBeLessThanOrEqual(width);
      await page.keyboard.press("Escape");
      await expect(dialog).toBeHidden();
    }
  });

test("g and a letter go to a page, but not from a text field", async ({ page, dashboard }) => {
  await page.goto(dashboard.url);
  await settled(page);
  await page.keyboard.press("g");
  await page.keyboard.press("o");
  await expect(page).toHaveURL(`${dashboard.url}/collector`);
  await page.keyboard.press("g");
  await page.keyboard.press("b");
  await expect(page).toHaveURL(`${dashboard.url}/`);
  await page.keyboard.press("/");
  await page.keyboard.type("go");
  await expect(page.getByRole("searchbox")).toHaveValue("go");
  await expect(page).not.toHaveURL(/collector/);
});

test("the sheet switches single keys off, and on again", async ({ page, dashboard }) => {
  await page.goto(`${dashboard.url}/live`);
  await settled(page);
  await page.keyboard.press("?");
  await page.getByRole("button", { name: "Switch single keys off" }).click();
  await settled(page);
  await page.keyboard.press("g");
  await page.keyboard.press("b");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page).toHaveURL(`${dashboard.url}/live`);
  await page.keyboard.press("Control+k");
  await expect(box(page)).toBeFocused();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Keyboard map" }).click();
  await page.getByRole("button", { name: "Switch single keys on" }).click();
  await settled(page);
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toBeVisible();
});
