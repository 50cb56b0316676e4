import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { removeFolder, startDashboard, temporaryFolder, type Dashboard } from "./dashboard.ts";
import { storeManyBoots } from "./many-boots.ts";
import { violations } from "./violations.ts";

const FAST = "haco=/etc/haconiwa.d/web.haco";
const SLOW = "haco=/etc/haconiwa.d/slow.haco";
const link = (baseline: string, candidate: string, more = "") =>
  `/compare?baseline=${encodeURIComponent(baseline)}&candidate=${encodeURIComponent(candidate)}${more}`;

let folder: string;
let dashboard: Dashboard;
test.beforeAll(async () => {
  folder = temporaryFolder();
  const db = join(folder, "hacotaki.db");
  storeManyBoots(db, 400);
  dashboard = await startDashboard(db);
});
test.afterAll(async () => {
  await dashboard.stop();
  removeFolder(folder);
});

test("of two cohorts the spans that changed are named, and what else differs beside them", async ({
  page,
}) => {
  await page.goto(dashboard.url + link(FAST, SLOW));
  await expect(page.locator(".summary")).toContainText(
    /boots .* slower than a baseline boot .*their medians are/,
  );
  await expect(page.locator(".summary")).toContainText("pivot_root");
  const row = (name: string) => page.locator(".cohort-measures tbody tr", { hasText: name });
  await expect(row("pivot_root")).toHaveAttribute("data-verdict", "slower");
  await expect(row("exec")).toHaveAttribute("data-verdict", "same");
  await expect(row("exec").locator(".told")).toContainText("~");
  await expect(page.getByRole("link", { name: "Candidate: 20 boots" })).toBeVisible();
  // What the sides were chosen by is no difference of theirs.
  await expect(page.locator(".what-differs", { hasText: "slow.haco" })).toHaveCount(0);
  await page.goto(dashboard.url + link("q=web.haco", "q=slow.haco"));
  await expect(page.locator(".what-differs")).toContainText("/etc/haconiwa.d/slow.haco");
});

test("a span is shown at large by its link, and its figures stand in a table", async ({ page }) => {
  await page.goto(dashboard.url + link(FAST, SLOW));
  await page.getByRole("link", { name: "pivot_root" }).click();
  await expect(page).toHaveURL(/span=pivot-root/);
  await expect(page.getByRole("heading", { name: "Distribution of pivot_root" })).toBeVisible();
  await page.getByText("Figures of the distribution").click();
  await expect(page.locator(".cohort-distribution tbody tr", { hasText: "p50" })).toContainText("1.50 s");
});

test("the cohorts are chosen in a form that needs no script, and the address is the comparison", async ({
  browser,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "en-GB" });
  const page = await context.newPage();
  await page.goto(`${dashboard.url}/compare`);
  const side = (name: string) => page.getByRole("group", { name });
  await side("Baseline").getByLabel("Haco file").fill("/etc/haconiwa.d/web.haco");
  await side("Candidate").getByLabel("Haco file").fill("/etc/haconiwa.d/slow.haco");
  await side("Candidate").getByRole("textbox", { name: "Started" }).fill("nonsense");
  await page.getByLabel("Chance of a false alarm").fill("0.05");
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await expect(page.locator(".summary")).toContainText("pivot_root");
  const { searchParams } = new URL(page.url());
  expect(searchParams.get("baseline")).toBe(new URLSearchParams(FAST).toString());
  expect(searchParams.get("alpha")).toBe("0.05");
  await expect(page.getByRole("note")).toContainText("candidate: time “nonsense”");
  const time = side("Candidate").getByRole("textbox", { name: "Started" });
  await expect(time).toHaveValue("nonsense");
  await expect(time).toHaveAttribute("aria-invalid", "true");
  // The next one narrows to a range that counts from now, and stays so.
  await time.fill("now-1h");
  await page.getByRole("button", { name: "Compare" }).click();
  expect(new URL(page.url()).searchParams.get("candidate")).toContain("time=now-1h");
  await context.close();
});

