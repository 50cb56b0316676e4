import { join } from "node:path";
import { expect, test, type Page } from "@playwright/test";
import { removeFolder, startDashboard, temporaryFolder, type Dashboard } from "./dashboard.ts";
import { importExamples, importRecording, replayLive } from "./recorded.ts";
import { settled } from "./settled.ts";

let folder: string;
let dashboard: Dashboard;
let ids: Record<string, string>;
test.beforeAll(async () => {
  folder = temporaryFolder();
  const db = join(folder, "hacotaki.db");
  await importExamples(db);
  await importRecording(db, "2019-fail-eval");
  dashboard = await startDashboard(db);
  const answer = (await (await fetch(`${dashboard.url}/api/v1/boots`)).json()) as {
    boots: { id: string; container: string }[];
  };
  ids = Object.fromEntries(answer.boots.map(({ id, container }) => [container, id]));
});
test.afterAll(async () => {
  await dashboard.stop();
  removeFolder(folder);
});

const idOf = (name: string) => {
  const id = ids[name];
  if (id === undefined) throw new Error(`no boot of ${name}: ${Object.keys(ids).join(", ")}`);
  return id;
};
const open = (page: Page, names: readonly string[], more = "") =>
  page.goto(`${dashboard.url}/compare?boots=${names.map(idOf).join(",")}${more}`);
/** ns of the cells of a row, missing ones left out. */
const figures = (page: Page, row: string) =>
  page.locator(`${row} data`).evaluateAll((cells) => cells.map((cell) => cell.getAttribute("value") ?? ""));

test("two boots stand row by row, and their differences add up to the difference of the totals", async ({
  page,
}) => {
  await open(page, ["min-true", "slow-hooks"]);
  await expect(page.locator(".summary")).toContainText(/^B is .* slower than A\./);
  const deltas = await page
    .locator(".compare-table tbody tr[data-beside='false'] .delta")
    .evaluateAll((cells) => cells.map((cell) => cell.getAttribute("value") ?? "0"));
  const [before = "0", after = "0", difference = "0"] = await figures(page, ".compare-table tfoot");
  expect(BigInt(after) - BigInt(before)).toBe(BigInt(difference));
  expect(deltas.reduce((sum, ns) => sum + BigInt(ns), 0n)).toBe(BigInt(difference));
});

test("another baseline turns the signs, and is in the address", async ({ page }) => {
  await open(page, ["min-true", "slow-hooks"]);
  await page.getByRole("link", { name: "Make baseline" }).click();
  await expect(page).toHaveURL(/baseline=/);
  await expect(page.locator(".summary")).toContainText(/^A is .* faster than B\./);
});

test("bars of differences are on the scale of the boot path alone", async ({ page }) => {
  await open(page, ["min-true", "slow-hooks"]);
  const widths = await page
    .locator(".compare-table tbody .excess rect")
    .evaluateAll((bars) => bars.map((bar) => Number.parseFloat(bar.getAttribute("width") ?? "")));
  expect(Math.max(...widths)).toBeCloseTo(50);
  await expect(page.locator(".compare-table tr[data-beside='true'] .excess")).toHaveCount(0);
});

test("a pair is swapped: what was the candidate is the baseline, and comes first", async ({ page }) => {
  await open(page, ["min-true", "slow-hooks"], "&align=exec");
  await page.getByRole("link", { name: "Swap" }).click();
  await expect(page.locator(".summary")).toContainText(/^B is .* faster than A\./);
  await expect(page).toHaveURL(
    ({ searchParams }) =>
      searchParams.get("boots") === `${idOf("slow-hooks")},${idOf("min-true")}` &&
      !searchParams.has("baseline") &&
      searchParams.get("align") === "exec",
  );
});

