import type { Locator, Page } from "@playwright/test";
import type { Dashboard } from "./dashboard.ts";
import { expect, idOf, test } from "./fixtures.ts";

async function open(page: Page, dashboard: Dashboard, query = "", container = "min-true"): Promise<void> {
  await page.goto(`${dashboard.url}/boots/${await idOf(dashboard, container)}${query}`);
  await expect(page.locator(".connection")).toHaveAttribute("data-state", "connected");
}
const zoomOf = (page: Page) =>
  (new URL(page.url()).searchParams.get("zoom") ?? "").split("..").map(Number) as [number, number];
/** Once the address says the range that the brush on the minimap shows. */
async function atRest(page: Page): Promise<void> {
  const handle = (part: string) => page.locator(`.mm-handle[data-part="${part}"]`);
  const differences = async () => {
    const [min, max] = await Promise.all(
      ["aria-valuemin", "aria-valuemax"].map(async (name) => Number(await handle("from").getAttribute(name))),
    );
    const shown = await Promise.all(
      ["from", "to"].map(async (part) =>
        handle(part).evaluate((mark) => Number.parseFloat(mark.parentElement?.getAttribute("x") ?? "") / 100),
      ),
    );
    const said = zoomOf(page).map((at) => (at - (min ?? 0)) / ((max ?? 0) - (min ?? 0)));
    return shown.map((at, index) => Math.abs(at - (said[index] ?? Number.NaN)));
  };
  await expect
    .poll(async () => (await differences()).every((difference) => difference < 0.001), {
      message: "the address follows the range",
    })
    .toBe(true);
}
async function boxOf(locator: Locator) {
  const box = await locator.boundingBox();
  if (!box) throw new Error("not on the page");
  return box;
}
async function drag(page: Page, from: readonly [number, number], to: readonly [number, number]) {
  await page.mouse.move(...from);
  await page.mouse.down();
  await page.mouse.move(...to, { steps: 5 });
  await page.mouse.up();
}

test("the minimap frames, moves and recentres the range by pointer", async ({ page, dashboard }) => {
  await open(page, dashboard);
  const map = await boxOf(page.locator(".mm-track"));
  const y = map.y + map.height / 2;
  const x = (share: number) => map.x + map.width * share;
  await drag(page, [x(0.5), y], [x(0.75), y]);
  await expect(page).toHaveURL(/zoom=/);
  const [from, to] = zoomOf(page);
  expect(to / from).toBeCloseTo(1.5, 1);

  await drag(page, [x(0.6), y], [x(0.7), y]);
  await expect.poll(() => zoomOf(page)[0]).toBeGreaterThan(from * 1.1);
  expect(zoomOf(page)[1] - zoomOf(page)[0]).toBe(to - from);

  const moved = zoomOf(page)[0];
  await page.mouse.click(x(0.2), y);
  await expect.poll(() => zoomOf(page)[0]).toBeLessThan(moved / 2);
  expect(zoomOf(page)[1] - zoomOf(page)[0]).toBe(to - from);
});

test("the minimap's handles are sliders", async ({ page, dashboard }) => {
  await open(page, dashboard);
  const start = page.getByRole("slider", { name: "Start of the range" });
  await start.focus();
  await page.keyboard.press("Shift+ArrowRight");
  await expect(page).toHaveURL(/zoom=/);
  const [from, to] = zoomOf(page);
  expect(from / to).toBeCloseTo(0.1, 3);
  await expect(start).toHaveAttribute("aria-valuetext", "7.61 ms");
  await page.keyboard.press("Home");
  await expect(page).not.toHaveURL(/zoom=/);
  await page.getByRole("slider", { name: "End of the range" }).focus();
  await page.keyboard.press("Shift+ArrowLeft");
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => zoomOf(page)[1] / to).toBeCloseTo(0.91, 3);
  await page.getByRole("slider", { name: "Range", exact: true }).focus();
  await page.keyboard.press("End");
  await expect.poll(() => zoomOf(page)[1] / to).toBeCloseTo(1, 3);
});

test("each range can be gone back to, by button and by key, a drag being one step", async ({
  page,
  dashboard,
}) => {
  await open(page, dashboard);
  const ruler = await boxOf(page.locator(".wf-ruler"));
  await page.locator('[data-key="lane:container"]').focus();
  await page.keyboard.press("+");
  await page.keyboard.press("+");
  await expect(page).toHaveURL(/zoom=/);
  await expect.poll(() => zoomOf(page)[0]).toBeGreaterThan(0);
  await atRest(page);
  const zoomed = zoomOf(page);
  await drag(page, [ruler.x + 600, ruler.y + 300], [ruler.x + 500, ruler.y + 300]);
  await expect.poll(() => zoomOf(page)[0]).toBeGreaterThan(zoomed[0]);
  expect(zoomOf(page)[1] - zoomOf(page)[0]).toBe(zoomed[1] - zoomed[0]);
  await expect(page.locator(".detail")).toHaveCount(0);

  await page.keyboard.press("Backspace");
  await expect.poll(() => zoomOf(page)).toEqual(zoomed);
  await page.getByRole("button", { name: "Next range" }).click();
  await expect.poll(() => zoomOf(page)[0]).toBeGreaterThan(zoomed[0]);
  await page.locator('[data-key="lane:container"]').focus();
  for (const key of ["Alt+ArrowLeft", "Alt+ArrowLeft", "Alt+ArrowLeft"]) await page.keyboard.press(key);
  await expect(page).not.toHaveURL(/zoom=/);
  await expect(page.getByRole("treegrid")).toBeVisible();
  await page.keyboard.press("Shift+Backspace");
  await expect(page).toHaveURL(/zoom=/);
});

