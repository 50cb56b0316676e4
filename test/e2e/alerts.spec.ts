import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "./fixtures.ts";
import { sideways } from "./sideways.ts";
import { violations } from "./violations.ts";

test.use({ owner: "alerts" });
test.describe.configure({ mode: "serial" });

type Got = { readonly headers: IncomingHttpHeaders; readonly body: string };
let receiver: Server;
const got: Got[] = [];
/** Shown once, to the browser that added the webhook. */
let secret = "";

test.beforeAll(async () => {
  receiver = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      got.push({ headers: request.headers, body });
      response.writeHead(got.length === 1 ? 500 : 204).end();
    });
  }).listen(0, "127.0.0.1");
  await once(receiver, "listening");
});
test.afterAll(() => void receiver.close());

const hook = () => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/T0/SECRETPATH`;

test("the page says what alerts are, and an example leads to the form", async ({ page, dashboard }) => {
  await page.goto(`${dashboard.url}/`);
  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await expect(page.getByRole("heading", { name: "Alerts", exact: true })).toBeVisible();
  await expect(page.getByText("No budget is watched yet.")).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.getByRole("link", { name: "no failed boot" }).click();
  await expect(page.getByLabel("Budget")).toHaveValue("no failed boot");
});

test("a webhook is added with a secret that is shown once, and never its address", async ({
  page,
  dashboard,
}) => {
  await page.goto(`${dashboard.url}/alerts`);
  await page.getByLabel("Name").fill("ops");
  await page.getByLabel("Address").fill("ftp://example.org/x");
  await page.getByRole("button", { name: "Add webhook" }).click();
  await expect(page.getByText("begins with https:// or http://")).toBeVisible();
  await expect(page.getByLabel("Name")).toHaveValue("ops");
  await page.getByLabel("Address").fill(hook());
  await page.getByRole("button", { name: "Add webhook" }).click();
  const shown = page.getByLabel("Secret", { exact: true });
  await expect(shown).toHaveValue(/^[\w-]{43}$/);
  secret = await shown.inputValue();
  expect(await page.content()).not.toContain("SECRETPATH");
});

test("a budget that is broken is flagged on pages, and told by a signed webhook with what to look at", async ({
  page,
  dashboard,
}) => {
  await page.goto(`${dashboard.url}/alerts`);
  await expect(page.getByLabel("Secret", { exact: true })).toHaveCount(0);
  const form = page.locator("#new-alert");
  await form.getByLabel("Budget").fill("boot p42 <= 3ms");
  await form.getByRole("button", { name: "Add" }).click();
  await expect(form.getByText("“p42” is no part of the boots.")).toBeVisible();
  await form.getByLabel("Budget").fill("failed <= 0 over 50 boots");
  await form.getByLabel("Container").selectOption("fail-nocmd");
  await form.getByLabel("Told").selectOption("ops");
  await form.getByRole("button", { name: "Add" }).click();
  const row = page.getByRole("row", { name: /no failed boot over 50 boots/ }).first();
  await expect(row).toContainText("broken", { timeout: 60_000 });
  await expect.poll(() => got.length, { timeout: 60_000 }).toBeGreaterThan(1);
  const [first, again] = got as [Got, Got];
  // The receiver failed once: the same message comes again, under the same name.
  expect(again.headers["hacotaki-delivery"]).toBe(first.headers["hacotaki-delivery"]);
  const [, t, v1] = /^t=(\d+),v1=(\w+)$/.exec(String(again.headers["hacotaki-signature"])) ?? [];
  expect(v1).toBe(createHmac("sha256", secret).update(`${t}.${again.body}`).digest("hex"));
  const message = JSON.parse(again.body) as { text: string; links: { boot: string; container: string } };
  expect(message.text).toMatch(/^fail-nocmd: \d of \d boots? failed/);
  await page.goto(message.links.container.replace("localhost", "127.0.0.1"));
  await expect(page.getByText("Budget broken")).toBeVisible();
  await page.goto(`${dashboard.url}/containers`);
  await expect(page.getByRole("row", { name: /fail-nocmd/ })).toContainText("broken budget");
  await page.goto(`${dashboard.url}/alerts`);
  await expect(page.locator("#messages")).toContainText("sent");
  expect(await violations(page)).toEqual([]);
  // On a telephone each row is a card, and each value has its head beside it.
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await sideways(page, ".scroller")).toEqual([]);
  for (const table of await page.locator(".alerts").all())
    await expect(table.getByRole("rowheader").first()).toBeVisible();
});

test("an alert is edited and removed by keyboard and without script", async ({ browser, dashboard }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${dashboard.url}/alerts`);
  await page.locator(".alert-edit > summary").focus();
  await page.keyboard.press("Enter");
  await page.locator(".alert-edit").getByLabel("Budget").fill("no stuck boot");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("row", { name: /no stuck boot/ }).first()).toBeVisible();
  await page.locator(".alert-edit > summary").click();
  await page.locator(".alert-edit").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText("No budget is watched yet.")).toBeVisible();
  await context.close();
});
