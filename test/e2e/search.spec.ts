import type { Page } from "@playwright/test";
import { expect, idOf, test } from "./fixtures.ts";

const settle = (page: Page) => expect(page.locator(".connection")).toHaveAttribute("data-state", "connected");
const count = (page: Page) => page.locator(".find-count[role=status]");
const option = (page: Page, name: RegExp) => page.getByRole("option", { name });

test("the search inside a boot lists what it finds by kind, and Enter, n and N lead from hit to hit", async ({
  page,
  dashboard,
}) => {
  await page.goto(`${dashboard.url}/boots/${await idOf(dashboard, "min-true")}`);
  await settle(page);
  await page.keyboard.press("/");
  await expect(page.getByRole("combobox", { name: "Search inside this boot" })).toBeFocused();
  await page.keyboard.type("exec");
  await expect(count(page)).toHaveText("10 hits");
  await expect(page.getByRole("group", { name: "Spans" }).getByRole("option")).toHaveCount(3);
  await expect(page.getByRole("group", { name: "Calls" }).getByRole("option")).toHaveCount(1);
  await expect(page.getByRole("group", { name: "Events" }).getByRole("option")).toHaveCount(6);
  await page.keyboard.press("Enter");
  await expect(count(page)).toHaveText("1 of 10");
  await expect(page.locator(".detail h3")).toContainText("runtime start");
  await expect(page.getByRole("listbox")).toBeHidden();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await expect(page.locator(".detail h3")).toContainText("exec");
  await expect(page).toHaveURL(/span=exec&.*find=exec/);
  await page.locator('[data-key="exec"]').focus();
  await page.keyboard.press("n");
  await expect(count(page)).toHaveText("4 of 10");
  await expect(page.locator(".found")).toHaveCount(1);
  await page.keyboard.press("N");
  await expect(count(page)).toHaveText("3 of 10");
});

test("a hit outside of the range is brought into view, and Escape ends the search", async ({
  page,
  dashboard,
}) => {
  const id = await idOf(dashboard, "min-true");
  await page.goto(`${dashboard.url}/boots/${id}?zoom=0..1000000&find=%2Fusr%2Fbin%2Frm`);
  await settle(page);
  const field = page.getByRole("combobox", { name: "Search inside this boot" });
  await expect(field).toHaveValue("/usr/bin/rm");
  await field.focus();
  await page.keyboard.press("ArrowDown");
  await expect(option(page, /rm/).first()).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(page).not.toHaveURL(/zoom=0\.\.1000000/);
  await expect(page.locator(".found")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(field).toHaveValue("");
  await expect(page).not.toHaveURL(/find=/);
  await expect(page.locator(".found")).toHaveCount(0);
});

test("what is nowhere is said to be nowhere", async ({ page, dashboard }) => {
  await page.goto(`${dashboard.url}/boots/${await idOf(dashboard, "min-true")}?find=no-such-thing`);
  await expect(count(page)).toHaveText("nothing found");
});

test("what a search asks of the server is checked", async ({ dashboard }) => {
  const api = `${dashboard.url}/api/boots/${await idOf(dashboard, "min-true")}/search`;
  for (const wrong of ["?q=x", "?in=spans&q=x", "?in=marks&q=x&limit=999", "?in=marks&q=x&after=nonsense"])
    expect((await fetch(api + wrong)).status).toBe(400);
  expect((await fetch(`${dashboard.url}/api/boots/0000000000000000/search?in=marks&q=x`)).status).toBe(404);
});
