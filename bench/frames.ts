/**
 * What a frame costs the browser, the first paint, layout shift and the weight of script, on the built dashboard over
 * loopback. Needs a built dashboard and Chromium. `node bench/frames.ts`
 *
 * A frame's work is the processor time of all tasks of the page's main thread (input, script, style, layout, paint) since
 * the frame before it was committed, as Chromium's trace tells it, of frames that were painted anew.
 * Medians of five rounds.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { createReadStream, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { instant, utcNow, type Boot, type BootId, type Changes, type RunId, type Span } from "@hacotaki/core";
import { importStream } from "@hacotaki/formats";
import { openStore } from "@hacotaki/store";
import { chromium, type Browser, type Page } from "@playwright/test";
import { CHROMIUM, CHROMIUM_FLAGS } from "../test/e2e/chromium.ts";

const ROOT = join(import.meta.dirname, "..");
const EXAMPLES = join(ROOT, "apps/dashboard/examples");
const ROUNDS = Number(process.env["BENCH_ROUNDS"] ?? 5);
const STEPS = 60;
const NOTCH_PX = 120;
/** The list is scrolled in so many parts, each traced alone: the trace of all would be longer than a string can be. */
const LIST_PARTS = 20;
const SPANS = 10_000;
const BOOTS = 10_000;
const VIEWPORT = { width: 1360, height: 900 };
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const folder = mkdtempSync(join(tmpdir(), "hacotaki-bench-"));
const db = join(folder, "boots.db");

const DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
const idOf = (n: number, salt: bigint) =>
  Array.from({ length: 16 }, (_, place) => {
    const mixed = BigInt.asUintN(80, (BigInt(n) + salt) * 0x9e3779b97f4a7c15f39dn);
    return DIGITS[Number((mixed >> BigInt(place * 5)) & 31n)];
  }).join("");

/** The path of a boot cut into as many spans as are wanted. */
function cut(boot: Boot): Boot {
  const length = (boot.upAt ?? boot.startAt) - boot.startAt;
  const at = (n: number) => instant(boot.startAt + (length * BigInt(n)) / BigInt(SPANS));
  const spans = Array.from({ length: SPANS }, (_, n): Span => {
    const like = boot.spans[n % boot.spans.length];
    return {
      slug: `cut-${n}`,
      label: `interval ${n}`,
      group: like?.group ?? "supervise",
      lane: "container",
      onPath: true,
      state: "closed",
      startAt: at(n),
      endAt: at(n + 1),
      from: `phase ${n}`,
      to: `phase ${n + 1}`,
    };
  });
  return { ...boot, container: "ten-thousand-spans", spans };
}

/** The same boot at another time: whatever is named an instant is moved. */
function later(boot: Boot, ns: bigint): Boot {
  const moved = (value: unknown, key = ""): unknown => {
    if (typeof value === "bigint") return /^at$|At$|^wallTime$/.test(key) ? value + ns : value;
    if (Array.isArray(value)) return value.map((each) => moved(each));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, moved(each, name)]));
  };
  return moved(boot) as Boot;
}

/** The examples, one boot of very many spans, and very many boots, eight of them to compare. */
async function fill(): Promise<{
  readonly few: BootId;
  readonly many: BootId;
  readonly eight: readonly BootId[];
}> {
  const store = openStore(db, { mode: "write" });
  let example: Boot | undefined;
  for (const name of readdirSync(EXAMPLES).filter((file) => file.endsWith(".ndjson")))
    await importStream(
      createReadStream(join(EXAMPLES, name)),
      {
        ...store,
        save(changes: Changes, recording: number) {
          if (name === "head-min-true.ndjson") example = changes.boots[0] ?? example;
          return store.save(changes, recording);
        },
      },
      { name, now: utcNow },
    );
  if (!example) throw new Error("the example head-min-true is gone");
  const few = example;
  const recording = store.startRecording({
    kind: "live",
    hostId: few.hostId,
    hostName: few.hostName,
    kernelBootId: few.kernelBootId,
    path: "/usr/bin/haconiwa",
    probes: [],
    generation: "0.11",
    hasKernelEvents: true,
    startedAt: utcNow(),
    pid: process.pid,
  });
  const save = (boots: readonly Boot[]) =>
    store.save({ events: [], boots, marks: [], runs: [], retired: [] }, recording);
  const copy = (n: number, seconds: number): Boot => ({
    ...later(few, BigInt(seconds) * 1_000_000_000n),
    id: idOf(n, 1n) as BootId,
    runId: idOf(n, 2n) as RunId,
  });
  // The first of all: the list starts with ordinary ones.
  const many = cut(copy(BOOTS, 1));
  save([many]);
  for (let n = 0; n < BOOTS; n += 500) save(Array.from({ length: 500 }, (_, k) => copy(n + k, n + k + 2)));
  store.close();
  return { few: few.id, many: many.id, eight: Array.from({ length: 8 }, (_, n) => idOf(n, 1n) as BootId) };
}

