import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { replayLive, type LiveBoot } from "./recorded.ts";

/** Notes when something first appeared in the page, by the clock the test uses too. */
const noteWhen = (page: Page, selector: string) =>
  page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const look = () => {
          if (document.querySelector(wanted)) requestAnimationFrame(() => resolve(Date.now()));
          else requestAnimationFrame(look);
        };
        look();
      }),
    selector,
  );

const settled = (page: Page) =>
  expect(page.locator(".connection")).toHaveAttribute("data-state", "connected");

const offsetsOf = (live: LiveBoot) => {
  const first = live.events[0]?.at ?? 0n;
  return [...new Set(live.events.map(({ at }) => at - first))];
};

/** Prints the figures; judges only the middle, because tests share their machine with other work. */
function expectQuick(what: string, latencies: readonly number[]): void {
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  console.log(`commit to ${what} on screen: median ${at(0.5)} ms, p99 ${at(0.99)} ms of ${sorted.length}`);
  expect(at(0.5)).toBeLessThan(400);
}

test("a boot appears at the top of the list while it happens, without reload", async ({
  page,
  dashboard,
}) => {
  await page.goto(dashboard.url);
  await settled(page);
  await page.evaluate(() => Object.assign(window, { stayed: true }));
  const live = await replayLive(dashboard.db, "head-min-true.ndjson");
  const latencies: number[] = [];
  let id: string | undefined;
  const seen = new Set<string>();
  for (const offset of offsetsOf(live)) {
    const savedAt = Date.now();
    const boot = live.advance(offset)[0];
    if (!boot) continue;
    id = boot.id;
    const span = boot.spans.findLast(({ onPath }) => onPath);
    const key = `${boot.id} ${boot.outcome} ${boot.spans.length}`;
    if (!span || seen.has(key)) continue;
    seen.add(key);
    const shown = `[data-boot="${boot.id}"][data-outcome="${boot.outcome}"] .g-${span.group}[data-state="${span.state}"]`;
    latencies.push((await noteWhen(page, shown)) - savedAt);
  }
  live.close();
  await expect(page.locator("tbody tr[data-boot]").first()).toHaveAttribute("data-boot", id ?? "");
  expect(await page.evaluate(() => "stayed" in window)).toBe(true);
  expectQuick("list", latencies);
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
  await page.waitForTimeout(300);
  expect(await openWidth()).not.toBe(before);
  const latencies: number[] = [];
  for (; next < offsets.length; next++) {
    const savedAt = Date.now();
    const changed = live.advance(offsets[next] ?? 0n)[0];
    if (!changed || changed.spans.length === boot.spans.length) continue;
    boot = changed;
    const last = boot.spans.at(-1);
    latencies.push((await noteWhen(page, `.wf-line[data-key="${last?.slug}"]`)) - savedAt);
  }
  live.close();
  await expect(page.locator(".boot-header .outcome")).toHaveAttribute("data-outcome", "up");
  expectQuick("waterfall", latencies);
});

test("new boots wait while the reader is further down", async ({ page, dashboard }) => {
  await page.setViewportSize({ width: 1280, height: 300 });
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
  await expect(page.locator(`li.booting[data-boot="${boots[0]?.id}"]`)).toContainText("in pivot-root for");
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
