import type { Browser, Locator, Page } from "@playwright/test";
import type { Dashboard } from "./dashboard.ts";
import { expect, idOf, test } from "./fixtures.ts";

type Point = readonly [number, number];

const connected = (page: Page) =>
  expect(page.locator(".connection")).toHaveAttribute("data-state", "connected");
const zoomOf = (page: Page) =>
  (new URL(page.url()).searchParams.get("zoom") ?? "").split("..").map(Number) as [number, number];
const scrolled = (page: Page) => page.evaluate(() => scrollY);
async function boxOf(locator: Locator) {
  await locator.scrollIntoViewIfNeeded();
  const box = await locator.boundingBox();
  if (!box) throw new Error("not on the page");
  return box;
}
async function openBoot(page: Page, dashboard: Dashboard): Promise<void> {
  await page.goto(`${dashboard.url}/boots/${await idOf(dashboard, "min-true")}`);
  await connected(page);
}
async function openList(page: Page, dashboard: Dashboard): Promise<void> {
  await page.goto(dashboard.url);
  await connected(page);
  await expect(page.locator(".boots-overview")).not.toContainText("Still counting");
}

/** A telephone, and a finger that is put down, moved in steps and lifted. */
async function telephone(browser: Browser) {
  const context = await browser.newContext({
    hasTouch: true,
    viewport: { width: 390, height: 844 },
    locale: "en-GB",
  });
  const page = await context.newPage();
  const client = await context.newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", points: readonly Point[]) =>
    client.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: points.map(([x, y], id) => ({ x, y, id })),
    });
  async function swipe([fromX, fromY]: Point, [toX, toY]: Point): Promise<void> {
    await touch("touchStart", [[fromX, fromY]]);
    for (let step = 1; step <= 10; step++)
      await touch("touchMove", [[fromX + ((toX - fromX) * step) / 10, fromY + ((toY - fromY) * step) / 10]]);
    await touch("touchEnd", []);
  }
  return { context, page, swipe };
}

test("the wheel alone scrolls the page; with Shift or sideways it pans, with ⌘ it zooms", async ({
  page,
  dashboard,
}) => {
  await openBoot(page, dashboard);
  const grid = await boxOf(page.getByRole("treegrid"));
  await page.mouse.move(grid.x + grid.width * 0.6, grid.y + 120);
  const before = await scrolled(page);
  await page.mouse.wheel(0, 200);
  await expect.poll(() => scrolled(page)).toBeGreaterThan(before);
  expect(page.url()).not.toContain("zoom=");

  await page.mouse.move(grid.x + grid.width * 0.6, grid.y + 40);
  await page.keyboard.down("Meta");
  await page.mouse.wheel(0, -300);
  await page.keyboard.up("Meta");
  await expect(page).toHaveURL(/zoom=/);
  const [from, to] = zoomOf(page);
  const length = to - from;

  const at = await scrolled(page);
  await page.mouse.wheel(150, 0);
  await expect.poll(() => zoomOf(page)[0]).toBeGreaterThan(from);
  expect(zoomOf(page)[1] - zoomOf(page)[0]).toBe(length);
  const panned = zoomOf(page)[0];
  await page.keyboard.down("Shift");
  await page.mouse.wheel(0, -150);
  await page.keyboard.up("Shift");
  await expect.poll(() => zoomOf(page)[0]).toBeLessThan(panned);
  expect(zoomOf(page)[1] - zoomOf(page)[0]).toBe(length);
  expect(await scrolled(page)).toBe(at);
});

test("a drag pans the bars and selects nothing, a click without one selects", async ({ page, dashboard }) => {
  await openBoot(page, dashboard);
  await page.keyboard.press("+");
  await expect(page).toHaveURL(/zoom=/);
  const [from, to] = zoomOf(page);
  const cell = await boxOf(page.locator('[data-key="prepare"] .wf-cell'));
  const y = cell.y + cell.height / 2;
  await page.mouse.move(cell.x + 300, y);
  await page.mouse.down();
  await page.mouse.move(cell.x + 200, y, { steps: 5 });
  await page.mouse.up();
  await expect.poll(() => zoomOf(page)[0]).toBeGreaterThan(from);
  expect(zoomOf(page)[1] - zoomOf(page)[0]).toBe(to - from);
  expect(page.url()).not.toContain("span=");
  await page.mouse.click(cell.x + 200, y);
  await expect(page).toHaveURL(/span=prepare/);
});

