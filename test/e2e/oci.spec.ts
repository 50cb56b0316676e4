import { join } from "node:path";
import { expect, test as base, type Page } from "@playwright/test";
import { removeFolder, startDashboard, temporaryFolder, type Dashboard } from "./dashboard.ts";
import { listedBoots } from "./fixtures.ts";
import { importOci } from "./recorded.ts";
import { settled } from "./settled.ts";
import { sideways } from "./sideways.ts";
import { violations } from "./violations.ts";

/** A boot of runc with all system calls of its processes. */
const WITH_CALLS = "runc-run-allsys";
const NAMES = [
  "docker-run",
  "docker-run-none",
  "docker-parallel10",
  "docker-web-health",
  "podman-crun",
  "runc-run",
  "crun-run",
  WITH_CALLS,
];

const test = base.extend<object, { readonly dashboard: Dashboard }>({
  dashboard: [
    async ({}, use) => {
      const folder = temporaryFolder();
      const db = join(folder, "boots.db");
      await importOci(db, NAMES);
      const dashboard = await startDashboard(db);
      await use(dashboard);
      await dashboard.stop();
      removeFolder(folder);
    },
    { scope: "worker" },
  ],
});

test("images have a page beside the containers, whose rows lead to the boots of each", async ({
  page,
  dashboard,
}) => {
  await page.goto(`${dashboard.url}/containers`);
  await page.getByRole("navigation").getByRole("link", { name: "Images" }).click();
  await expect(page).toHaveTitle(/^Images/);
  const rows = page.locator(".containers tbody tr");
  await expect(rows.first()).toBeVisible();
  for (const row of await rows.all()) {
    const boots = Number(await row.locator("td").first().textContent());
    const href = (await row.getByRole("link").first().getAttribute("href")) ?? "";
    expect(href).toContain("image=");
    const listed = await listedBoots(dashboard.url, new URL(href, dashboard.url).search);
    expect(listed).toHaveLength(boots);
    expect(new Set(listed.map(({ oci }) => oci?.image)).size).toBe(1);
  }
});

test("the list says what it is narrowed to, and the form keeps it", async ({ page, dashboard }) => {
  const search = "?engine=docker&image=busybox%3Alocal";
  const wanted = (await listedBoots(dashboard.url)).filter(
    ({ oci }) => oci?.engine === "docker" && oci.image === "busybox:local",
  );
  expect(wanted.length).toBeGreaterThan(1);
  await page.goto(`${dashboard.url}/${search}`);
  await expect(page.locator("tr[data-boot]")).toHaveCount(wanted.length);
  await expect(page.getByRole("link", { name: "Remove: Engine: docker" })).toBeVisible();
  await page.locator(".filter-sheet summary").click();
  await expect(page.locator('input[name="image"]')).toHaveValue("busybox:local");
  await page.getByRole("link", { name: "Remove: Image: busybox:local" }).click();
  await expect(page).toHaveURL(/\/\?engine=docker$/);
});

test("boots of runc and crun are compared row by row", async ({ page, dashboard }) => {
  const boots = await listedBoots(dashboard.url);
  const of = (runtime: string) =>
    boots.find(({ oci }) => oci?.runtime === runtime && oci.engine === undefined)?.id;
  await page.goto(`${dashboard.url}/compare?boots=${of("runc")},${of("crun")}`);
  const heads = page.locator(".compare-table tbody th");
  for (const span of ["runtime start", "cgroup", "pivot_root", "exec"])
    await expect(heads.filter({ hasText: span }).first()).toBeVisible();
});

test("a share of a boot of Docker tells image and container only when it is asked to", async ({
  page,
  browser,
  dashboard,
}) => {
  const boot = (await listedBoots(dashboard.url, "?image=busybox%3Alocal"))[0];
  const id = boot?.oci?.containerId ?? "none";
  for (const isTold of [false, true]) {
    await page.goto(`${dashboard.url}/share?boot=${boot?.id}${isTold ? "&show=environment" : ""}`);
    await page.getByLabel("Title").fill(isTold ? "With all of it" : "Without");
    await page.getByRole("button", { name: "Make the link" }).click();
    await expect(page).toHaveURL(`${dashboard.url}/shares`);
    const link = await page.getByLabel("Link", { exact: true }).inputValue();
    const stranger = await browser.newPage();
    await stranger.goto(link);
    await expect(stranger.locator(".shared-container")).toBeVisible();
    expect((await stranger.content()).includes(id.slice(0, 12))).toBe(isTold);
    await stranger.close();
  }
});

/** The address of the boot whose calls are known. */
async function addressOf(dashboard: Dashboard): Promise<string> {
  const boot = (await listedBoots(dashboard.url, "?container=a2"))[0];
  return `${dashboard.url}/boots/${boot?.id}`;
}

const rowOf = (page: Page, key: string) => page.locator(`[data-key="${key}"]`);
const inside = (page: Page, slug: string) => page.locator(`[data-key^="${slug}/"]`);

test("a span is opened by its caret, and the link of the moment shows the same again", async ({
  page,
  dashboard,
}) => {
  await page.goto(await addressOf(dashboard));
  await settled(page);
  await expect(inside(page, "pivot-root")).toHaveCount(0);
  await rowOf(page, "pivot-root").getByRole("link", { name: "Show what ran in pivot_root" }).click();
  await expect(rowOf(page, "pivot-root")).toHaveAttribute("aria-expanded", "true");
  const calls = inside(page, "pivot-root");
  await expect(calls.filter({ hasText: "pivot_root(" })).toHaveAttribute("aria-level", "3");
  await expect(page).toHaveURL(/expanded=pivot-root/);
  const names = await calls.allTextContents();
  await page.reload();
  await expect(calls).toHaveText(names);
  await rowOf(page, "pivot-root").getByRole("link", { name: "Hide what ran in pivot_root" }).click();
  await expect(calls).toHaveCount(0);
  await expect(page).not.toHaveURL(/expanded=/);
});