type TraceEvent = {
  readonly name: string;
  readonly ph: string;
  readonly ts: number;
  /** On the clock, and of that thread alone: µs. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly pid: number;
  readonly tid: number;
  readonly args?: { readonly name?: string };
};

/** Work in ms of each frame that was painted anew: all the main thread did since the commit of the one before it. */
function framesOf(trace: Buffer): readonly number[] {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: readonly TraceEvent[] };
  const onMain = (main: TraceEvent, wanted: string) =>
    traceEvents
      .filter(
        ({ name, ph, pid, tid }) => name === wanted && ph === "X" && pid === main.pid && tid === main.tid,
      )
      .sort((a, b) => a.ts - b.ts);
  const mains = traceEvents.filter(
    ({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain",
  );
  // The page under test is the one that draws most.
  const [main] = mains.sort((a, b) => onMain(b, "Commit").length - onMain(a, "Commit").length);
  if (!main) throw new Error("the trace has no main thread");
  const commits = onMain(main, "Commit").map(({ ts }) => ts);
  const frameAt = (ts: number) => commits.findIndex((commit) => ts <= commit);
  const painted = new Set(onMain(main, "Paint").map(({ ts }) => frameAt(ts)));
  const work = commits.map(() => 0);
  for (const { ts, dur = 0, tdur = dur } of onMain(main, "RunTask")) {
    const frame = frameAt(ts);
    if (frame >= 0) work[frame] = (work[frame] ?? 0) + tdur / 1000;
  }
  return work.filter((_, frame) => painted.has(frame));
}

const at = (values: readonly number[], share: number) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};
const median = (values: readonly number[]) => at(values, 0.5);
const ms = (value: number) => `${value.toFixed(1)} ms`;

async function traced(browser: Browser, page: Page, act: () => Promise<void>): Promise<readonly number[]> {
  await browser.startTracing(page, {
    categories: ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline"],
  });
  await act();
  return framesOf(await browser.stopTracing());
}

const RULER = ".wf-ruler, .compare-axis";
async function overChart(page: Page): Promise<void> {
  const ruler = page.locator(RULER);
  // A long head may stand above the chart.
  await ruler.evaluate((element) => element.scrollIntoView({ block: "center" }));
  const box = await ruler.boundingBox();
  if (!box) throw new Error("no chart");
  await page.mouse.move(box.x + box.width * 0.55, box.y + 150);
}
async function zoomInAndOut(page: Page): Promise<void> {
  await overChart(page);
  await page.keyboard.down("Control");
  for (let step = 0; step < STEPS; step++) {
    await page.mouse.wheel(0, step < STEPS / 2 ? -40 : 40);
    await sleep(8);
  }
  await page.keyboard.up("Control");
}
async function panToAndFro(page: Page): Promise<void> {
  const ruler = page.locator(RULER);
  // A long head may stand above the chart.
  await ruler.evaluate((element) => element.scrollIntoView({ block: "center" }));
  const box = await ruler.boundingBox();
  if (!box) throw new Error("no chart");
  for (let press = 0; press < 3; press++) await page.keyboard.press("+");
  const y = box.y + 150;
  const x = (step: number) => box.x + box.width * (0.5 + 0.25 * Math.sin(step / 8));
  await page.mouse.move(x(0), y);
  await page.mouse.down();
  for (let step = 1; step < STEPS; step++) {
    await page.mouse.move(x(step), y);
    await sleep(8);
  }
  await page.mouse.up();
}
async function scrollRows(page: Page): Promise<void> {
  await overChart(page);
  for (let step = 0; step < STEPS; step++) {
    await page.mouse.wheel(0, 400);
    await sleep(8);
  }
}
/** Some way down the list, a notch of the wheel each 8 ms: pages are fetched on the way. */
async function scrollList(page: Page): Promise<void> {
  await page.mouse.move(600, 600);
  for (let step = 0; step < (BOOTS * 34) / LIST_PARTS / NOTCH_PX; step++) {
    await page.mouse.wheel(0, NOTCH_PX);
    await sleep(8);
  }
}

type Row = {
  readonly what: string;
  readonly p50: string;
  readonly p95: string;
  readonly worst: string;
  readonly frames: number;
};

async function frames(
  browser: Browser,
  what: string,
  { url, act, rounds = ROUNDS }: { url: string; act: (page: Page) => Promise<void>; rounds?: number },
): Promise<Row> {
  const found: (readonly number[])[] = [];
  for (let round = 0; round < rounds; round++) {
    const page = await browser.newPage({ viewport: VIEWPORT });
    await page.goto(url);
    await page.waitForSelector('.connection[data-state="connected"]');
    await sleep(500);
    // Once to warm up: the first frames compile what the later ones run.
    if (act !== scrollList) await act(page);
    const seen: number[] = [];
    for (let part = 0; part < (act === scrollList ? LIST_PARTS : 1); part++)
      seen.push(...(await traced(browser, page, () => act(page))));
    found.push(seen);
    await page.close();
  }
  const all = (share: number) => ms(median(found.map((values) => at(values, share))));
  return {
    what,
    p50: all(0.5),
    p95: all(0.95),
    worst: all(1),
    frames: median(found.map(({ length }) => length)),
  };
}

/** Asked of the page itself before anything else runs in it. */
const WATCH = `
  window.seen = { shift: 0 };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.seen.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      if (entry.name === "first-contentful-paint") window.seen.paint = entry.startTime;
  }).observe({ type: "paint", buffered: true });
`;

/** Bytes of script that a first visit brings, as they are sent. */
async function scriptBytes(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext({ viewport: VIEWPORT });
  const page = await context.newPage();
  const client = await context.newCDPSession(page);
  await client.send("Network.enable");
  const scripts = new Set<string>();
  let bytes = 0;
  client.on("Network.responseReceived", ({ requestId, type }) => type === "Script" && scripts.add(requestId));
  client.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength;
  });
  await page.goto(url);
  await page.waitForSelector('.connection[data-state="connected"]');
  await sleep(1000);
  await context.close();
  return bytes;
}

