import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, test as base } from "@playwright/test";
import { removeFolder, startDashboard, temporaryFolder, type Dashboard } from "./dashboard.ts";
import { storeLaterBoots, storeManyBoots } from "./many-boots.ts";

/** A dashboard over 400 boots, every twentieth of which is slow and was begun by slow.haco. */
const test = base.extend<object, { readonly dashboard: Dashboard }>({
  dashboard: [
    // Playwright reads the fixtures a fixture needs from this pattern: it has to be one.
    async ({}, use) => {
      const folder = temporaryFolder();
      const db = join(folder, "boots.db");
      storeManyBoots(db, 400);
      const dashboard = await startDashboard(db);
      await use(dashboard);
      await dashboard.stop();
      removeFolder(folder);
    },
    { scope: "worker" },
  ],
});

const rows = (page: Page) => page.locator("tbody tr[data-boot]");

async function open(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await expect(page.locator(".connection")).toHaveAttribute("data-state", "connected");
  await expect(page.locator(".boots-overview")).not.toContainText("Still counting");
}

/** Where the scatter is, once a pointer can draw on it: d3 has marked what it listens to. */
async function plotBox(page: Page) {
  const surface = page.locator("svg.plot .brush-surface");
  await expect.poll(() => surface.evaluate((node) => "__brush" in node)).toBe(true);
  const box = await page.locator("svg.plot").boundingBox();
  if (box === null) throw new Error("there is no scatter");
  return box;
}

/** All of them are drawn, the slow ones too. */
const LOG = "/?scale=log";

/** Drags over the upper part of the scatter, where the slow boots are. */
async function brushSlow(page: Page): Promise<void> {
  const box = await plotBox(page);
  await page.mouse.move(box.x + 30, box.y + 3);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 60, box.y + box.height / 2, { steps: 5 });
  await page.mouse.up();
}

