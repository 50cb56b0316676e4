import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { replayLive } from "./recorded.ts";

test.use({ owner: "live-board" });

const END = 10n ** 12n;
const SECOND = 1_000_000_000n;
const IN_PIVOT_ROOT = 65_800_000n;

const open = async (page: Page, url: string) => {
  await page.goto(`${url}/live`);
  await expect(page.locator(".connection")).toHaveAttribute("data-state", "connected");
};

test("a pause freezes the picture and counts what changes, and catching up shows it", async ({
  page,
  dashboard,
}) => {
  await open(page, dashboard.url);
  const live = await replayLive(dashboard.db, "head-min-true.ndjson");
  const id = live.advance(IN_PIVOT_ROOT)[0]?.id;
  const row = page.locator(`li.booting[data-boot="${id}"]`);
  await expect(row).toContainText("in pivot_root for");
  await page.getByRole("button", { name: "Pause" }).click();
  await page.mouse.move(0, 0);
  const frozen = await row.textContent();
  live.advance(END);
  live.close();
  await expect(page.locator(".live-tools > p")).toContainText("1 boot changed");
  expect(await row.textContent()).toBe(frozen);
  await page.getByRole("button", { name: "Catch up" }).click();
  await expect(page.locator(`tr[data-boot="${id}"]`)).toHaveAttribute("data-outcome", "up");
  await expect(row).toHaveCount(0);
});

test("a row under the pointer stays while its boot ends, and goes when it is left", async ({
  page,
  dashboard,
}) => {
  await open(page, dashboard.url);
  const live = await replayLive(dashboard.db, "head-min-true.ndjson");
  const id = live.advance(IN_PIVOT_ROOT)[0]?.id;
  const row = page.locator(`li.booting[data-boot="${id}"]`);
  await row.hover();
  const before = await row.boundingBox();
  live.advance(END);
  const other = await replayLive(dashboard.db, "head-tcp-c.ndjson");
  other.advance(END);
  other.close();
  live.close();
  await expect(row).toHaveAttribute("data-outcome", "up");
  await expect(page.locator(".waiting")).toContainText("One boot waits");
  expect(await row.boundingBox()).toEqual(before);
  await page.mouse.move(5, 5);
  await expect(row).toHaveCount(0);
  await expect(page.locator(`tr[data-boot="${id}"]`)).toBeVisible();
});

test("a row with the focus keeps it while its boot ends", async ({ page, dashboard }) => {
  await open(page, dashboard.url);
  await page.mouse.move(0, 0);
  const live = await replayLive(dashboard.db, "head-min-true.ndjson");
  const id = live.advance(IN_PIVOT_ROOT)[0]?.id;
  const link = page.locator(`li.booting[data-boot="${id}"] a`).first();
  await link.focus();
  live.advance(END);
  live.close();
  await expect(page.locator(`li.booting[data-boot="${id}"]`)).toHaveAttribute("data-outcome", "up");
  await expect(link).toBeFocused();
});

test("a boot without history is stuck after ten seconds, and says where", async ({ page, dashboard }) => {
  await open(page, dashboard.url);
  const live = await replayLive(dashboard.db, "head-min-true.ndjson", (boot) => ({
    ...boot,
    container: "never-seen",
    wallTime: (boot.wallTime ?? 0n) - 11n * SECOND,
  }));
  const id = live.advance(IN_PIVOT_ROOT)[0]?.id;
  const row = page.locator(`li.booting[data-boot="${id}"]`);
  await expect(row).toHaveAttribute("data-stuck", "true");
  await expect(row).toContainText("stuck: in pivot_root for 1");
  await expect(row).toContainText("no history");
  await expect(page.locator(".live-tools > p")).toContainText("one is stuck");
  // Every page says so, in its header and its tab, and the list in its row.
  const flag = page.locator(".stuck-flag a");
  await expect(flag).toHaveAccessibleName("1 boot stuck");
  await expect(page).toHaveTitle(/^1 stuck · Live/);
  await page.goto(dashboard.url);
  await expect(page.locator(`tr[data-boot="${id}"] .outcome`)).toHaveText("stuck");
  await expect(page).toHaveTitle(/^1 stuck · Boots/);
  await flag.click();
  await expect(page).toHaveURL(`${dashboard.url}/boots/${id}`);
  await expect(page).toHaveTitle(/^Stuck: boot of /);
  await expect(page.locator(".boot-header .stuck")).toHaveText("stuck");
  await expect(page.locator(".summary")).toContainText(/^Stuck \(\d.* s\); in pivot_root for \d/);
  await page.locator(".summary").click();
  // The span it is in counts up to now, and no share of an unknown whole is told.
  const worst = page.locator(".blame-table tbody tr").first();
  await expect(worst.getByRole("cell").last()).toHaveText("—");
  await expect(worst.getByRole("cell").first()).toHaveText(/^\d+\.\d s$/);
  live.advance(END);
  live.close();
  await expect(flag).toHaveCount(0);
});

test("a boot is held against its container's usual ones", async ({ page, dashboard }) => {
  const rename = (boot: Parameters<NonNullable<Parameters<typeof replayLive>[2]>>[0]) => ({
    ...boot,
    container: "often-seen",
  });
  for (let index = 0; index < 6; index++) {
    const earlier = await replayLive(dashboard.db, "head-min-true.ndjson", rename);
    earlier.advance(END);
    earlier.close();
  }
  const usual = async () => {
    const answer = await page.request.get(`${dashboard.url}/api/population?container=often-seen`);
    return ((await answer.json()) as { n: number }).n;
  };
  await expect.poll(usual).toBe(6);
  await open(page, dashboard.url);
  const live = await replayLive(dashboard.db, "head-min-true.ndjson", rename);
  const id = live.advance(IN_PIVOT_ROOT)[0]?.id;
  const row = page.locator(`li.booting[data-boot="${id}"]`);
  await expect(row).toContainText("n 6");
  await expect(row.locator(".usual-p50")).toHaveCount(1);
  // Six boots of some 0.1 s: four times their p95 is soon over.
  await expect(row).toHaveAttribute("data-stuck", "true");
  live.advance(END);
  live.close();
});

test("after a time without connection the page says what it missed", async ({ page, dashboard, context }) => {
  await open(page, dashboard.url);
  await context.setOffline(true);
  await page.evaluate(() => window.dispatchEvent(new Event("offline")));
  await expect(page.locator(".connection")).toHaveAttribute("data-state", "offline");
  const live = await replayLive(dashboard.db, "head-tcp-c.ndjson");
  const id = live.advance(END).at(-1)?.id;
  live.close();
  await context.setOffline(false);
  await expect(page.locator(".gap")).toContainText("All that changed meanwhile is here");
  await expect(page.locator(`tr[data-boot="${id}"]`)).toBeVisible();
  await page.getByRole("button", { name: "Dismiss" }).click();
  await expect(page.locator(".gap")).toHaveCount(0);
});

test("a population is asked for by a name", async ({ page, dashboard }) => {
  const answer = await page.request.get(`${dashboard.url}/api/population`);
  expect(answer.status()).toBe(400);
});
