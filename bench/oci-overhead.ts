/**
 * What collecting costs boots of OCI runtimes: wall time, and processor time of the runtime's processes, of `runc run` and
 * `crun run` of `true` without a collector, and with one that looks at nothing inside of boots (tier 0), at system calls
 * (tier 1), and at waits as well. In turns of some boots each, because machines differ from one minute to the next, by one
 * collector whose code stays hot: each turn is compared with the same turn's boots without. Between boots there is a
 * pause in which the collector writes the one before: without (`--pause 0`) boots of 15 ms follow each other faster than
 * that, and wall times tell how two programs share a processor. A pause of 2,600 lets the window close, so that each
 * boot opens it. Then how many boots have their detail from their first namespace on, one at a time and 20 at once; and
 * first what becomes of as many boots of crun as the machine can do. With `--engines` the wall times of `docker run` and
 * `podman run` as well, by daemons of its own. Needs root, cc, runc, crun and busybox-static (the engines are installed
 * where they are missing), and a quiet machine for the wall times.
 *
 *   node bench/oci-overhead.ts [--turns 10] [--boots 8] [--pause 200] [--complete 100] [--rush 200] [--engines]
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { DetailLevel } from "@hacotaki/core";
import { openStore } from "@hacotaki/store";
import {
  commandOf,
  newBundle,
  runtime,
  runtimePath,
  type RuntimeName,
} from "../packages/collector/test/bundle.ts";
import { IMAGE, podmanLimits, said, startEngines, type Engines } from "../test/engines/engines.ts";
import { installEngines } from "../test/engines/install.ts";
import { describeMachine } from "./machine.ts";
import { compare, comparedText, median } from "./paired.ts";
import { openSwitchedCollector } from "./switched-collector.ts";
import { openTimedRuns } from "./timed-runs.ts";

const { values } = parseArgs({
  options: {
    turns: { type: "string", default: "10" },
    boots: { type: "string", default: "8" },
    pause: { type: "string", default: "200" },
    "warm-up": { type: "string", default: "200" },
    complete: { type: "string", default: "100" },
    rush: { type: "string", default: "200" },
    engines: { type: "boolean", default: false },
  },
});
const TURNS = Number(values.turns);
const BOOTS = Number(values.boots);
const PAUSE_MS = Number(values.pause);
/** Boots after which the collector's code is as hot as after its first minutes. */
const WARM_UP = Number(values["warm-up"]);
const COMPLETE = Number(values.complete);
const RUSH = Number(values.rush);
const COMMAND = join(import.meta.dirname, "../packages/cli/bin/hacotaki");
const AT_ONCE = 20;
const ROWS = 2 * availableParallelism();
/** So long after the last boot its rows are there. */
const SETTLE_MS = 500;

const folder = mkdtempSync(join(tmpdir(), "hacotaki-bench-"));
const bundle = newBundle();
let number = 0;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const nextName = () => `bench-${process.pid}-${number++}`;

async function bootOnce(name: RuntimeName): Promise<void> {
  const { code, said } = await runtime(bundle, runtimePath(name), "run", nextName());
  if (code !== 0) throw new Error(said);
}

/** Others may boot containers meanwhile. */
const ownBoots = async (store: ReturnType<typeof openStore>) =>
  (await store.listBoots({ limit: 1_000 })).boots.filter(({ container }) =>
    container.startsWith(`bench-${process.pid}-`),
  );

