import { join } from "node:path";
import type { BrowserContext, Page } from "@playwright/test";
import { openStore } from "@hacotaki/store";
import { settled } from "./settled.ts";
import { expect, idOf, listedBoots, test } from "./fixtures.ts";
import { removeFolder, startDashboard, temporaryFolder, type Dashboard } from "./dashboard.ts";
import { violations } from "./violations.ts";

type Visit = { readonly name: string; readonly path: (dashboard: Dashboard) => Promise<string> };
const VISITS: readonly Visit[] = [
  { name: "the list", path: async () => "/" },
  { name: "a boot", path: async (dashboard) => `/boots/${await idOf(dashboard, "user-probes")}` },
  {
    name: "a boot with a selected span",
    path: async (dashboard) => `/boots/${await idOf(dashboard, "min-true")}?span=pivot-root`,
  },
  { name: "a failed boot", path: async (dashboard) => `/boots/${await idOf(dashboard, "fail-nocmd")}` },
  {
    name: "a boot with siblings",
    path: async (dashboard) => `/boots/${await idOf(dashboard, "multi-child-0")}`,
  },
  { name: "the live page", path: async () => "/live" },
  { name: "the collector page", path: async () => "/collector" },
  { name: "a page that does not exist", path: async () => "/nothing" },
];

/** Everything the browser complains of, policy violations first of all. */
function complaints(page: Page): string[] {
  const all: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") all.push(message.text());
  });
  page.on("pageerror", (error) => all.push(String(error)));
  return all;
}

const settle = (page: Page) => expect(page.locator(".connection")).toHaveAttribute("data-state", "connected");

// How they look, read and fit, in each theme, is seen by the tests of states.
for (const { name, path } of VISITS)
  test(`${name} hydrates without a complaint of the browser`, async ({ page, dashboard }) => {
    const said = complaints(page);
    await page.goto(dashboard.url + (await path(dashboard)));
    await settled(page);
    expect(said.filter((text) => !text.includes("404"))).toEqual([]);
  });

