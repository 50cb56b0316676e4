import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, test as base } from "@playwright/test";
import { removeFolder, startDashboard, temporaryFolder, type Dashboard } from "./dashboard.ts";
import { exampleIds } from "./fixtures.ts";
import { importExamples, importOci, replayLive, type LiveBoot } from "./recorded.ts";
import { settled } from "./settled.ts";

/** A boot of runc with all system calls of its processes. */
const WITH_CALLS = "runc-run-allsys";
/** The name of its container. */
const CALLS = "a2";
const UNDER_WAY = "under-way";

type Stage = { readonly dashboard: Dashboard; readonly ids: Readonly<Record<string, string>> };

/** A boot that has come as far as its third span, and goes on. */
async function bootUnderWay(db: string): Promise<LiveBoot> {
  const live = await replayLive(db, "head-tcp-c.ndjson", (boot) => ({ ...boot, container: UNDER_WAY }));
  const first = live.events[0]?.at ?? 0n;
  for (const { at } of live.events) if ((live.advance(at - first)[0]?.spans.length ?? 0) >= 3) break;
  return live;
}

const test = base.extend<object, { readonly stage: Stage }>({
  stage: [
    // Playwright reads the fixtures a fixture needs from this pattern: it has to be one.
    async ({}, use) => {
      const folder = temporaryFolder();
      const db = join(folder, "boots.db");
      await importExamples(db);
      await importOci(db, [WITH_CALLS]);
      const live = await bootUnderWay(db);
      const dashboard = await startDashboard(db);
      await use({ dashboard, ids: await exampleIds(dashboard) });
      await dashboard.stop();
      live.close();
      removeFolder(folder);
    },
    { scope: "worker" },
  ],
});

/** What the browser tells of text and boxes that moved (Layout Instability API, which TypeScript does not know). */
interface LayoutShift extends PerformanceEntry {
  value: number;
  sources: { node: Node | null; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly }[];
}

type Shift = { readonly value: number; readonly moved: string };

/** From now on the pages of a visitor keep what moves in them. */
const keepShifts = (page: Page) =>
  page.addInitScript(() => {
    const shifts: Shift[] = [];
    Object.assign(window, { shifts });
    const place = ({ x, y, width, height }: DOMRectReadOnly) => `${x},${y} ${width}×${height}`;
    const nameOf = (node: Node | null) =>
      node instanceof Element ? `${node.tagName}.${node.className}` : `${node?.nodeName}`;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as LayoutShift[])
        shifts.push({
          value: entry.value,
          moved: entry.sources
            .map(
              ({ node, previousRect, currentRect }) =>
                `${nameOf(node)} "${node?.textContent?.slice(0, 40)}" from ${place(previousRect)} to ${place(currentRect)}`,
            )
            .join("; "),
        });
    }).observe({ type: "layout-shift", buffered: true });
  });

const shiftsOf = (page: Page) => page.evaluate(() => (window as unknown as { shifts: Shift[] }).shifts);

type Opened = Stage & { readonly page: Page };
type Address = (opened: Opened) => Promise<string> | string;

const boot =
  (name: string, query = ""): Address =>
  ({ ids }) =>
    `/boots/${ids[name]}${query}`;
const compared =
  (...names: readonly string[]): Address =>
  ({ ids }) =>
    `/compare?boots=${names.map((name) => ids[name]).join(",")}`;

/** A boot with one of the calls of a span selected. */
const withCall: Address = async ({ dashboard, ids }) => {
  const path = `/boots/${ids[CALLS]}?span=pivot-root`;
  const html = await (await fetch(dashboard.url + path)).text();
  return `${path}&part=${/part=(c\d+-\d+)/.exec(html)?.[1]}`;
};

/** A share of a boot, as it was looked at. */
const shared =
  (query: (ids: Stage["ids"]) => string): Address =>
  async ({ page, dashboard, ids }) => {
    await page.goto(`${dashboard.url}/share?${query(ids)}`);
    await page.getByRole("button", { name: "Make the link" }).click();
    return new URL(await page.getByLabel("Link", { exact: true }).inputValue()).pathname;
  };

const PAGES: Readonly<Record<string, Address>> = {
  "the list": () => "/",
  live: () => "/live",
  "the collector": () => "/collector",
  "all containers": () => "/containers",
  "a container": () => "/containers/min-true",
  images: () => "/images",
  alerts: () => "/alerts",
  pins: () => "/pins",
  shares: () => "/shares",
  documentation: () => "/docs/waterfall",
  "a boot": boot("min-true"),
  "a boot with a span selected": boot("min-true", "?span=pivot-root"),
  "a boot with a span selected whose calls are known": boot(CALLS, "?span=pivot-root"),
  "a boot with a call selected": withCall,
  "a boot with a span open": boot(CALLS, "?expanded=pivot-root"),
  "a boot under way": boot(UNDER_WAY),
  "a failed boot": boot("fail-nocmd"),
  "two boots compared": compared("min-true", "slow-hooks"),
  "five boots compared": compared("min-true", "slow-hooks", "tcp-c", "user-probes", "multi-child-0"),
  "a share of a boot": shared((ids) => `boot=${ids["min-true"]}&span=pivot-root`),
  "a share of two boots": shared((ids) => `boots=${ids["min-true"]},${ids["slow-hooks"]}`),
};
const SIZES = { "a desk": { width: 1280, height: 720 }, "a telephone": { width: 390, height: 844 } };

for (const [name, addressOf] of Object.entries(PAGES))
  for (const [where, viewport] of Object.entries(SIZES))
    test(`nothing moves on ${where} while ${name} is loaded`, async ({ page, stage }) => {
      await page.setViewportSize(viewport);
      const path = await addressOf({ ...stage, page });
      // On a first visit text is drawn anew once Plex has come, in the measures of its stand-in: it is here by now.
      await page.goto(`${stage.dashboard.url}/about`);
      await page.evaluate(() => document.fonts.ready);
      await keepShifts(page);
      await page.goto(stage.dashboard.url + path);
      await settled(page, { isLive: !path.startsWith("/s/") });
      const shifts = await shiftsOf(page);
      // To three places, as it is reported everywhere: 0.0005 is a line of small print moved by its own height.
      expect(
        shifts.reduce((sum, { value }) => sum + value, 0),
        shifts.map(({ value, moved }) => `${value}: ${moved}`).join("\n"),
      ).toBeLessThan(0.0005);
    });

// React sends a large part that was waited for hidden, and a script shows it.
test("no part of a page is hidden until script shows it", async ({ page, stage }) => {
  for (const [name, addressOf] of Object.entries(PAGES)) {
    const path = await addressOf({ ...stage, page });
    const html = await (await fetch(stage.dashboard.url + path)).text();
    expect.soft(html, name).not.toMatch(/<template id="B:/);
  }
});
