// The dashboard over HTTP at many boots, while a collector writes: how soon pages come, mixed, one after the other; how long
// the server could do nothing else; how soon the first page comes after a start, and when the columns are full. Then, for
// several sizes, how pages grow.
//
//   node bench/serve.ts [--db FILE] [--boots 1000000]          one size, every figure against its bar
//   node bench/serve.ts --sizes 10000,100000,1000000           growth: one row a size
//   … --only boot,list   some kinds of pages    --requests 200   all together    --rate 0   nobody writes
//   … --together 4   each request so often at once, as by as many people
//   … --settled   once the server has done what it does after a start: puts in order, and counts
//   … --folder DIR       where databases are made and kept (a million boots take minutes and gigabytes): give it, or --db
//
// A second run finds the columns as the first kept them; HACOTAKI_KEEP_COLUMNS=off counts them anew.
// Needs a built dashboard (`node scripts/setup.mjs test`). Each run adds the boots that its writer saved to the database.
// The bars are those of a machine that does nothing else; "held" (the most that the main thread computed at a stretch) and
// "cpu" (a request's, all threads, median) count processor time, and tell something on a busy machine as well.
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import {
  cohortHref,
  containerHref,
  containersHref,
  DEFAULT_COHORT_OPTIONS,
  type BootSummary,
} from "@hacotaki/core";
import { openStore } from "@hacotaki/store";
import { against, atShare } from "./figures.ts";
import { describeMachine, loadText } from "./machine.ts";
import { makeDatabase } from "./made-database.ts";
import { load, startServer, type Loaded, type Server, type Told } from "./server.ts";

const { values: flags } = parseArgs({
  options: {
    db: { type: "string" },
    folder: { type: "string" },
    boots: { type: "string", default: "1000000" },
    sizes: { type: "string" },
    only: { type: "string", default: "" },
    requests: { type: "string", default: "200" },
    rate: { type: "string", default: "200" },
    together: { type: "string", default: "1" },
    settled: { type: "boolean", default: false },
  },
});

const KINDS = ["boot", "list", "container", "containers", "what differs", "cohorts"] as const;
type Kind = (typeof KINDS)[number];
/** First byte, p95, ms. */
const BARS: Readonly<Record<Kind, number>> = {
  boot: 40,
  list: 60,
  container: 120,
  containers: 120,
  "what differs": 300,
  cohorts: 400,
};
const HELD_BAR = 50;
const FIRST_PAGE_BAR = 300;
const FULL_BAR = 8;
const CONTAINERS_KB_BAR = 300;
const COHORT = 10_000;
const LISTED = 1_000;

/** What is asked for, of boots that were there before the writer began. */
async function addressesOf(db: string): Promise<Record<Kind, (round: number) => string>> {
  const store = openStore(db, { mode: "read" });
  const containers = (await store.containers()).toSorted((a, b) => b.boots - a.boots);
  const total = (await store.facts()).boots;
  const cohort = Math.min(COHORT, Math.floor(total / 4));
  const boots: BootSummary[] = [];
  let after: string | undefined;
  do {
    const page = await store.listBoots({ limit: LISTED, ...(after === undefined ? {} : { after }) });
    boots.push(...page.boots);
    after = page.next;
  } while (after !== undefined && boots.length < 3 * cohort);
  store.close();
  const wallOf = (place: number) => boots[Math.min(place, boots.length - 1)]?.wallTime ?? 0n;
  const cohortOf = (from: number) =>
    ({ kind: "filter", filter: { since: wallOf(from + cohort), until: wallOf(from) } }) as const;
  return {
    boot: (n) => `/boots/${boots[(n * 97) % boots.length]?.id ?? ""}`,
    list: (n) => (n % 2 === 0 ? "/" : "/?sort=slowest"),
    container: (n) => containerHref(containers[(n * 7) % Math.min(60, containers.length)]?.name ?? ""),
    containers: () => containersHref(),
    "what differs": (n) => `/?min=${250 + n}ms`,
    cohorts: (n) =>
      cohortHref({
        ...DEFAULT_COHORT_OPTIONS,
        baseline: cohortOf(n * 31),
        candidate: cohortOf(cohort + n * 31),
      }),
  };
}

/** With the processor time of all the server's threads meanwhile, what it reads of the writer's boots included, ms. */
type Asked = Loaded & { readonly cpu: number };
type Loads = Map<Kind, { loads: Asked[]; told: Told[] }>;

const wanted = KINDS.filter((kind) => flags.only === "" || flags.only.split(",").includes(kind));

/** All kinds in turns, so that each finds what the others have left of caches. */
async function askMixed(server: Server, addresses: Awaited<ReturnType<typeof addressesOf>>): Promise<Loads> {
  const together = Number(flags.together);
  const rounds = Math.ceil(Number(flags.requests) / wanted.length / together);
  const found: Loads = new Map(wanted.map((kind) => [kind, { loads: [], told: [] }]));
  let { cpu } = await server.told();
  for (let round = 0; round < rounds; round++)
    for (const kind of wanted) {
      const loads = await Promise.all(
        Array.from({ length: together }, () => load(server.url + addresses[kind](round))),
      );
      const told = await server.told();
      const share = (told.cpu - cpu) / together;
      found.get(kind)?.loads.push(...loads.map((loaded) => ({ ...loaded, cpu: share })));
      found.get(kind)?.told.push(told);
      ({ cpu } = told);
    }
  return found;
}

