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
  const id = await idOf(dashboard, "tcp-c");
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
  await expect(page.getByRole("img", { name: /^Boot of tcp-c\. Booted in/ })).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "pivot_root" })).toHaveCount(1);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("region", { name: "Waterfall" })).toBeFocused();
  // Wide parts scroll by themselves.
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  const paper = () => page.locator(".paper").evaluate((rect) => getComputedStyle(rect).fill);
  const light = await paper();
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await paper()).not.toBe(light);
  expect(said).toEqual([]);
  expect(asked).toEqual([pathToFileURL(file).href]);
  await context.close();
});

test("an SVG export is XML to a browser", async ({ dashboard, page }) => {
  const id = await idOf(dashboard, "tcp-c");
  const response = await fetch(`${dashboard.url}/api/v1/boots/${id}/export/svg`);
  expect(response.headers.get("content-type")).toBe("image/svg+xml");
  expect(response.headers.get("content-disposition")).toBe(
    `attachment; filename="tcp-c-2026-11-22T204121Z-${id.slice(0, 8)}.svg"`,
  );
  const root = await page.evaluate(
    (text) => {
      const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
      return [parsed.documentElement.nodeName, parsed.querySelectorAll("parsererror").length];
    },
    await response.text(),
  );
  expect(root).toEqual(["svg", 0]);
});

const meta = (html: string, name: string) =>
  new RegExp(`<meta (?:property|name)="${name}" content="([^"]*)"`).exec(html)?.[1]?.replaceAll("&amp;", "&");

test("pages of boots, comparisons and containers name a card for chats, which is there and kept", async ({
  dashboard,
}) => {
  const [tcp, hooks] = await Promise.all([idOf(dashboard, "tcp-c"), idOf(dashboard, "slow-hooks")]);
  for (const path of [
    `/boots/${tcp}`,
    `/compare?boots=${tcp},${hooks}&baseline=${hooks}`,
    `/compare?boot=${tcp}&against=week`,
    "/compare?baseline=container%3Dtcp-c&candidate=*&span=exec",
    "/containers/tcp-c",
  ]) {
    const html = await (await fetch(dashboard.url + path)).text();
    const image = meta(html, "og:image") ?? "";
    expect(image, path).toMatch(new RegExp(`^${dashboard.url}/cards/`));
    expect(meta(html, "twitter:card"), path).toBe("summary_large_image");
    expect(meta(html, "twitter:image"), path).toBe(image);
    expect([meta(html, "og:image:width"), meta(html, "og:image:height")]).toEqual(["1200", "630"]);
    expect(meta(html, "og:description")?.length, path).toBeGreaterThan(20);
    const card = await fetch(image);
    expect([card.status, card.headers.get("content-type")], path).toEqual([200, "image/png"]);
    const bytes = Buffer.from(await card.arrayBuffer());
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([1200, 630]);
    const again = await fetch(image, { headers: { "If-None-Match": card.headers.get("etag") ?? "" } });
    expect(again.status, path).toBe(304);
  }
});

test("there is no card of what is not there, and other sites cannot embed one", async ({ dashboard }) => {
  for (const path of [
    "/cards/boots/0000000000000000.png",
    "/cards/boots/nonsense.png",
    "/cards/containers/nobody.png",
    "/cards/containers/tcp-c",
    "/cards/compare.png",
    "/cards/compare.png?boot=0000000000000000",
    "/cards/compare.png?baseline=*",
    "/cards/compare.png?baseline=*&candidate=%40nobody",
    "/cards/compare/tcp-c.png",
    "/cards/pins.png",
  ])
    expect((await fetch(dashboard.url + path)).status, path).toBe(404);
  const foreign = await fetch(`${dashboard.url}/cards/containers/tcp-c.png`, {
    headers: { "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors" },
  });
  expect(foreign.status).toBe(403);
});
