import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { instant, type BootEvent, type Source } from "@hacotaki/core";
import { openStore } from "@hacotaki/store";
import { expect, onTestFinished, test, vi } from "vitest";
import { bootNow } from "../src/clock.ts";
import { createFactReader, factsAfter } from "../src/facts/facts.ts";
import { createPipeline, type PipelineOptions } from "../src/events/pipeline.ts";

const SOURCE: Source = {
  kind: "live",
  hostId: "h",
  hostName: "host",
  kernelBootId: "k",
  hasKernelEvents: true,
};

/** Field 22 of /proc/PID/stat, in hundredths of a second. */
function startOf({ pid }: ChildProcess) {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  return instant(BigInt(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "0") * 10_000_000n);
}

/** A pipeline into a database of its own, and the boot of a launcher that is a real process. */
async function launched() {
  const folder = mkdtempSync(join(tmpdir(), "hacotaki-pipeline-"));
  const path = join(folder, "hacotaki.db");
  const store = openStore(path, { mode: "write" });
  const recording = store.startRecording({
    ...SOURCE,
    path: "/usr/bin/haconiwa",
    probes: [],
    startedAt: 0n,
  });
  const pipeline = createPipeline(SOURCE, store, recording);
  const child = spawn("sleep", ["60"]);
  await once(child, "spawn");
  const { pid = 0 } = child;
  const reader = openStore(path, { mode: "read" });
  onTestFinished(() => {
    child.kill("SIGKILL");
    reader.close();
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const origin = (seq: number) => ({ at: bootNow(), seq, tgid: pid, startAt: startOf(child) });
  const started: BootEvent[] = [
    { ...origin(1), kind: "exec", file: "/usr/bin/haconiwa", traced: true },
    { ...origin(2), kind: "probe", provider: "haconiwa", probe: "bootstrap_phase_pass", args: [0n, 1n] },
  ];
  pipeline.take(started);
  pipeline.flush("all");
  const ended = async (): Promise<BootEvent> => {
    const exit: BootEvent = { ...origin(3), kind: "exit", code: 3, signal: 0 };
    child.kill("SIGKILL");
    await once(child, "exit");
    return exit;
  };
  const reap = () => {
    pipeline.reap();
    pipeline.flush("all");
  };
  const onlyBoot = async () => (await reader.listBoots({ limit: 2 })).boots[0];
  const another = (options?: PipelineOptions) => createPipeline(SOURCE, store, recording, options);
  /** Another collector, that finds what the first one stored. */
  const resumed = () => {
    const again = another();
    again.resume(
      store.openRuns(SOURCE.hostId, SOURCE.kernelBootId).map(({ events }) => events),
      () => {},
    );
    return again;
  };
  const storedEvents = () => store.openRuns(SOURCE.hostId, SOURCE.kernelBootId)[0]?.events ?? [];
  return { pipeline, origin, ended, reap, another, resumed, onlyBoot, storedEvents };
}

test("an exit that is still on its way when the living are looked after keeps its code", async () => {
  const { pipeline, ended, reap, onlyBoot } = await launched();
  const exit = await ended();
  reap();
  pipeline.take([exit]);
  pipeline.flush("all");
  expect(await onlyBoot()).toMatchObject({ outcome: "failed", exitCode: 3, losses: [] });
});

test("a process whose exit never comes is closed when it is missed for the second time", async () => {
  const { ended, reap, onlyBoot, pipeline } = await launched();
  reap();
  await ended();
  reap();
  expect(pipeline.hasLiving).toBe(true);
  reap();
  expect(await onlyBoot()).toMatchObject({ outcome: "partial", losses: ["collector-away"] });
  expect(pipeline.hasLiving).toBe(false);
});

test("what happened before a boot was taken up again is that boot's, although all of it is gone by then", async () => {
  const { ended, resumed, onlyBoot } = await launched();
  const exit = await ended();
  const again = resumed();
  again.take([exit]);
  again.flush("all");
  expect(await onlyBoot()).toMatchObject({ exitCode: 3, losses: ["collector-away"] });
  expect(again.hasLiving).toBe(false);
});

test("a collector that comes back may have missed what came after the last event that is stored, not that event", async () => {
  const { resumed, storedEvents } = await launched();
  const last = storedEvents().at(-1)?.at ?? 0n;
  resumed().flush("all");
  const losses = storedEvents().filter(({ kind }) => kind === "loss");
  expect(losses).toMatchObject([{ reason: "collector-away", from: last + 1n }]);
});

test("a loss that is told while events of before wait in the ring comes after them", async () => {
  const { pipeline, origin, storedEvents } = await launched();
  const losses = () => storedEvents().filter(({ kind }) => kind === "loss");
  const from = bootNow();
  const waiting: BootEvent = { ...origin(3), kind: "exec", file: "/usr/bin/next", traced: false };
  for (let told = 0; told < 2; told++) {
    const until = bootNow() + 5_000_000n;
    await vi.waitUntil(() => bootNow() > until);
    pipeline.lose("dropped", from, 1);
    pipeline.flush(undefined);
  }
  expect(losses()).toEqual([]);
  expect(pipeline.hasRest).toBe(true);
  pipeline.take([waiting]);
  pipeline.flush("all");
  expect(losses()).toHaveLength(2);
  expect(pipeline.hasRest).toBe(false);
});

test("a boot's wall time is told by the clocks at its own start", async () => {
  const since = Date.now();
  const { ended, pipeline, onlyBoot } = await launched();
  pipeline.take([await ended()]);
  pipeline.flush("all");
  const { wallTime = 0n } = (await onlyBoot()) ?? {};
  const started = Number(wallTime / 1_000_000n);
  // The kernel tells the start of a process in hundredths of a second.
  expect(started).toBeGreaterThanOrEqual(since - 10);
  expect(started).toBeLessThanOrEqual(Date.now());
});

const passed = (phase: bigint): BootEvent => ({
  kind: "probe",
  at: instant(5n),
  seq: 7,
  tgid: process.pid,
  provider: "haconiwa",
  probe: "bootstrap_phase_pass",
  args: [phase, 1n],
});

test("what a phase lets be read is read once, however often a hook fires that phase", () => {
  const readFacts = createFactReader();
  const keys = (event: BootEvent) => readFacts(event).map(({ key }) => key);
  expect(keys(passed(18n))).toEqual(["mounts"]);
  expect(keys(passed(18n))).toEqual([]);
  expect(keys({ ...passed(18n), startAt: instant(3n) })).toEqual(["mounts"]);
  expect(keys({ kind: "exit", at: instant(6n), seq: 8, tgid: process.pid })).toEqual([]);
  expect(keys(passed(18n))).toEqual(["mounts"]);
});

test("mounts are counted once the container has a root of its own", () => {
  const { length } = readFileSync("/proc/self/mountinfo", "utf8").trimEnd().split("\n");
  expect(factsAfter(passed(18n))).toMatchObject([
    { kind: "fact", key: "mounts", value: length.toString(), tgid: process.pid, seq: 8 },
  ]);
  expect(factsAfter(passed(19n))).toEqual([]);
});

test("what is read after an event comes after it, also where both have one instant", () => {
  const exec: BootEvent = {
    kind: "exec",
    at: instant(5n),
    seq: 7,
    tgid: process.pid,
    file: "/usr/bin/haconiwa",
    traced: true,
  };
  const facts = factsAfter(exec);
  expect(facts.map(({ key }) => key)).toEqual(["wall-offset", "cwd"]);
  expect(facts.map(({ at, seq }) => [at, seq])).toEqual([
    [5n, 8],
    [5n, 9],
  ]);
});

test("a collector goes on with a run of any number of events", async () => {
  const { pipeline, origin, resumed, ended, onlyBoot } = await launched();
  const [marks, batch] = [250_000, 50_000];
  const mark = (seq: number): BootEvent => ({
    ...origin(seq),
    kind: "probe",
    provider: "haconiwa",
    probe: "bootstrap_phase_pass",
    args: [123n, 1n],
  });
  for (let seq = 10; seq < marks; seq += batch) {
    pipeline.take(Array.from({ length: batch }, (_, n) => mark(seq + n)));
    expect(pipeline.flush("all")).toBe(true);
  }
  const next = resumed();
  expect(next.hasLiving).toBe(true);
  next.take([await ended()]);
  expect(next.flush("all")).toBe(true);
  expect(await onlyBoot()).toMatchObject({ outcome: "partial", losses: ["collector-away"] });
}, 600_000);

test("phases, execs and what listens are urgent; marks and what ends are not; calls are where no probe tells phases", async () => {
  const { origin, another } = await launched();
  const event = (kind: string, more: object = {}) => ({ ...origin(9), kind, ...more }) as BootEvent;
  const probe = (name: string, args: readonly bigint[]) =>
    event("probe", { provider: "haconiwa", probe: name, args });
  const urgentOf = (hasProbes: boolean) => {
    const pipeline = another({ hasProbes });
    const each = {
      phase: probe("bootstrap_phase_pass", [0n, 1n]),
      mark: probe("probe_misc", [0n, 1n]),
      exec: event("exec", { file: "/bin/true", traced: false }),
      listen: event("listen", { port: 80 }),
      fork: event("fork", { childTgid: 2 }),
      syscall: event("syscall", { name: "mount" }),
      exit: event("exit", { code: 0, signal: 0 }),
    };
    return Object.entries(each).flatMap(([name, one]) => (pipeline.take([one]) ? [name] : []));
  };
  expect(urgentOf(true)).toEqual(["phase", "exec", "listen"]);
  expect(urgentOf(false)).toEqual(["phase", "exec", "listen", "fork", "syscall"]);
});
