import { join } from "node:path";
import { expect, test, type BrowserContext, type Page } from "@playwright/test";
import { hashPassword, openNotebook } from "@hacotaki/store";
import { removeFolder, startDashboard, temporaryFolder, type Dashboard } from "./dashboard.ts";
import { storeManyBoots } from "./many-boots.ts";
import { importExamples } from "./recorded.ts";
import { settled } from "./settled.ts";
import { violations } from "./violations.ts";

const DAY_NS = 86_400_000_000_000n;
const FAST = encodeURIComponent("haco=/etc/haconiwa.d/web.haco");
const SLOW = encodeURIComponent("haco=/etc/haconiwa.d/slow.haco");

let folder: string;
let dashboard: Dashboard;
let share: string;
const ids = new Map<string, string>();
const sessions = new Map<string, string>();

test.beforeAll(async ({ browser }) => {
  folder = temporaryFolder();
  const db = join(folder, "hacotaki.db");
  await importExamples(db);
  storeManyBoots(db, 200);
  const notebook = openNotebook(db);
  const now = BigInt(Date.now()) * 1_000_000n;
  const password = await hashPassword("correct horse battery");
  for (const role of ["viewer", "admin"] as const) {
    notebook.addUser({ name: role, role, password, madeAt: now });
    sessions.set(role, notebook.openSession(role, now, now + DAY_NS));
  }
  notebook.saveGoneBoots([
    {
      id: "0123456789abcdef" as Parameters<typeof notebook.findGoneBoot>[0],
      container: "old-web",
      outcome: "up",
      wallTime: 1_700_000_000_000_000_000n,
      bootDuration: 123_400_000n,
      goneAt: 1_710_000_000_000_000_000n,
    },
  ]);
  notebook.close();
  dashboard = await startDashboard(db, ["--port", "0", "--login"]);
  const answer = await fetch(`${dashboard.url}/api/v1/boots?limit=500`, {
    headers: { cookie: `hacotaki_session=${sessions.get("admin")}` },
  });
  const { boots } = (await answer.json()) as { boots: { id: string; container: string }[] };
  for (const { id, container } of boots) ids.set(container, id);
  const context = await browser.newContext({ locale: "en-GB" });
  await logIn(context, "admin");
  await keepSomething(await context.newPage());
  await context.close();
});
test.afterAll(async () => {
  await dashboard.stop();
  removeFolder(folder);
});

const logIn = (context: BrowserContext, role: string) =>
  context.addCookies([{ name: "hacotaki_session", value: sessions.get(role) ?? "", url: dashboard.url }]);

/** What pages of kept things have to show: a share, which pins its boot, and a baseline. */
async function keepSomething(page: Page): Promise<void> {
  await page.goto(`${dashboard.url}/share?boot=${ids.get("slow-hooks")}&show=hosts,commands,paths,haco`);
  await page.getByLabel("Title").fill("A slow boot, and a title of some length for narrow pages");
  await page.getByRole("button", { name: "Make the link" }).click();
  await expect(page).toHaveURL(`${dashboard.url}/shares`);
  share = new URL(await page.getByLabel("Link", { exact: true }).inputValue()).pathname;
  await page.goto(`${dashboard.url}/compare?baseline=${FAST}&candidate=${SLOW}`);
  await page.getByLabel("Name").fill("before the upgrade");
  await page.getByRole("button", { name: "Keep" }).click();
  await expect(page.getByRole("link", { name: "before the upgrade", exact: true })).toBeVisible();
}