test("a box drawn with the pointer narrows the list, once in the history", async ({ page, dashboard }) => {
  await open(page, dashboard.url + LOG);
  await brushSlow(page);
  await expect(page).toHaveURL(/box=[^.]+Z\.\.[^.]+Z%2C.*ms\.\./);
  const remove = page.getByRole("link", { name: "Remove: Box" });
  await expect(remove).toBeVisible();
  await expect(page.getByText(/haco file \/etc\/haconiwa\.d\/slow\.haco \(outside/)).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(dashboard.url + LOG);
  await expect(remove).toHaveCount(0);
});

test("each edge of the box is a slider, and keys in a row are one step of the history", async ({
  page,
  dashboard,
}) => {
  await open(page, dashboard.url + LOG);
  const shortest = page.getByRole("slider", { name: "Shortest boot duration" });
  await shortest.focus();
  const before = await shortest.getAttribute("aria-valuetext");
  for (let key = 0; key < 5; key++) await page.keyboard.press("PageUp");
  await expect(page).toHaveURL(/box=/);
  expect(await shortest.getAttribute("aria-valuetext")).not.toBe(before);
  await expect(page.getByText("What differs")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page).not.toHaveURL(/box=/);
  await page.goBack();
  await expect(page).toHaveURL(/box=/);
  await page.goBack();
  await expect(page).not.toHaveURL(/box=/);
});

test("slow boots stand beyond a broken axis, and a link lists them", async ({ page, dashboard }) => {
  await open(page, dashboard.url);
  await page.getByRole("link", { name: "20 longer, up to 1.56 s" }).click();
  await expect(page).toHaveURL(/box=/);
  await expect(page.locator(".overview-head p").first()).toContainText("20 of them in the box");
  // The rows' scale is of the boots listed: none of them is far longer than the others.
  await expect(page.locator(".beyond-figure")).toHaveCount(0);
  await page.goto(`${dashboard.url}/`);
  await expect(rows(page).nth(0).locator(".beyond-figure")).toHaveText("1.56 s");
});

test("a filter of times zooms the charts to it, and nothing is said to differ", async ({
  page,
  dashboard,
}) => {
  await open(page, `${dashboard.url}/?from=2026-01-31T13:00:00Z&to=2026-01-31T14:00:00Z`);
  await expect(page.locator(".axis-x")).toContainText("13:10");
  await expect(page.locator("svg.plot .box")).toHaveCount(0);
  await expect(page.getByText("What differs")).toHaveCount(0);
});

test("the boots of the scatter are gone through by keys, each told exactly", async ({ page, dashboard }) => {
  await open(page, dashboard.url + LOG);
  const walker = page.getByRole("slider", { name: "Boots, one by one" });
  await walker.focus();
  // Once the marks are there, a key goes to the first.
  await expect
    .poll(async () => {
      await walker.press("Home");
      return page.locator(".pointed").textContent();
    })
    .toMatch(/^web · .* UTC · \d+\.\d{6} ms · up$/);
  await expect(page.locator(".pointed-dot")).toBeVisible();
  await walker.press("Enter");
  await expect(page).toHaveURL(/\/boots\/0{16}$/);
});

test("a row says what made its boot slow, and each of its bars tells itself", async ({ page, dashboard }) => {
  await open(page, `${dashboard.url}/?sort=slowest&scale=own`);
  const slow = rows(page).first();
  await expect(slow.locator(".why-cell")).toHaveText(/^pivot_root \+1\.48 s 2\d×$/);
  const tip = page.locator(".mini-tip");
  const bars = await slow.locator("svg.mini").boundingBox();
  if (bars === null) throw new Error("there is no chart");
  await page.mouse.move(bars.x + bars.width / 2, bars.y + 8);
  await expect(tip).toHaveText(/^pivot_root 1\.50\d+ s \d+× usual \(2\d\.\d ms\)$/);
  await slow.getByRole("link").focus();
  await page.keyboard.press("ArrowRight");
  await expect(tip).toContainText("evaluate");
  await page.keyboard.press("ArrowRight");
  await expect(tip).toContainText("pivot_root");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await expect(slow.getByRole("link")).toBeFocused();
});

test("the list is ordered by one span's duration", async ({ page, dashboard }) => {
  await open(page, dashboard.url);
  await page.locator('select[name="sort"]').selectOption("span:pivot-root");
  await expect(page).toHaveURL(/sort=span%3Apivot-root/);
  await expect(rows(page).first()).toContainText("pivot_root 1.50 s");
});

test("a boot among the slowest of its container says so", async ({ page, dashboard }) => {
  await open(page, `${dashboard.url}/?sort=slowest`);
  await expect(rows(page).first().locator(".percentile")).toHaveText("max");
});

test("rows and place of a long list survive going back", async ({ page, dashboard }) => {
  await open(page, dashboard.url);
  await page.evaluate(() => window.scrollTo({ top: document.body.scrollHeight }));
  await expect.poll(() => page.evaluate(() => document.body.scrollHeight)).toBeGreaterThan(2400);
  await page.evaluate(() => window.scrollTo({ top: 1500 }));
  await expect(rows(page).nth(14)).toBeInViewport();
  const top = await page.evaluate(() => window.scrollY);
  const seen = rows(page).nth(14);
  const id = await seen.getAttribute("data-boot");
  await page.locator(`tr[data-boot="${id}"] a`).click();
  await expect(page).toHaveURL(/\/boots\//);
  await page.goBack();
  await expect(page.locator(`tr[data-boot="${id}"]`)).toBeVisible();
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBeCloseTo(top, -1);
});

test("without script the form narrows the list, and says what it could not read", async ({
  browser,
  dashboard,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(dashboard.url);
  await page.locator(".filter-sheet summary").click();
  await page.locator('input[name="min"]').fill("1000");
  await page.locator('input[name="max"]').fill("soon");
  await page.locator('input[name="time"]').fill("2026-01-31..");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(/from=2026-01-31T00%3A00%3A00Z/);
  await expect(page.getByRole("link", { name: "Remove: ≥ 1s" })).toBeVisible();
  await expect(page.getByRole("note")).toContainText("max “soon”");
  const most = page.locator('input[name="max"]');
  await expect(most).toHaveValue("soon");
  await expect(most).toHaveAttribute("aria-invalid", "true");
  await expect(most).toHaveAccessibleDescription(/“soon” is no duration .* a bare number is ms/);
  await expect(page.locator('input[name="time"]')).toHaveValue("2026-01-31 00:00 ..");
  await expect(rows(page)).toHaveCount(20);
  await expect(page.locator("svg.marks path").first()).toBeAttached();
  // Folded charts stay folded, and are so from the first byte.
  await page.getByRole("button", { name: "Charts" }).click();
  await expect(page.locator("svg.plot")).toBeHidden();
  await page.goto(dashboard.url);
  await expect(page.locator("svg.plot")).toBeHidden();
  await context.close();
});

test("a ninth tick is refused, and who listens is told why", async ({ page, dashboard }) => {
  await open(page, dashboard.url);
  await rows(page).first().getByRole("link").focus();
  for (let row = 0; row < 9; row++) {
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowDown");
  }
  await expect(page.locator(".tick-bar")).toContainText("8");
  await expect(page.locator("#announcer")).toHaveText("Eight boots are as many as can be compared.");
});

test("Ctrl+End goes to the last row that is known, Ctrl+Home back to the first", async ({
  page,
  dashboard,
}) => {
  await open(page, dashboard.url);
  await rows(page).first().getByRole("link").focus();
  await page.keyboard.press("Control+End");
  const index = () =>
    page.evaluate(() => document.activeElement?.closest("tr")?.getAttribute("aria-rowindex"));
  await expect.poll(async () => Number(await index())).toBeGreaterThan(30);
  await page.keyboard.press("Control+Home");
  await expect.poll(index).toBe("2");
});

test("where nothing matches each part of the filter can be taken away", async ({ page, dashboard }) => {
  await open(page, `${dashboard.url}/?container=web&q=nothing-has-this`);
  const list = page.locator(".boot-list");
  await expect(list).toContainText("No boot matches.");
  await list.getByRole("link", { name: /Text: nothing-has-this/ }).click();
  await expect(page).toHaveURL(/\?container=web$/);
  await expect(rows(page).first()).toBeVisible();
});

test("counts and charts follow the boots that come in, but not under the pointer", async ({
  page,
  dashboard,
}) => {
  await open(page, dashboard.url);
  const counted = async (where: Page) =>
    Number(/\d+/.exec((await where.locator(".overview-head p").first().textContent()) ?? "")?.[0]);
  const before = await counted(page);
  await page.locator(".boots-charts").hover();
  const other = await page.context().newPage();
  await open(other, dashboard.url);
  storeLaterBoots(dashboard.db, before, 3);
  // Where no pointer is in the way it is seen that they have come in.
  await expect.poll(() => counted(other)).toBe(before + 3);
  expect(await counted(page)).toBe(before);
  await other.close();
  await page.locator(".site-header").hover();
  await expect.poll(() => counted(page)).toBe(before + 3);
});

/** Where the slow boot nearest to the middle of the scatter is drawn, in page coordinates. */
async function slowMark(page: Page) {
  const box = await plotBox(page);
  const paths = await page
    .locator("svg.plot .marks path")
    .evaluateAll((all) => all.map((path) => path.getAttribute("d") ?? ""));
  const marks = paths
    .flatMap((d) => [...d.matchAll(/M(\d+) (\d+)h0/g)])
    .map(([, x, y]) => ({ x: Number(x) / 2000, y: Number(y) / 400 }));
  const slow = marks.filter(({ y }) => y < 0.5);
  slow.sort((a, b) => Math.abs(a.x - 0.4) - Math.abs(b.x - 0.4));
  const mark = slow[0];
  if (mark === undefined) throw new Error("there is no slow boot");
  return { x: box.x + mark.x * box.width, y: box.y + mark.y * box.height };
}

test("a click on a mark of the scatter opens its boot", async ({ page, dashboard }) => {
  await open(page, dashboard.url + LOG);
  const { x, y } = await slowMark(page);
  await page.mouse.move(x + 4, y + 2);
  await expect(page.locator(".pointed")).toContainText(/^web · .* · 1\.5\d+ s · up$/);
  await page.mouse.click(x + 4, y + 2);
  await expect(page).toHaveURL(/\/boots\/\d{16}$/);
  await expect(page.locator(".boot-figures")).toContainText(/1\.55\d? s/);
});

test("Esc gives up a box that is being drawn", async ({ page, dashboard }) => {
  await open(page, dashboard.url + LOG);
  const box = await plotBox(page);
  await page.mouse.move(box.x + 100, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + 300, box.y + 100, { steps: 3 });
  await expect(page.locator("svg.plot .box")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.locator("svg.plot .box")).toHaveCount(0);
  await page.mouse.up();
  // Had the first box led anywhere, that is where going back from the second would end.
  await brushSlow(page);
  await expect(page).toHaveURL(/box=/);
  await page.goBack();
  await expect(page).toHaveURL(dashboard.url + LOG);
});

test("time is chosen or typed; what counts from now stays so in the link, other ranges become instants", async ({
  page,
  dashboard,
}) => {
  await open(page, `${dashboard.url}/?to=2026-02-01T00:00:00Z&scale=own`);
  const time = page.getByRole("textbox", { name: "Started" });
  await expect(time).toHaveValue(".. 2026-02-01 00:00");
  await page.locator(".time-menu summary").click();
  await page.getByRole("link", { name: "Yesterday" }).click();
  await expect(page).toHaveURL(/\?time=yesterday&scale=own$/);
  await expect(time).toHaveValue("yesterday");
  await page.getByRole("link", { name: "Earlier" }).click();
  await expect(page).toHaveURL(/from=.*T00%3A00%3A00Z&to=.*T23%3A59%3A59.999999999Z/);
  await expect(time).toHaveValue(/^\d{4}-\d{2}-\d{2}$/);
  await expect(page.getByRole("link", { name: "Later" })).toBeVisible();
  await time.fill("2026-01-31 12:00-13:00");
  await time.press("Enter");
  await expect(page).toHaveURL(/\?from=2026-01-31T12%3A00%3A00Z&to=2026-01-31T13%3A00%3A00Z&scale=own$/);
  await expect(time).toHaveValue("2026-01-31 12:00 – 13:00");
  await expect(page.locator(".time-zone")).toHaveText("UTC");
  // Another choice leaves the range in the link as it is.
  await page.locator('select[name="sort"]').selectOption("slowest");
  await expect(page).toHaveURL(/from=2026-01-31T12%3A00%3A00Z&to=2026-01-31T13%3A00%3A00Z/);
  await time.fill("lastmoon");
  await time.press("Enter");
  await expect(time).toHaveAttribute("aria-invalid", "true");
  await expect(time).toHaveValue("lastmoon");
  await expect(time).toHaveAccessibleDescription(/“lastmoon” is no range of time .* yesterday .*now-2h/);
  await page.goBack();
  await expect(time).toHaveValue("2026-01-31 12:00 – 13:00");
});

test("times are told by the browser's clock, or by the one that is preferred, which is named", async ({
  browser,
  dashboard,
}) => {
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "Asia/Tokyo" });
  const page = await context.newPage();
  await open(page, dashboard.url);
  await expect(page.getByRole("columnheader", { name: "Started" })).toHaveText("Started UTC+9");
  await page.getByText("Preferences").click();
  await page.getByRole("group", { name: "Time zone" }).getByRole("button", { name: "UTC" }).click();
  await expect(page.getByRole("columnheader", { name: "Started" })).toHaveText("Started UTC");
  await context.close();
});

test("keys lead into the list and out of the filter, and the charts stay folded", async ({
  page,
  dashboard,
}) => {
  await open(page, dashboard.url);
  await page.keyboard.press("j");
  await expect(rows(page).first().getByRole("link")).toBeFocused();
  await page.keyboard.press("j");
  await expect(rows(page).nth(1).getByRole("link")).toBeFocused();
  await page.keyboard.press("k");
  await expect(rows(page).first().getByRole("link")).toBeFocused();
  await page.keyboard.press("/");
  await page.keyboard.type("web");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("searchbox")).not.toBeFocused();
  await expect(page.getByRole("searchbox")).toHaveValue("web");
  const kept = page.waitForResponse(/preferences/);
  await page.getByRole("button", { name: "Charts" }).click();
  await expect(page.locator("svg.plot")).toBeHidden();
  await kept;
  await page.reload();
  await expect(page.locator("svg.plot")).toBeHidden();
  await page.getByRole("button", { name: "Charts" }).click();
  await expect(page.locator("svg.plot")).toBeVisible();
});

