// How long the dashboard's pages take over HTTP, while the columns of the statistics fill and once they are full, and
// how long the server's event loop was held up meanwhile. Needs a built dashboard.
// Run: node bench/pages.ts --db FILE [--only compare]   (FILE: see bench/statistics.ts)
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openStore } from "../packages/store/src/index.ts";

const { values: flags } = parseArgs({
  options: {
    db: { type: "string" },
    rounds: { type: "string", default: "20" },
    only: { type: "string", default: "" },
  },
});
if (flags.db === undefined) throw new Error("--db FILE is missing");
const ROUNDS = Number(flags.rounds);
/** Runs in the server: tells, when asked, the longest delay of its event loop since it was asked before, ms. */
const WATCH = `
  import { monitorEventLoopDelay } from "node:perf_hooks";
  const delays = monitorEventLoopDelay({ resolution: 5 });
  delays.enable();
  process.on("message", () => {
    process.send({ longest: delays.max / 1e6, p99: delays.percentile(99) / 1e6 });
    delays.reset();
  });
  process.channel.unref();
`;

const server = fork(
  join(import.meta.dirname, "../apps/dashboard/server/main.ts"),
  ["--db", flags.db, "--port", "0"],
  {
    execArgv: ["--import", `data:text/javascript,${encodeURIComponent(WATCH)}`],
    stdio: ["ignore", 2, 2, "ipc"],
  },
);
const started = performance.now();

async function delays(): Promise<{ readonly longest: number; readonly p99: number }> {
  server.send("delays");
  const [told] = (await once(server, "message")) as [{ longest: number; p99: number }];
  return told;
}

const [{ url: ORIGIN }] = (await once(server, "message")) as [{ url: string }];

/** To the first byte, and to the last one, ms. */
async function load(path: string) {
  const start = performance.now();
  const response = await fetch(ORIGIN + path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  const reader = response.body?.getReader();
  const first = await reader?.read();
  const firstByte = performance.now() - start;
  let bytes = first?.value?.length ?? 0;
  for (let chunk = await reader?.read(); chunk?.value; chunk = await reader?.read())
    bytes += chunk.value.length;
  return { firstByte, whole: performance.now() - start, bytes };
}

async function measure(page: string, rounds: number, path: (round: number) => string) {
  await delays();
  const loads: Awaited<ReturnType<typeof load>>[] = [];
  for (let round = 0; round < rounds; round++) loads.push(await load(path(round)));
  const { longest } = await delays();
  const at = (values: number[], share: number) =>
    Math.round(values.sort((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? 0);
  const firstBytes = loads.map(({ firstByte }) => firstByte);
  return {
    page,
    "first byte p50 ms": at(firstBytes, 0.5),
    "p95 ms": at(firstBytes, 0.95),
    "whole p50 ms": at(
      loads.map(({ whole }) => whole),
      0.5,
    ),
    kB: Math.round((loads[0]?.bytes ?? 0) / 1_000),
    "held up ms": Math.round(longest),
  };
}

try {
  const store = openStore(flags.db, { mode: "read" });
  const { boots } = await store.listBoots({ limit: 500 });
  store.close();
  const boot = (round: number) => boots[(round * 97) % boots.length];
  /** Different ones each round. */
  const several = (count: number, round: number) =>
    Array.from({ length: count }, (_, n) => boot(round * count + n)?.id ?? "").join(",");
  const all: readonly (readonly [string, (round: number) => string])[] = [
    ["/", () => "/"],
    ["/?sort=slowest", () => "/?sort=slowest"],
    ["/?sort=span:pivot-root", () => "/?sort=span%3Apivot-root"],
    ["/?q=…, many", () => "/?q=web-1"],
    ["/?q=…, one", () => "/?q=needle"],
    ["/?min=…, what differs", (n) => `/?min=${200 + n}ms`],
    ["/boots/ID", (n) => `/boots/${boot(n)?.id ?? ""}`],
    ["/containers", () => "/containers"],
    ["/containers/NAME", (n) => `/containers/web-${(n * 7) % 200}`],
    ["/live", () => "/live"],
    ["/compare?boots=A,B", (n) => `/compare?boots=${several(2, n)}`],
    ["/compare?boots=A,…,H", (n) => `/compare?boots=${several(8, n)}`],
  ];
  const pages = all.filter(([page]) => page.includes(flags.only));
  await load("/containers");
  console.log(`first page ${((performance.now() - started) / 1_000).toFixed(1)} s after the start; filling:`);
  const filling = [];
  for (const [page, path] of pages) filling.push(await measure(page, 1, path));
  console.table(filling);
  while (/Still counting: \d/.test(await (await fetch(ORIGIN)).text()))
    await new Promise((resume) => void setTimeout(resume, 1_000));
  console.log(`full ${((performance.now() - started) / 1_000).toFixed(1)} s after the start:`);
  const full = [];
  for (const [page, path] of pages) full.push(await measure(page, ROUNDS, path));
  console.table(full);
} finally {
  server.kill();
}
