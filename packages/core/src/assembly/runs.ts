import type { LossEvent, Origin } from "../domain/event.ts";
import { dismissStandIn } from "./boots.ts";
import type { Process, RunDraft } from "./draft.ts";
import { file, touch } from "./filing.ts";
import { idOfRun } from "./ids.ts";
import { newProcess } from "./process.ts";
import type { Assembly } from "./state.ts";
import { bootOver, comesFrom, KEPT_PROCESSES, MOST_COUNTED } from "./tree.ts";

/** A run that begins with a process: it has suffered what was lost since. */
export function startRun(assembly: Assembly, origin: Origin): Process {
  const run: RunDraft = {
    source: assembly.source,
    processes: [],
    uncounted: 0,
    boots: [],
    pending: [],
    firstAt: origin.at,
    facts: new Map(),
    losses: [],
    streamEnded: false,
    isTold: false,
  };
  assembly.runs.add(run);
  const process = addProcess(assembly, run, origin);
  for (const loss of assembly.losses) if (loss.at >= origin.at) suffer(assembly, process, loss);
  return process;
}

/** What it forks is no part of a boot's set-up: a supervisor's hooks may go on for as long as its container runs. */
const isForeign = ({ role, boot }: Process) =>
  role === "application" ||
  role === "container" ||
  role === "helper" ||
  (role === "supervisor" && boot?.container?.exec !== undefined);

/** More processes than any run has that may yet become a supervisor, of which nobody knows a boot. */
const MAX_UNKNOWN = 10_000;

/** Whether another child of a process is kept: beyond what is kept of each boot, what is foreign to the set-up is not. */
function isKept({ processes, boots }: RunDraft, parent: Process): boolean {
  const most = KEPT_PROCESSES * Math.max(1, boots.length);
  return processes.length < (isForeign(parent) ? most : most + MAX_UNKNOWN);
}

/** Whether there are so many of them that another child of a process is not even counted. */
export const isBeyondCount = (parent: Process): boolean =>
  !isKept(parent.run, parent) && (bootOver(parent) ?? parent.run).uncounted >= MOST_COUNTED;

/** A process of a run; beyond what is kept it is only counted. */
export function addProcess({ live }: Assembly, run: RunDraft, origin: Origin, parent?: Process): Process {
  const process = newProcess(run, origin, parent);
  if (parent && !isKept(run, parent)) {
    (bootOver(parent) ?? run).uncounted++;
    process.isUncounted = true;
  } else run.processes.push(process);
  if (process.tgid !== undefined) live.set(process.tgid, process);
  return process;
}

/** The run of a process was under way while events were lost. */
export function suffer(assembly: Assembly, process: Process, event: LossEvent): void {
  const { run } = process;
  run.losses.push({ reason: event.reason, from: event.from, to: event.at });
  file(assembly, process, event);
  touch(assembly, run);
}

/**
 * A process turns out to be another's child. Pids are given again, and streams can be made up: nobody becomes their own
 * ancestor, or whoever looks for the boot over a process would look for ever.
 */
export function adopt(assembly: Assembly, process: Process, parent: Process): void {
  if (!comesFrom(parent, process)) process.parent ??= parent;
  assembly.orphans.delete(process);
  joinRuns(assembly, process.run, parent.run);
}

/** Two runs turn out to be one: the one that others know of, or else began first, takes in the other. */
export function joinRuns(assembly: Assembly, a: RunDraft, b: RunDraft): void {
  if (a === b || (a.launcher && b.launcher)) return;
  const { step } = assembly;
  const [from, into] = isTakenIn(a, b) ? [a, b] : [b, a];
  if (from.isTold) step.joined.push({ from: idOfRun(from), into: idOfRun(into) });
  if (from.pending === undefined) step.takenIn.set(idOfRun(from), from);
  from.takenBy = into;
  const held = from.pending ?? [];
  if (from.boots.length > 0 && into.boots.length > 0)
    for (const run of [from, into]) dismissStandIn(assembly, run);
  takeIn(into, from);
  assembly.runs.delete(from);
  for (const { process, event } of held) file(assembly, process, event);
  if (into.pending === undefined) step.runs.add(into);
  step.runs.delete(from);
  // Boots that came with the other run are not touched yet.
  step.touched.delete(into);
  touch(assembly, into);
}

/** Of two runs that turn out to be one, whether the first is taken in by the second: others know that one, or it began first. */
function isTakenIn(run: RunDraft, by: RunDraft): boolean {
  const isHeld = run.pending !== undefined;
  return isHeld === (by.pending !== undefined) ? run.firstAt > by.firstAt : isHeld;
}

/** Moves everything of one run into another. What waits in `from` to be told is left to the caller. */
function takeIn(into: RunDraft, from: RunDraft): void {
  for (const process of from.processes) {
    process.run = into;
    into.processes.push(process);
  }
  for (const boot of from.boots) {
    boot.run = into;
    into.boots.push(boot);
  }
  from.processes.length = 0;
  from.boots.length = 0;
  into.uncounted += from.uncounted;
  if (from.firstAt < into.firstAt) into.firstAt = from.firstAt;
  if (from.launcher) into.launcher ??= from.launcher;
  if (from.standIn) into.standIn = from.standIn;
  if (from.generation) into.generation ??= from.generation;
  if (from.wallOffset !== undefined) into.wallOffset ??= from.wallOffset;
  for (const [key, value] of from.facts) if (!into.facts.has(key)) into.facts.set(key, value);
  const isKnown = (loss: RunDraft["losses"][number]) =>
    into.losses.some(
      ({ reason, from: at, to }) => reason === loss.reason && at === loss.from && to === loss.to,
    );
  for (const loss of from.losses) if (!isKnown(loss)) into.losses.push(loss);
}
