import type {
  BootEvent,
  ExecEvent,
  ExitEvent,
  FactEvent,
  ForkEvent,
  ListenEvent,
  LossEvent,
} from "../domain/event.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import { isSettledBefore, takeDetail } from "./detail.ts";
import type { Process, RunDraft } from "./draft.ts";
import { file, isPassedOver, touch } from "./filing.ts";
import { closeTakenOver, endProcess, find, findOrMeet } from "./find.ts";
import { takeProbe } from "./pass.ts";
import { learn, learnExec } from "./process.ts";
import { addProcess, isBeyondCount, startRun, suffer } from "./runs.ts";
import type { Assembly } from "./state.ts";
import { MOST_EXECS } from "./tree.ts";

/** Losses that are remembered for events that come later than the loss they were caught in. */
const MAX_LOSSES = 1_000;

/** Takes in the next event. Events come in the order of their instants. */
export function take(assembly: Assembly, event: BootEvent): void {
  if (assembly.now === undefined || event.at > assembly.now) assembly.now = event.at;
  switch (event.kind) {
    case "probe":
      return takeProbe(assembly, event);
    case "fork":
      // A thread is no process of its own.
      return event.thread ? takeDetail(assembly, event) : takeFork(assembly, event);
    case "exec":
      return takeExec(assembly, event);
    case "exit":
      return takeExit(assembly, event);
    case "listen":
      return takeListen(assembly, event);
    case "fact":
      return takeFact(assembly, event);
    case "loss":
      return takeLoss(assembly, event);
    case "syscall":
    case "cgroup":
    case "wait":
      return takeDetail(assembly, event);
  }
}

function takeFork(assembly: Assembly, event: ForkEvent): void {
  const parent = findOrMeet(assembly, event);
  if (assembly.live.get(event.childTgid)?.forkedAt === event.at) return;
  if (isBeyondCount(parent)) return;
  const { at, seq, childTgid: tgid, childStartAt: startAt } = event;
  closeTakenOver(assembly, { at, seq, tgid, ...omitUndefined({ startAt }) });
  const child = addProcess(assembly, parent.run, { at, seq, tgid }, parent);
  child.forkedAt = at;
  child.ppid = event.tgid ?? 0;
  if (event.comm !== undefined) child.comm = event.comm;
  if (event.childNspid !== undefined) child.nspid = event.childNspid;
  if (startAt !== undefined) child.exactStart = startAt;
  inherit(child, parent);
  if (!isPassedOver(child)) file(assembly, parent, event);
  touch(assembly, parent.run);
}

/** The part of a process that is known by who forked it. */
function inherit(child: Process, parent: Process): void {
  if (parent.role === "container" || parent.role === "application") {
    // Before its exec the container's children are hooks and clean-up, afterwards the application's.
    if (parent.role === "application" || parent.exec !== undefined) child.role = "application";
    if (parent.boot) child.boot = parent.boot;
  } else if (parent.role === "helper" || parent.exec !== undefined) child.role = "helper";
}

function takeExec(assembly: Assembly, event: ExecEvent): void {
  const known = find(assembly, event);
  if (!event.traced) {
    if (known && isOfFirst(known)) learnProgram(assembly, known, event, false);
    return;
  }
  if (known?.tracedExec?.at === event.at) return;
  if (known && known.run.launcher === known && known.passes.size === 0)
    return learnProgram(assembly, known, event, true);
  // For the run it belongs to, haconiwa is a program like any other: a hook's or a container's own.
  if (known) learnProgram(assembly, known, event, false);
  else closeTakenOver(assembly, event);
  const launcher = startRun(assembly, event);
  launcher.role = "launcher";
  launcher.run.launcher = launcher;
  if (known) launcher.former = known;
  learnProgram(assembly, launcher, event, true);
}

function isOfFirst(process: Process): boolean {
  process.execs = (process.execs ?? 0) + 1;
  return process.execs <= MOST_EXECS;
}

function learnProgram(assembly: Assembly, process: Process, event: ExecEvent, isLauncher: boolean): void {
  learn(process, event);
  learnExec(process, event, isLauncher);
  if (!isLauncher && process.role === undefined) process.role = "helper";
  file(assembly, process, event);
  touch(assembly, process.run);
}

function takeExit(assembly: Assembly, event: ExitEvent): void {
  for (let process = find(assembly, event); process; process = process.former)
    endProcess(assembly, process, event);
}

function takeListen(assembly: Assembly, event: ListenEvent): void {
  const process = find(assembly, event);
  if (process === undefined) return;
  learn(process, event);
  const { boot, role } = process;
  if (
    boot &&
    (role === "container" || role === "application") &&
    (boot.ready === undefined || event.at < boot.ready.at) &&
    boot.container?.exec &&
    event.at >= boot.container.exec.at
  )
    boot.ready = { at: event.at, ...omitUndefined({ port: event.port }) };
  file(assembly, process, event);
  touch(assembly, process.run);
}

/** What is read at a boot's end is read of a launcher that may be gone by then, and its run with it. */
function launcherGone({ runs, ended }: Assembly, { tgid, startAt }: FactEvent): Process | undefined {
  const isIt = ({ launcher }: RunDraft) =>
    tgid !== undefined && launcher?.tgid === tgid && launcher.exactStart === startAt;
  for (const run of runs) if (isIt(run)) return run.launcher;
  return ended.find(({ run }) => isIt(run))?.run.launcher;
}

function takeFact(assembly: Assembly, event: FactEvent): void {
  const process = find(assembly, event) ?? launcherGone(assembly, event);
  if (process === undefined) return;
  const { run } = process;
  const facts = process.boot?.facts ?? run.facts;
  if (event.key === "wall-offset") {
    if (/^-?\d{1,19}$/.test(event.value)) run.wallOffset ??= BigInt(event.value);
  } else if (!facts.has(event.key)) facts.set(event.key, event.value);
  file(assembly, process, event);
  touch(assembly, run);
}

/** Loss touches every run that was under way in its window, or the one it was counted of. */
function takeLoss(assembly: Assembly, event: LossEvent): void {
  const { losses, runs, ended } = assembly;
  if (event.tgid !== undefined) return takeLossOf(assembly, event);
  losses.push(event);
  if (losses.length > MAX_LOSSES) losses.shift();
  for (const run of [...runs, ...ended.map((each) => each.run)]) {
    const process = run.launcher ?? run.processes[0];
    if (process === undefined) continue;
    if (run.boots.length > 0 && run.boots.every((boot) => isSettledBefore(boot, event.from))) continue;
    suffer(assembly, process, event);
  }
}

/** What one process lost hurts its own run. That may be over by then: its processes are looked through, not those alive. */
function takeLossOf(assembly: Assembly, event: LossEvent): void {
  const isIt = ({ tgid, exactStart }: Process) => tgid === event.tgid && exactStart === event.startAt;
  for (const run of [...assembly.runs, ...assembly.ended.map((each) => each.run)]) {
    const process = run.processes.find(isIt);
    if (process) suffer(assembly, process, event);
  }
}
