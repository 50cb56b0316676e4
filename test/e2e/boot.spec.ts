import type { Page } from "@playwright/test";
import { join } from "node:path";
import { removeFolder, startDashboard, temporaryFolder } from "./dashboard.ts";
import { expect, idOf, test } from "./fixtures.ts";
import { replayLive } from "./recorded.ts";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

const settle = (page: Page) => expect(page.locator(".connection")).toHaveAttribute("data-state", "connected");

test("b copies the blame sentence with a link, and says so", async ({ page, dashboard }) => {
  const id = await idOf(dashboard, "min-true");
  await page.goto(`${dashboard.url}/boots/${id}`);
  await settle(page);
  await page.keyboard.press("b");
  await expect(page.getByText("Sentence copied")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(
    new RegExp(`^min-true booted in 69\\.2 ms; longest: runtime start .*/boots/${id}$`),
  );
});

test("Escape closes the details from inside them, and the focus returns to the span's row", async ({
  page,
  dashboard,
}) => {
  await page.goto(`${dashboard.url}/boots/${await idOf(dashboard, "min-true")}?span=evaluate`);
  await settle(page);
  const detail = page.locator(".detail");
  await detail.getByRole("link", { name: "Next" }).click();
  await expect(detail.getByRole("heading", { level: 3 })).toContainText("prepare");
  await expect(page).toHaveURL(/span=prepare/);
  await detail.getByRole("link", { name: "Next" }).focus();
  await page.keyboard.press("Escape");
  await expect(detail).toHaveCount(0);
  await expect(page.locator('[data-key="prepare"]')).toBeFocused();
});

test("opening the details moves nothing of the chart, and leaves the row in sight", async ({
  page,
  dashboard,
}) => {
  await page.goto(`${dashboard.url}/boots/${await idOf(dashboard, "min-true")}`);
  await settle(page);
  const places = () =>
    page.locator(".wf, .wf-line[data-key], .boot-notes").evaluateAll((all) =>
      all.map((each) => {
        const { left, top, width } = each.getBoundingClientRect();
        return [left, top + scrollY, width];
      }),
    );
  const covered = (key: string) =>
    page.evaluate((name) => {
      const row = document.querySelector(`[data-key="${name}"]`)?.getBoundingClientRect().bottom ?? 0;
      return row > (document.querySelector(".detail")?.getBoundingClientRect().top ?? 0);
    }, key);
  for (const height of [900, 844]) {
    await page.setViewportSize({ width: height === 900 ? 1280 : 390, height });
    const before = await places();
    await page.locator('[data-key="exec"]').click();
    await expect(page.locator(".detail")).toBeVisible();
    expect(await places()).toEqual(before);
    await expect.poll(() => covered("exec")).toBe(false);
    await page.keyboard.press("Escape");
  }
});

test("all lanes of a usual boot are seen at once, with what to know first above them", async ({
  page,
  dashboard,
}) => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(`${dashboard.url}/boots/${await idOf(dashboard, "tcp-c")}`);
  const last = await page.locator(".wf").evaluate((chart) => chart.getBoundingClientRect().bottom);
  await expect(page.locator('[data-key="app-start"]')).toBeVisible();
  expect(last).toBeLessThanOrEqual(900);
  const header = page.locator(".boot-header");
  expect((await header.boundingBox())?.height).toBeLessThan(48);
  await expect(page.locator(".mm-note")).toHaveText(/^all \d+ ms$/);
});

test("the instants that bound a span are copied as nanoseconds", async ({ page, dashboard }) => {
  await page.goto(`${dashboard.url}/boots/${await idOf(dashboard, "min-true")}?span=pivot-root`);
  await settle(page);
  const copied: bigint[] = [];
  for (const which of [0, 1]) {
    const instant = page.locator(".detail .instant").nth(which);
    await instant.getByRole("button", { name: "Copy ns" }).click();
    await expect(instant.getByRole("status")).toHaveText("Copied");
    copied.push(BigInt(await page.evaluate(() => navigator.clipboard.readText())));
  }
  expect((copied[1] ?? 0n) - (copied[0] ?? 0n)).toBe(919_867n);
});

test("the table of spans sorts by its columns, and says by which", async ({ page, dashboard }) => {
  await page.goto(`${dashboard.url}/boots/${await idOf(dashboard, "min-true")}`);
  await settle(page);
  const table = page.locator(".span-table");
  await expect(table.locator("tbody th").first()).toHaveText("runtime start");
  await table.getByRole("button", { name: /^Duration/ }).click();
  await expect(table.getByRole("columnheader", { name: /^Duration/ })).toHaveAttribute(
    "aria-sort",
    "descending",
  );
  const longest = table.locator("tbody tr").first().locator("data");
  const value = BigInt((await longest.getAttribute("value")) ?? "0");
  for (const each of await table.locator("tbody data").all())
    expect(value).toBeGreaterThanOrEqual(BigInt((await each.getAttribute("value")) ?? "0"));
  await table.getByRole("button", { name: /^Span/ }).click();
  await expect(table.locator("tbody th").first()).toHaveText("capability");
});