test("buttons and Shift with the arrows pan", async ({ page, dashboard }) => {
  await open(page, dashboard, "?zoom=60000000..64000000");
  await page.getByRole("button", { name: "Later" }).click();
  await expect(page).toHaveURL(/zoom=61000000\.\.65000000/);
  await page.locator('[data-key="prepare"]').focus();
  await page.keyboard.press("Shift+ArrowLeft");
  await expect(page).toHaveURL(/zoom=60000000\.\.64000000/);
});

test("a span is zoomed to by picking it, and by a double click on its bar", async ({ page, dashboard }) => {
  await open(page, dashboard);
  await page.getByText("Range", { exact: true }).click();
  await page.getByLabel("Or just the span").selectOption("pivot_root");
  await expect(page).toHaveURL(/zoom=/);
  const picked = zoomOf(page);
  expect(picked[0]).toBeLessThan(65_428_284);
  expect(picked[1]).toBeGreaterThan(66_348_151);
  await page.getByRole("textbox", { name: "From" }).fill("nothing");
  await page.getByRole("button", { name: "Show" }).click();
  expect(
    await page
      .getByRole("textbox", { name: "From" })
      .evaluate((field: HTMLInputElement) => field.validity.valid),
  ).toBe(false);
  await page.getByText("Range", { exact: true }).click();
  await page.getByRole("button", { name: "Boot", exact: true }).click();
  await page.locator('[data-key="pivot-root"] rect.bar').dblclick();
  await expect.poll(() => zoomOf(page)).toEqual(picked);
});

test("keys lead to the set-up, a lane and a span, and the browser goes back through them", async ({
  page,
  dashboard,
}) => {
  await open(page, dashboard);
  const shown = async () => {
    await expect(page).toHaveURL(/zoom=/);
    return zoomOf(page);
  };
  await page.keyboard.press("e");
  const setUp = await shown();
  expect(setUp[0]).toBeGreaterThan(60_000_000);
  await page.keyboard.press("1");
  await expect.poll(() => zoomOf(page)[0]).toBeLessThan(1);
  const lane = zoomOf(page);
  // Where the mouse is, stays: as Perfetto's keys do.
  await page.keyboard.press("w");
  await expect.poll(() => zoomOf(page)[1]).toBeLessThan(lane[1]);
  await page.goBack();
  await expect.poll(() => zoomOf(page)).toEqual(lane);
  await page.goBack();
  await expect.poll(() => zoomOf(page)).toEqual(setUp);
  await page.getByRole("button", { name: "Next range" }).click();
  await expect.poll(() => zoomOf(page)).toEqual(lane);
  await page.locator('[data-key="lane:launcher"]').focus();
  await page.keyboard.press("Backspace");
  await expect.poll(() => zoomOf(page)).toEqual(setUp);
  await page.goBack();
  await expect(page).not.toHaveURL(/zoom=/);
  await expect(page.locator(".mm-note")).toHaveText("all 69.2 ms");

  await page.locator('[data-key="pivot-root"] .wf-name').dblclick();
  const [from, to] = await shown();
  expect(from).toBeGreaterThan(65_000_000);
  expect(await page.evaluate(() => getSelection()?.toString())).toBe("");
  await page.keyboard.press("0");
  await expect(page).not.toHaveURL(/zoom=/);
  await page.keyboard.press("f");
  await expect.poll(() => zoomOf(page)).toEqual([from, to]);
});

test("what is pointed at, or has the focus, is told in exact figures", async ({ page, dashboard }) => {
  await open(page, dashboard);
  const card = page.locator(".hover-card");
  await page.locator('[data-key="pivot-root"] rect.bar').hover();
  await expect(card).toContainText("919,867 ns");
  await expect(card).toContainText("1.3 % of the boot");
  await expect(card).toContainText(/CONTAINER_UID_MAPPING_SETUP \+65\.428284 ms.*→ CONTAINER_CHROOTED/);
  await page.keyboard.press("Escape");
  await expect(card).toHaveCount(0);
  await page.locator('[data-key="lane:container"]').focus();
  await page.keyboard.press("ArrowDown");
  await expect(card).toContainText("namespace");
  await page.keyboard.press("ArrowUp");
  await expect(card).toContainText("Starts when supervisor forks it");
});

