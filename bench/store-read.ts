// What the dashboard asks of a database of a million boots. Writes it to a temporary folder first, and deletes it.
// Run: node bench/store-read.ts [boots]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  instant,
  type Boot,
  type BootFilter,
  type BootId,
  type RunId,
  type Span,
} from "../packages/core/src/index.ts";
import { openStore, type ListSort, type StoreReader } from "../packages/store/src/index.ts";

const BOOTS = Number(process.argv[2] ?? 1_000_000);
const BATCH = 500;
const ROUNDS = 200;
const WALL = 1_700_000_000_000_000_000n;
const SLUGS = [
  "runtime-start",
  "evaluate",
  "fork",
  "namespace",
  "filesystem",
  "pivot-root",
  "seccomp",
  "exec",
];
const DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";

/** The same numbers in every run: a small linear generator. */
let state = 42;
function random(): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
}
const idOf = (n: number, salt: number): string => {
  let value = BigInt.asUintN(80, (BigInt(n) + 1n) * 0x9e3779b97f4a7c15f39dn + BigInt(salt));
  let text = "";
  for (let digit = 0; digit < 16; digit++, value >>= 5n) text += DIGITS[Number(value & 31n)];
  return text;
};

function bootOf(n: number): Boot {
  const start = 1_000_000_000n + BigInt(n) * 2_600_000_000n;
  const spanNs = BigInt(Math.floor(Math.exp(random() * 4 + 13)));
  const failed = random() < 0.02;
  const host = Math.floor(random() ** 2 * 8);
  const spans = SLUGS.map(
    (slug, k): Span => ({
      slug,
      label: slug,
      group: "supervise",
      lane: "container",
      onPath: true,
      startAt: instant(start + spanNs * BigInt(k)),
      from: "A",
      state: "closed",
      endAt: instant(start + spanNs * BigInt(k + 1)),
      to: "B",
    }),
  );
  const up = instant(start + spanNs * BigInt(SLUGS.length));
  return {
    id: idOf(n, 1) as BootId,
    runId: idOf(n, 2) as RunId,
    hostId: `host-${host}`,
    hostName: `node-${host}`,
    kernelBootId: "kernel-boot",
    sourceKind: "live",
    container: `web-${Math.floor(random() ** 2 * 200)}`,
    containerSource: "hostname",
    generation: "0.11",
    outcome: failed ? "failed" : "up",
    losses: [],
    furthestPhase: failed ? "CONTAINER_CHROOTED" : "CONTAINER_EXECING",
    startAt: instant(start),
    startBy: "exec",
    ...(failed ? { exitCode: 1, exitAt: up } : { upAt: up, upBy: "exec" as const }),
    endAt: up,
    wallTime: WALL + start,
    lineage: "lineage",
    hacoFile: n === 17 ? "/etc/haconiwa.d/needle.haco" : `/etc/haconiwa.d/web-${n % 50}.haco`,
    command: ["/usr/sbin/httpd", "-DFOREGROUND"],
    supervisorTgid: 1_000 + (n % 30_000),
    containerTgid: 1_001 + (n % 30_000),
    processes: [
      { tgid: 1_000 + (n % 30_000), lane: "supervisor", comm: "haconiwa", startAt: instant(start) },
      {
        tgid: 1_001 + (n % 30_000),
        lane: "container",
        comm: "httpd",
        startAt: up,
        execFile: "/usr/sbin/httpd",
      },
    ],
    processCount: 2,
    spans,
    markCount: 0,
  };
}

