import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, type Page } from "@playwright/test";
import { removeFolder, startDashboard, temporaryFolder, type Dashboard } from "./dashboard.ts";
import { importExamples, importRecording } from "./recorded.ts";

const EXAMPLES = join(import.meta.dirname, "../../apps/dashboard/examples");
let dashboard: Dashboard;
let folder: string;

test.beforeEach(async () => {
  folder = temporaryFolder();
  dashboard = await startDashboard(join(folder, "new.db"));
});
test.afterEach(async () => {
  await dashboard.stop();
  removeFolder(folder);
});

const settled = (page: Page) =>
  expect(page.locator(".connection")).toHaveAttribute("data-state", "connected");

test("without a database there are three ways in, and one click fills the list", async ({ page }) => {
  await page.goto(dashboard.url);
  await settled(page);
  await expect(page.getByRole("heading", { level: 2 })).toHaveText([
    "Boot a container",
    "Import a trace",
    "Look at examples",
  ]);
  await page.getByRole("button", { name: "Load the example boots" }).click();
  await expect(page.locator("tbody tr[data-boot]")).toHaveCount(9);
});

/** Drops texts as files anywhere on the page. */
async function drop(page: Page, ...files: readonly (readonly [name: string, text: string])[]): Promise<void> {
  const transfer = await page.evaluateHandle((all) => {
    const data = new DataTransfer();
    for (const [name, text] of all) data.items.add(new File([text], name));
    return data;
  }, files);
  await page.dispatchEvent("body", "dragover", { dataTransfer: transfer });
  await page.dispatchEvent("body", "drop", { dataTransfer: transfer });
}

test("the list's bar takes files, shows how far each is, and leads to what came in", async ({ page }) => {
  await page.goto(dashboard.url);
  await settled(page);
  await page.getByRole("button", { name: "Load the example boots" }).click();
  await expect(page.locator("tbody tr[data-boot]")).toHaveCount(9);
  const link = page.getByRole("search").getByRole("link", { name: "Import …" });
  await expect(link).toHaveAttribute("href", "/collector#import");
  const choosing = page.waitForEvent("filechooser");
  await link.click();
  const chooser = await choosing;
  expect(chooser.isMultiple()).toBe(true);
  const recordings = join(import.meta.dirname, "../../packages/cli/test/fixtures");
  await chooser.setFiles([join(recordings, "web.ndjson"), join(EXAMPLES, "blog-2019.txt")]);
  const files = page.locator(".toast .imported-file");
  await expect(files.nth(0)).toContainText("web.ndjson: 1 boot from");
  await expect(files.nth(1)).toContainText("blog-2019.txt: 1 boot from");
  await files.nth(0).getByRole("link", { name: "Show the boot" }).click();
  await expect(page).toHaveURL(/\/boots\/[a-z0-9]{16}$/);
});

test("several files are imported one after the other, each with its own result", async ({ page }) => {
  const read = (name: string) => readFileSync(join(EXAMPLES, name), "utf8");
  await page.goto(`${dashboard.url}/collector`);
  await settled(page);
  await drop(
    page,
    ["first.ndjson", read("head-min-true.ndjson")],
    ["holiday.jpg", "\u00ff\u00d8\u00ff\u00e0 not a trace\n".repeat(50)],
    ["blog.txt", read("blog-2019.txt")],
  );
  // More while those are under way: nothing that is dropped is lost.
  await drop(page, ["last.ndjson", read("head-tcp-c.ndjson")]);
  const files = page.locator(".toast .imported-file");
  await expect(files).toHaveCount(4);
  await expect(files.nth(0)).toContainText("first.ndjson: 1 boot from");
  await expect(files.nth(1)).toContainText("holiday.jpg was not imported:");
  await expect(files.nth(2)).toContainText("blog.txt: 1 boot from");
  await expect(files.nth(3)).toContainText("last.ndjson: 1 boot from");
  await page.locator(".toast").getByRole("button", { name: "Close" }).click();
  await page
    .locator("#import input[type=file]")
    .setInputFiles([join(EXAMPLES, "head-user-probes.ndjson"), join(EXAMPLES, "head-fail-nocmd.ndjson")]);
  await expect(page.locator("#import .imported-file")).toHaveText([
    /^head-user-probes\.ndjson: 1 boot from/,
    /^head-fail-nocmd\.ndjson: 1 boot from/,
  ]);
  await page.goto(dashboard.url);
  await expect(page.locator("tbody tr[data-boot]")).toHaveCount(5);
});

