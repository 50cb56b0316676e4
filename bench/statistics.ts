// What is asked of a million boots at once: how long the columns fill, what they take, how fast they answer.
// Run: node bench/statistics.ts [--boots N] [--db FILE]. FILE is made when it is not there, and kept; without it a
// temporary one is made (`hacotaki generate`; a few minutes and gigabytes at a million boots) and deleted.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  createColumns,
  DEFAULT_COHORT_OPTIONS,
  type BootId,
  type BootFilter,
  type Columns,
} from "../packages/core/src/index.ts";
import { openStore, type StoreReader } from "../packages/store/src/index.ts";
import { describeMachine } from "./machine.ts";
import { makeDatabase } from "./made-database.ts";

const { values: flags } = parseArgs({
  options: { boots: { type: "string", default: "1000000" }, db: { type: "string" } },
});
const BOOTS = Number(flags.boots);
const CHUNK = 1_000;
const ROUNDS = 20;
const MS = 1_000_000n;
/** Of the boots made: when the last one begins, and over how long, ns. */
const UNTIL = BigInt(Date.UTC(2026, 9, 31)) * MS;
const LENGTH = 30n * 86_400_000n * MS;

async function fill(store: StoreReader): Promise<Columns> {
  const columns = createColumns();
  const before = process.memoryUsage();
  const start = performance.now();
  let longest = 0;
  let after: bigint | undefined;
  do {
    const began = performance.now();
    const page = await store.samples({ limit: CHUNK, ...(after === undefined ? {} : { after }) });
    for (const sample of page.samples) columns.put(sample);
    after = page.next;
    longest = Math.max(longest, performance.now() - began);
  } while (after !== undefined);
  const seconds = (performance.now() - start) / 1_000;
  const filled = performance.now();
  let slowest = 0;
  for (let began = performance.now(), more = true; more; began = performance.now()) {
    more = columns.prepare();
    slowest = Math.max(slowest, performance.now() - began);
  }
  const prepared = performance.now() - filled;
  globalThis.gc?.();
  const now = process.memoryUsage();
  const grown = (now.arrayBuffers + now.heapUsed - before.arrayBuffers - before.heapUsed) / 1e6;
  console.log(
    `${columns.size} boots in columns after ${seconds.toFixed(1)} s, ${grown.toFixed(0)} MB ` +
      `(${(now.arrayBuffers / 1e6).toFixed(0)} MB of them arrays), longest chunk ${longest.toFixed(0)} ms; ` +
      `spans in order ${(prepared / 1_000).toFixed(1)} s later, ${slowest.toFixed(0)} ms at a time`,
  );
  return columns;
}

async function measure(question: string, bar: number, ask: (round: number) => unknown) {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    await ask(round);
    times.push(performance.now() - start);
  }
  const first = times[0] ?? 0;
  times.sort((a, b) => a - b);
  const at = (share: number) => Number((times[Math.floor((times.length - 1) * share)] ?? 0).toFixed(1));
  return {
    question,
    "first ms": Number(first.toFixed(1)),
    "p50 ms": at(0.5),
    "p95 ms": at(0.95),
    "bar ms": bar,
    "": at(0.95) <= bar ? "" : "over",
  };
}

/** What a page of a boot reads. */
async function bootPage(store: StoreReader, columns: Columns, id: BootId): Promise<void> {
  const found = await store.findBoot(id);
  if (!found) throw new Error(`no boot ${id}`);
  const { boot } = found;
  await store.neighbours(id);
  await store.siblings(boot.runId, 50);
  await store.overlapping({
    hostId: boot.hostId,
    kernelBootId: boot.kernelBootId,
    startAt: boot.startAt,
    endAt: boot.endAt ?? boot.startAt,
    limit: 50,
  });
  columns.population(
    { container: boot.container },
    {
      id,
      spans: boot.spans.flatMap((span) =>
        span.state === "closed" ? { slug: span.slug, duration: Number(span.endAt - span.startAt) } : [],
      ),
    },
  );
}

async function ask(store: StoreReader, columns: Columns): Promise<void> {
  const { ids } = columns.select({ limit: 2_000 });
  const outliers = columns.select({ sort: "slowest", limit: Math.ceil(columns.size / 200) }).ids.at(-1);
  const slow = outliers && (await store.findBoots([outliers]))[0];
  const minDuration = slow?.upAt === undefined ? 300n * MS : slow.upAt - slow.startAt;
  const overview = (filter: BootFilter) => columns.overview({ filter, axis: "log", zoom: false });
  /** A page of the list: its ids, and their rows. */
  const page = async (selection: Parameters<Columns["select"]>[0]) =>
    store.findBoots(columns.select(selection).ids);
  const pageIds = (round: number) => ids.slice(round * 50, round * 50 + 50);
  const anyId = (round: number) => ids[(round * 97) % ids.length] ?? ("" as BootId);
  /** Some ten thousand boots in a row. */
  const stretch = (n: number) => {
    const long = (LENGTH * 10_000n) / BigInt(Math.max(10_000, columns.size));
    const since = UNTIL - LENGTH + (BigInt(n) * long) / 2n;
    return { since, until: since + long };
  };
  const names = (await store.containers()).map(({ name }) => name);
  const container = (round: number) => names[(round * 7) % names.length] ?? "";
  const [rare = ""] = ids.slice(-1);
  console.table([
    await measure("overview", 100, () => overview({})),
    await measure("overview, a container", 100, (n) => overview({ container: container(n) })),
    await measure("overview, a text", 100, () => overview({ text: "web-s" })),
    await measure("overview, a text of one boot", 100, () => overview({ text: rare })),
    await measure("overview, zoomed to a box", 100, () =>
      columns.overview({ filter: {}, box: { minDuration }, axis: "log", zoom: true }),
    ),
    await measure("what differs, slowest 1 in 200", 300, () =>
      columns.whatDiffers({ filter: {}, box: { minDuration } }),
    ),
    await measure("what differs, slower half", 300, () =>
      columns.whatDiffers({ filter: {}, box: { minDuration: 80n * MS } }),
    ),
    await measure("population", 40, (n) => columns.population({ container: container(n) })),
    await measure("percentiles of 50", 100, (n) => columns.percentiles(pageIds(n))),
    await measure("two cohorts of 10,000", 1_000, (n) =>
      columns.compare(stretch(n), stretch(n + 2), DEFAULT_COHORT_OPTIONS),
    ),
    await measure("container report, 60 bins", 100, (n) => columns.container(container(n), { bins: 60 })),
    await measure("changes of a container", 200, (n) => columns.changes(container(n), {})),
    await measure("list, newest", 100, () => page({ limit: 50 })),
    await measure("list, slowest", 100, () => page({ sort: "slowest", limit: 50 })),
    await measure("list, slowest in pivot-root", 100, () => page({ sort: "span:pivot-root", limit: 50 })),
    await measure("list, a text of one boot", 100, () => page({ filter: { text: rare }, limit: 50 })),
    await measure("list, a haco file, slowest", 100, (n) =>
      page({ filter: { hacoFile: `/etc/haconiwa.d/${container(n)}.haco` }, sort: "slowest", limit: 50 }),
    ),
    await measure("boot page", 40, (n) => bootPage(store, columns, anyId(n))),
  ]);
}

const folder = flags.db === undefined ? mkdtempSync(join(tmpdir(), "hacotaki-bench-")) : undefined;
try {
  const path = flags.db ?? join(folder ?? ".", "bench.db");
  console.log(describeMachine());
  makeDatabase(path, BOOTS);
  const store = openStore(path, { mode: "read" });
  await ask(store, await fill(store));
  store.close();
} finally {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}