test("a boot with marks of its own probes has no accessibility violations, and fits 390 pixels", async ({
  page,
  dashboard,
}) => {
  await page.goto(`${dashboard.url}/boots/${await idOf(dashboard, "user-probes")}`);
  await settled(page);
  expect(await violations(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

async function withoutScript(
  context: Promise<BrowserContext>,
  url: string,
  look: (page: Page) => Promise<void>,
) {
  const opened = await context;
  const page = await opened.newPage();
  await page.goto(url);
  await look(page);
  await opened.close();
}
const scriptless = { javaScriptEnabled: false, locale: "en-GB" } as const;

test("the list is whole without script, mini-waterfalls included", async ({ browser, dashboard }) => {
  await withoutScript(browser.newContext(scriptless), dashboard.url, async (page) => {
    await expect(page).toHaveTitle("Boots · Hacotaki");
    const row = page.locator("tr", { hasText: "slow-hooks" });
    await expect(row).toContainText("827 ms");
    const bars = await row
      .locator("svg.mini path.bar")
      .evaluateAll((paths) => paths.flatMap((path) => path.getAttribute("d")?.match(/M/g) ?? []));
    expect(bars.length).toBeGreaterThan(10);
    await page.locator(".filter-sheet summary").click();
    await page.getByRole("checkbox", { name: "failed" }).check({ force: true });
    await page.getByRole("button", { name: "Apply" }).click();
    await expect(page).toHaveURL(/outcome=failed/);
    await expect(page.locator("tbody tr[data-boot]")).toHaveCount(1);
  });
});

test("a boot is whole without script: waterfall, selected span, tables", async ({ browser, dashboard }) => {
  const url = `${dashboard.url}/boots/${await idOf(dashboard, "min-true")}`;
  await withoutScript(browser.newContext(scriptless), url, async (page) => {
    await expect(page.locator(".summary")).toHaveText(
      // Others of its container may be stored by now: then it is said what is usual.
      /^Booted in 69\.2 ms(, usually .+)?; slowest: runtime start 58\.8 ms( \(.+\))?, prepare 2\.27 ms( \(.+\))?\.$/,
    );
    expect(await page.locator(".wf-row rect.bar").count()).toBeGreaterThan(15);
    await page.getByRole("row").getByRole("link", { name: "pivot_root", exact: true }).first().click();
    await expect(page.locator(".detail")).toContainText("919.867 µs");
    await expect(page.locator(".detail")).toContainText("before_chroot");
    await expect(page.locator(".span-table")).toContainText("CONTAINER_CHROOTED");
  });
});

test("an address where nothing is says so without script, with a title and 404", async ({
  browser,
  dashboard,
}) => {
  for (const [path, says] of [
    ["/boots/0000000000000000", "no such boot in this database"],
    ["/boots/nonsense", "no such boot in this database"],
    ["/boots/0000000000000000/perfetto", "no such boot in this database"],
    ["/containers/tcp-d", "No boot of a container “tcp-d” is known here."],
    ["/share?boot=0000000000000000", "no such boot in this database"],
    ["/nothing", "There is no such page"],
  ] as const) {
    expect((await fetch(dashboard.url + path)).status, path).toBe(404);
    await withoutScript(browser.newContext(scriptless), dashboard.url + path, async (page) => {
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Nothing here");
      await expect(page.locator("main")).toContainText(says);
      await expect(page).toHaveTitle(/\S · Hacotaki$/);
    });
  }
});

test("no page says that there is no collector when there is one, however many files were imported since", async ({
  browser,
}) => {
  const folder = temporaryFolder();
  const db = join(folder, "hacotaki.db");
  const store = openStore(db, { mode: "write" });
  const recording = {
    hostId: "h",
    hostName: "h",
    kernelBootId: "k",
    probes: [],
    hasKernelEvents: true,
  } as const;
  const now = BigInt(Date.now()) * 1_000_000n;
  const live = { ...recording, kind: "live", path: "/opt/haconiwa", startedAt: now } as const;
  const attached = store.startRecording(live);
  for (let n = 1; n <= 250; n++) {
    const file = { ...recording, kind: "events", path: `${n}.ndjson`, startedAt: now + BigInt(n) } as const;
    store.endRecording(store.startRecording(file), { endedAt: now + BigInt(n) });
  }
  // A sign of life that stays fresh for as long as the test may take.
  store.touchRecording(attached, { seenAt: now + 3_600_000_000_000n, events: 0n, dropped: 0n });
  const dashboard = await startDashboard(db);
  const says = (path: string, text: RegExp) =>
    withoutScript(browser.newContext(scriptless), dashboard.url + path, async (page) => {
      await expect(page.locator("main")).toContainText(text);
      await expect(page.locator("main")).not.toContainText("No collector has written");
    });
  for (const path of ["/", "/containers", "/compare"]) await says(path, /is attached to \/opt\/haconiwa/);
  await says("/collector", /\/opt\/haconiwa\s+attached/);
  store.endRecording(attached, { endedAt: now });
  for (const path of ["/", "/containers", "/compare", "/collector"])
    await says(path, /No collector is attached now/);
  store.close();
  await dashboard.stop();
  removeFolder(folder);
});

test("the blog's trace shows what its author meant to read", async ({ page, dashboard }) => {
  const id = (await listedBoots(dashboard.url)).find(({ sourceKind }) => sourceKind === "text")?.id;
  await page.goto(`${dashboard.url}/boots/${id}?span=namespace`);
  await expect(page.locator(".detail .exact")).toContainText("16.160981 ms");
  await page.getByRole("row", { name: "pivot_root" }).first().click();
  await expect(page.locator(".detail .exact")).toContainText("19.301341 ms");
});

test("a failed boot says first where and how it died", async ({ page, dashboard }) => {
  await page.goto(`${dashboard.url}/boots/${await idOf(dashboard, "fail-nocmd")}`);
  const notice = page.locator('.notice[data-tone="bad"]');
  await expect(notice).toContainText("exited with code 1, 63.0 ms after the start, while it was in exec");
  await expect(notice).toContainText("CONTAINER_EXECING");
});

test("the whole site speaks Japanese to who asks for it", async ({ browser, dashboard }) => {
  const context = await browser.newContext({ locale: "ja-JP" });
  const page = await context.newPage();
  await page.goto(`${dashboard.url}/boots/${await idOf(dashboard, "min-true")}?span=pivot-root`);
  await expect(page.locator("html")).toHaveAttribute("lang", "ja");
  await expect(page.locator(".summary")).toContainText("69.2 ms で起動");
  await expect(page.locator(".detail")).toContainText("ここで動くもの");
  await page.getByText("設定").click();
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page).toHaveURL(/span=pivot-root/);
  await context.close();
});

test("a chosen theme stays, and a link does not change it", async ({ page, dashboard }) => {
  await page.goto(dashboard.url);
  await page.getByText("Preferences").click();
  await page.getByRole("button", { name: "Dark" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.goto(`${dashboard.url}/?theme=light`);
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

test("a link shows the same view in a fresh browser", async ({ browser, page, dashboard }) => {
  await page.goto(`${dashboard.url}/boots/${await idOf(dashboard, "min-true")}`);
  await settle(page);
  await page.getByRole("row", { name: "capability" }).first().dblclick();
  await expect(page).toHaveURL(/span=capability.*zoom=\d+\.\.\d+/);
  await page.getByRole("link", { name: "Fold launcher" }).click();
  await expect(page).toHaveURL(/collapsed=launcher/);
  const labels = page.locator(".ruler text");
  const seen = await labels.allTextContents();
  const context = await browser.newContext({ locale: "en-GB" });
  const fresh = await context.newPage();
  await fresh.goto(page.url());
  await expect(fresh.locator(".detail h3")).toContainText("capability");
  await settle(fresh);
  await expect(fresh.locator(".ruler text")).toHaveText(seen);
  await expect(fresh.getByRole("link", { name: "Unfold launcher" })).toBeVisible();
  await context.close();
});

test("malformed parts of a link are left out with a notice", async ({ page, dashboard }) => {
  const id = await idOf(dashboard, "min-true");
  await page.goto(`${dashboard.url}/boots/${id}?span=..%2F..%2Fetc&zoom=9..1`);
  await expect(page.locator(".notice")).toContainText("left out: span, zoom");
  await page.goto(`${dashboard.url}/boots/${id}?span=network`);
  await expect(page.locator(".notice")).toContainText("no span “network”");
  await page.goto(`${dashboard.url}/?outcome=exploded&sort=__proto__`);
  await expect(page.locator(".notice")).toContainText("left out: outcome “exploded”, sort “__proto__”");
  await expect(page.locator("tbody tr[data-boot]").first()).toBeVisible();
});

test("odd addresses are answered, never with an error of ours", async ({ dashboard }) => {
  const id = await idOf(dashboard, "min-true");
  const paths = [
    "/boots/..%2f..%2fetc%2fpasswd",
    "/boots/%00",
    "/boots/:id",
    "/boots/[id]",
    `/boots/${id}?span[]=a&span=b&__proto__[x]=1`,
    `/boots/${id}?zoom=${"9".repeat(3000)}`,
    "/boots/%E0%A4%A",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/_next/static/../../package.json",
    "/?after=nonsense",
    "/?q=%ud800",
    "/api/boots/x",
    "/api/changes?since=1e9",
    `/?q=${"x".repeat(5000)}`,
  ];
  for (const path of paths) {
    const { status } = await fetch(dashboard.url + path, { redirect: "manual" });
    expect([200, 307, 308, 400, 404, 414], path).toContain(status);
  }
});

test("the filter narrows the list, in the address and back again", async ({ page, dashboard }) => {
  await page.goto(dashboard.url);
  await settle(page);
  const rows = page.locator("tbody tr[data-boot]");
  const all = await rows.count();
  await page.locator(".filter-sheet summary").click();
  await page.getByRole("checkbox", { name: "failed" }).check({ force: true });
  await expect(page).toHaveURL(/outcome=failed/);
  await expect(page.locator(".filter-sheet .count")).toHaveText("1");
  await expect(rows).toHaveCount(1);
  await page.goBack();
  await expect(rows).toHaveCount(all);
  await page.getByLabel("Container").selectOption("tcp-c");
  await expect(page).toHaveURL(/container=tcp-c/);
  await page.getByRole("link", { name: "Clear" }).click();
  await expect(page.getByRole("combobox", { name: "Container" })).toHaveValue("");
  await page.getByRole("searchbox").fill("multi");
  await expect(page).toHaveURL(/q=multi/);
  await expect(rows).toHaveCount(3);
  await expect(page.getByRole("searchbox")).toBeFocused();
  await page.goto(`${dashboard.url}/?sort=slowest`);
  await expect(rows.first()).toContainText("slow-hooks");
});
