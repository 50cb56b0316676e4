// How long the dashboard's pages take over HTTP, while the columns of the statistics fill and once they are full, and
// how long the server's event loop was held up meanwhile. Needs a built dashboard.
// Run: node bench/pages.ts --db FILE [--only compare]   (FILE: see bench/statistics.ts)
import { parseArgs } from "node:util";
import { openStore } from "../packages/store/src/index.ts";
import { describeMachine } from "./machine.ts";
import { load, startServer, type Loaded } from "./server.ts";

const { values: flags } = parseArgs({
  options: {
    db: { type: "string" },
    rounds: { type: "string", default: "20" },
    only: { type: "string", default: "" },
  },
});
if (flags.db === undefined) throw new Error("--db FILE is missing");
const ROUNDS = Number(flags.rounds);

console.log(describeMachine());
const started = performance.now();
const server = await startServer(flags.db);

async function measure(page: string, rounds: number, path: (round: number) => string) {
  await server.told();
  const loads: Loaded[] = [];
  for (let round = 0; round < rounds; round++) loads.push(await load(server.url + path(round)));
  const { delayed, held } = await server.told();
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
    "held up ms": Math.round(delayed),
    "of CPU ms": Math.round(held),
  };
}

try {
  const store = openStore(flags.db, { mode: "read" });
  const { boots } = await store.listBoots({ limit: 500 });
  const containers = (await store.containers()).map(({ name }) => name);
  store.close();
  const boot = (round: number) => boots[(round * 97) % boots.length];
  /** Different ones each round. */
  const several = (count: number, round: number) =>
    Array.from({ length: count }, (_, n) => boot(round * count + n)?.id ?? "").join(",");
  const all: readonly (readonly [string, (round: number) => string])[] = [
    ["/", () => "/"],
    ["/?sort=slowest", () => "/?sort=slowest"],
    ["/?sort=span:pivot-root", () => "/?sort=span%3Apivot-root"],
    ["/?q=…, many", () => "/?q=web-s"],
    ["/?q=…, one", () => `/?q=${boots.at(-1)?.id}`],
    ["/?min=…, what differs", (n) => `/?min=${200 + n}ms`],
    ["/boots/ID", (n) => `/boots/${boot(n)?.id ?? ""}`],
    ["/containers", () => "/containers"],
    ["/containers/NAME", (n) => `/containers/${containers[(n * 7) % containers.length]}`],
    ["/live", () => "/live"],
    ["/compare?boots=A,B", (n) => `/compare?boots=${several(2, n)}`],
    ["/compare?boots=A,…,H", (n) => `/compare?boots=${several(8, n)}`],
  ];
  const pages = all.filter(([page]) => page.includes(flags.only));
  await load(`${server.url}/containers`);
  console.log(`first page ${((performance.now() - started) / 1_000).toFixed(1)} s after the start; filling:`);
  const filling = [];
  for (const [page, path] of pages) filling.push(await measure(page, 1, path));
  console.table(filling);
  while (/Still counting: \d/.test((await load(server.url)).text))
    await new Promise((resume) => void setTimeout(resume, 1_000));
  console.log(`full ${((performance.now() - started) / 1_000).toFixed(1)} s after the start:`);
  const full = [];
  for (const [page, path] of pages) full.push(await measure(page, ROUNDS, path));
  console.table(full);
} finally {
  await server.stop();
}