type Place = {
  readonly name: string;
  readonly path: () => string;
  readonly as?: "viewer" | "nobody";
  /** Looked at by every `npm test`; `npm run test:everybody` looks at all of them. */
  readonly often?: true;
};
const boot = (container: string, query = "") => `/boots/${ids.get(container)}${query}`;
const PLACES: readonly Place[] = [
  { name: "the list", path: () => "/" },
  { name: "the list of a filter in error", path: () => "/?min=soon&outcome=exploded" },
  { name: "the list of a box", path: () => "/?min=1s&max=2s" },
  { name: "an empty list", path: () => "/?q=nobody" },
  { name: "a boot", path: () => boot("min-true", "?span=pivot-root"), often: true },
  { name: "a failed boot", path: () => boot("fail-nocmd") },
  { name: "a boot with siblings", path: () => boot("multi-child-0") },
  { name: "a trace for Perfetto", path: () => `${boot("min-true")}/perfetto` },
  { name: "a boot that is gone", path: () => "/boots/0123456789abcdef" },
  { name: "the containers", path: () => "/containers" },
  { name: "the images", path: () => "/images" },
  { name: "the hosts", path: () => "/hosts" },
  { name: "the boots by kernel", path: () => "/hosts?by=kernel" },
  { name: "a container", path: () => "/containers/web" },
  { name: "a container that is not known", path: () => "/containers/wev" },
  { name: "the choice of cohorts", path: () => "/compare" },
  { name: "two cohorts", path: () => `/compare?baseline=${FAST}&candidate=${SLOW}&span=pivot-root` },
  { name: "a boot against all others", path: () => `/compare?boot=${ids.get("web")}` },
  {
    name: "two boots",
    path: () => `/compare?boots=${ids.get("min-true")},${ids.get("slow-hooks")}`,
    often: true,
  },
  { name: "the live page", path: () => "/live" },
  { name: "the collector page", path: () => "/collector" },
  { name: "the alerts", path: () => "/alerts" },
  { name: "the pins", path: () => "/pins" },
  { name: "the shares", path: () => "/shares" },
  { name: "the form of a share", path: () => `/share?boot=${ids.get("slow-hooks")}` },
  { name: "a share", path: () => share, as: "nobody", often: true },
  { name: "a share that leads nowhere", path: () => "/s/nothing", as: "nobody" },
  { name: "the login", path: () => "/login?to=%2Flive", as: "nobody", often: true },
  { name: "a page of editors to a viewer", path: () => "/shares", as: "viewer" },
  { name: "a page of the documentation", path: () => "/docs/waterfall" },
  { name: "the page about this version", path: () => "/about" },
  { name: "the tour", path: () => "/tour" },
  { name: "a page that does not exist", path: () => "/nothing" },
];

/** Opens whatever is folded, but menus: those cover what lies under them. */
const unfold = (page: Page) =>
  page.evaluate(() => {
    for (const folded of document.querySelectorAll<HTMLDetailsElement>("details:not(.menu)"))
      folded.open = true;
  });

const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Menus that reach out of the page once they are open. */
const wideMenus = (page: Page) =>
  page.evaluate(async () => {
    const found: string[] = [];
    for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu")) {
      menu.open = true;
      const isWide = () => document.documentElement.scrollWidth > document.documentElement.clientWidth;
      // What opens it also places it, in its own time.
      for (let frames = 0; frames < 100 && (frames < 3 || isWide()); frames++)
        await new Promise(requestAnimationFrame);
      const { scrollWidth, clientWidth } = document.documentElement;
      if (scrollWidth > clientWidth) found.push(`${menu.textContent.slice(0, 40)}: ${scrollWidth}`);
      menu.open = false;
    }
    return found;
  });

