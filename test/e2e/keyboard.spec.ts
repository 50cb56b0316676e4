import { expect, idOf, test } from "./fixtures.ts";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

test("from the list to a copied link, without a pointer", async ({ page, dashboard }) => {
  await page.goto(dashboard.url);
  await expect(page.locator(".connection")).toHaveAttribute("data-state", "connected");
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox")).toBeFocused();
  await page.keyboard.type("min-true");
  await expect(page.locator("tbody tr[data-boot]")).toHaveCount(1);
  await page.locator("tbody tr[data-boot] a").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("treegrid")).toBeVisible();

  await page.locator('[data-key="lane:launcher"]').focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(page.locator('[data-key="evaluate"]')).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator(".detail h3")).toContainText("evaluate haco file");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(page.locator(".detail h3")).toContainText("prepare");

  const firstLabel = await page.locator(".ruler text").allTextContents();
  await page.keyboard.press("+");
  await expect(page.locator(".ruler text")).not.toHaveText(firstLabel);
  await expect(page).toHaveURL(/span=prepare&zoom=/);
  await page.keyboard.press("y");
  await expect(page.getByText("Link copied")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());

  await page.keyboard.press("0");
  await expect(page).not.toHaveURL(/zoom=/);
  await page.keyboard.press("Escape");
  await expect(page.locator(".detail")).toHaveCount(0);
  await page.keyboard.press("ArrowLeft");
  await expect(page.locator('[data-key="lane:supervisor"]')).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await expect(page.locator('[data-key="lane:supervisor"]')).toHaveAttribute("aria-expanded", "false");
  await expect(page.locator('[data-key="prepare"]')).toHaveCount(0);
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(page.locator('[data-key="lane:supervisor"]')).toBeFocused();
});

test("two boots are ticked in the list and compared, without a pointer", async ({ page, dashboard }) => {
  await page.goto(dashboard.url);
  await expect(page.locator(".connection")).toHaveAttribute("data-state", "connected");
  await page.locator("tbody tr[data-boot] a").first().focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Space");
  const compare = page.locator(".tick-bar").getByRole("link");
  await expect(compare).toBeVisible();
  // The rows are one stop for Tab: what was ticked is not far.
  const isThere = () => compare.evaluate((link) => link === document.activeElement);
  for (let presses = 0; presses < 10 && !(await isThere()); presses++) await page.keyboard.press("Tab");
  await expect(compare).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/compare\?boots=\w+%2C\w+$/);
  await expect(page.locator("main h1")).toBeFocused();
});

test("a link copied right after a zoom shows the zoom", async ({ page, dashboard }) => {
  await page.goto(`${dashboard.url}/boots/${await idOf(dashboard, "min-true")}`);
  await expect(page.locator(".connection")).toHaveAttribute("data-state", "connected");
  // In turns of the page itself: less time passes than the address takes to follow.
  await page.evaluate(async () => {
    for (const key of ["+", "y"]) {
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
      await new Promise(requestAnimationFrame);
    }
  });
  await expect(page.getByText("Link copied")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/\?zoom=\d+\.\.\d+$/);
});

test("single letters do nothing once they are switched off", async ({ page, dashboard }) => {
  await page.goto(`${dashboard.url}/boots/${await idOf(dashboard, "min-true")}`);
  await page.getByText("Preferences").click();
  await page.getByRole("button", { name: "Off" }).click();
  await expect(page.locator(".connection")).toHaveAttribute("data-state", "connected");
  await page.keyboard.press("y");
  await expect(page.getByText("Link copied")).toHaveCount(0);
  await page.locator('[data-key="lane:launcher"]').focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.locator(".detail")).toBeVisible();
});

test("framing on the ruler zooms to what was framed, and the form says the same in numbers", async ({
  page,
  dashboard,
}) => {
  await page.goto(`${dashboard.url}/boots/${await idOf(dashboard, "min-true")}`);
  await expect(page.locator(".connection")).toHaveAttribute("data-state", "connected");
  const ruler = page.locator(".wf-ruler");
  const box = await ruler.boundingBox();
  if (!box) throw new Error("no ruler");
  await page.mouse.move(box.x + box.width * 0.5, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.75, box.y + 10, { steps: 4 });
  await page.mouse.up();
  await expect(page).toHaveURL(/zoom=/);
  const [from = 0, to = 0] = (new URL(page.url()).searchParams.get("zoom") ?? "").split("..").map(Number);
  expect(to / from).toBeCloseTo(1.5, 1);
  await page.getByText("Range", { exact: true }).click();
  await page.getByRole("textbox", { name: "from" }).fill("60");
  await page.getByRole("textbox", { name: "to" }).fill("65");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/zoom=60000000\.\.65000000/);
});

test("the wheel with Ctrl zooms around the pointer and leaves the page as it is", async ({
  page,
  dashboard,
}) => {
  await page.goto(`${dashboard.url}/boots/${await idOf(dashboard, "min-true")}`);
  await expect(page.locator(".connection")).toHaveAttribute("data-state", "connected");
  const grid = await page.getByRole("treegrid").boundingBox();
  if (!grid) throw new Error("no grid");
  await page.mouse.move(grid.x + grid.width - 50, grid.y + 100);
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -300);
  await page.keyboard.up("Control");
  await expect(page).toHaveURL(/zoom=/);
  expect(await page.evaluate(() => visualViewport?.scale)).toBe(1);
});

test("Escape puts away what lies over the chart, one thing at a time, wherever the focus is", async ({
  page,
  dashboard,
}) => {
  await page.goto(`${dashboard.url}/boots/${await idOf(dashboard, "min-true")}?span=pivot-root`);
  await expect(page.locator(".connection")).toHaveAttribute("data-state", "connected");
  const [details, measured] = [page.locator(".detail"), page.locator("section.measure")];
  await page.keyboard.press("m");
  await expect(measured).toBeVisible();
  await page.getByText("Preferences").click();
  await page.keyboard.press("Escape");
  await expect(page.locator("details.menu[open]")).toHaveCount(0);
  await expect(measured).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(measured).toHaveCount(0);
  await expect(details).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(details).toHaveCount(0);
  await expect(page).not.toHaveURL(/span=|measure=/);
});
