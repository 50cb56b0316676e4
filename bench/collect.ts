/**
 * From probe to committed row, on the real kernel: sustained rates, a burst at full speed, latency at a low rate,
 * and two hundred boots at once; with the CPU time that the collector's main thread takes for an event, which other
 * work on the machine changes less than the rates. Needs root. `node bench/collect.ts [storm] [latency] [boots] [steady]`; steady: what a collector takes
 * at 1,000 events a second and when nothing happens, all of its threads, against its bars, once it has done the same for a while.
 */
import { execFile, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { openStore } from "@hacotaki/store";
import { against } from "./figures.ts";
import { describeMachine } from "./machine.ts";
import { cpuOf as wholeCpuOf, memoryOf } from "./process-cost.ts";

const ROOT = join(import.meta.dirname, "..");
const BUILD = join(ROOT, "test/runtime/build");
const SECONDS = Number(process.env["BENCH_SECONDS"] ?? 8);
const RATES = [25_000, 50_000, 75_000, 100_000];
const BURST = 200_000;
/** What one run may fire at once: docs/collect.md. */
const MOST_OF_A_RUN = 50_000;
const BOOTS = 200;
const LATENCY_BOOTS = 200;
/** Of 50 ms each: a busy machine takes its time. */
const ATTACH_TRIES = 1_200;
const run = promisify(execFile);
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** CPU time in ms of a process's main thread, which the kernel counts in ns. */
const cpuOf = (pid: number | undefined): number =>
  Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, "utf8").split(" ")[0]) / 1e6;

async function scene<T>(
  work: (binary: string, dbPath: string, cpu: () => number, pid: number) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "hacotaki-bench-"));
  const binary = join(folder, "bin/haconiwa");
  const dbPath = join(folder, "boots.db");
  // Apart, as where it is installed: the folder of a binary is watched.
  mkdirSync(join(folder, "bin"));
  copyFileSync(join(BUILD, "haconiwa-0.11"), binary);
  const collector = spawn(
    // With the flags of Node that a collector is given.
    join(ROOT, "packages/cli/bin/hacotaki"),
    ["record", "--binary", binary, "--db", dbPath],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  let said = "";
  collector.stdout.on("data", (text: Buffer) => (said += text.toString()));
  const gone = new Promise((resolve) => collector.on("exit", resolve));
  try {
    for (let tries = 0; !/attached/i.test(said); tries++) {
      if (collector.exitCode !== null || tries > ATTACH_TRIES)
        throw new Error("the collector did not attach");
      await sleep(50);
    }
    return await work(binary, dbPath, () => cpuOf(collector.pid), collector.pid ?? 0);
  } finally {
    collector.kill("SIGTERM");
    await gone;
    rmSync(folder, { recursive: true, force: true });
  }
}

type Storm = {
  readonly offered: number;
  readonly rows: number;
  readonly dropped: bigint;
  readonly firedMs: number;
  readonly committedMs: number;
  readonly cpuMs: number;
};

/** Fires marks from as few runs as may fire so many at once, and waits until every one is a committed row, or known to be dropped. */
const storm = (count: number, rate?: number): Promise<Storm> =>
  scene(async (binary, dbPath, cpu) => {
    const store = openStore(dbPath, { mode: "read" });
    const cpuBefore = cpu();
    const started = performance.now();
    const runs = Math.ceil(count / MOST_OF_A_RUN);
    const options = [
      "run",
      "--storm",
      String(Math.ceil(count / runs)),
      ...(rate === undefined ? [] : ["--storm-rate", String(Math.ceil(rate / runs))]),
    ];
    await Promise.all(Array.from({ length: runs }, () => run(binary, options)));
    const firedMs = performance.now() - started;
    let rows = 0;
    for (let still = 0; still < 150; still++) {
      const { events } = await store.facts();
      if (events > rows) still = 0;
      rows = events;
      if (rows >= count) break;
      await sleep(20);
    }
    const committedMs = performance.now() - started;
    const cpuMs = cpu() - cpuBefore;
    await sleep(2_500);
    const [recording] = await store.recordings(1);
    store.close();
    return { offered: count, rows, dropped: recording?.dropped ?? -1n, firedMs, committedMs, cpuMs };
  });

const perSecond = (n: number, ms: number) => Math.round((n * 1000) / ms).toLocaleString("en");
const row = (name: string, { offered, rows, dropped, firedMs, committedMs, cpuMs }: Storm) => ({
  run: name,
  offered: offered.toLocaleString("en"),
  "offered/s": perSecond(offered, firedMs),
  "committed/s": perSecond(rows, committedMs),
  "lag after the last probe": `${(committedMs - firedMs).toFixed(0)} ms`,
  "CPU an event": `${((cpuMs * 1000) / Math.max(1, rows)).toFixed(1)} µs`,
  missing: Math.max(0, offered - rows),
  dropped: Number(dropped),
});

const wanted = (what: string) => process.argv.length === 2 || process.argv.includes(what);

async function storms(): Promise<void> {
  const table = [];
  for (const rate of RATES)
    table.push(
      row(`sustained ${rate.toLocaleString("en")}/s for ${SECONDS} s`, await storm(rate * SECONDS, rate)),
    );
  table.push(row(`burst of ${BURST.toLocaleString("en")}`, await storm(BURST)));
  console.log("probe to committed row");
  console.table(table);
}