test("boots are aligned on what all of them passed; what one lacks cannot be chosen", async ({ page }) => {
  await open(page, ["min-true", "slow-hooks"]);
  const align = page.getByRole("group", { name: "Align on" });
  await align.getByRole("link", { name: "exec", exact: true }).click();
  await expect(page).toHaveURL(/align=exec/);
  await expect(align.getByRole("link", { name: "exec", exact: true })).toHaveAttribute(
    "aria-current",
    "true",
  );
  await expect(align.getByRole("link", { name: "ready", exact: true })).toHaveCount(0);
});

test("rows that hardly changed can be hidden, and it is said what they add up to", async ({ page }) => {
  await open(page, ["min-true", "slow-hooks"]);
  const rows = page.locator(".compare-table tbody tr");
  const all = await rows.count();
  await page.getByRole("link", { name: "≥ 10 ms" }).click();
  await expect(page).toHaveURL(/threshold=10ms/);
  expect(await rows.count()).toBeLessThan(all);
  await expect(page.getByText(/rows of the boot path hidden, together/)).toBeVisible();
});

test("of many boots what is hidden is summed for each of them", async ({ page }) => {
  await open(page, ["min-true", "slow-hooks", "multi-child-0"], "&threshold=10ms");
  await expect(page.getByText("of the boot path hidden")).toContainText(
    /together B −?[\d.]+ .?s, C −?[\d.]+ .?s\./,
  );
});

test("all waterfalls zoom together by keys, and the link has the zoom", async ({ page }) => {
  await open(page, ["min-true", "slow-hooks", "multi-child-0"]);
  // Keys count once the page runs.
  await settled(page);
  await page.keyboard.press("+");
  await expect(page).toHaveURL(/zoom=/);
  await page.reload();
  await expect(page.getByRole("button", { name: "All" })).toHaveAttribute("aria-pressed", "false");
  await page.getByRole("button", { name: "All" }).click();
  await expect(page).not.toHaveURL(/zoom=/);
});

test("a boot that failed is compared as far as all came, and an unknown one is named", async ({ page }) => {
  await open(page, ["min-true", "fail-nocmd"], ",0000000000000000");
  await expect(page.getByText("Not all of these boots came up")).toBeVisible();
  await expect(page.getByText("Not in this database: 0000000000000000")).toBeVisible();
  const pass = /compared up to (\w+)/.exec(await page.locator("main").innerText())?.[1] ?? "no pass";
  await expect(page.locator(".summary")).toContainText(`Up to ${pass}: B is`);
  await expect(page.locator(".compare-table tfoot th")).toHaveText(`Boot path up to ${pass}`);
});

test("of boots that have no pass in common nothing of the path is said to be alike", async ({ page }) => {
  await open(page, ["slow-hooks", "fail-nocmd", "fail-eval"]);
  await expect(page.getByText("no pass in common but their start")).toBeVisible();
  await expect(page.locator("main .summary")).toHaveCount(0);
  await expect(page.locator(".compare-table tfoot")).toHaveCount(0);
});

