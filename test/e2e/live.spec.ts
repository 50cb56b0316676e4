import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { replayLive, type LiveBoot } from "./recorded.ts";

test.use({ owner: "live" });

const settled = (page: Page) =>
  expect(page.locator(".connection")).toHaveAttribute("data-state", "connected");

const offsetsOf = (live: LiveBoot) => {
  const first = live.events[0]?.at ?? 0n;
  return [...new Set(live.events.map(({ at }) => at - first))];
};

test("a boot appears at the top of the list while it happens, without reload", async ({
  page,
  dashboard,
}) => {
  await page.goto(dashboard.url);
  await settled(page);
  await page.evaluate(() => Object.assign(window, { stayed: true }));
  const live = await replayLive(dashboard.db, "head-min-true.ndjson");
  let id: string | undefined;
  const seen = new Set<string>();
  for (const offset of offsetsOf(live)) {
    const boot = live.advance(offset)[0];
    if (!boot) continue;
    id = boot.id;
    const span = boot.spans.findLast(({ onPath }) => onPath);
    const key = `${boot.id} ${boot.outcome} ${boot.spans.length}`;
    if (!span || seen.has(key)) continue;
    seen.add(key);
    const shown = `[data-boot="${boot.id}"][data-outcome="${boot.outcome}"] .g-${span.group}[data-state="${span.state}"]`;
    await expect(page.locator(shown).first()).toBeAttached();
  }
  live.close();
  await expect(page.locator("tbody tr[data-boot]").first()).toHaveAttribute("data-boot", id ?? "");
  expect(await page.evaluate(() => "stayed" in window)).toBe(true);
});

test("the waterfall of a boot grows span by span, and its open bar between events", async ({
  page,
  dashboard,
}) => {
  const live = await replayLive(dashboard.db, "head-min-true.ndjson");
  const offsets = offsetsOf(live);
  let boot = live.advance(0n)[0];
  let next = 0;
  while (boot === undefined || boot.spans.length < 3)
    boot = live.advance(offsets[next++] ?? 10n ** 12n)[0] ?? boot;
  await page.goto(`${dashboard.url}/boots/${boot.id}`);
  await settled(page);
  const openWidth = () =>
    page
      .locator('.wf-row[data-state="open"] rect.bar')
      .last()
      .evaluate((rect) => rect.getBoundingClientRect().width);
  const before = await openWidth();
  await expect.poll(openWidth).not.toBe(before);
  for (; next < offsets.length; next++) {
    const changed = live.advance(offsets[next] ?? 0n)[0];
    if (!changed || changed.spans.length === boot.spans.length) continue;
    boot = changed;
    const last = boot.spans.at(-1);
    await expect(page.locator(`.wf-line[data-key="${last?.slug}"]`).first()).toBeAttached();
  }
  live.close();
  await expect(page.locator(".boot-header .outcome")).toHaveAttribute("data-outcome", "up");
});

test("new boots wait while the reader is further down", async ({ page, dashboard }) => {
  await page.setViewportSize({ width: 1280, height: 300 });
  // What is found among the boots known so far gives way to what is found among all of them.
  await expect.poll(async () => (await fetch(`${dashboard.url}/readyz`)).status).toBe(200);
  await page.goto(dashboard.url);
  await settled(page);
  await page.evaluate(() => scrollTo(0, 200));
  const top = await page.locator("tbody tr[data-boot]").first().getAttribute("data-boot");
  const live = await replayLive(dashboard.db, "head-tcp-c.ndjson");
  live.advance(10n ** 12n);
  live.close();
  const fresh = page.getByRole("button", { name: "1 new boot" });
  await expect(fresh).toBeVisible();
  expect(await page.locator("tbody tr[data-boot]").first().getAttribute("data-boot")).toBe(top);
  await fresh.click();
  await expect(page.locator("tbody tr[data-boot]").first()).not.toHaveAttribute("data-boot", top ?? "");
});

test("the live page shows what is booting and where it is", async ({ page, dashboard }) => {
  await page.goto(`${dashboard.url}/live`);
  await settled(page);
  const live = await replayLive(dashboard.db, "head-min-true.ndjson");
  const boots = live.advance(65_800_000n);
  await expect(page.locator(`li.booting[data-boot="${boots[0]?.id}"]`)).toContainText("in pivot_root for");
  live.advance(10n ** 12n);
  live.close();
  await expect(page.locator(`tr[data-boot="${boots[0]?.id}"]`)).toHaveAttribute("data-outcome", "up");
});

test("a page that missed everything for a while catches up", async ({ page, dashboard, context }) => {
  await page.goto(dashboard.url);
  await settled(page);
  await context.setOffline(true);
  await page.evaluate(() => window.dispatchEvent(new Event("offline")));
  const live = await replayLive(dashboard.db, "head-user-probes.ndjson");
  const boots = live.advance(10n ** 12n);
  live.close();
  await context.setOffline(false);
  await expect(page.locator(`tr[data-boot="${boots.at(-1)?.id}"]`)).toHaveAttribute("data-outcome", "up");
});