async function latencies(): Promise<void> {
  /** The collector's clock is CLOCK_BOOTTIME; Node's is CLOCK_MONOTONIC: the same on a machine never suspended. */
  const latency = await scene(async (binary, dbPath) => {
    const store = openStore(dbPath, { mode: "read" });
    const seen = new Map<string, number>();
    let revision = (await store.facts()).revision;
    let isDone = false;
    const watching = (async () => {
      while (!isDone) {
        const changes = await store.changesSince(revision, 100);
        const now = process.hrtime.bigint();
        revision = changes.revision;
        for (const { id, upAt } of changes.boots)
          if (upAt !== undefined && !seen.has(id)) seen.set(id, Number(now - upAt) / 1e6);
        await sleep(1);
      }
    })();
    for (let n = 0; n < LATENCY_BOOTS; n++) {
      await run(binary, [
        "run",
        "--rootfs",
        join(BUILD, "rootfs"),
        "--quiet",
        "--name",
        `l${n}`,
        "--run-for",
        "100",
      ]);
      await sleep(30);
    }
    isDone = true;
    await watching;
    store.close();
    return [...seen.values()].sort((a, b) => a - b);
  });
  const at = (share: number) =>
    `${latency[Math.min(latency.length - 1, Math.floor(latency.length * share))]?.toFixed(1)} ms`;
  console.log("probe to row visible in SQLite, one boot at a time");
  console.table([{ boots: latency.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) }]);
}

async function crowds(): Promise<void> {
  const crowd = await scene(async (binary, dbPath) => {
    const started = performance.now();
    await Promise.all(
      Array.from({ length: BOOTS }, (_, n) =>
        run(binary, ["run", "--rootfs", join(BUILD, "rootfs"), "--quiet", "--name", `c${n}`]).catch(
          () => undefined,
        ),
      ),
    );
    const ms = performance.now() - started;
    await sleep(3_000);
    const store = openStore(dbPath, { mode: "read" });
    const { boots } = await store.listBoots({ limit: 1_000 });
    const [recording] = await store.recordings(1);
    store.close();
    return {
      boots: boots.length,
      "wall clock": `${ms.toFixed(0)} ms`,
      up: boots.filter(({ outcome }) => outcome === "up").length,
      "linked by fork": boots.filter(({ lineage }) => lineage === "lineage").length,
      dropped: Number(recording?.dropped ?? -1n),
    };
  });
  console.log(`${BOOTS} boots started at once`);
  console.table([crowd]);
}

/** A boot of the runtime fires and does so much, about. */
const EVENTS_A_BOOT = 74;
const STEADY_RATE = 1_000;
const STEADY_SECONDS = Number(process.env["BENCH_SECONDS"] ?? 30);
const BARS = { busy: 3, idle: 0.2, memory: 120 } as const;

/** Starts boots at a steady rate, each with the processes that it has; those that were started when it is over. */
async function bootSteadily(binary: string, seconds: number): Promise<number> {
  const every = (1_000 * EVENTS_A_BOOT) / STEADY_RATE;
  const started: Promise<unknown>[] = [];
  const end = performance.now() + seconds * 1_000;
  for (let due = performance.now(); due < end; due += every) {
    await sleep(Math.max(0, due - performance.now()));
    const args = ["run", "--rootfs", join(BUILD, "rootfs"), "--quiet", "--name", `s${started.length % 50}`];
    started.push(run(binary, args).catch(() => undefined));
  }
  await Promise.all(started);
  return started.length;
}

/**
 * Share of a core, in percent, and the most memory, that a collector takes while something is done; twice: it goes on for
 * days, and the first half minute is its compiler's.
 */
const cost = (name: string, bar: number, work: (binary: string) => Promise<unknown>) =>
  scene(async (binary, dbPath, _cpu, pid) => {
    await work(binary);
    const store = openStore(dbPath, { mode: "read" });
    const [cpuBefore, eventsBefore, start] = [
      wholeCpuOf(pid),
      (await store.facts()).events,
      performance.now(),
    ];
    await work(binary);
    await sleep(500);
    const seconds = (performance.now() - start) / 1_000;
    const share = (wholeCpuOf(pid) - cpuBefore) / (seconds * 10);
    const events = (await store.facts()).events - eventsBefore;
    store.close();
    return [
      { what: `${name}: % of a core`, ...against(share, bar, 2), "events/s": Math.round(events / seconds) },
      { what: `${name}: memory, MB`, ...against(memoryOf(pid), BARS.memory) },
      { what: `${name}: most memory since the start, MB`, ...against(memoryOf(pid, "VmHWM"), BARS.memory) },
    ];
  });

async function steady(): Promise<void> {
  const table = [
    ...(await cost("boots one after the other", BARS.busy, (binary) => bootSteadily(binary, STEADY_SECONDS))),
    ...(await cost("marks of one process", BARS.busy, (binary) =>
      run(binary, [
        "run",
        ...["--storm", String(STEADY_RATE * STEADY_SECONDS), "--storm-rate", String(STEADY_RATE)],
      ]),
    )),
    ...(await cost("nothing happens", BARS.idle, () => sleep(STEADY_SECONDS * 1_000))),
  ];
  console.log("what a collector takes");
  console.table(table);
}

console.log(describeMachine());
if (wanted("storm")) await storms();
if (wanted("latency")) await latencies();
if (wanted("boots")) await crowds();
if (wanted("steady")) await steady();