test("boots of one run stand on one clock, and the last one up is named", async ({ page, dashboard }) => {
  await page.goto(`${dashboard.url}/boots/${await idOf(dashboard, "multi-child-0")}`);
  await expect(page.getByText("multi-child-2 came up last, 83.0 ms after the run began")).toBeVisible();
  const barn = page.locator("table.siblings");
  await expect(barn.locator('tr[aria-current="true"]')).toContainText("multi-child-0");
  await expect(barn.locator('tr[data-straggler="true"]')).toContainText("multi-child-2");
  await barn.getByRole("link", { name: "multi-child-2" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("multi-child-2");
});

test("labels of rulers touch neither each other nor the edge, on a page of any width", async ({
  page,
  dashboard,
}) => {
  await page.goto(`${dashboard.url}/boots/${await idOf(dashboard, "multi-child-0")}`);
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 800 });
    for (const chart of ["table.siblings", ".contention-chart"]) {
      const ruler = page.locator(`${chart} .ruler`).filter({ visible: true });
      const { edge, labels } = await ruler.evaluate((drawn) => ({
        edge: drawn.getBoundingClientRect().right,
        labels: [...drawn.querySelectorAll("text")].map((label) => {
          const { left, right } = label.getBoundingClientRect();
          return { left, right };
        }),
      }));
      expect(labels.length, `${chart} at ${width}`).toBeGreaterThan(1);
      for (const [place, { right }] of labels.entries())
        expect(right, `${chart} at ${width}`).toBeLessThanOrEqual(labels[place + 1]?.left ?? edge);
    }
  }
});

test("what else booted meanwhile is told in a sentence, a drawing and tables", async ({
  page,
  dashboard,
}) => {
  await page.goto(`${dashboard.url}/boots/${await idOf(dashboard, "multi-child-0")}`);
  await expect(page.getByText("2 other boots ran meanwhile; at most 2 at once")).toBeVisible();
  expect(await page.locator(".contention-areas path").count()).toBeGreaterThan(1);
  await page.getByText("Figures and boots").click();
  await expect(page.getByRole("link", { name: "multi-child-1" }).last()).toBeVisible();
  await page.goto(`${dashboard.url}/boots/${await idOf(dashboard, "slow-hooks")}`);
  await expect(
    page.getByText("Nothing else booted on this host in the 827 ms this boot took."),
  ).toBeVisible();
});

test("a boot, its spans and its sentence are held against the others of its container", async ({ page }) => {
  const folder = temporaryFolder();
  const db = join(folder, "boots.db");
  const ids: string[] = [];
  for (let n = 0; n < 7; n++) {
    const live = await replayLive(db, "head-min-true.ndjson");
    ids.push(...live.advance(60_000_000_000n).map(({ id }) => id));
    live.close();
  }
  const dashboard = await startDashboard(db);
  await expect(async () => {
    await page.goto(`${dashboard.url}/boots/${ids.at(-1)}?span=pivot-root`);
    // Seven boots of the same length: half of six ties took less.
    await expect(page.locator(".answer")).toContainText("slower than 50 % of 6 boots", {
      timeout: 2000,
    });
  }).toPass();
  await expect(page.locator(".summary")).toContainText("As usual (69.2 ms, usually 69.2)");
  await expect(page.locator(".verdict")).not.toBeVisible();
  await page.locator(".summary").click();
  await expect(page.locator(".blame-table")).toBeVisible();
  await expect(page.locator(".verdict")).toContainText("about as usual (p50 69.2 ms of 6 boots)");
  await expect(page.locator(".detail")).toContainText("slower than 50 % of 6 boots");
  await expect(page.locator(".detail svg.expected")).toHaveCount(1);
  const row = page.locator(".span-table tr", { hasText: "pivot_root" });
  await expect(row).toContainText("1.0×");
  await expect(row).toContainText("50 %");
  await page.getByRole("link", { name: "Boots of min-true slowest here" }).click();
  await expect(page).toHaveURL(/container=min-true/);
  await expect(page).toHaveURL(/sort=span(:|%3A)pivot-root/);
  await dashboard.stop();
  removeFolder(folder);
});

test("on a phone every process is told whole, and the toolbar takes two rows, with one for the search", async ({
  page,
  dashboard,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${dashboard.url}/boots/${await idOf(dashboard, "min-true")}`);
  const processes = page.locator(".scroller:has(.processes)");
  await processes.scrollIntoViewIfNeeded();
  expect(await processes.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
  const rows = await page.getByRole("toolbar").evaluate((toolbar) => {
    const middles = [...toolbar.children].map((each) => {
      const { top, height } = each.getBoundingClientRect();
      return Math.round((top + height / 2) / 10);
    });
    return new Set(middles).size;
  });
  expect(rows).toBe(3);
});

test("Japanese names of lanes are written whole", async ({ browser, dashboard }) => {
  const context = await browser.newContext({ locale: "ja" });
  const page = await context.newPage();
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 844 });
    await page.goto(`${dashboard.url}/boots/${await idOf(dashboard, "min-true")}`);
    const lane = page.locator('[data-key="lane:supervisor"] .wf-name');
    await expect(lane).toContainText("スーパーバイザー");
    const cut = await lane.evaluate(
      (name) => [...name.children, name].filter((part) => part.scrollWidth > part.clientWidth + 1).length,
    );
    expect(cut, `${width} pixels`).toBe(0);
  }
  await context.close();
});

test("a boot that nobody looked into says so, span by span", async ({ page, dashboard }) => {
  await page.goto(`${dashboard.url}/boots/${await idOf(dashboard, "haconiwa")}?span=pivot-root`);
  await expect(page.locator(".detail")).toContainText(
    "Not recorded: system calls of this boot were not looked at.",
  );
});
