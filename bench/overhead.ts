/**
 * What collecting costs the boots that are collected, and the machine: wall time of a boot with no collector, with the
 * probes attached but the collector stopped (SIGSTOP), and with it at work, in turns within one run; and the
 * collector's own CPU time a boot. One boot at a time, then bursts. A boot is shaped like a real one: some 60 ms of
 * computing over a heap that each fork copies, and hooks that fork and exec.
 * Then, by level of detail: boots with no collector and with one at each level, in turns within a round; and what a step of
 * programs costs that have nothing to do with containers, while no boot is under way and while one is
 * (`window-cost.mjs`).
 * Needs root, and a quiet machine for the wall times; CPU times are right on a busy one too.
 *
 *   node bench/overhead.ts [--rounds 12] [--boots 30] [--bursts 4] [--burst 200] [--levels 12] [--others 21]
 */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { DETAIL_LEVELS } from "@hacotaki/core";
import { openStore } from "@hacotaki/store";

const ROOT = join(import.meta.dirname, "..");
const BUILD = join(ROOT, "test/runtime/build");
const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "12" },
    boots: { type: "string", default: "30" },
    bursts: { type: "string", default: "4" },
    burst: { type: "string", default: "200" },
    levels: { type: "string", default: "12" },
    others: { type: "string", default: "21" },
  },
});
const ROUNDS = Number(values.rounds);
const BOOTS = Number(values.boots);
const BURSTS = Number(values.bursts);
const BURST = Number(values.burst);
const LEVEL_ROUNDS = Number(values.levels);
const OTHERS_ROUNDS = Number(values.others);
/**
 * Quick boots that let the collector's code become hot, as it is after its first minutes: of the CPU time of the boots
 * that follow the first two hundred, a fifteenth is still the compiler's, in threads of its own.
 */
const WARM_UP = 1_000;

const WORK = ["start=16", "1=3", "11=3"].flatMap((work) => ["--work", work]);
const HOOKS = ["0=true", "2=true", "12=true", "18=true"].flatMap((hook) => ["--hook", hook]);
const SHAPE = [...WORK, ...HOOKS];

const folder = mkdtempSync(join(tmpdir(), "hacotaki-bench-"));
const binary = join(folder, "haconiwa");
const dbPath = join(folder, "boots.db");
copyFileSync(join(BUILD, "haconiwa-0.11"), binary);
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

let number = 0;
const nextBoot = (shape: readonly string[]) => [
  "run",
  "--quiet",
  "--rootfs",
  join(BUILD, "rootfs"),
  "--name",
  `o${number++}`,
  ...shape,
];

/** Wall times in ms of boots one after the other. */
function oneByOne(count: number, shape = SHAPE): number[] {
  return Array.from({ length: count }, () => {
    const args = nextBoot(shape);
    const start = process.hrtime.bigint();
    const { status } = spawnSync(binary, args, { stdio: "ignore" });
    if (status !== 0) throw new Error(`a boot ended with ${status}`);
    return Number(process.hrtime.bigint() - start) / 1e6;
  });
}

/** Wall time in ms until the last of boots started together has ended. */
async function atOnce(count: number): Promise<number[]> {
  const start = process.hrtime.bigint();
  const boots = Array.from({ length: count }, () => spawn(binary, nextBoot(SHAPE), { stdio: "ignore" }));
  await Promise.all(boots.map((boot) => once(boot, "exit")));
  return [Number(process.hrtime.bigint() - start) / 1e6];
}

/** CPU time in ms of all threads, which the kernel counts in ns. */
function cpuOf({ pid }: ChildProcess): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const times = threads.map((tid) =>
    Number(readFileSync(`/proc/${pid}/task/${tid}/schedstat`, "utf8").split(" ")[0]),
  );
  return times.reduce((sum, ns) => sum + ns, 0) / 1e6;
}

