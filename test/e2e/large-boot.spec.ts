import { join } from "node:path";
import { openStore } from "@hacotaki/store";
import type { BootId } from "@hacotaki/core";
import { saveRun } from "../../bench/big-boot.ts";
import { bootDetail, eventsPage, marksPage } from "../../apps/dashboard/server/api-v1/schemas.ts";
import { removeFolder, startDashboard, temporaryFolder, type Dashboard } from "./dashboard.ts";
import { expect, test as base } from "./fixtures.ts";

const MARKS = 20_000;
const CONTAINERS = 60;
/** Marks in full would be MB: of what a page says of a boot, this is its bound. */
const MAX_PAGE_BYTES = 500_000;

type Large = { readonly dashboard: Dashboard; readonly large: BootId; readonly ofMany: BootId };
const test = base.extend<object, { readonly made: Large }>({
  made: [
    // Playwright reads the fixtures a fixture needs from this pattern: it has to be one.
    async ({}, use) => {
      const folder = temporaryFolder();
      const db = join(folder, "boots.db");
      const store = openStore(db, { mode: "write" });
      const [large] = saveRun(store, { boots: 1, marks: MARKS }).boots;
      const [ofMany] = saveRun(store, { boots: CONTAINERS, marks: 20, startAt: 3_600_000_000_000n }).boots;
      store.close();
      if (large === undefined || ofMany === undefined) throw new Error("no boots were saved");
      const dashboard = await startDashboard(db);
      await use({ dashboard, large, ofMany });
      await dashboard.stop();
      removeFolder(folder);
    },
    { scope: "worker" },
  ],
});

test("every way out of a boot of very many marks is bounded", async ({
  made: { dashboard, large, ofMany },
}) => {
  const ways = [
    `/boots/${large}`,
    `/boots/${large}?zoom=0..2000000000`,
    `/boots/${ofMany}`,
    `/compare?boots=${large},${ofMany}`,
    `/compare?boot=${large}`,
    `/share?boot=${large}&show=marks`,
    `/api/boots/${large}`,
    `/api/boots/${large}/marks?zoom=0..2000000000`,
    `/api/boots/${large}/search?in=events&q=step&limit=200`,
    `/api/v1/boots/${large}`,
    `/api/v1/boots/${large}/marks?limit=500`,
    `/api/v1/boots/${large}/events?limit=500`,
    `/api/v1/boots/${large}/export/svg`,
    `/api/v1/boots/${large}/export/html`,
    `/cards/boots/${large}.png`,
  ];
  for (const way of ways) {
    const answer = await fetch(dashboard.url + way);
    const { length } = Buffer.from(await answer.arrayBuffer());
    expect({ way, status: answer.status, isBounded: length <= MAX_PAGE_BYTES }).toEqual({
      way,
      status: 200,
      isBounded: true,
    });
  }
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });
  test("marks and events are told page by page, with how many there are, and a link shows its page again", async ({
    page,
    made: { dashboard, large },
  }) => {
    await page.goto(`${dashboard.url}/boots/${large}`);
    const section = page.locator("section", { has: page.locator("#marks") });
    await expect(section.locator("h2")).toHaveText("Marks 20,000");
    await expect(section.locator("tbody tr")).toHaveCount(100);
    await section.getByRole("link", { name: "Next 100" }).click();
    await expect(section.locator("tbody tr").first()).toContainText("step 100 of");
    const second = page.url();
    await page.getByText("Events 20,025").click();
    await page.locator("#events").getByRole("link", { name: "Next 25" }).click();
    await expect(page.locator("#events tbody tr")).toHaveCount(25);
    await expect(section.locator("tbody tr").first()).toContainText("step 100 of");
    await page.goto(second);
    await expect(section.locator("tbody tr").first()).toContainText("step 100 of");
    await section.getByRole("link", { name: "From the beginning" }).click();
    await expect(section.locator("tbody tr").first()).toContainText("step 0 of");
  });
});

test("marks are drawn as density, and as diamonds once a zoom leaves few", async ({
  page,
  made: { dashboard, large },
}) => {
  await page.goto(`${dashboard.url}/boots/${large}?zoom=0..1100000000`);
  const lane = page.locator('[data-key="lane:supervisor"]');
  await expect(lane.locator(".mark-density")).toHaveCount(1);
  await expect(lane).toContainText("20,000 marks, drawn as density");
  await expect(page.locator(".mm .mark-density")).toHaveCount(1);
  await page.goto(`${dashboard.url}/boots/${large}?zoom=500000000..501000000`);
  await expect(lane.locator(".mark")).toHaveCount(20);
  await expect(lane).toContainText(/marks later/);
});

test("marks of a large boot are searched at the server: a page of hits, how many there are, and more on the way", async ({
  page,
  made: { dashboard, large },
}) => {
  await page.goto(`${dashboard.url}/boots/${large}?find=Something+step`);
  // Marks, and the events they were.
  await expect(page.locator(".find-count[role=status]")).toHaveText("40,000 hits");
  const marks = page.getByRole("group", { name: "Marks" });
  await page.getByRole("combobox", { name: "Search inside this boot" }).press("ArrowDown");
  await expect(marks.getByRole("option")).toHaveCount(100);
  for (let hit = 0; hit < 100; hit++) await page.keyboard.press("ArrowDown");
  await expect(marks.getByRole("option")).toHaveCount(200);
});

test("of the boots of a large run the last ones are listed, and all are counted", async ({
  page,
  made: { dashboard, ofMany },
}) => {
  await page.goto(`${dashboard.url}/boots/${ofMany}`);
  await expect(page.getByText("60 boots of this run")).toBeVisible();
  await expect(page.locator(".siblings tbody tr")).toHaveCount(9);
});

test("a share holds the first marks, and says how many it leaves out", async ({
  page,
  made: { dashboard, large },
}) => {
  await page.goto(`${dashboard.url}/share?boot=${large}&show=marks`);
  await expect(page.getByText("The first 300 of 20,000 marks are part of this share")).toBeVisible();
});

test("the API gives marks and events page by page, each once", async ({ made: { dashboard, large } }) => {
  const json = async (path: string): Promise<unknown> =>
    (await fetch(`${dashboard.url}/api/v1/boots/${large}${path}`)).json();
  const first = bootDetail.parse(await json(""));
  expect(first.marks).toHaveLength(500);
  const seen = first.marks.map(({ text }) => text);
  for (let after = first.nextMarks; after !== null; ) {
    const { marks, total, next } = marksPage.parse(await json(`/marks?limit=500&after=${after}`));
    expect(total).toBe(MARKS);
    seen.push(...marks.map(({ text }) => text));
    after = next;
  }
  expect(seen).toEqual(Array.from({ length: MARKS }, (_, n) => `step ${n} of something a hook tells of`));
  const some = marksPage.parse(await json("/marks?from=500000000&to=500500000"));
  expect(some.marks).toHaveLength(10);
  const { events, total } = eventsPage.parse(await json("/events?limit=40"));
  expect({ events: events.length, total }).toEqual({ events: 40, total: MARKS + 25 });
  const wrong = await fetch(`${dashboard.url}/api/v1/boots/${large}/marks?after=nonsense`);
  expect(wrong.status).toBe(400);
});