async function startWriter(db: string): Promise<ChildProcess | undefined> {
  if (flags.rate === "0") return undefined;
  const writer = fork(join(import.meta.dirname, "writer.ts"), ["--db", db, "--rate", flags.rate]);
  await once(writer, "message");
  return writer;
}

async function stopWriter(writer: ChildProcess | undefined): Promise<object | undefined> {
  if (writer === undefined) return undefined;
  writer.send("stop");
  const [report] = (await once(writer, "message")) as [object];
  return report;
}

/** Seconds from the server's start until the list no longer says that it counts. */
async function untilFull(server: Server, listensAt: number): Promise<number> {
  while (/Still counting: \d/.test((await load(server.url)).text)) await pause(200);
  return (performance.now() - listensAt) / 1_000;
}

/** A server that computes less in a second has nothing to do, ms. */
const IDLE_MS = 50;
const LONGEST_S = 60;

async function untilSettled(server: Server): Promise<void> {
  let { cpu } = await server.told();
  for (let seconds = 0; seconds < LONGEST_S; seconds++) {
    await pause(1_000);
    const { cpu: now } = await server.told();
    if (now - cpu < IDLE_MS) return;
    cpu = now;
  }
  throw new Error(`the server computes for more than ${LONGEST_S} s after its start`);
}

type Size = {
  readonly boots: number;
  readonly rows: readonly object[];
  readonly growth: object;
  readonly written: object | undefined;
};

async function measure(db: string): Promise<Size> {
  const addresses = await addressesOf(db);
  const store = openStore(db, { mode: "read" });
  const { boots, bytes } = await store.facts();
  store.close();
  const server = await startServer(db);
  const listensAt = performance.now();
  try {
    const firstPage = await load(server.url);
    const firstPages = [];
    for (const kind of wanted) firstPages.push((await load(server.url + addresses[kind](1_000))).firstByte);
    const full = await untilFull(server, listensAt);
    for (const kind of wanted) await load(server.url + addresses[kind](2_000));
    if (flags.settled) await untilSettled(server);
    const writer = await startWriter(db);
    await pause(1_000);
    const loads = await askMixed(server, addresses);
    const written = await stopWriter(writer);
    const all = [...loads].map(([kind, { loads: each, told }]) => ({
      kind,
      p50: atShare(
        each.map(({ firstByte }) => firstByte),
        0.5,
      ),
      p95: atShare(
        each.map(({ firstByte }) => firstByte),
        0.95,
      ),
      whole: atShare(
        each.map(({ whole }) => whole),
        0.95,
      ),
      cpu: atShare(
        each.map((one) => one.cpu),
        0.5,
      ),
      kB: Math.max(...each.map(({ bytes: size }) => size)) / 1_000,
      held: Math.max(...told.map(({ held }) => held)),
      delayed: Math.max(...told.map(({ delayed }) => delayed)),
    }));
    const figure = (name: string, value: number, bar?: number, digits = 0) => ({
      what: name,
      ...against(value, bar, digits),
    });
    const rows = [
      figure("first page after the start, ms", firstPage.firstByte, FIRST_PAGE_BAR),
      figure("slowest other page while columns fill, ms", Math.max(...firstPages), FIRST_PAGE_BAR),
      figure("columns full, s", full, FULL_BAR, 1),
      ...all.map(({ kind, p95 }) => figure(`${kind}, first byte p95, ms`, p95, BARS[kind])),
      ...all.map(({ kind, held }) => figure(`${kind}: others held up at most, ms of CPU`, held, HELD_BAR)),
      ...all
        .filter(({ kind }) => kind === "containers")
        .map(({ kB }) => figure("containers, kB", kB, CONTAINERS_KB_BAR)),
    ];
    console.log(
      `\n${boots.toLocaleString("en")} boots, ${(bytes / 1e6).toFixed(0)} MB; server ${server.memory().toFixed(0)} MB, load ${loadText()}`,
    );
    console.table(
      all.map(({ kind, ...rest }) => ({
        page: kind,
        ...Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, Math.round(value)])),
      })),
    );
    const growth = {
      boots: boots.toLocaleString("en"),
      MB: Math.round(bytes / 1e6),
      ...Object.fromEntries(all.map(({ kind, p50 }) => [`${kind} p50`, Math.round(p50)])),
      ...Object.fromEntries(all.map(({ kind, p95 }) => [`${kind} p95`, Math.round(p95)])),
      "first page": Math.round(firstPage.firstByte),
      "full, s": Number(full.toFixed(1)),
    };
    return { boots, rows, growth, written };
  } finally {
    await server.stop();
  }
}

console.log(describeMachine());
const temporary =
  flags.folder === undefined && flags.db === undefined
    ? mkdtempSync(join(tmpdir(), "hacotaki-bench-"))
    : undefined;
try {
  const folder = flags.folder ?? temporary ?? ".";
  if (flags.db === undefined) mkdirSync(folder, { recursive: true });
  const sizes = (flags.sizes ?? flags.boots).split(",").map(Number);
  const found: Size[] = [];
  for (const boots of sizes) {
    const path = flags.db ?? join(folder, `${boots}.db`);
    makeDatabase(path, boots);
    const size = await measure(path);
    found.push(size);
    console.table(size.rows);
    if (size.written !== undefined) console.table([size.written]);
  }
  if (found.length > 1) {
    console.log("growth, ms to the first byte");
    console.table(found.map(({ growth }) => growth));
  }
} finally {
  if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
}
