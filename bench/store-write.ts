// Raw events into `phase_event`, in batches as the collector commits them. Target: 100,000 a second.
// Run: node bench/store-write.ts [events]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { instant, type BootEvent, type FiledEvent, type RunId } from "../packages/core/src/index.ts";
import { openStore } from "../packages/store/src/index.ts";

const EVENTS = Number(process.argv[2] ?? 1_000_000);
const EVENTS_OF_RUN = 32;
/** So many runs are under way at once: their events arrive interleaved. */
const PARALLEL_RUNS = 20;
const CODES = [0n, 1n, 2n, 11n, 12n, 13n, 14n, 15n, 16n, 17n, 18n, 19n, 20n, 21n, 3n, 4n];

function eventOf(n: number, run: number): BootEvent {
  const nth = Math.floor(n / PARALLEL_RUNS) % EVENTS_OF_RUN;
  const origin = {
    at: instant(90_000_000_000_000n + BigInt(n) * 9_000n),
    seq: n,
    cpu: n % 4,
    tgid: 100_000 + run * 3 + (nth % 3),
    tid: 100_000 + run * 3 + (nth % 3),
    ppid: 100_000 + run * 3,
    nspid: 1 + (nth % 3),
    startAt: instant(90_000_000_000_000n + BigInt(run) * 1_000_000n),
    comm: "haconiwa",
    hostname: nth > 12 ? `web-${run % 200}` : "node-1",
    namespaces: {
      pid: 4_026_531_836,
      pidForChildren: 4_026_532_000 + (run % 5_000),
      mnt: nth > 8 ? 4_026_533_000 + (run % 5_000) : 4_026_531_841,
      uts: nth > 8 ? 4_026_534_000 + (run % 5_000) : 4_026_531_838,
      ipc: 4_026_531_839,
      net: 4_026_531_840,
      user: 4_026_531_837,
    },
    cgroupId: 5_000n + BigInt(run % 5_000),
  };
  if (nth % 4 === 3)
    return { ...origin, kind: "fork", childTgid: 200_000 + run, childNspid: 2, childStartAt: origin.at };
  if (nth % 16 === 6)
    return {
      ...origin,
      kind: "exec",
      file: "/usr/sbin/httpd",
      argv: ["httpd", "-f"],
      exeInode: 131_072n,
      traced: false,
    };
  if (nth % 16 === 14) return { ...origin, kind: "exit", code: 0, signal: 0, coreDumped: false };
  const code = CODES[nth % CODES.length] ?? 0n;
  return { ...origin, kind: "probe", provider: "haconiwa", probe: "bootstrap_phase_pass", args: [code, 2n] };
}

function filed(n: number): FiledEvent {
  const run = Math.floor(n / (PARALLEL_RUNS * EVENTS_OF_RUN)) * PARALLEL_RUNS + (n % PARALLEL_RUNS);
  return { runId: `run${run.toString(36).padStart(13, "0")}` as RunId, event: eventOf(n, run) };
}

async function measure(batch: number) {
  const folder = mkdtempSync(join(tmpdir(), "hacotaki-bench-"));
  try {
    const store = openStore(join(folder, "bench.db"), { mode: "write" });
    const recording = store.startRecording({
      kind: "live",
      hostId: "bench",
      hostName: "bench",
      kernelBootId: "bench",
      path: "/usr/bin/haconiwa",
      probes: [],
      hasKernelEvents: true,
      startedAt: 1n,
    });
    let busy = 0;
    /** What the machine's other work cannot lengthen. */
    let cpu = 0;
    let walBytes = 0;
    const commits: number[] = [];
    for (let from = 0; from < EVENTS; from += batch) {
      const events = Array.from({ length: Math.min(batch, EVENTS - from) }, (_, n) => filed(from + n));
      const start = performance.now();
      const cpuStart = process.cpuUsage();
      store.save({ runs: [], boots: [], retired: [], marks: [], events }, recording);
      const took = performance.now() - start;
      const { user, system } = process.cpuUsage(cpuStart);
      cpu += user + system;
      busy += took;
      commits.push(took);
      if (commits.length % 50 === 0) walBytes = Math.max(walBytes, (await store.facts()).walBytes);
    }
    store.checkpoint();
    const { bytes, events } = await store.facts();
    store.close();
    if (events !== EVENTS) throw new Error(`${EVENTS - events} events are missing`);
    commits.sort((a, b) => a - b);
    return {
      batch,
      "events/s": Math.round((EVENTS / busy) * 1_000),
      "µs/event": Number(((busy * 1_000) / EVENTS).toFixed(2)),
      "CPU µs/event": Number((cpu / EVENTS).toFixed(2)),
      "commit p50 ms": Number((commits[Math.floor(commits.length / 2)] ?? 0).toFixed(2)),
      "commit p99 ms": Number((commits[Math.floor(commits.length * 0.99)] ?? 0).toFixed(2)),
      "bytes/event": Math.round(bytes / EVENTS),
      "WAL max MB": Math.round(walBytes / 1e6),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const table = [];
for (const batch of [500, 1_000, 2_000]) table.push(await measure(batch));
console.table(table);
