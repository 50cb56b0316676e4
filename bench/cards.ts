// How long the pictures take that chats show beside a link: asked for the first time, and again. Needs a built dashboard.
// Run: node bench/cards.ts --db FILE [--rounds 50]
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openStore } from "../packages/store/src/index.ts";

const { values: flags } = parseArgs({
  options: { db: { type: "string" }, rounds: { type: "string", default: "50" } },
});
if (flags.db === undefined) throw new Error("--db FILE is missing");
const ROUNDS = Number(flags.rounds);

const server = fork(
  join(import.meta.dirname, "../apps/dashboard/server/main.ts"),
  ["--db", flags.db, "--port", "0"],
  { stdio: ["ignore", 2, 2, "ipc"] },
);

async function load(address: string): Promise<number> {
  const start = performance.now();
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  await response.arrayBuffer();
  return performance.now() - start;
}

const at = (values: readonly number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * share)]?.toFixed(1);

try {
  const [{ url }] = (await once(server, "message")) as [{ url: string }];
  const store = openStore(flags.db, { mode: "read" });
  const { boots } = await store.listBoots({ limit: 2 * ROUNDS });
  const containers = (await store.containers()).slice(0, ROUNDS);
  store.close();
  const kinds = {
    boot: boots.slice(0, ROUNDS).map(({ id }) => `/cards/boots/${id}.png`),
    comparison: boots
      .slice(0, ROUNDS)
      .map(({ id }, place) => `/cards/compare.png?boots=${id},${boots.at(-1 - place)?.id ?? id}`),
    container: containers.map(({ name }) => `/cards/containers/${encodeURIComponent(name)}.png`),
  };
  const rows = [];
  for (const [card, paths] of Object.entries(kinds)) {
    const first: number[] = [];
    const again: number[] = [];
    for (const path of paths) first.push(await load(url + path));
    for (const path of paths) again.push(await load(url + path));
    rows.push({
      card,
      cards: paths.length,
      "first p50 ms": at(first, 0.5),
      "first p95 ms": at(first, 0.95),
      "again p50 ms": at(again, 0.5),
      "again p95 ms": at(again, 0.95),
    });
  }
  console.table(rows);
} finally {
  server.kill();
}
