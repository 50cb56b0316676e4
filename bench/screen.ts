/**
 * From a probe's firing to its bar in a browser: collector, database, dashboard and Chromium, all real, on this machine.
 * Needs root and a built dashboard. `node bench/screen.ts`
 */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { openStore } from "@hacotaki/store";
import { chromium } from "@playwright/test";
import { CHROMIUM, CHROMIUM_FLAGS } from "../test/e2e/chromium.ts";

const ROOT = join(import.meta.dirname, "..");
const BUILD = join(ROOT, "test/runtime/build");
const BOOTS = Number(process.env["BENCH_BOOTS"] ?? 100);
const PORT = 7461;
const run = promisify(execFile);
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const folder = mkdtempSync(join(tmpdir(), "hacotaki-bench-"));
const binary = join(folder, "haconiwa");
const dbPath = join(folder, "boots.db");
copyFileSync(join(BUILD, "haconiwa-0.11"), binary);

function start(isReady: RegExp, ...args: string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  return new Promise((resolve, reject) => {
    let said = "";
    child.stdout.on("data", (text: Buffer) => {
      said += text.toString();
      if (isReady.test(said)) resolve(child);
    });
    child.on("exit", () => reject(new Error(`${args[0]} ended: ${said}`)));
  });
}

type Seen = { row: number; exec?: number };
const children: ChildProcess[] = [];
const browser = await chromium.launch({
  executablePath: CHROMIUM,
  args: CHROMIUM_FLAGS,
});
try {
  const cli = join(ROOT, "packages/cli/src/main.ts");
  children.push(await start(/attached/i, cli, "record", "--binary", binary, "--db", dbPath));
  children.push(
    await start(/http:/, join(ROOT, "apps/dashboard/server/main.ts"), "--db", dbPath, "--port", String(PORT)),
  );
  const page = await browser.newPage();
  // Looks once a frame: what it sees is on screen with that frame.
  await page.addInitScript(`
    window.seen = {};
    const look = () => {
      const now = performance.timeOrigin + performance.now();
      for (const row of document.querySelectorAll("tr[data-boot]")) {
        const seen = (window.seen[row.dataset.boot] ??= { row: now });
        if (seen.exec === undefined && row.querySelector(".at-exec")) seen.exec = now;
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  `);
  const boot = (n: number) =>
    run(binary, [
      "run",
      "--rootfs",
      join(BUILD, "rootfs"),
      "--quiet",
      "--name",
      `s${n}`,
      "--delay",
      "18=150",
      "--run-for",
      "20",
    ]);
  await boot(0);
  await page.goto(`http://127.0.0.1:${PORT}/`);
  await sleep(1_500);
  for (let n = 1; n <= BOOTS; n++) {
    await boot(n);
    await sleep(20 + ((n * 37) % 100));
  }
  await sleep(1_000);
  const seen = await page.evaluate<Record<string, Seen>>("window.seen");

  const store = openStore(dbPath, { mode: "read" });
  const { boots } = await store.listBoots({ limit: BOOTS });
  store.close();
  const began: number[] = [];
  const came: number[] = [];
  for (const { id, startAt, wallTime, spans, upAt } of boots) {
    const at = seen[id];
    const prepare = spans.find(({ slug }) => slug === "prepare");
    if (at === undefined || wallTime === undefined || prepare === undefined || upAt === undefined) continue;
    began.push(at.row - Number(wallTime + prepare.offsetNs) / 1e6);
    if (at.exec !== undefined) came.push(at.exec - Number(wallTime + upAt - startAt) / 1e6);
  }
  const row = (name: string, values: number[]) => {
    const sorted = values.sort((a, b) => a - b);
    const at = (share: number) =>
      `${sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]?.toFixed(0)} ms`;
    return { what: name, boots: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
  };
  console.table([
    row("first probe of a boot → its row and bar", began),
    row("exec → its line in the row", came),
  ]);
} finally {
  await browser.close();
  for (const child of children) {
    child.removeAllListeners("exit");
    child.kill("SIGTERM");
    await new Promise((resolve) => child.once("exit", resolve));
  }
  rmSync(folder, { recursive: true, force: true });
}
