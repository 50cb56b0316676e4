import { join } from "node:path";
import type { Boot } from "@hacotaki/core";
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
  test.slow();
  const complaints: string[] = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("dialog", () => complaints.push("dialog"));
  for (const path of ["/", "/live", "/collector", ...ids.map((id) => `/boots/${id}?span=namespace`)]) {
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
