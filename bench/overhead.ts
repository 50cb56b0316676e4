/**
 * What collecting costs the boots that are collected, and the machine: a boot's wall time, and the processor time of all
 * of its processes, without a collector, with one that is attached but stopped (SIGSTOP), and with one at work at each
 * level of detail; and the collector's own processor time a boot. In turns of a few boots each within one run, by one
 * collector whose code stays hot and that is switched on and off: each turn is compared with the same turn's boots
 * without, so that a bar of 3 % can be told from noise. One boot at a time, then bursts. A boot is shaped like a
 * real one: some 60 ms of computing over a heap that each fork copies, and hooks that fork and exec.
 * Then what a step of programs costs that have nothing to do with containers, while no boot is under way and while one is
 * (`window-cost.mjs`).
 * Needs root, cc, and a quiet machine for the wall times; processor times are right on a busy one too.
 *
 *   node bench/overhead.ts [--turns 40] [--boots 8] [--warm-up 300] [--bursts 4] [--burst 200] [--others 21]
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { DETAIL_LEVELS, type DetailLevel } from "@hacotaki/core";
import { openStore } from "@hacotaki/store";
import { describeMachine } from "./machine.ts";
import { compare, comparedText, median } from "./paired.ts";
import { openSwitchedCollector } from "./switched-collector.ts";
import { openTimedRuns, type TimedRun } from "./timed-runs.ts";

const ROOT = join(import.meta.dirname, "..");
const BUILD = join(ROOT, "test/runtime/build");
const { values } = parseArgs({
  options: {
    turns: { type: "string", default: "40" },
    boots: { type: "string", default: "8" },
    "warm-up": { type: "string", default: "300" },
    bursts: { type: "string", default: "4" },
    burst: { type: "string", default: "200" },
    others: { type: "string", default: "21" },
  },
});
const TURNS = Number(values.turns);
const BOOTS = Number(values.boots);
/** Boots of the measured shape, after which the collector's code is as hot as after its first minutes. */
const WARM_UP = Number(values["warm-up"]);
const BURSTS = Number(values.bursts);
const BURST = Number(values.burst);
const OTHERS_ROUNDS = Number(values.others);

const WORK = ["start=16", "1=3", "11=3"].flatMap((work) => ["--work", work]);
const HOOKS = ["0=true", "2=true", "12=true", "18=true"].flatMap((hook) => ["--hook", hook]);

const folder = mkdtempSync(join(tmpdir(), "hacotaki-bench-"));
const binary = join(folder, "haconiwa");
const dbPath = join(folder, "boots.db");
copyFileSync(join(BUILD, "haconiwa-0.11"), binary);
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

let number = 0;
const nextBoot = () => [
  "run",
  "--quiet",
  "--rootfs",
  join(BUILD, "rootfs"),
  "--name",
  `o${number++}`,
  ...WORK,
  ...HOOKS,
];

const timed = openTimedRuns(folder);
const collector = openSwitchedCollector();
let collected = 0;

/** Medians of boots one after the other. The first of them finds the window closed and caches cold: it does not count. */
async function oneByOne(): Promise<TimedRun> {
  await timed.run([binary, ...nextBoot()]);
  const runs: TimedRun[] = [];
  for (let n = 0; n < BOOTS; n++) runs.push(await timed.run([binary, ...nextBoot()]));
  return { wallMs: median(runs.map(({ wallMs }) => wallMs)), cpuMs: median(runs.map(({ cpuMs }) => cpuMs)) };
}

/** Wall time until the last of boots started together has ended, ms. */
async function atOnce(count: number): Promise<number> {
  const start = performance.now();
  const boots = Array.from({ length: count }, () => spawn(binary, nextBoot(), { stdio: "ignore" }));
  await Promise.all(boots.map((boot) => once(boot, "exit")));
  return performance.now() - start;
}

/** Waits until every boot that was started under the collector is a closed row. */
async function settled(): Promise<void> {
  const store = openStore(dbPath, { mode: "read" });
  for (let tries = 0; ; tries++) {
    const { boots } = await store.facts();
    const open =
      boots < collected ||
      (await store.listBoots({ limit: 500 })).boots.some((boot) => boot.exitAt === undefined);
    if (!open) break;
    if (tries > 600) throw new Error(`${boots} of ${collected} boots came`);
    await sleep(50);
  }
  store.close();
}