async function startCollector(options: readonly string[] = []): Promise<ChildProcess> {
  const collector = spawn(
    join(ROOT, "packages/cli/bin/hacotaki"),
    ["record", "--binary", binary, "--db", dbPath, ...options],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let said = "";
  collector.stdout.on("data", (text: Buffer) => (said += text.toString()));
  while (!/attached/i.test(said)) {
    if (collector.exitCode !== null) throw new Error(`the collector ended: ${said}`);
    await sleep(20);
  }
  return collector;
}

/** Waits until every boot that was started under the collector is a closed row. */
async function settled(expected: number): Promise<void> {
  const store = openStore(dbPath, { mode: "read" });
  for (let tries = 0; ; tries++) {
    const { boots } = await store.facts();
    const open =
      boots < expected ||
      (await store.listBoots({ limit: 500 })).boots.some((boot) => boot.exitAt === undefined);
    if (!open) break;
    if (tries > 600) throw new Error(`${boots} of ${expected} boots came`);
    await sleep(50);
  }
  store.close();
}

type Round = { readonly off: number; readonly probes: number; readonly on: number; readonly cpu: number };
type Load = () => number[] | Promise<number[]>;
const median = (numbers: readonly number[]) => {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};

let collected = 0;
/** Off, probes alone and on, in an order that turns from round to round, so that no drift favours one. */
async function round(load: Load, boots: number, isReversed: boolean): Promise<Round> {
  const off = async () => median(await load());
  const before = isReversed ? undefined : await off();
  const collector = await startCollector();
  const gone = once(collector, "exit");
  try {
    oneByOne(WARM_UP, []);
    collected += WARM_UP;
    await settled(collected);
    const stopped = async () => {
      collector.kill("SIGSTOP");
      const time = median(await load());
      collector.kill("SIGCONT");
      collected += boots;
      await settled(collected);
      return time;
    };
    const first = isReversed ? await stopped() : undefined;
    await sleep(300);
    const cpuBefore = cpuOf(collector);
    const on = median(await load());
    collected += boots;
    await settled(collected);
    const cpu = (cpuOf(collector) - cpuBefore) / boots;
    const probes = first ?? (await stopped());
    collector.kill("SIGTERM");
    await gone;
    return { off: before ?? (await off()), probes, on, cpu };
  } finally {
    collector.kill("SIGCONT");
    collector.kill("SIGTERM");
    await gone;
  }
}

const LEVELS = ["no collector", ...DETAIL_LEVELS] as const;
type Level = (typeof LEVELS)[number];
/** Boots that open the window and let the collector's code become hot, before those that count. */
const LEVEL_WARM_UP = 100;

/** Median wall time of a boot, with what stands beside it. */
async function bootsAt(level: Level): Promise<number> {
  if (level === "no collector") return median(oneByOne(BOOTS));
  const collector = await startCollector(["--detail", level, "--no-oci"]);
  const gone = once(collector, "exit");
  try {
    oneByOne(LEVEL_WARM_UP, []);
    const time = median(oneByOne(BOOTS));
    collected += LEVEL_WARM_UP + BOOTS;
    await settled(collected);
    return time;
  } finally {
    collector.kill("SIGTERM");
    await gone;
  }
}

/** What a boot takes by level: each round begins with another one. */
async function byLevel(rounds: number): Promise<void> {
  const times: Readonly<Record<Level, number>>[] = [];
  for (let n = 0; n < rounds; n++) {
    const turn = LEVELS.map((_, place) => LEVELS[(place + n) % LEVELS.length] ?? "no collector");
    const round: Record<Level, number> = { "no collector": 0, off: 0, calls: 0, full: 0 };
    for (const level of turn) round[level] = await bootsAt(level);
    times.push(round);
  }
  console.table(
    LEVELS.map((level) => ({
      detail: level,
      "a boot, ms": Number(median(times.map((round) => round[level])).toFixed(2)),
      "to the same round without": ratio(times, (round) => round[level] / round["no collector"]),
    })),
  );
}

/** Median of the rounds' ratios, and where 95 % of the medians of resampled rounds lie. */
function ratio<Each>(rounds: readonly Each[], of: (round: Each) => number): string {
  const ratios = rounds.map(of);
  const pick = () => ratios[Math.floor(Math.random() * ratios.length)] ?? 1;
  const medians = Array.from({ length: 2_000 }, () => median(ratios.map(pick))).toSorted((a, b) => a - b);
  const percent = (share: number) => `${((share - 1) * 100).toFixed(1)}`;
  return `${percent(median(ratios))} % (${percent(medians[50] ?? 1)} to ${percent(medians[1_949] ?? 1)})`;
}

async function measure(what: string, count: number, load: Load, boots: number) {
  const rounds: Round[] = [];
  for (let n = 0; n < count; n++) rounds.push(await round(load, boots, n % 2 === 1));
  const ms = (of: (round: Round) => number) => Number(median(rounds.map(of)).toFixed(1));
  return {
    what,
    rounds: count,
    "off ms": ms(({ off }) => off),
    "probes only ms": ms(({ probes }) => probes),
    "on ms": ms(({ on }) => on),
    "off → probes": ratio(rounds, ({ probes, off }) => probes / off),
    "off → on": ratio(rounds, ({ on, off }) => on / off),
    "collector CPU ms a boot": Number(median(rounds.map(({ cpu }) => cpu)).toFixed(2)),
  };
}

try {
  const table = [];
  if (ROUNDS > 0) table.push(await measure("one at a time", ROUNDS, () => oneByOne(BOOTS), BOOTS));
  if (BURSTS > 0) table.push(await measure(`${BURST} at once`, BURSTS, () => atOnce(BURST), BURST));
  if (table.length > 0) console.table(table);
  if (LEVEL_ROUNDS > 0) await byLevel(LEVEL_ROUNDS);
  const store = openStore(dbPath, { mode: "read" });
  const { boots } = await store.facts();
  const dropped = (await store.recordings(100)).reduce((sum, recording) => sum + recording.dropped, 0n);
  store.close();
  console.log(`${collected} boots ran under the collector, ${boots} were stored, ${dropped} events dropped`);
  if (OTHERS_ROUNDS > 0)
    spawnSync(process.execPath, [join(ROOT, "bench/window-cost.mjs"), "--rounds", String(OTHERS_ROUNDS)], {
      stdio: "inherit",
    });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
