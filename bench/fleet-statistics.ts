// Questions that a fleet's database answers, at several sizes: pages of the list, a boot, charts, what differs, what is
// usual, cohorts. 20,000 made-up boots are shipped to ClickHouse's engine (in a process of its own on this machine,
// test/fleet, behind HTTP) and then multiplied there, each copy with an id, a host, a time and durations of its own, without
// raw events. Medians of 5, ms. Bars: newest and container pages 200, boot 50, charts of all 2,000, of a container 300, what
// differs of all 4,000, of a container 500, cohorts of 100,000 each 3,000.
// Run: node bench/fleet-statistics.ts [--sizes 1000000,2000000] [--only boot,cohorts] [--folder DIR]
// A folder keeps what was made: the next run asks it at once, or makes what it lacks.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { DEFAULT_COHORT_OPTIONS } from "../packages/core/src/index.ts";
import {
  createShipper,
  migrate,
  openEngine,
  openFleet,
  parseDestination,
} from "../packages/fleet/src/index.ts";
import { openNotebook, openStore } from "../packages/store/src/index.ts";
import { ADMIN, READER, SHIPPER, startEngine } from "../test/fleet/engine.ts";
import { makeDatabase } from "./made-database.ts";

const { values: flags } = parseArgs({
  options: {
    sizes: { type: "string", default: "1000000,2000000" },
    only: { type: "string", default: "" },
    folder: { type: "string" },
  },
});
const BASE = 20_000;
const TIMES = 5;
/** Copies made in one statement. */
const STEP = 50;
const folder = flags.folder ?? mkdtempSync(join(tmpdir(), "hacotaki-fleet-bench-"));
mkdirSync(folder, { recursive: true });
const path = join(folder, "hacotaki.db");
if (!existsSync(path)) makeDatabase(path, BASE, "--seed", "1");

const running = await startEngine(join(folder, "engine"));
const destinationFor = (user: string) => {
  const parsed = parseDestination(`clickhouse://${user}@127.0.0.1:${running.port}/hacotaki`);
  if (parsed.kind === "wrong") throw new Error(parsed.reason);
  return parsed.destination;
};
const admin = openEngine(destinationFor(ADMIN.name), { password: ADMIN.password, timeoutMs: 3_600_000 });
await migrate(admin, { database: "hacotaki" });
/** Ships what the others are copies of. */
async function ship() {
  const store = openStore(path, { mode: "read" });
  const notebook = openNotebook(path);
  notebook.forgetShip(destinationFor(SHIPPER.name).name);
  const engine = openEngine(destinationFor(SHIPPER.name), { password: SHIPPER.password });
  const shipper = await createShipper({
    ...{ store, notebook, engine, destination: destinationFor(SHIPPER.name) },
    ...{ labels: { role: "web" }, signal: new AbortController().signal },
  });
  for (;;) {
    const round = await shipper.round();
    if (round.kind === "idle") break;
    if (round.kind === "later") throw new Error(round.reason);
  }
  await engine.close();
  notebook.close();
  store.close();
}
const bootsThere = async () => {
  const [row] = await admin.rows<{ n: string }>("SELECT toString(count()) AS n FROM hacotaki.boot");
  return Number(row?.n);
};
if ((await bootsThere()) < BASE) await ship();

const jittered = (column: string) => `toInt64(${column} * factor) AS ${column}`;
const jitteredAll = (column: string) =>
  `arrayMap(each -> toInt64(each * factor), \`${column}\`) AS \`${column}\``;
const REPLACED = [
  "leftPad(lower(hex(cityHash64(boot_id, copy))), 16, '0') AS boot_id",
  "concat(host_id, '-', toString(copy % 125)) AS host_id",
  "concat(host_name, '-', toString(copy % 125)) AS host_name",
  "started_at - toIntervalSecond(copy * 4321) AS started_at",
  "now64(9, 'UTC') AS arrived_at",
  // A revision of none tells copies from what was shipped.
  "bitAnd(version, bitNot(toUInt64(0x3fffffffff))) AS version",
  // Raw events would be those of boots that took as long as theirs.
  ...["toUInt8(0) AS events_form", "'' AS events_odd", "'' AS events_main"],
  ...["up_offset_ns", "ready_offset_ns", "end_offset_ns"].map(jittered),
  ...["span.ns", "span.gap_ns", "cause.ns"].map(jitteredAll),
];
/** So many more copies of each boot that was shipped. */
const copies = (from: number, to: number) =>
  admin.run(
    `INSERT INTO hacotaki.boot SELECT * EXCEPT (copy, factor) REPLACE (${REPLACED.join(", ")}) FROM (
       SELECT *, arrayJoin(range(${from}, ${to})) AS copy, 0.7 + cityHash64(boot_id, copy, 1) % 1000 / 1500 AS factor
       FROM hacotaki.boot WHERE revision > 0)`,
  );

async function median(ask: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < TIMES; n++) {
    const start = performance.now();
    await ask();
    times.push(performance.now() - start);
  }
  return Math.round(times.sort((a, b) => a - b)[TIMES >> 1] ?? 0);
}

