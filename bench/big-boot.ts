import {
  createAssembler,
  instant,
  type BootEvent,
  type BootId,
  type RunId,
  type Source,
} from "@hacotaki/core";
import type { StoreWriter } from "@hacotaki/store";

const MS = 1_000_000n;
const LAUNCHER = 10_000;
/** Saved in one transaction. */
const BATCH = 5_000;

export const SOURCE: Source = {
  kind: "live",
  hostId: "host-1",
  hostName: "node-1",
  kernelBootId: "kernel-boot-1",
  kernel: "6.18.0",
  hasKernelEvents: true,
  wallOffset: 1_700_000_000_000_000_000n,
};

type Shape = {
  /** Containers of the run. */
  readonly boots: number;
  /** Of each container, fired by its supervisor, one in 50 µs. */
  readonly marks: number;
  /** The run's own start, ns. */
  readonly startAt?: bigint;
};

/** The events of one run in the order of their instants: all its containers come up, then each fires its marks. */
export function* eventsOfRun({ boots, marks, startAt = 1_000_000_000n }: Shape): Generator<BootEvent> {
  let at = startAt;
  let seq = 0;
  const origin = (tgid: number, ppid: number) => {
    at += MS / 20n;
    return { at: instant(at), seq: seq++, tgid, ppid, comm: "haconiwa" };
  };
  const pass = (tgid: number, ppid: number, code: bigint): BootEvent => ({
    ...origin(tgid, ppid),
    kind: "probe",
    provider: "haconiwa",
    probe: "bootstrap_phase_pass",
    args: [code, BigInt(tgid)],
  });
  const first = LAUNCHER + Number(startAt / 1_000_000_000n) * 10;
  yield {
    ...origin(first, 1),
    kind: "exec",
    file: "/usr/bin/haconiwa",
    argv: ["haconiwa", "run", "web.haco"],
    traced: true,
  };
  yield pass(first, 1, 0n);
  const supervisors = Array.from({ length: boots }, (_, n) => first + 1 + 2 * n);
  for (const supervisor of supervisors) {
    const container = supervisor + 1;
    yield { ...origin(first, 1), kind: "fork", childTgid: supervisor };
    for (const code of [1n, 2n]) yield pass(supervisor, first, code);
    yield { ...origin(supervisor, first), kind: "fork", childTgid: container };
    for (let code = 11n; code <= 21n; code++) yield pass(container, supervisor, code);
    yield {
      ...origin(container, supervisor),
      kind: "exec",
      file: "/bin/true",
      argv: ["true"],
      traced: false,
    };
    for (const code of [3n, 4n]) yield pass(supervisor, first, code);
  }
  for (let n = 0; n < marks; n++)
    for (const supervisor of supervisors) {
      yield {
        ...origin(supervisor, first),
        kind: "probe",
        provider: "haconiwa",
        probe: "probe_misc_str",
        args: [BigInt(n % 7), `step ${n} of something a hook tells of`],
      };
    }
  for (const supervisor of supervisors) {
    yield { ...origin(supervisor + 1, supervisor), kind: "exit", code: 0, signal: 0 };
    for (const code of [5n, 6n]) yield pass(supervisor, first, code);
    yield { ...origin(supervisor, first), kind: "exit", code: 0, signal: 0 };
  }
  yield { ...origin(first, 1), kind: "exit", code: 0, signal: 0 };
}

/** Saves a run as a collector does, batch by batch. */
export function saveRun(
  store: StoreWriter,
  shape: Shape,
): { readonly run: RunId; readonly boots: readonly BootId[] } {
  const recording = store.startRecording({
    ...SOURCE,
    path: "/usr/bin/haconiwa",
    probes: ["bootstrap_phase_pass", "probe_misc_str"],
    startedAt: SOURCE.wallOffset ?? 0n,
    pid: process.pid,
  });
  const assembler = createAssembler(SOURCE);
  const boots = new Map<BootId, RunId>();
  const save = (changes: ReturnType<typeof assembler.finish>) => {
    for (const { id, runId } of changes.boots) boots.set(id, runId);
    for (const id of changes.retired) boots.delete(id);
    store.save(changes, recording);
  };
  let batch: BootEvent[] = [];
  for (const event of eventsOfRun(shape)) {
    batch.push(event);
    if (batch.length < BATCH) continue;
    assembler.push(batch);
    save(assembler.advance(event.at));
    batch = [];
  }
  assembler.push(batch);
  save(assembler.finish());
  const [run] = boots.values();
  if (run === undefined) throw new Error("the run has no boots");
  return { run, boots: [...boots.keys()] };
}
