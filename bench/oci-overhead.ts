/**
 * What collecting costs boots of OCI runtimes: wall time of `runc run` and `crun run` of `true` without a collector, and
 * with one that looks at nothing inside of boots (tier 0), at system calls, and at waits as well; in turns of some boots
 * each, because machines differ from one minute to the next. Medians, and the median of the ratios to the same turn's
 * boots without a collector. Then how many boots have their detail from their first namespace on, one at a time and 20
 * at once; and first what becomes of as many boots of crun as the machine can do. With `--engines` the wall times of
 * `docker run` and `podman run` as well, by daemons of its own. Needs root, runc, crun and busybox-static (the engines
 * are installed where they are missing), and a quiet machine for the wall times.
 *
 *   node bench/oci-overhead.ts [--rounds 5] [--boots 8] [--complete 100] [--rush 200] [--engines]
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { DetailLevel } from "@hacotaki/core";
import { openStore } from "@hacotaki/store";
import { newBundle, runtime, runtimePath, type RuntimeName } from "../packages/collector/test/bundle.ts";
import { IMAGE, podmanLimits, said, startEngines, type Engines } from "../test/engines/engines.ts";
import { installEngines } from "../test/engines/install.ts";
import { describeMachine } from "./machine.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    boots: { type: "string", default: "8" },
    complete: { type: "string", default: "100" },
    rush: { type: "string", default: "200" },
    engines: { type: "boolean", default: false },
  },
});
const ROUNDS = Number(values.rounds);
const BOOTS = Number(values.boots);
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
const median = (all: readonly number[]) =>
  all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN;

async function bootOnce(name: RuntimeName): Promise<number> {
  const since = performance.now();
  const { code, said } = await runtime(bundle, runtimePath(name), "run", `bench-${process.pid}-${number++}`);
  if (code !== 0) throw new Error(said);
  return performance.now() - since;
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

/** What makes a boot of `true`, and how long it took, in ms. */
type Subject = { readonly name: string; readonly boot: () => Promise<number> };

const ofRuntime = (name: RuntimeName): Subject => ({ name: `${name} run`, boot: () => bootOnce(name) });

function ofEngine(engines: Engines, name: "docker" | "podman"): Subject {
  const limits = name === "podman" ? podmanLimits(engines) : [];
  return {
    name: `${name} run`,
    boot: async () => {
      const since = performance.now();
      await said(engines[name]("run", "--rm", ...limits, IMAGE, "/bin/true"));
      return performance.now() - since;
    },
  };
}

async function turn(mode: Mode, subject: Subject): Promise<number[]> {
  const boots = async () => {
    const times: number[] = [];
    await subject.boot();
    for (let n = 0; n < BOOTS; n++) times.push(await subject.boot());
    return times;
  };
  return mode === "none" ? boots() : collecting(mode, boots);
}

async function overhead(subject: Subject) {
  const times = new Map<Mode, number[]>(MODES.map((mode) => [mode, []]));
  const ratios = new Map<Mode, number[]>(MODES.map((mode) => [mode, []]));
  for (let round = 0; round < ROUNDS; round++) {
    const medians = new Map<Mode, number>();
    for (const mode of round % 2 === 0 ? MODES : MODES.toReversed()) {
      const all = await turn(mode, subject);
      times.get(mode)?.push(...all);
      medians.set(mode, median(all));
    }
    for (const mode of MODES) ratios.get(mode)?.push((medians.get(mode) ?? 0) / (medians.get("none") ?? 1));
  }
  return MODES.map((mode) => ({
    of: subject.name,
    collector: mode === "none" ? "none" : `--detail ${mode}`,
    "median ms": median(times.get(mode) ?? []).toFixed(1),
    "to none": `${((median(ratios.get(mode) ?? []) - 1) * 100).toFixed(1)} %`,
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
  for (const name of runtimes) console.table(await overhead(ofRuntime(name)));
  if (values.engines) await engineOverhead();
  for (const name of runtimes)
    console.table([await completeness(name, 1), await completeness(name, AT_ONCE)]);
} finally {
  bundle.end();
  rmSync(folder, { recursive: true, force: true });
}