async function build(path: string): Promise<void> {
  const store = openStore(path, { mode: "write" });
  const recording = store.startRecording({
    kind: "live",
    hostId: "host-0",
    hostName: "node-0",
    kernelBootId: "kernel-boot",
    path: "/usr/bin/haconiwa",
    probes: [],
    hasKernelEvents: true,
    startedAt: WALL,
  });
  const start = performance.now();
  const commits: number[] = [];
  for (let from = 0; from < BOOTS; from += BATCH) {
    const boots = Array.from({ length: Math.min(BATCH, BOOTS - from) }, (_, n) => bootOf(from + n));
    const events = boots.map(({ runId, id, startAt }, n) => ({
      runId,
      bootId: id,
      event: {
        kind: "exec",
        at: startAt,
        seq: n,
        tgid: 1_000,
        file: "/usr/bin/haconiwa",
        traced: true,
      } as const,
    }));
    const before = performance.now();
    store.save({ runs: [], boots, retired: [], marks: [], events }, recording);
    commits.push(performance.now() - before);
  }
  const seconds = (performance.now() - start) / 1_000;
  store.checkpoint();
  const { bytes } = await store.facts();
  store.close();
  const sum = commits.reduce((a, b) => a + b, 0) / 1_000;
  console.log(
    `${BOOTS} boots with ${SLUGS.length} spans each in ${seconds.toFixed(0)} s: ${Math.round(BOOTS / sum)} boots/s saved, ` +
      `${(bytes / 1e6).toFixed(0)} MB, ${Math.round(bytes / BOOTS)} bytes a boot`,
  );
}

async function measure(name: string, rounds: number, work: (round: number) => Promise<unknown>) {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await work(round);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) =>
    Number((times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(2));
  return { query: name, "p50 ms": at(0.5), "p95 ms": at(0.95), "p99 ms": at(0.99), "max ms": at(1) };
}

async function readAll(store: StoreReader) {
  const page = (filter: BootFilter, sort: ListSort) => store.listBoots({ filter, sort, limit: 50 });
  /** Pages one after another: each round goes on where the last one ended. */
  const paging = (filter: BootFilter, sort: ListSort) => {
    let after: string | undefined;
    return async () => {
      const { next } = await store.listBoots({
        filter,
        sort,
        limit: 50,
        ...(after === undefined ? {} : { after }),
      });
      after = next;
    };
  };
  const someContainer = () => `web-${Math.floor(random() * 200)}`;
  const someBoot = () => idOf(Math.floor(random() * BOOTS), 1) as BootId;
  const halfway = WALL + (1_000_000_000n + BigInt(BOOTS) * 2_600_000_000n) / 2n;
  const { revision } = await store.facts();
  console.table([
    await measure("newest, page after page", ROUNDS, paging({}, "newest")),
    await measure("slowest, page after page", ROUNDS, paging({}, "slowest")),
    await measure("newest before a moment", ROUNDS, (n) => page({ until: halfway + BigInt(n) }, "newest")),
    await measure("a container, newest", ROUNDS, () => page({ container: someContainer() }, "newest")),
    await measure("a container, slowest", ROUNDS, () => page({ container: someContainer() }, "slowest")),
    await measure("a host, newest", ROUNDS, (n) => page({ host: `host-${n % 8}` }, "newest")),
    await measure("failed, newest", ROUNDS, paging({ outcomes: ["failed"] }, "newest")),
    await measure("failed and up, slowest", ROUNDS, paging({ outcomes: ["failed", "up"] }, "slowest")),
    await measure("a container's failed, newest", 50, () =>
      page({ container: someContainer(), outcomes: ["failed"] }, "newest"),
    ),
    await measure("a common text", ROUNDS, () => page({ text: "web-1" }, "newest")),
    await measure("a text of one boot, among all", 3, () => page({ text: "needle" }, "newest")),
    await measure("findBoot", 1_000, () => store.findBoot(someBoot())),
    await measure("eventsOf", 1_000, () => store.eventsOf(someBoot())),
    await measure("neighbours", 1_000, () => store.neighbours(someBoot())),
    await measure("changesSince, 100 boots", ROUNDS, () => store.changesSince(revision - 100n, 200)),
    await measure("containers", 50, () => store.containers()),
    await measure("facts", 50, () => store.facts()),
  ]);
}

const folder = mkdtempSync(join(tmpdir(), "hacotaki-bench-"));
try {
  const path = join(folder, "bench.db");
  await build(path);
  const store = openStore(path, { mode: "read" });
  await readAll(store);
  store.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