/** What can be operated but lies under something else, wherever it is scrolled to. */
const covered = (page: Page) =>
  page.evaluate(() => {
    const isOnTop = (control: Element, part: number) => {
      control.scrollIntoView({ block: "start", inline: "center", behavior: "instant" });
      window.scrollBy({ top: -part * window.innerHeight, behavior: "instant" });
      const [box] = control.getClientRects();
      if (!box || box.width < 2 || box.height < 2) return true;
      const on = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
      return !on || control.contains(on) || on.contains(control) || on.closest("label")?.contains(control);
    };
    return [...document.querySelectorAll("main :is(a, button, input, select, summary)")]
      .filter((control) => control.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
      .filter((control) => ![0.5, 0, 0.1, 0.2, 0.3, 0.4, 0.8].some((part) => isOnTop(control, part)))
      .map((control) => control.outerHTML.slice(0, 160));
  });

/** Controls that a finger has less than 24 pixels of, in either direction (WCAG 2.5.8); links in text are as high as it. */
const tooSmall = (page: Page) =>
  page.evaluate(() => {
    const LEAST = 24;
    // What is seen of a box to tick is its label's as well.
    const sizeOf = (control: Element) =>
      (control.matches("[type=checkbox], [type=radio]")
        ? (control.closest("label") ?? control)
        : control
      ).getBoundingClientRect();
    return [
      ...document.querySelectorAll("main :is(button, summary, select, input:not([type=hidden]), .button)"),
    ]
      .filter((control) => control.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
      .map((control) => ({ control, size: sizeOf(control) }))
      .filter(({ size: { width, height } }) => width > 2 && height > 2)
      .filter(({ size: { width, height } }) => Math.min(width, height) < LEAST - 0.5)
      .map(
        ({ control, size: { width, height } }) => `${width} × ${height}: ${control.outerHTML.slice(0, 120)}`,
      );
  });

/** Goes through the page with Tab: what got the focus without a ring around it, and whether the walk ended. */
async function walk(page: Page): Promise<{ readonly bare: readonly string[]; readonly ended: boolean }> {
  await page.evaluate(() => {
    window.scrollTo(0, 0);
    (document.activeElement as HTMLElement | null)?.blur();
  });
  const bare: string[] = [];
  for (let step = 0; step < 400; step += 1) {
    await page.keyboard.press("Tab");
    const seen = await page.evaluate(() => {
      const focused = document.activeElement;
      if (!focused || focused === document.body || "walked" in (focused as HTMLElement).dataset)
        return undefined;
      (focused as HTMLElement).dataset["walked"] = "";
      const isRinged = (element: Element, part?: string) => {
        const { outlineStyle, outlineWidth } = getComputedStyle(element, part);
        return outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2;
      };
      const ringed =
        isRinged(focused) ||
        isRinged(focused, "::after") ||
        isRinged(focused.closest(".segment") ?? focused) ||
        // Marks of charts have a stroke instead.
        [...focused.querySelectorAll("svg *, .grip, .hit, .change")].some(
          (mark) => Number.parseFloat(getComputedStyle(mark).strokeWidth) >= 2,
        );
      return { ringed, html: focused.outerHTML.slice(0, 160) };
    });
    if (seen === undefined) return { bare, ended: true };
    if (!seen.ringed) bare.push(seen.html);
  }
  return { bare, ended: false };
}

// Each test looks at a page of its own, and none changes what is shown.
test.describe.configure({ mode: "parallel" });

const looked = process.env["HACOTAKI_EVERYBODY"] === undefined ? PLACES.filter(({ often }) => often) : PLACES;
for (const { name, path, as } of looked)
  test(`${name} is for everybody`, async ({ browser }) => {
    const context = await browser.newContext({ reducedMotion: "reduce", locale: "en-GB", hasTouch: true });
    const page = await context.newPage();
    if (as !== "nobody") await logIn(context, as ?? "admin");
    await page.goto(dashboard.url + path());
    await settled(page, { isLive: as !== "nobody" });
    await unfold(page);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const rules = colorScheme === "light" ? "all" : "of themes";
      expect.soft(await violations(page, rules), colorScheme).toEqual([]);
    }
    await page.emulateMedia({ forcedColors: "active" });
    const { bare, ended } = await walk(page);
    expect.soft(bare, "focused without a ring").toEqual([]);
    expect.soft(ended, "the focus is never trapped").toBe(true);
    await page.emulateMedia({ forcedColors: "none" });
    // 1280 pixels at 200 % and at 400 %.
    for (const width of [640, 320]) {
      await page.setViewportSize({ width, height: 600 });
      expect.soft(await overflow(page), `sideways at ${width} pixels`).toBe(0);
      expect.soft(await wideMenus(page), `menus at ${width} pixels`).toEqual([]);
      expect.soft(await covered(page), `covered at ${width} pixels`).toEqual([]);
      expect.soft(await tooSmall(page), `too small at ${width} pixels`).toEqual([]);
    }
    await context.close();
  });
