import type { ExitEvent, Origin } from "../domain/event.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import type { Reading } from "../domain/probe.ts";
import type { Process } from "./draft.ts";
import { file, touch } from "./filing.ts";
import { childrenOf } from "./kin.ts";
import { isAlive, learn, mayBoot } from "./process.ts";
import { addUnstarted, claim, setRole, settleRole } from "./roles.ts";
import { addProcess, adopt, startRun } from "./runs.ts";
import type { Assembly } from "./state.ts";

/** The process an event happened in, if it is known: not one whose pid was taken over by another. */
export function find({ live }: Assembly, origin: Origin): Process | undefined {
  if (origin.tgid === undefined) return undefined;
  const process = live.get(origin.tgid);
  if (process === undefined) return undefined;
  const other =
    origin.startAt !== undefined && process.exactStart !== undefined && origin.startAt !== process.exactStart;
  const dead = process.exit !== undefined && origin.at > process.exit.at;
  return other || dead ? undefined : process;
}

/** The process an event happened in, and what the event tells of it. */
export function findOrMeet(assembly: Assembly, origin: Origin): Process {
  const known = find(assembly, origin);
  if (known === undefined) closeTakenOver(assembly, origin);
  const process = known ?? meet(assembly, origin);
  learn(process, origin);
  return process;
}

/** The process a probe fired in. A text trace shows a pid taken over only by a phase that its process has passed. */
export function findOfProbe(assembly: Assembly, origin: Origin, reading: Reading): Process {
  if (origin.tgid === undefined) return findAnonymous(assembly, origin, reading);
  const known = find(assembly, origin);
  const isAgain =
    known !== undefined &&
    !assembly.source.hasKernelEvents &&
    reading.kind === "phase" &&
    known.passes.has(reading.code);
  if (known === undefined || isAgain) closeTakenOver(assembly, origin);
  const process = known === undefined || isAgain ? meet(assembly, origin) : known;
  learn(process, origin);
  return process;
}

/** Where a text prints no pid: the process that gave this pid for its supervisor, until it passes a phase anew. */
function findAnonymous(assembly: Assembly, origin: Origin, reading: Reading): Process {
  const { anonymous } = assembly;
  const hpid = reading.kind === "phase" ? (reading.hpid ?? 0) : 0;
  const known = anonymous.get(hpid);
  if (known && !(reading.kind === "phase" && known.passes.has(reading.code))) return known;
  const process = startRun(assembly, origin);
  anonymous.set(hpid, process);
  return process;
}

/** A process nobody knew: the parent of others that were seen before it, or a run of its own until more is known. */
function meet(assembly: Assembly, origin: Origin): Process {
  const { orphans } = assembly;
  const children = childrenOf(origin, orphans);
  const [first] = children;
  if (first === undefined) {
    const process = startRun(assembly, origin);
    if (assembly.source.hasKernelEvents) orphans.add(process);
    return process;
  }
  const process = addProcess(assembly, first.run, origin);
  learn(process, origin);
  orphans.add(process);
  for (const child of children) {
    adopt(assembly, child, process);
    if (child.role === "container" && child.boot) claim(assembly, child.boot, process, origin);
    else if (child.role === "supervisor") setRole(assembly, process, "root");
  }
  return process;
}

/** A pid that is given out again proves that its process is gone, though nobody saw it go. */
export function closeTakenOver(assembly: Assembly, { tgid, at, startAt }: Origin): void {
  const known = tgid === undefined ? undefined : assembly.live.get(tgid);
  if (known === undefined || !isAlive(known) || !assembly.source.hasKernelEvents) return;
  const { exactStart } = known;
  if (startAt !== undefined && startAt === exactStart) return;
  endProcess(assembly, known, {
    kind: "exit",
    at,
    seq: 0,
    ...omitUndefined({ tgid, startAt: exactStart }),
  });
}

/** A process is gone; with the last of a run that never booted anything, that run. */
export function endProcess(assembly: Assembly, process: Process, event: ExitEvent): void {
  if (process.exit) return;
  learn(process, event);
  process.exit = {
    at: event.at,
    ...omitUndefined({ code: event.code, signal: event.signal }),
  };
  settleRole(assembly, process);
  if (process.isUncounted && process.tgid !== undefined) assembly.live.delete(process.tgid);
  const { run } = process;
  if (run.pending === undefined && run.boots.length === 0 && !run.processes.some(mayBoot))
    addUnstarted(assembly, run, process);
  file(assembly, process, event);
  touch(assembly, run);
}