test("a cohort kept under a name is a baseline for later, and can be removed", async ({ page }) => {
  await page.goto(dashboard.url + link(FAST, SLOW));
  await page.getByLabel("Name").fill("before the upgrade");
  await page.getByRole("button", { name: "Keep" }).click();
  await page.getByRole("link", { name: "before the upgrade", exact: true }).click();
  await expect(page).toHaveURL(/baseline=%40before/);
  await expect(page.locator(".summary")).toContainText("pivot_root");
  await expect(page.locator(".cohort-chosen")).toContainText("“before the upgrade”");
  await page.getByRole("button", { name: "Remove before the upgrade" }).click();
  await expect(page.getByText("There is no baseline named before the upgrade.")).toBeVisible();
  await expect(page.locator(".cohort-baselines")).toContainText("None yet.");
});

test("a comparison of cohorts is shared as it is, without the files and hosts that tell its sides apart", async ({
  page,
  browser,
}) => {
  await page.goto(dashboard.url + link(FAST, SLOW));
  await page.getByRole("link", { name: "Share", exact: true }).click();
  const preview = page.locator(".share-preview");
  await expect(preview.locator(".summary")).toContainText("pivot_root");
  await expect(preview).toContainText("narrowed by more than is shown here");
  await expect(preview).not.toContainText("slow.haco");
  await page.getByRole("checkbox", { name: "paths", exact: true }).check();
  await expect(preview).toContainText("/etc/haconiwa.d/slow.haco");
  await page.getByRole("checkbox", { name: "paths", exact: true }).uncheck();
  await expect(preview).not.toContainText("slow.haco");
  await page.getByLabel("Title").fill("What the new file costs");
  await page.getByRole("button", { name: "Make the link" }).click();
  await expect(page).toHaveURL(`${dashboard.url}/shares`);
  await expect(page.getByRole("row", { name: /What the new file costs/ })).toContainText("cohorts");
  const stranger = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  const shared = await page.getByLabel("Link", { exact: true }).inputValue();
  await stranger.goto(shared);
  await expect(stranger.locator(".cohort-measures tbody tr", { hasText: "pivot_root" })).toHaveAttribute(
    "data-verdict",
    "slower",
  );
  expect(await stranger.content()).not.toContain("slow.haco");
  expect((await stranger.request.get(`${shared}/card.png`)).headers()["content-type"]).toBe("image/png");
});

test("where nothing can be told the page says why", async ({ page }) => {
  const shows = async (path: string, text: string | RegExp) => {
    await page.goto(dashboard.url + path);
    await expect(page.locator("main")).toContainText(text);
  };
  await shows(link(FAST, FAST), "Both cohorts are the same boots");
  await shows(link(FAST, "container=nobody"), "No boot that came up matches the candidate.");
  await shows(link("*", SLOW), "20 boots are in both cohorts");
  await shows(link(FAST, SLOW, "&alpha=0.0001"), "Slower: pivot_root");
  await shows(link("@nobody", SLOW), "There is no baseline named nobody.");
  await shows(`/compare?candidate=${encodeURIComponent(SLOW)}`, "Choose the other cohort as well.");
  await shows(link(FAST, SLOW, "&alpha=7"), /alpha/);
});

test("five boots that are told from many are not called too few", async ({ page }) => {
  await page.goto(dashboard.url + link(FAST, `${SLOW}&to=2026-01-31T13:40:30Z`));
  await expect(page.locator(".cohort-chosen")).toContainText("5 boots");
  await expect(page.locator("main")).toContainText("Slower: pivot_root");
  await expect(page.locator("main")).not.toContainText("Too few boots");
});

test("the boots of a filter lead to their comparison", async ({ page }) => {
  await page.goto(`${dashboard.url}/?${SLOW}`);
  await page.getByRole("link", { name: "Compare these boots with another cohort" }).click();
  const candidate = page.getByRole("group", { name: "Candidate" });
  await expect(candidate.getByLabel("Haco file")).toHaveValue("/etc/haconiwa.d/slow.haco");
});

for (const colorScheme of ["light", "dark"] as const)
  test(`a comparison of cohorts has no accessibility violations (${colorScheme})`, async ({ browser }) => {
    const context = await browser.newContext({ colorScheme, reducedMotion: "reduce" });
    const page = await context.newPage();
    for (const path of ["/compare", link(FAST, SLOW)]) {
      await page.goto(dashboard.url + path);
      expect(await violations(page, colorScheme === "light" ? "all" : "of themes")).toEqual([]);
    }
    await context.close();
  });

test("a comparison of cohorts fits 390 pixels", async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 800 } });
  const page = await context.newPage();
  await page.goto(dashboard.url + link(FAST, SLOW));
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await context.close();
});