test("a click on a cell of many boots narrows to them, and the charts can be zoomed to them", async ({
  page,
}) => {
  const folder = temporaryFolder();
  const db = join(folder, "boots.db");
  storeManyBoots(db, 2_400);
  const crowded = await startDashboard(db);
  try {
    await open(page, crowded.url + LOG);
    await expect(page.locator('.boots-charts[data-kind="cells"]')).toBeVisible();
    await expect(page.getByRole("list", { name: "Signs on the chart" })).toContainText("few boots");
    const cell = await page.locator("svg.plot .marks path").last().getAttribute("d");
    const [, left = "", top = "", width = "", height = ""] =
      /^m(\d+) (\d+)h(\d+)v(\d+)/.exec(cell ?? "") ?? [];
    const box = await plotBox(page);
    const middle = (from: string, length: string, whole: number) =>
      (Number(from) + Number(length) / 2) / whole;
    await page.mouse.click(
      box.x + middle(left, width, 2000) * box.width,
      box.y + middle(top, height, 400) * box.height,
    );
    await expect(page).toHaveURL(/box=/);
    const summary = page.locator(".overview-head p").first();
    await expect(summary).toContainText(/[1-9]\d* of them in the box/);
    const inside = Number(/(\d+) of them/.exec((await summary.textContent()) ?? "")?.[1]);
    await expect(rows(page)).toHaveCount(inside);
    await page.getByRole("link", { name: "Box only" }).click();
    await expect(page).toHaveURL(/zoom=box/);
    await expect(page.locator('.boots-charts[data-kind="points"]')).toBeVisible();
    await page.getByRole("slider", { name: "Earliest start" }).focus();
    await page.keyboard.press("Escape");
    await expect(page).toHaveURL(crowded.url + LOG);
    await expect(page.locator('.boots-charts[data-kind="cells"]')).toBeVisible();
  } finally {
    await crowded.stop();
    removeFolder(folder);
  }
});