test("a finger frames on the ruler and on the minimap, moves its brush, and scrolls the page up and down", async ({
  browser,
  dashboard,
}) => {
  const { context, page, swipe } = await telephone(browser);
  await openBoot(page, dashboard);
  const ruler = await boxOf(page.locator(".wf-ruler"));
  const middle = ruler.y + ruler.height / 2;
  await swipe([ruler.x + ruler.width * 0.25, middle], [ruler.x + ruler.width * 0.75, middle]);
  await expect(page).toHaveURL(/zoom=/);
  const [from, to] = zoomOf(page);
  expect(to / from).toBeCloseTo(3, 1);

  const map = await boxOf(page.locator(".mm-track"));
  const y = map.y + map.height / 2;
  await swipe([map.x + map.width * 0.5, y], [map.x + map.width * 0.6, y]);
  // A quarter of the boot was left of the frame, and the brush is moved by a tenth of it: the link comes there in steps.
  await expect.poll(() => zoomOf(page)[0] / from).toBeCloseTo(1.4, 2);
  expect(zoomOf(page)[1] - zoomOf(page)[0]).toBe(to - from);

  const [before, zoom] = [await scrolled(page), zoomOf(page)];
  await swipe([map.x + map.width * 0.5, y], [map.x + map.width * 0.5 + 5, y - 200]);
  await expect.poll(() => scrolled(page)).toBeGreaterThan(before);
  expect(zoomOf(page)).toEqual(zoom);
  await context.close();
});

test("a finger draws a box over the scatter sideways, and scrolls the page up and down", async ({
  browser,
  dashboard,
}) => {
  const { context, page, swipe } = await telephone(browser);
  await openList(page, dashboard);
  const plot = await boxOf(page.locator("svg.plot"));
  const at = (x: number, y: number): Point => [plot.x + plot.width * x, plot.y + plot.height * y];
  const before = await scrolled(page);
  await swipe(at(0.5, 0.8), at(0.52, 0.1));
  await expect.poll(() => scrolled(page)).toBeGreaterThan(before);
  expect(new URL(page.url()).search).toBe("");
  const again = await boxOf(page.locator("svg.plot"));
  await swipe(
    [again.x + again.width * 0.3, again.y + again.height * 0.1],
    [again.x + again.width * 0.8, again.y + again.height * 0.6],
  );
  await expect(page).toHaveURL(/box=/);
  await context.close();
});

test("a box is moved by its middle, and its size stays", async ({ page, dashboard }) => {
  await openList(page, dashboard);
  const drag = async (from: Point, to: Point) => {
    // Words above it come and go.
    const { x, y, width, height } = await boxOf(page.locator("svg.plot"));
    await page.mouse.move(x + width * from[0], y + height * from[1]);
    await page.mouse.down();
    await page.mouse.move(x + width * to[0], y + height * to[1], { steps: 5 });
    await page.mouse.up();
  };
  await drag([0.3, 0.1], [0.6, 0.5]);
  await expect(page).toHaveURL(/box=/);
  const sizeOf = async () => {
    const box = await boxOf(page.locator("svg.plot .box"));
    return { x: box.x, width: Math.round(box.width), height: Math.round(box.height) };
  };
  const before = await sizeOf();
  await drag([0.45, 0.3], [0.55, 0.4]);
  await expect.poll(async () => (await sizeOf()).x - before.x).toBeGreaterThan(50);
  const after = await sizeOf();
  // Durations are told to a few digits in the address.
  expect(Math.abs(after.width - before.width)).toBeLessThanOrEqual(2);
  expect(Math.abs(after.height - before.height)).toBeLessThanOrEqual(4);
});
