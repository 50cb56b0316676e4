import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { removeFolder, temporaryFolder } from "./dashboard.ts";
import { expect, idOf, test } from "./fixtures.ts";

let folder: string;
test.beforeAll(() => {
  folder = temporaryFolder();
});
test.afterAll(() => removeFolder(folder));

test("an HTML export opens from disk without a network, silently, with its waterfall and table", async ({
  dashboard,
  browser,
}) => {
  const id = await idOf(dashboard, "web");
  const file = join(folder, "boot.html");
  writeFileSync(file, await (await fetch(`${dashboard.url}/api/v1/boots/${id}/export/html`)).text());
  const context = await browser.newContext({ offline: true, viewport: { width: 390, height: 800 } });
  const page = await context.newPage();
  const said: string[] = [];
  const asked: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(error.message));
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(pathToFileURL(file).href);
  await expect(page.getByRole("img", { name: /^Boot of web\. Booted in/ })).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "pivot_root" })).toHaveCount(1);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("region", { name: "Waterfall" })).toBeFocused();
  // Wide parts scroll by themselves.
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  const paper = () => page.evaluate(() => getComputedStyle(document.querySelector(".paper")!).fill);
  const light = await paper();
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await paper()).not.toBe(light);
  expect(said).toEqual([]);
  expect(asked).toEqual([pathToFileURL(file).href]);
  await context.close();
});

test("an SVG export is XML to a browser", async ({ dashboard, page }) => {
  const id = await idOf(dashboard, "web");
  const response = await fetch(`${dashboard.url}/api/v1/boots/${id}/export/svg`);
  expect(response.headers.get("content-type")).toBe("image/svg+xml");
  expect(response.headers.get("content-disposition")).toBe(`attachment; filename="${id}.svg"`);
  const root = await page.evaluate(
    (text) => {
      const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
      return [parsed.documentElement.nodeName, parsed.querySelectorAll("parsererror").length];
    },
    await response.text(),
  );
  expect(root).toEqual(["svg", 0]);
});
