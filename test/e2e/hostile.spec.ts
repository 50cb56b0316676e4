import { join } from "node:path";
import { containerHref, type Boot } from "@hacotaki/core";
import { expect, test } from "@playwright/test";
import { removeFolder, startDashboard, temporaryFolder, type Dashboard } from "./dashboard.ts";
import { replayLive } from "./recorded.ts";

const HOSTILE = [
  '<img src=x onerror="window.hacked=1">',
  "</script><script>window.hacked=1</script>",
  "\u001b[31mred\u001b]0;title\u0007",
  "\u202egnp.exe",
  "nul\u0000byte",
  "{count, plural, one {x}} {{7*7}} ${7*7}",
  `${"long".repeat(16_000)}`,
  `za${"\u0301".repeat(300)}lgo`,
];

let dashboard: Dashboard;
let folder: string;
const ids: string[] = [];

test.beforeAll(async () => {
  folder = temporaryFolder();
  const db = join(folder, "hostile.db");
  for (const name of HOSTILE) {
    const spoil = (boot: Boot): Boot => ({
      ...boot,
      container: name,
      hostname: name,
      hacoFile: name,
      command: [name],
      cwd: name,
      hacoText: name,
      kernel: name.slice(0, 100),
      spans: boot.spans.map((span, index) => (index === 3 ? { ...span, label: name, from: name } : span)),
      processes: boot.processes.map((process) => ({ ...process, comm: name, execFile: name })),
    });
    const live = await replayLive(db, "head-user-probes.ndjson", spoil);
    ids.push(live.advance(10n ** 12n).at(-1)?.id ?? "");
    live.close();
  }
  dashboard = await startDashboard(db);
});
test.afterAll(async () => {
  await dashboard.stop();
  removeFolder(folder);
});

test("hostile names are shown, not obeyed, on every page", async ({ page }) => {
  const complaints: string[] = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("dialog", () => complaints.push("dialog"));
  const paths = [
    "/",
    "/live",
    "/collector",
    "/containers",
    "/alerts",
    "/pins",
    "/shares",
    `/?q=${encodeURIComponent(HOSTILE[0] ?? "")}`,
    `/compare?boots=${ids.slice(0, 8).join(",")}`,
    ...ids.map((id) => `/boots/${id}?span=namespace`),
    ...HOSTILE.slice(0, 2).map((name) => `/containers/${encodeURIComponent(name)}`),
  ];
  for (const path of paths) {
    await page.goto(dashboard.url + path);
    await expect(page.locator(".connection")).toHaveAttribute("data-state", "connected");
    expect(await page.evaluate(() => "hacked" in window)).toBe(false);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    const shown = await page.evaluate(() => `${document.title}\n${document.body.innerText}`);
    expect(shown).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202a-\u202e\u2066-\u2069]/);
    expect(await page.title()).not.toMatch(/[\u0000-\u001f\u202e]/);
  }
  await page.goto(dashboard.url);
  for (const shown of ["␛[31mred", "⟨U+202E⟩gnp.exe", "nul␀byte", "<img src=x"])
    await expect(page.locator("td.container", { hasText: shown })).toBeVisible();
  expect(complaints).toEqual([]);
});

test("hostile names are inert in a share, on its own page and in the list of shares", async ({ page }) => {
  for (const id of ids.slice(0, 3)) {
    await page.goto(`${dashboard.url}/share?boot=${id}&show=hosts,commands,paths,environment,haco,marks`);
    const title = `</title><script>window.hacked=1</script>\u202e ${id}`;
    await page.getByRole("textbox", { name: "Title" }).fill(title);
    await page
      .getByRole("textbox", { name: "Comment" })
      .fill('javascript:window.hacked=1 <img src=x onerror="window.hacked=1">');
    await page.getByRole("button", { name: "Make the link" }).click();
    const link = await page.getByLabel("Link", { exact: true }).inputValue();
    for (const address of [`${dashboard.url}/shares`, link]) {
      await page.goto(address);
      expect(await page.evaluate(() => "hacked" in window)).toBe(false);
      const shown = await page.evaluate(() => `${document.title}\n${document.body.innerText}`);
      expect(shown).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202a-\u202e\u2066-\u2069]/);
    }
    expect(await page.locator("a[href^='javascript:']").count()).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  }
});

test("no export of a hostile boot holds a formula, a control character or a broken document", async () => {
  for (const id of ids) {
    const take = async (format: string) =>
      (await fetch(`${dashboard.url}/api/v1/boots/${id}/export/${format}`)).text();
    const csv = await take("csv");
    expect(csv).not.toMatch(/(^|,|\n)"?[=+@\t\r]/);
    for (const format of ["otlp", "chrome-trace"]) JSON.parse(await take(format));
    for (const line of (await take("ndjson")).trim().split("\n")) JSON.parse(line);
    for (const format of ["markdown", "mermaid"]) {
      const text = await take(format);
      expect(text, format).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202a-\u202e\u2066-\u2069]/);
      expect(text, format).not.toMatch(/(?<!\\)<(script|img)/i);
    }
  }
});

test("a container has a page, whatever it is called: dots, escapes, slashes", async () => {
  const own = temporaryFolder();
  const db = join(own, "names.db");
  const names = ["..", "%2e%2e", "a/../b"];
  for (const name of names) {
    const live = await replayLive(db, "head-min-true.ndjson", (boot) => ({ ...boot, container: name }));
    live.advance(10n ** 12n);
    live.close();
    const shown = await startDashboard(db);
    const list = await (await fetch(`${shown.url}/containers`)).text();
    const hrefs = [...list.matchAll(/href="(\/containers\/[^"?]+)"/g)].map(([, href = ""]) => href);
    expect(hrefs, name).toContain(containerHref(name));
    const page = await fetch(shown.url + containerHref(name), { redirect: "manual" });
    expect(page.status, name).toBe(200);
    expect((await page.text()).split("<h1")[1], name).toContain(name);
    await shown.stop();
  }
  removeFolder(own);
});