async function load(browser: Browser, what: string, url: string) {
  // Counted in a visit of its own: to watch the network costs the page time. It warms the server up, too.
  const bytes = await scriptBytes(browser, url);
  const paints: number[] = [];
  const shifts: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const context = await browser.newContext({ viewport: VIEWPORT });
    const page = await context.newPage();
    await page.addInitScript(WATCH);
    // The page before is put away and this one's process made in the background: neither is part of the visit.
    await sleep(1000);
    await page.goto(url);
    await page.waitForSelector('.connection[data-state="connected"]');
    await sleep(1000);
    const seen = await page.evaluate<{ shift: number; paint?: number }>("window.seen");
    paints.push(seen.paint ?? Number.NaN);
    shifts.push(seen.shift);
    await context.close();
  }
  return {
    page: what,
    paint: median(paints),
    "first contentful paint": ms(median(paints)),
    "of the rounds": paints.map((paint) => paint.toFixed(0)).join(" "),
    "layout shift": median(shifts).toFixed(3),
    "script over the wire": `${(bytes / 1000).toFixed(0)} kB`,
  };
}

const children: ChildProcess[] = [];
function serve(): Promise<string> {
  const child = spawn(
    process.execPath,
    [join(ROOT, "apps/dashboard/server/main.ts"), "--db", db, "--port", "0"],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  children.push(child);
  return new Promise((resolve, reject) => {
    let said = "";
    child.stdout.on("data", (text: Buffer) => {
      said += text.toString();
      const found = /http:\/\/\S+/.exec(said);
      if (found) resolve(found[0]);
    });
    child.on("exit", () => reject(new Error(`the dashboard ended: ${said}`)));
  });
}

const browser = await chromium.launch({
  executablePath: CHROMIUM,
  args: CHROMIUM_FLAGS,
});
try {
  const { few, many, eight } = await fill();
  const url = await serve();
  const boot = `${url}/boots/${few}`;
  const large = `${url}/boots/${many}`;
  const compared = `${url}/compare?boots=${eight.join(",")}`;
  const only = process.argv[2];
  const wanted = (name: string) => only === undefined || name.includes(only);
  const rows: Row[] = [];
  const each = [
    ["zoom, 25 spans", { url: boot, act: zoomInAndOut }],
    ["pan, 25 spans", { url: boot, act: panToAndFro }],
    [`zoom, ${SPANS} spans`, { url: large, act: zoomInAndOut }],
    [`pan, ${SPANS} spans`, { url: large, act: panToAndFro }],
    [`scroll, ${SPANS} spans`, { url: large, act: scrollRows }],
    ["zoom, eight boots compared", { url: compared, act: zoomInAndOut }],
    ["pan, eight boots compared", { url: compared, act: panToAndFro }],
    [`list, ${BOOTS} boots`, { url, act: scrollList, rounds: 1 }],
  ] as const;
  for (const [what, how] of each) if (wanted(what)) rows.push(await frames(browser, what, how));
  console.log("Work of the main thread a frame:");
  console.table(rows);
  if (wanted("load")) {
    // Machines differ by more than pages do: what a page of two lines takes is what the others are held against.
    const loads = [
      await load(browser, "two lines of text", `${url}/forbidden`),
      await load(browser, "boots", url),
      await load(browser, "boot", boot),
      await load(browser, "boot with a selected span", `${boot}?span=pivot-root`),
      await load(browser, `boot of ${SPANS} spans`, large),
    ];
    const least = loads[0]?.paint ?? Number.NaN;
    console.table(loads.map(({ paint, ...row }) => ({ ...row, "× two lines": (paint / least).toFixed(2) })));
  }
} finally {
  await browser.close();
  for (const child of children) {
    child.removeAllListeners("exit");
    child.kill("SIGTERM");
    await new Promise((resolve) => child.once("exit", resolve));
  }
  rmSync(folder, { recursive: true, force: true });
}