const MODES = ["none", "stopped", ...DETAIL_LEVELS] as const;
type Mode = (typeof MODES)[number];
/** "stopped" looks as closely as a collector does that is not told otherwise. */
const levelOf = (mode: Exclude<Mode, "none">): DetailLevel => (mode === "stopped" ? "calls" : mode);

const turnTo = (level: DetailLevel) => collector.turn({ binaries: [binary], dbPath, detail: level });

type Measured = TimedRun & { readonly collectorMs: number };

async function measure(mode: Mode): Promise<Measured> {
  if (mode === "none") {
    await collector.turn(undefined);
    return { ...(await oneByOne()), collectorMs: 0 };
  }
  await turnTo(levelOf(mode));
  collected += BOOTS + 1;
  if (mode === "stopped") return { ...(await collector.stopped(oneByOne)), collectorMs: 0 };
  const before = collector.cpuMs();
  const taken = await oneByOne();
  await settled();
  return { ...taken, collectorMs: (collector.cpuMs() - before) / (BOOTS + 1) };
}

async function warmUp(): Promise<void> {
  await turnTo("calls");
  collected += WARM_UP;
  for (let n = 0; n < WARM_UP; n++) await timed.run([binary, ...nextBoot()]);
}

/** Each turn begins with another mode, so that no drift favours one. */
async function oneAtATime(): Promise<void> {
  await warmUp();
  const turns: Readonly<Record<Mode, Measured>>[] = [];
  for (let n = 0; n < TURNS; n++) {
    const turn: Partial<Record<Mode, Measured>> = {};
    for (let place = 0; place < MODES.length; place++) {
      const mode = MODES[(place + n) % MODES.length] ?? "none";
      turn[mode] = await measure(mode);
    }
    turns.push(turn as Record<Mode, Measured>);
  }
  await collector.turn(undefined);
  const of = (mode: Mode, field: keyof Measured) => turns.map((turn) => turn[mode][field]);
  const toNone = (mode: Mode, field: keyof TimedRun) =>
    comparedText(compare(turns.map((turn) => ({ of: turn[mode][field], to: turn.none[field] }))));
  console.table(
    MODES.map((mode) => ({
      collector: mode,
      "a boot, ms": median(of(mode, "wallMs")).toFixed(2),
      "to none": toNone(mode, "wallMs"),
      "processor, ms": median(of(mode, "cpuMs")).toFixed(2),
      "processor, to none": toNone(mode, "cpuMs"),
      "collector's processor, ms": median(of(mode, "collectorMs")).toFixed(2),
    })),
  );
}

async function bursts(): Promise<void> {
  const rounds: { readonly off: number; readonly on: number; readonly collectorMs: number }[] = [];
  for (let n = 0; n < BURSTS; n++) {
    const off = async () => {
      await collector.turn(undefined);
      return atOnce(BURST);
    };
    const before = n % 2 === 0 ? await off() : undefined;
    await turnTo("calls");
    collected += BURST;
    const cpuBefore = collector.cpuMs();
    const on = await atOnce(BURST);
    await settled();
    const collectorMs = (collector.cpuMs() - cpuBefore) / BURST;
    rounds.push({ off: before ?? (await off()), on, collectorMs });
  }
  console.table([
    {
      "at once": BURST,
      "none, ms": median(rounds.map(({ off }) => off)).toFixed(0),
      "calls, ms": median(rounds.map(({ on }) => on)).toFixed(0),
      "to none": comparedText(compare(rounds.map(({ off, on }) => ({ of: on, to: off })))),
      "collector's processor a boot, ms": median(rounds.map(({ collectorMs }) => collectorMs)).toFixed(2),
    },
  ]);
}

console.log(describeMachine());
try {
  if (TURNS > 0) await oneAtATime();
  if (BURSTS > 0) await bursts();
  await collector.turn(undefined);
  const store = openStore(dbPath, { mode: "read" });
  const { boots } = await store.facts();
  const dropped = (await store.recordings(1_000)).reduce((sum, recording) => sum + recording.dropped, 0n);
  store.close();
  console.log(`${collected} boots ran under the collector, ${boots} were stored, ${dropped} events dropped`);
} finally {
  await collector.end();
  await timed.close();
  rmSync(folder, { recursive: true, force: true });
}
if (OTHERS_ROUNDS > 0) {
  const others = spawn(
    process.execPath,
    [join(ROOT, "bench/window-cost.mjs"), "--rounds", String(OTHERS_ROUNDS)],
    { stdio: "inherit" },
  );
  await once(others, "exit");
}