test("advice on a page names no option of a command line", async ({ page }) => {
  await page.goto(dashboard.url);
  await settled(page);
  const foreign = [
    ["no-trace.txt", "nothing of ours\n".repeat(300)],
    ["boots.csv", "boot,run,container\n1,2,3\n"],
    ["page.html", "<!doctype html><p>not found</p>\n"],
    ["packed.zip", "PK\u0003\u0004 and so on"],
    ["db.sqlite", "SQLite format 3\0 and so on"],
  ] as const;
  await drop(page, ...foreign);
  const files = page.locator(".toast .imported-file");
  for (const [place, [name]] of foreign.entries())
    await expect(files.nth(place)).toContainText(`${name} was not imported:`);
  expect(await page.locator(".toast").innerText()).not.toMatch(/--\w|hacotaki \w+ (-|ID|FILE)|\bFILE\b/);
});

test("a dropped trace is imported; each line that was not understood is named", async ({ page }) => {
  const lines = readFileSync(join(EXAMPLES, "head-min-true.ndjson"), "utf8").split("\n");
  lines.splice(5, 0, "{ this is no JSON");
  lines.splice(20, 0, '{"event":"usdt"}');
  await page.goto(`${dashboard.url}/collector`);
  await settled(page);
  await drop(page, ["spoilt \u202e.ndjson", lines.join("\n")]);
  const report = page.locator(".toast");
  await expect(report).toContainText("1 boot from");
  await expect(report).toContainText("spoilt ⟨U+202E⟩.ndjson");
  await expect(report).toContainText("2 lines were not understood");
  await expect(report).toContainText("line 6");
  await expect(report).toContainText("line 21");
  await report.getByRole("link", { name: "Show the boot" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("min-true");
});

test("importing the same file twice changes nothing", async ({ page }) => {
  const trace = readFileSync(join(EXAMPLES, "blog-2019.txt"), "utf8");
  await page.goto(dashboard.url);
  await settled(page);
  for (const _ of [1, 2]) {
    await drop(page, ["blog.txt", trace]);
    await expect(page.locator(".toast")).toContainText("blog.txt: 1 boot");
    await page.locator(".toast").getByRole("button", { name: "Close" }).click();
  }
  await page.goto(dashboard.url);
  await expect(page.locator("tbody tr[data-boot]")).toHaveCount(1);
});

test("a file that is no trace is refused with a reason", async ({ page }) => {
  await page.goto(dashboard.url);
  await settled(page);
  await drop(page, ["holiday.jpg", "\u00ff\u00d8\u00ff\u00e0 not a trace\n".repeat(50)]);
  await expect(page.locator(".toast")).toContainText("holiday.jpg was not imported:");
});

test("an import can be cancelled, and the next one works", async ({ page }) => {
  await page.goto(dashboard.url);
  await settled(page);
  // Some 40 MB: long enough to be caught in the act.
  await page.evaluate(async () => {
    const line = '{"event":"syscall","seq":1,"ts_ns":1,"ts_boot_ns":1,"pid":1,"tid":1}\n'.repeat(20_000);
    const data = new DataTransfer();
    data.items.add(
      new File(
        Array.from({ length: 30 }, () => line),
        "large.ndjson",
      ),
    );
    document.body.dispatchEvent(
      new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }),
    );
  });
  // Before a line of it is read, it is told how much of it is on its way.
  await expect(page.locator(".toast")).toContainText(/of 41\.4 MB sent|41\.4 MB sent, being read/);
  await page.locator(".toast").getByRole("button", { name: "Cancel" }).click();
  await expect(page.locator(".toast")).toContainText("cancelled");
  await expect
    .poll(async () => {
      const answer = await page.request.post(`${dashboard.url}/api/import/examples`, {
        headers: { Origin: dashboard.url },
      });
      return answer.status();
    })
    .toBe(200);
});

for (const { where, viewport } of [
  { where: "a desk", viewport: { width: 1280, height: 720 } },
  // Its button is where the list that comes is far from its top.
  { where: "a telephone", viewport: { width: 390, height: 600 } },
])
  test(`boots go on to be told of, and to be shown at once, after the first one came to an empty page on ${where}`, async ({
    page,
  }) => {
    await page.setViewportSize(viewport);
    await page.goto(dashboard.url);
    await settled(page);
    await page.getByRole("button", { name: "Load the example boots" }).scrollIntoViewIfNeeded();
    const rows = page.locator("tbody tr[data-boot]");
    for (const [place, name] of ["2019-fail-eval", "head-min-true", "2019-min-true"].entries()) {
      await importRecording(dashboard.db, name);
      await expect(rows).toHaveCount(place + 1);
    }
  });

test("a database that appears later is picked up by itself", async ({ page }) => {
  await page.goto(dashboard.url);
  await settled(page);
  await importExamples(dashboard.db);
  await expect(page.locator("tbody tr[data-boot]")).toHaveCount(9);
});