async function measure(boots: number) {
  const reader = await openFleet({
    destination: destinationFor(READER.name),
    access: { password: READER.password },
  });
  const { statistics } = reader;
  const containers = (await reader.containers()).toSorted((a, b) => b.boots - a.boots);
  const [container = { name: "", boots: 0 }] = containers;
  const names = containers.slice(0, 50).map((each) => each.name);
  const { boots: newest } = await reader.listBoots({ limit: 50 });
  const id = newest[7]?.id;
  if (id === undefined) throw new Error("no boot");
  const { name } = container;
  const charts = (filter: object) => statistics.overview({ filter, axis: "log", zoom: false });
  const box = { minDuration: 300_000_000n };
  const day = 86_400_000_000_000n;
  const half = (newest[0]?.wallTime ?? 0n) - 10n * day;
  /** Of 20 million boots, 100,000 began within it. */
  const stretch = (day * 15_000_000n) / BigInt(boots);
  const compare = () =>
    statistics.compare(
      { since: half - stretch, until: half },
      { since: half - 2n * stretch, until: half - stretch },
      DEFAULT_COHORT_OPTIONS,
    );
  const asked: Readonly<Record<string, () => Promise<unknown>>> = {
    "newest page": () => reader.listBoots({ limit: 50 }),
    "page of a container": () => reader.listBoots({ limit: 50, filter: { container: name } }),
    boot: () => reader.findBoot(id),
    "its neighbours": () => reader.neighbours(id),
    "charts of all": () => charts({}),
    "charts of a container": () => charts({ container: name }),
    "what differs of all": () => statistics.whatDiffers({ filter: {}, box }),
    "what differs of a container": () => statistics.whatDiffers({ filter: { container: name }, box }),
    "what is usual": () => statistics.population({ container: name }),
    "report of a container": () => statistics.container(name, { bins: 30 }),
    "changes of a container": () => statistics.changes(name, {}),
    "percentiles and why of the newest page": () => statistics.percentiles(newest.map((boot) => boot.id)),
    "page of a container by a span": () =>
      statistics.select({ limit: 50, sort: "span:filesystem", filter: { container: name } }),
    "page of all by a span": () => statistics.select({ limit: 50, sort: "span:filesystem" }),
    "page of a text": () => statistics.select({ limit: 50, filter: { text: name.slice(1) } }),
    "charts of a text": () => charts({ text: name.slice(1) }),
    "budget of every container's newest 100": () =>
      statistics.budgets([{ window: { boots: 100 }, measure: "boot", quantile: 0.95 }]),
    "table of containers": () => statistics.containers(),
    "courses of a page of containers": () => statistics.courses(names),
    "tail of a container": () =>
      statistics.whatDiffers({ filter: { container: name }, box: { minDuration: 15_000_000_000n } }),
    cohorts: compare,
    hosts: () => Promise.resolve(reader.hostFacts?.(1_000)),
    "hosts against each other": () => statistics.groups({ by: "host", filter: {} }),
    "hosts against each other, of a container": () =>
      statistics.groups({ by: "host", filter: { container: name } }),
    "kernels against each other": () => statistics.groups({ by: "kernel", filter: {} }),
  };
  const only = flags.only.split(",").filter((each) => each !== "");
  const result: Record<string, number | string> = { "boots of the container": container.boots };
  for (const [question, ask] of Object.entries(asked))
    if (only.length === 0 || only.includes(question)) result[question] = await median(ask);
  if ("cohorts" in result) {
    const compared = await compare();
    result["boots of the cohorts"] = `${compared.baseline} × ${compared.candidate}`;
  }
  reader.close();
  return [`${boots} boots`, result] as const;
}

/** Each question in a line, each size in a column. */
const results: Record<string, Record<string, number | string>> = {};
for (const size of flags.sizes.split(",").map(Number)) {
  const there = await bootsThere();
  let made = Math.floor(there / BASE) - 1;
  for (; made < size / BASE - 1; made = Math.min(made + STEP, size / BASE - 1))
    await copies(made + 1, Math.min(made + STEP, size / BASE - 1) + 1);
  if (there < size)
    for (const table of ["boot", "boot_sample", "boot_time", "boot_place"])
      await admin.run(`OPTIMIZE TABLE hacotaki.${table} FINAL`);
  const [row] = await admin.rows<{ n: string; bytes: string }>(
    "SELECT toString(sum(rows)) AS n, toString(sum(bytes_on_disk)) AS bytes FROM system.parts WHERE active AND table = 'boot'",
  );
  const [title, result] = await measure(Number(row?.n));
  const bytes = Math.round(Number(row?.bytes) / Number(row?.n));
  for (const [question, told] of Object.entries({ ...result, "bytes a boot": bytes }))
    (results[question] ??= {})[title] = told;
  console.table(results);
}
await admin.close();
await running.close();
if (flags.folder === undefined) rmSync(folder, { recursive: true, force: true });