test("boots are labelled in place without script; labels are in the address and on the columns", async ({
  browser,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await open(page, ["min-true", "slow-hooks"], "&align=exec");
  await page.getByRole("textbox", { name: "Label of B" }).fill("with <hooks>");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(
    ({ searchParams }) =>
      searchParams.get(`label-${idOf("slow-hooks")}`) === "with <hooks>" &&
      !searchParams.has(`label-${idOf("min-true")}`) &&
      searchParams.get("align") === "exec",
  );
  await expect(page.locator(".compare-table th").filter({ hasText: "with <hooks>" })).toHaveCount(1);
  await context.close();
});

test("rows are ordered by how much one of many boots differs, and back along the path", async ({ page }) => {
  await open(page, ["min-true", "slow-hooks", "multi-child-0"]);
  const head = page.locator(".compare-table").getByRole("columnheader", { name: "B − A" });
  await head.getByRole("link").click();
  await expect(head).toHaveAttribute("aria-sort", "descending");
  const deltas = await page
    .locator(".compare-table tbody tr[data-beside='false'] td:nth-of-type(3) .delta")
    .evaluateAll((cells) => cells.map((cell) => Math.abs(Number(cell.getAttribute("value")))));
  expect(deltas.length).toBeGreaterThan(5);
  expect(deltas).toEqual([...deltas].sort((a, b) => b - a));
  await page.getByRole("link", { name: "Span, in order of the path" }).click();
  await expect(page).not.toHaveURL(/sort=/);
  await expect(page.locator(".compare-table tbody th").first()).toContainText("runtime start");
});

test("boots are moved by keys; the baseline and what was said of each stay with the boot", async ({
  page,
}) => {
  await open(page, ["min-true", "slow-hooks", "multi-child-0"]);
  const total = () => figures(page, ".compare-table tfoot");
  const before = await total();
  await page.getByRole("link", { name: "Move C up" }).focus();
  await page.keyboard.press("Enter");
  const order = ["min-true", "multi-child-0", "slow-hooks"].map(idOf).join(",");
  await expect(page).toHaveURL((url) => url.searchParams.get("boots") === order);
  await expect(page.locator(".compare-boots li").nth(1)).toContainText("multi-child-0");
  expect([...(await total())].sort()).toEqual([...before].sort());
  await expect(page.getByRole("link", { name: "Move A up" })).toHaveCount(0);
});

test("a boot is dragged to another place by its letter, and dropped where it was it stays", async ({
  page,
}) => {
  await open(page, ["min-true", "slow-hooks", "multi-child-0"], "&align=exec");
  const letters = page.locator(".compare-boots [data-drag]");
  const drag = async (from: number, to: number) => {
    await letters.nth(from).hover();
    await page.mouse.down();
    await letters.nth(to).hover();
    await page.mouse.up();
  };
  const before = page.url();
  await drag(1, 1);
  expect(page.url()).toBe(before);
  await drag(0, 2);
  const order = ["slow-hooks", "multi-child-0", "min-true"].map(idOf);
  await expect(page).toHaveURL(
    ({ searchParams }) =>
      searchParams.get("boots") === order.join(",") &&
      searchParams.get("baseline") === idOf("min-true") &&
      searchParams.get("align") === "exec",
  );
  await expect(letters.nth(2)).toHaveAttribute("data-baseline", "true");
  await expect(page.locator("[data-dragged], [data-drop]")).toHaveCount(0);
});

test("bars that are overlaid are as opaque as the address says", async ({ page }) => {
  await open(page, ["min-true", "slow-hooks"], "&mode=overlay");
  await page.getByRole("group", { name: "Opacity" }).getByRole("link", { name: "25 %" }).click();
  await expect(page).toHaveURL(/opacity=25/);
  const bars = page.locator(".compare-table .bar");
  await expect(bars.and(page.locator("[data-role='candidate']")).first()).toHaveAttribute(
    "fill-opacity",
    "0.25",
  );
  await expect(page.locator(".compare-table .bar[data-role='baseline'][fill-opacity]")).toHaveCount(0);
});

test("what differs in the configuration is told with mounts and the haco file's lines, and all of it on demand", async ({
  browser,
}) => {
  const own = temporaryFolder();
  const db = join(own, "hacotaki.db");
  const file = (limit: number) =>
    [...Array.from({ length: 20 }, (_, n) => `line ${n}`), `config.cgroup = ${limit}`, "end"].join("\n");
  const record = async (limit: number) => {
    const boot = await replayLive(
      db,
      "head-min-true.ndjson",
      (each) => ({ ...each, hacoHash: `hash-${limit}`, hacoText: file(limit) }),
      (event) =>
        event.kind === "probe" && event.args[0] === 18n && event.tgid !== undefined
          ? [
              {
                kind: "fact",
                key: "mounts",
                value: limit.toString(),
                at: event.at,
                seq: event.seq,
                tgid: event.tgid,
                ...(event.startAt === undefined ? {} : { startAt: event.startAt }),
              },
            ]
          : [],
    );
    const [{ id } = { id: "" }] = boot.advance(1_000_000_000n);
    boot.close();
    return id;
  };
  const ids = [await record(11), await record(12)];
  const made = await startDashboard(db);
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${made.url}/compare?boots=${ids.join(",")}&baseline=${ids[1]}`);
  const row = (name: string) => page.locator(".compare-facts tr").filter({ hasText: name });
  await expect(row("Mounts")).toHaveText("Mounts1112");
  await expect(row("haco file, SHA-256")).toContainText("hash-11");
  await expect(row("Command")).toHaveCount(0);
  const lines = page.locator(".line-diff span");
  // From the baseline, which is B, to A.
  await expect(lines).toHaveText([
    "⋯ 17 lines alike",
    "line 17",
    "line 18",
    "line 19",
    "− config.cgroup = 12",
    "+ config.cgroup = 11",
    "end",
  ]);
  await page.getByRole("group", { name: "Show" }).getByRole("link", { name: "all that is known" }).click();
  await expect(page).toHaveURL(/facts=all/);
  await expect(row("Command")).toHaveCount(1);
  await expect(lines).toHaveCount(23);
  await context.close();
  await made.stop();
  removeFolder(own);
});

test("a boot is found by its container and added, or taken from the baselines that were kept", async ({
  page,
}) => {
  await open(page, ["min-true", "slow-hooks"]);
  await page.getByRole("textbox", { name: "Keep A as a baseline named" }).fill("quick one");
  await page.getByRole("button", { name: "Keep", exact: true }).click();
  await open(page, ["slow-hooks", "fail-nocmd"]);
  await page.getByRole("searchbox", { name: "Add a boot: container or id" }).fill("multi-child-0");
  await page.getByRole("button", { name: "Find" }).click();
  await page.getByRole("link", { name: `Add ${idOf("multi-child-0")}` }).click();
  await expect(page.locator(".compare-boots li:not(.compare-apply)")).toHaveCount(3);
  await page.getByRole("link", { name: "quick one" }).click();
  await expect(page.locator(".compare-boots li:not(.compare-apply)")).toHaveCount(4);
  await expect(page).toHaveURL((url) => url.searchParams.get("boots")?.endsWith(idOf("min-true")) === true);
  await page.getByRole("searchbox", { name: "Add a boot: container or id" }).fill("no such thing");
  await page.getByRole("button", { name: "Find" }).click();
  await expect(page.getByText("No other boot has this container or id.")).toBeVisible();
});

test("a comparison is copied as Markdown, with its address", async ({ browser }) => {
  const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
  const page = await context.newPage();
  await open(page, ["min-true", "slow-hooks"], `&label-${idOf("min-true")}=before`);
  await page.getByRole("button", { name: "Copy as Markdown" }).click();
  await expect(page.getByText("Copied")).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/^### Compare boots\n\nB is .* slower than A/);
  expect(copied).toContain(`| A (before) | \`${idOf("min-true")}\` | min-true |`);
  expect(copied).toContain("| **boot** |");
  expect(copied).toContain(`${dashboard.url}/compare?boots=`);
  await context.close();
});