test("Shift and a drag measure between two boundaries, keys move them, and the link keeps it", async ({
  page,
  dashboard,
}) => {
  await open(page, dashboard, "?zoom=60000000..70000000");
  const bar = async (key: string) => boxOf(page.locator(`[data-key="${key}"] rect.bar`));
  const [fork, seccomp] = [await bar("fork"), await bar("seccomp")];
  await page.keyboard.down("Shift");
  await drag(page, [fork.x + fork.width + 2, fork.y - 3], [seccomp.x + 2, fork.y]);
  await page.keyboard.up("Shift");
  // Both ends are where spans begin and end, to the nanosecond.
  const strip = page.getByRole("region", { name: "What is measured" });
  await expect(strip).toContainText("+64.141334 ms");
  await expect(strip.getByRole("listitem")).toHaveCount(5);
  await expect(strip.getByRole("listitem").first()).toContainText(/file system 1\.\d+ ms/);
  await expect(page.locator(".measure-band line")).toHaveCount(2);
  await expect(page).toHaveURL(/measure=64141334\.\./);
  expect(zoomOf(page)).toEqual([60_000_000, 70_000_000]);

  const start = strip.getByRole("slider", { name: "Start of what is measured" });
  await start.focus();
  await page.keyboard.press("PageDown");
  await expect(start).toHaveAttribute("aria-valuetext", "64.805944 ms");
  await page.keyboard.press("ArrowRight");
  await expect(start).toHaveAttribute("aria-valuetext", "64.905944 ms");
  await expect(page).toHaveURL(/measure=64905944\.\./);
  await page.reload();
  await expect(strip).toContainText("+64.905944 ms");
  await expect(page.locator(".connection")).toHaveAttribute("data-state", "connected");
  await page.keyboard.press("m");
  await expect(strip).toHaveCount(0);
  await expect(page).not.toHaveURL(/measure=/);
});

test("two fingers stretch the chart, one pans it, and the page can still be scrolled", async ({
  browser,
  dashboard,
}) => {
  const context = await browser.newContext({
    hasTouch: true,
    viewport: { width: 390, height: 844 },
    locale: "en-GB",
  });
  const page = await context.newPage();
  await open(page, dashboard);
  const client = await context.newCDPSession(page);
  const touch = (
    type: "touchStart" | "touchMove" | "touchEnd",
    points: readonly (readonly [number, number])[],
  ) =>
    client.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: points.map(([x, y], id) => ({ x, y, id })),
    });
  const cell = page.locator('[data-key="prepare"] .wf-cell');
  await cell.scrollIntoViewIfNeeded();
  const { y } = await boxOf(cell);
  await touch("touchStart", [[150, y + 8]]);
  await touch("touchStart", [
    [150, y + 8],
    [230, y + 8],
  ]);
  for (let step = 1; step <= 8; step++)
    await touch("touchMove", [
      [150 - step * 8, y + 8],
      [230 + step * 8, y + 8],
    ]);
  await touch("touchEnd", []);
  await expect(page).toHaveURL(/zoom=/);
  await atRest(page);
  const [from, to] = zoomOf(page);
  expect(to - from).toBeLessThan(40_000_000);
  await touch("touchStart", [[250, y + 8]]);
  for (let step = 1; step <= 8; step++) await touch("touchMove", [[250 - step * 10, y + 8]]);
  await touch("touchEnd", []);
  await expect.poll(() => zoomOf(page)[0]).toBeGreaterThan(from);
  expect(zoomOf(page)[1] - zoomOf(page)[0]).toBe(to - from);
  expect(await page.evaluate(() => visualViewport?.scale)).toBe(1);
  const before = await page.evaluate(() => scrollY);
  await touch("touchStart", [[200, y + 8]]);
  for (let step = 1; step <= 10; step++) await touch("touchMove", [[200, y + 8 - step * 15]]);
  await touch("touchEnd", []);
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(before);
  await context.close();
});

test("whom a process waited for is drawn, said, and can be switched off in the link", async ({
  page,
  dashboard,
}) => {
  await open(page, dashboard);
  await expect(page.locator(".wf .waits line")).toHaveCount(3);
  await expect(page.locator('[data-key="wait-setup"]')).toContainText(
    "Waits for container to report the set-up, heard at 67.9 ms.",
  );
  await expect(page.locator('[data-key="lane:supervisor"]')).toContainText(
    "Starts when launcher forks it, at 60.8 ms.",
  );
  await page.keyboard.press("i");
  await expect(page.locator(".wf .waits line")).toHaveCount(0);
  await expect(page).toHaveURL(/hide=waits/);
  await page.reload();
  await expect(page.getByRole("button", { name: "Waits" })).toHaveAttribute("aria-pressed", "false");
});

test("every row says its place among all rows", async ({ page, dashboard }) => {
  await open(page, dashboard);
  const rows = page.locator(".wf [role=row]");
  await expect(page.getByRole("treegrid")).toHaveAttribute("aria-rowcount", String(await rows.count()));
  await expect(rows.last()).toHaveAttribute("aria-rowindex", String(await rows.count()));
  await page.locator('[data-key="lane:launcher"]').focus();
  await page.keyboard.press("End");
  await expect(page.locator('[data-key="exec"]')).toBeFocused();
  await page.keyboard.press("PageUp");
  await expect(page.locator('[data-key="namespace"]')).toBeFocused();
});