test("the server draws what a link expands, without script", async ({ browser, dashboard }) => {
  const page = await browser.newPage({ javaScriptEnabled: false });
  await page.goto(`${await addressOf(dashboard)}?expanded=pivot-root`);
  await expect(inside(page, "pivot-root").filter({ hasText: "pivot_root(" })).toBeVisible();
  await page.close();
});

test("keys open a span, go to its calls, open one's details and come back", async ({ page, dashboard }) => {
  await page.goto(await addressOf(dashboard));
  await settled(page);
  await rowOf(page, "pivot-root").focus();
  await page.keyboard.press("ArrowRight");
  await expect(rowOf(page, "pivot-root")).toHaveAttribute("aria-expanded", "true");
  const call = inside(page, "pivot-root").first();
  await expect(call).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(call).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator(".detail .inside-name")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.locator(".detail")).toHaveCount(0);
  await page.keyboard.press("ArrowLeft");
  await expect(rowOf(page, "pivot-root")).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await expect(inside(page, "pivot-root")).toHaveCount(0);
});

test("details of a call tell its arguments by name and what it returned", async ({ page, dashboard }) => {
  await page.goto(`${await addressOf(dashboard)}?expanded=pivot-root`);
  await settled(page);
  await inside(page, "pivot-root").filter({ hasText: "umount2(" }).getByRole("link").click();
  const detail = page.locator(".detail");
  await expect(detail.locator(".inside-name")).toHaveText(/^umount2\(".", MNT_DETACH\)/);
  const fact = (name: string) => detail.locator("dt", { hasText: new RegExp(`^${name}$`) });
  await expect(fact("flags").locator("+ dd")).toHaveText("MNT_DETACH");
  await expect(fact("Returned").locator("+ dd")).toHaveText("0");
  await expect(page).toHaveURL(/part=c\d+-\d+/);
  await page.reload();
  await expect(detail.locator(".inside-name")).toHaveText(/^umount2/);
});

test("a hit of the search opens the span that it ran in, a share shows it open, and hides what it was told", async ({
  page,
  browser,
  dashboard,
}) => {
  await page.goto(await addressOf(dashboard));
  await settled(page);
  await page.keyboard.press("/");
  await page.keyboard.type("timer_list");
  await page.getByRole("group", { name: "Calls" }).getByRole("option").first().click();
  await expect(inside(page, "mask-paths").filter({ hasText: "timer_list" }).first()).toBeVisible();
  await expect(page).toHaveURL(/expanded=mask-paths/);
  await page.getByRole("link", { name: "Share", exact: true }).click();
  await expect(page).toHaveURL(/\/share\?.*expanded=mask-paths/);
  const form = page.url();
  const stranger = await browser.newPage();
  for (const isTold of [false, true]) {
    await page.goto(isTold ? form.replace("show=", "show=paths,") : form);
    await page.getByRole("button", { name: "Make the link" }).click();
    await expect(page).toHaveURL(`${dashboard.url}/shares`);
    await stranger.goto(await page.getByLabel("Link", { exact: true }).inputValue());
    const calls = stranger.locator(".wf-inside").filter({ hasText: "mount(" });
    await expect(calls.first()).toContainText("MS_");
    await expect(calls.filter({ hasText: "(…" })).toHaveCount(isTold ? 0 : await calls.count());
    expect((await stranger.content()).includes("timer_list")).toBe(isTold);
  }
  await stranger.close();
});

test("open rows are for everybody, on a telephone as well", async ({ page, dashboard }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${await addressOf(dashboard)}?expanded=pivot-root,cgroup&span=pivot-root`);
  await settled(page);
  await expect(inside(page, "pivot-root").first()).toBeVisible();
  expect(await violations(page)).toEqual([]);
  const { scrollWidth, clientWidth } = await page.evaluate(() => document.documentElement);
  expect(scrollWidth).toBe(clientWidth);
});

test("a boot's figures fit a telephone however many they are, and its name is told whole on one line", async ({
  page,
  dashboard,
}) => {
  const listed = await listedBoots(dashboard.url, "?engine=docker&outcome=ready");
  const boot = listed[0];
  if (boot === undefined) throw new Error("no boot of Docker is ready");
  await page.goto(`${dashboard.url}/boots/${boot.id}`);
  await expect(page.locator(".boot-figures > div")).toHaveCount(3);
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 800 });
    expect(await sideways(page, ".boot-header h1"), `${width} pixels`).toEqual([]);
  }
});

test("calls of compared boots are told in one unit, which the heads name", async ({ page, dashboard }) => {
  const boots = await listedBoots(dashboard.url);
  const ids = ["a2", "dk1"].map((name) => boots.find(({ container }) => container === name)?.id);
  await page.goto(`${dashboard.url}/compare?boots=${ids.join(",")}`);
  const table = page.getByRole("region", { name: "What ran inside the spans" }).getByRole("table");
  await expect(table.getByRole("columnheader")).toHaveText([
    "Span",
    "Call or program",
    "A ms",
    "B ms",
    "B − A ms",
  ]);
  const rows = table.locator("tbody tr");
  await expect(rows.first()).toBeVisible();
  for (const row of await rows.all()) {
    // How often and how long for each of the two, and by how much they differ.
    const cells = await row.locator("td.number").allTextContents();
    expect(cells).toHaveLength(5);
    for (const place of [0, 2]) expect(cells[place]).toMatch(/^\d+×$/);
    for (const place of [1, 3, 4]) expect(cells[place]).toMatch(/^\D*[\d.,]*$/u);
  }
});