test("a comparison begins without script: boots are found and ticked, and an unknown one leaves the good one", async ({
  browser,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${dashboard.url}/compare?boots=${idOf("min-true")},0000000000000000`);
  await expect(page.getByText("Choose one boot more, at least.")).toBeVisible();
  await expect(page.getByText("Not in this database: 0000000000000000")).toBeVisible();
  const chosen = page.getByRole("group", { name: "Chosen" }).getByRole("checkbox");
  await expect(chosen).toBeChecked();
  await page.getByRole("searchbox").first().fill("slow-hooks");
  await page.getByRole("button", { name: "Find" }).click();
  await expect(chosen).toBeChecked();
  await page.getByRole("group", { name: "Found" }).getByRole("checkbox").check();
  await page.getByRole("button", { name: "Compare the ticked boots" }).click();
  await expect(page.locator(".summary")).toContainText(/^B is .* slower than A\./);
  // With nothing chosen, either kind begins.
  await page.goto(`${dashboard.url}/compare`);
  await expect(page.getByRole("heading", { name: "Boots, one by one" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Cohorts of boots" })).toBeVisible();
  expect(await page.getByRole("group", { name: "Newest" }).getByRole("checkbox").count()).toBeGreaterThan(2);
  await context.close();
});

test("aligned boots have 0 where they are aligned, and each its letter, which lights it", async ({
  page,
}) => {
  await open(page, ["min-true", "slow-hooks", "multi-child-0"], "&align=exec");
  const labels = page.locator(".compare-ruler .ruler text");
  await expect(labels.filter({ hasText: /^0 ms$/ })).toHaveCount(1);
  await expect(labels.filter({ hasText: /^\u2212/ }).first()).toBeVisible();
  await expect(page.locator(".compare-flags text.exec")).toHaveText("exec ABC");
  await expect(page.locator(".compare-table tbody tr").first().locator(".compare-letter")).toHaveText([
    "A",
    "B",
    "C",
  ]);
  await page.locator(".compare-table th[data-letter='B']").hover();
  const bar = (letter: string) => page.locator(`.compare-table .bar[data-boot='${letter}']`).first();
  await expect(bar("A")).toHaveCSS("opacity", "0.15");
  await expect(bar("B")).not.toHaveCSS("opacity", "0.15");
});

test("a comparison is whole without script", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await open(page, ["min-true", "slow-hooks"], "&mode=overlay&scale=own");
  expect(await page.locator(".compare-table rect.bar").count()).toBeGreaterThan(20);
  await page.getByRole("link", { name: "side by side" }).click();
  await expect(page).not.toHaveURL(/mode=/);
  await context.close();
});

test("boots ticked in the list, by pointer and by keys, are compared in the order of ticking", async ({
  page,
}) => {
  await page.goto(dashboard.url);
  const rows = page.locator("tbody tr[data-boot]");
  await expect(page.getByRole("grid")).toBeVisible();
  const idAt = (index: number) => rows.nth(index).getAttribute("data-boot");
  await rows.nth(1).getByRole("checkbox").check();
  await expect(page.getByText("Tick another one.")).toBeVisible();
  await rows.nth(1).getByRole("link").focus();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press(" ");
  await expect(rows.nth(0).getByRole("checkbox")).toBeChecked();
  const wanted = [await idAt(1), await idAt(0)];
  await page.reload();
  await expect(page.getByText("2 boots to compare")).toBeVisible();
  const ticked = page.getByRole("region", { name: "Boots to compare" });
  await ticked.getByRole("link", { name: "Compare", exact: true }).click();
  await expect(page).toHaveURL(`${dashboard.url}/compare?boots=${wanted.join("%2C")}`);
  await expect(page.locator(".compare-table")).toBeVisible();
  await page.goBack();
  await page.getByRole("button", { name: "Clear", exact: true }).click();
  await expect(page.locator(".tick-bar")).toHaveCount(0);
});

test("one row of the grid is in the tab order; arrows, Home and End move, Enter opens", async ({ page }) => {
  await page.goto(dashboard.url);
  const rows = page.locator("tbody tr[data-boot]");
  const last = (await rows.count()) - 1;
  await expect(rows.locator("td.container a:not([tabindex='-1'])")).toHaveCount(1);
  await rows.nth(0).getByRole("link").focus();
  await page.keyboard.press("End");
  await expect(rows.nth(last).getByRole("link")).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await expect(rows.nth(last).getByRole("checkbox")).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  await expect(rows.nth(1).getByRole("link")).toBeFocused();
  const id = await rows.nth(1).getAttribute("data-boot");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`${dashboard.url}/boots/${id}`);
});