/** With a collector in a process of its own, as everybody has it. */
async function collecting<T>(detail: DetailLevel, work: (dbPath: string) => Promise<T>): Promise<T> {
  const dbPath = join(folder, `${number}.db`);
  const child = spawn(COMMAND, ["record", "--db", dbPath, "--detail", detail], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = once(child, "exit");
  await once(child.stdout, "data");
  try {
    return await work(dbPath);
  } finally {
    child.kill("SIGTERM");
    await gone;
  }
}

const MODES = ["none", "off", "calls", "full"] as const;
type Mode = (typeof MODES)[number];

/** What a boot took, ms; of the processor where all of its processes are the caller's own. */
type Taken = { readonly wallMs: number; readonly cpuMs?: number };
/** What makes a boot of `true`. */
type Subject = { readonly name: string; readonly boot: () => Promise<Taken> };

const timed = openTimedRuns(folder);
const collector = openSwitchedCollector();

function ofRuntime(name: RuntimeName): Subject {
  const path = runtimePath(name);
  return {
    name: `${name} run`,
    boot: () => timed.run(commandOf(path, "run", "--bundle", bundle.folder, nextName()).flat()),
  };
}

function ofEngine(engines: Engines, name: "docker" | "podman"): Subject {
  const limits = name === "podman" ? podmanLimits(engines) : [];
  return {
    name: `${name} run`,
    boot: async () => {
      const since = performance.now();
      await said(engines[name]("run", "--rm", ...limits, IMAGE, "/bin/true"));
      return { wallMs: performance.now() - since };
    },
  };
}

const overheadDb = join(folder, "overhead.db");
const turnTo = (mode: Mode) =>
  collector.turn(
    mode === "none" ? undefined : { binaries: [], oci: { runtimes: [] }, dbPath: overheadDb, detail: mode },
  );

type Measured = Taken & { readonly collectorMs: number };

/** Medians of boots with a pause after each. The first of them finds the window closed and caches cold: it does not count. */
async function measure(mode: Mode, { boot }: Subject): Promise<Measured> {
  await turnTo(mode);
  await boot();
  await pause(PAUSE_MS);
  const before = collector.cpuMs();
  const all: Taken[] = [];
  for (let n = 0; n < BOOTS; n++) {
    all.push(await boot());
    await pause(PAUSE_MS);
  }
  const cpus = all.flatMap(({ cpuMs }) => cpuMs ?? []);
  return {
    wallMs: median(all.map(({ wallMs }) => wallMs)),
    ...(cpus.length > 0 ? { cpuMs: median(cpus) } : {}),
    collectorMs: (collector.cpuMs() - before) / BOOTS,
  };
}

async function warmUp({ boot }: Subject): Promise<void> {
  await turnTo("calls");
  for (let n = 0; n < WARM_UP; n++) await boot();
}

/** Each turn begins with another mode, so that no drift favours one. */
async function overhead(subject: Subject) {
  const turns: Readonly<Record<Mode, Measured>>[] = [];
  for (let n = 0; n < TURNS; n++) {
    const turn: Partial<Record<Mode, Measured>> = {};
    for (let place = 0; place < MODES.length; place++) {
      const mode = MODES[(place + n) % MODES.length] ?? "none";
      turn[mode] = await measure(mode, subject);
    }
    turns.push(turn as Record<Mode, Measured>);
  }
  await turnTo("none");
  const toNone = (mode: Mode, field: "wallMs" | "cpuMs") => {
    const pairs = turns.flatMap((turn) => {
      const [of, to] = [turn[mode][field], turn.none[field]];
      return of === undefined || to === undefined ? [] : [{ of, to }];
    });
    return pairs.length === 0 ? "" : comparedText(compare(pairs));
  };
  return MODES.map((mode) => ({
    of: subject.name,
    collector: mode,
    "a boot, ms": median(turns.map((turn) => turn[mode].wallMs)).toFixed(1),
    "to none": toNone(mode, "wallMs"),
    "processor, to none": toNone(mode, "cpuMs"),
    "collector's processor, ms": median(turns.map((turn) => turn[mode].collectorMs)).toFixed(2),
  }));
}

/** Of boots as fast as they come, how many came up, and how many of these lack a system call before their exec. */
async function completeness(name: RuntimeName, atOnce: number) {
  return collecting("calls", async (dbPath) => {
    for (let done = 0; done < COMPLETE; done += atOnce) {
      await Promise.all(Array.from({ length: Math.min(atOnce, COMPLETE - done) }, () => bootOnce(name)));
      // The window closes in between, or all but the first would find it open.
      await pause(2_600);
    }
    await pause(SETTLE_MS);
    const store = openStore(dbPath, { mode: "read" });
    const boots = await ownBoots(store);
    let [up, whole] = [0, 0];
    for (const { id, outcome } of boots) {
      if (outcome !== "up") continue;
      up++;
      const found = await store.findBoot(id);
      if (found?.boot.spans.every(({ slug }) => slug !== "set-up")) whole++;
    }
    store.close();
    return { runtime: name, "at once": atOnce, boots: boots.length, up, whole };
  });
}

/** Boots one after the other in as many rows as keep all processors busy, and what was seen of them. */
async function rush(name: RuntimeName) {
  return collecting("calls", async (dbPath) => {
    let left = RUSH;
    const since = performance.now();
    const row = async () => {
      while (left-- > 0) await bootOnce(name);
    };
    await Promise.all(Array.from({ length: ROWS }, row));
    const seconds = (performance.now() - since) / 1_000;
    await pause(SETTLE_MS);
    const store = openStore(dbPath, { mode: "read" });
    const boots = await ownBoots(store);
    const dropped = (await store.recordings(10)).reduce((sum, recording) => sum + recording.dropped, 0n);
    store.close();
    return {
      runtime: name,
      runs: RUSH,
      "a second": (RUSH / seconds).toFixed(0),
      boots: boots.length,
      "up, nothing lost": boots.filter(({ outcome, losses }) => outcome === "up" && losses.length === 0)
        .length,
      "events dropped": dropped,
    };
  });
}

async function engineOverhead(): Promise<void> {
  installEngines();
  const engines = await startEngines();
  try {
    for (const name of ["docker", "podman"] as const) console.table(await overhead(ofEngine(engines, name)));
  } finally {
    await engines.end();
  }
}

console.log(describeMachine());
try {
  if (RUSH > 0) console.table([await rush("crun")]);
  const runtimes = ["runc", "crun"] as const;
  if (TURNS > 0) {
    await warmUp(ofRuntime("crun"));
    for (const name of runtimes) console.table(await overhead(ofRuntime(name)));
    if (values.engines) await engineOverhead();
  }
  if (COMPLETE > 0)
    for (const name of runtimes)
      console.table([await completeness(name, 1), await completeness(name, AT_ONCE)]);
} finally {
  await collector.end();
  await timed.close();
  bundle.end();
  rmSync(folder, { recursive: true, force: true });
}
