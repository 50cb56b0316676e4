import {
  createAssembler,
  instant,
  type Boot,
  type BootEvent,
  type BootId,
  type Changes,
  type RunId,
  type Source,
} from "@hacotaki/core";
import type { NewRecording, StoreWriter } from "../src/index.ts";

export const SOURCE: Source = {
  kind: "live",
  hostId: "host-1",
  hostName: "node-1",
  kernelBootId: "kernel-boot-1",
  kernel: "6.18.0",
  hasKernelEvents: true,
  wallOffset: 1_700_000_000_000_000_000n,
};

export const RECORDING: NewRecording = {
  ...SOURCE,
  path: "/usr/bin/haconiwa",
  probes: ["bootstrap_phase_pass"],
  startedAt: 1_700_000_000_000_000_000n,
  pid: 4_242,
};

export const NOTHING: Changes = { runs: [], boots: [], retired: [], marks: [], events: [] };

const MS = 1_000_000n;
const text16 = (letter: string, n: number) => `${letter}${n.toString().padStart(15, "0")}`;
export const bootIdAt = (n: number) => text16("b", n) as BootId;
export const runIdAt = (n: number) => text16("r", n) as RunId;

/** The n-th boot of a series: up after n ms, a second after the one before. */
export function bootAt(n: number, facts: Partial<Boot> = {}): Boot {
  const start = instant(1_000_000_000n * BigInt(n + 1));
  const up = instant(start + BigInt(n + 1) * MS);
  return {
    id: bootIdAt(n),
    runId: runIdAt(n),
    hostId: SOURCE.hostId,
    hostName: SOURCE.hostName,
    kernelBootId: SOURCE.kernelBootId,
    sourceKind: "live",
    container: `web-${n % 3}`,
    containerSource: "hostname",
    generation: "0.11",
    outcome: "up",
    losses: [],
    startAt: start,
    startBy: "exec",
    upAt: up,
    upBy: "exec",
    endAt: up,
    wallTime: start + (SOURCE.wallOffset ?? 0n),
    lineage: "lineage",
    supervisorTgid: 1_000 + n,
    containerTgid: 2_000 + n,
    processes: [
      { tgid: 1_000 + n, lane: "supervisor", startAt: start },
      { tgid: 2_000 + n, lane: "container", startAt: up },
    ],
    processCount: 2,
    spans: [
      {
        slug: "runtime-start",
        label: "runtime start",
        group: "supervise",
        lane: "launcher",
        onPath: true,
        startAt: start,
        from: "exec",
        state: "closed",
        endAt: up,
        to: "CLI_START",
      },
    ],
    markCount: 0,
    ...facts,
  };
}

/** Saves boots as they are, each with its run. */
export function saveBoots(store: StoreWriter, boots: readonly Boot[], recording?: number): number {
  const id = recording ?? store.startRecording(RECORDING);
  store.save({ ...NOTHING, boots }, id);
  return id;
}

/** The events of one whole boot of the 0.11 generation, `n` telling its processes and instants apart. */
export function eventsOfBoot(n: number): BootEvent[] {
  const start = 1_000_000_000n * BigInt(n + 1);
  const [launcher, supervisor, container] = [10_000 + n * 3, 10_001 + n * 3, 10_002 + n * 3];
  let seq = 0;
  const origin = (tgid: number, ppid: number) => ({
    at: instant(start + BigInt(seq) * MS),
    seq: seq++,
    tgid,
    ppid,
    comm: "haconiwa",
  });
  const pass = (tgid: number, ppid: number, code: bigint): BootEvent => ({
    ...origin(tgid, ppid),
    kind: "probe",
    provider: "haconiwa",
    probe: "bootstrap_phase_pass",
    args: [code, BigInt(supervisor)],
  });
  return [
    {
      ...origin(launcher, 1),
      kind: "exec",
      file: "/usr/bin/haconiwa",
      argv: ["haconiwa", "run", "web.haco"],
      traced: true,
    },
    pass(launcher, 1, 0n),
    { ...origin(launcher, 1), kind: "fork", childTgid: supervisor },
    ...[1n, 2n].map((code) => pass(supervisor, launcher, code)),
    { ...origin(supervisor, launcher), kind: "fork", childTgid: container },
    ...[11n, 12n, 13n, 14n, 15n, 16n, 17n, 18n, 19n, 20n, 21n].map((code) =>
      pass(container, supervisor, code),
    ),
    { ...origin(container, supervisor), kind: "exec", file: "/bin/true", argv: ["true"], traced: false },
    ...[3n, 4n].map((code) => pass(supervisor, launcher, code)),
    { ...origin(container, supervisor), kind: "exit", code: 0, signal: 0 },
    ...[5n, 6n].map((code) => pass(supervisor, launcher, code)),
    { ...origin(supervisor, launcher), kind: "exit", code: 0, signal: 0 },
    { ...origin(launcher, 1), kind: "exit", code: 0, signal: 0 },
  ];
}

/** What the assembler makes of events. */
export function assembled(events: readonly BootEvent[], source: Source = SOURCE): Changes {
  const assembler = createAssembler(source);
  assembler.push(events);
  return assembler.finish();
}

/** What the assembler knows after these events, more being on their way. */
export function underWay(events: readonly BootEvent[], source: Source = SOURCE): Changes {
  const assembler = createAssembler(source);
  assembler.push(events);
  return assembler.advance(instant(2n ** 62n));
}
