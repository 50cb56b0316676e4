// From `npm start` on an installation that was started before to the first page: the second and later starts, with nothing
// to build. Beside it a bare `node -e 0` and `npm run` of nothing in the same run, as the least that any of it takes.
//   node bench/start.ts [--runs 5] [--db FILE]
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { against, atShare } from "./figures.ts";
import { describeMachine } from "./machine.ts";
import { load } from "./server.ts";

const { values: flags } = parseArgs({
  options: { runs: { type: "string", default: "5" }, db: { type: "string" } },
});
const RUNS = Number(flags.runs);
const ROOT = join(import.meta.dirname, "..");
const BAR_MS = 2_000;
const MOST_MS = 300_000;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** How long until a page is there, ms, of what was started just now. */
async function firstPage(url: string, start: number): Promise<number> {
  for (;;) {
    try {
      await load(url);
      return performance.now() - start;
    } catch (error) {
      if (performance.now() - start > MOST_MS) throw error;
      await pause(10);
    }
  }
}

async function run(command: string, args: readonly string[]): Promise<number> {
  const start = performance.now();
  await once(spawn(command, args, { cwd: ROOT, stdio: "ignore" }), "exit");
  return performance.now() - start;
}

async function startOnce(db: string): Promise<number> {
  const port = await freePort();
  const start = performance.now();
  const child = spawn("npm", ["start", "--", "--db", db, "--port", String(port)], {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "ignore"],
    detached: true,
  });
  try {
    return await firstPage(`http://127.0.0.1:${port}/`, start);
  } finally {
    const gone = once(child, "exit");
    // npm hands no signal on to what it started: the group that was made for them gets it.
    if (child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
    await gone;
  }
}

const folder = mkdtempSync(join(tmpdir(), "hacotaki-start-"));
try {
  const db = flags.db ?? join(folder, "hacotaki.db");
  console.log(describeMachine());
  await startOnce(db);
  const [starts, nodes, npms]: number[][] = [[], [], []];
  for (let n = 0; n < RUNS; n++) {
    starts?.push(await startOnce(db));
    nodes?.push(await run(process.execPath, ["-e", "0"]));
    npms?.push(await run("npm", ["--version"]));
  }
  const row = (what: string, times: readonly number[] = [], bar?: number) => ({
    what,
    ...against(atShare(times, 0.5), bar),
    most: Math.round(Math.max(...times)),
  });
  console.table([
    row("second npm start to a page, median ms", starts, BAR_MS),
    row("npm --version", npms),
    row("node -e 0", nodes),
  ]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
