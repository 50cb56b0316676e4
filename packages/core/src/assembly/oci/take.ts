import type {
  BootEvent,
  CgroupEvent,
  ExecEvent,
  ExitEvent,
  FactEvent,
  ForkEvent,
  ListenEvent,
  LossEvent,
  SyscallEvent,
} from "../../domain/event.ts";
import { bootsContainer } from "../../domain/oci.ts";
import { omitUndefined } from "../../domain/omit-undefined.ts";
import { KEPT_PROCESSES, MOST_COUNTED, MOST_EXECS } from "../tree.ts";
import type { OciBoot, OciExec, OciProcess } from "./draft.ts";
import { fileOci, fileWait, tellOf } from "./filing.ts";
import { passLandmark } from "./landmarks.ts";
import { bootStartedBy, fileEngine, linkEngine, seekClient } from "./link.ts";
import { findOci, isInitLike, learnOci, meetOci, readExec } from "./process.ts";
import type { OciAssembly } from "./state.ts";

const MAX_LOSSES = 1_000;
/** Events of daemons that are remembered until a boot begins that they belong to. */
const MAX_DAEMON_EVENTS = 1_000;
/** Clients that are waited for, at most. */
const MAX_CLIENTS = 1_000;
/** What an engine's process forked and is remembered, at most. */
const MAX_CHILDREN = 500;
/** Processes of a boot that is not up: no runtime forks a tenth of it. */
const MAX_BEFORE_UP = 2_000;

/** Whether an event is about container programs: of a process of theirs, or the start of one. */
export const isOfOci = (assembly: OciAssembly, event: BootEvent): boolean =>
  event.kind === "syscall" ||
  event.kind === "cgroup" ||
  event.daemon === true ||
  (event.kind === "fork" && event.thread === true) ||
  (event.kind === "exec" && event.root !== undefined) ||
  findOci(assembly, event) !== undefined ||
  (event.kind === "fact" && bootOfGone(assembly, event) !== undefined);

/** What is read at a boot's end is read of a runtime that may be gone by then. */
function bootOfGone({ boots }: OciAssembly, { tgid, startAt }: FactEvent): OciBoot | undefined {
  if (tgid === undefined) return undefined;
  for (const boot of boots)
    if (boot.runtime.tgid === tgid && (startAt === undefined || boot.runtime.exactStart === startAt))
      return boot;
  return undefined;
}

/** Takes in the next event that is about container programs, or a loss. Events come in the order of their instants. */
export function takeOci(assembly: OciAssembly, event: BootEvent): void {
  assembly.now = event.at;
  if (event.kind === "loss") return takeLoss(assembly, event);
  if (event.daemon) return takeDaemon(assembly, event);
  if (event.kind === "exec" && event.root !== undefined) return takeExec(assembly, event);
  const process = findOci(assembly, event) ?? standInFor(assembly, event);
  if (process === undefined) return;
  if (event.kind === "wait") return fileWait(assembly, process, event);
  if (process.tgid === event.tgid) learnOci(process, event);
  switch (event.kind) {
    case "exec":
      return takeExec(assembly, event);
    case "fork":
      return takeFork(assembly, process, event);
    case "exit":
      return takeExit(assembly, process, event);
    case "listen":
      return takeListen(assembly, process, event);
    case "syscall":
      return takeCall(assembly, process, event);
    case "cgroup":
      return takeCgroup(assembly, process, event);
    case "fact":
      return takeFact(assembly, process, event);
    case "probe":
      return fileOci(assembly, process, event);
  }
}

/** Whose an event is that happened in no process that is known: a stranger may put a process into a cgroup. */
function standInFor(assembly: OciAssembly, event: BootEvent): OciProcess | undefined {
  if (event.kind === "fact") return bootOfGone(assembly, event)?.runtime;
  return event.kind === "cgroup" && event.targetTgid !== undefined
    ? assembly.live.get(event.targetTgid)
    : undefined;
}

/** Of a daemon only what it begins is followed. */
function takeDaemon(assembly: OciAssembly, event: BootEvent): void {
  const { daemonEvents } = assembly;
  if (event.kind === "fork" && event.thread !== true) {
    const child = meetOci(assembly, event.childTgid, event.at);
    child.forkedAt = event.at;
    child.held.push(event);
  } else daemonEvents.push(event);
  if (daemonEvents.length > MAX_DAEMON_EVENTS)
    assembly.daemonEvents = daemonEvents.slice(-MAX_DAEMON_EVENTS / 2);
}

function takeFork(assembly: OciAssembly, parent: OciProcess, event: ForkEvent): void {
  if (event.thread) return fileOci(assembly, parent, event);
  const { boot } = parent;
  if (boot !== undefined && boot.uncounted >= MOST_COUNTED && !isKept(boot, parent)) return;
  const child = meetOci(assembly, event.childTgid, event.at);
  child.parent = parent;
  child.forkedAt = event.at;
  child.ppid = parent.tgid;
  if (event.comm !== undefined) child.comm = event.comm;
  if (event.childNspid !== undefined) child.nspid = event.childNspid;
  if (event.childStartAt !== undefined) child.exactStart = event.childStartAt;
  if (parent.stage !== undefined && parent.stage < 2) child.stage = parent.stage === 0 ? 1 : 2;
  if (parent.isForeign) child.isForeign = true;
  if (boot === undefined) {
    // Whether it has a part in a boot shows with what it executes.
    if (parent.children.size < MAX_CHILDREN) parent.children.add(child);
    child.held.push(event);
    return;
  }
  join(boot, child);
  if (parent === boot.runtime) confirm(assembly, boot);
  fileOci(assembly, parent, event);
}

/** Any of them may become init, or lead to it: what a hook begins, and whatever comes once the boot is up, does not. */
function isKept({ up, processes }: OciBoot, parent: OciProcess | undefined): boolean {
  if (processes.length < KEPT_PROCESSES) return true;
  const mayLead = up === undefined && parent?.foreignExec === undefined && parent?.isUncounted !== true;
  return mayLead && processes.length < MAX_BEFORE_UP;
}

/** A process becomes a part of a boot; beyond what is kept, it is only counted. */
function join(boot: OciBoot, process: OciProcess): void {
  process.boot = boot;
  if (!isKept(boot, process.parent)) {
    process.isUncounted = true;
    boot.uncounted++;
  } else boot.processes.push(process);
}

function confirm(assembly: OciAssembly, boot: OciBoot): void {
  if (boot.isTold) return;
  fileEngine(assembly, boot);
  tellOf(assembly, boot);
}

function takeExec(assembly: OciAssembly, event: ExecEvent): void {
  const process = findOci(assembly, event) ?? meetOci(assembly, event.tgid ?? 0, event.at);
  process.execs = (process.execs ?? 0) + 1;
  if (process.execs > MOST_EXECS) return;
  learnOci(process, event);
  const exec = readExec(event);
  if (exec.program?.part === "runtime") takeRuntime(assembly, process, exec);
  else if (exec.program !== undefined && process.boot === undefined) takeProgram(assembly, process, exec);
  else takeForeign(process, exec);
  fileOci(assembly, process, event);
}

function takeProgram({ clients }: OciAssembly, process: OciProcess, exec: OciExec): void {
  process.programExec ??= exec;
  if (exec.program?.part !== "client") return;
  clients.add(process);
  const [oldest] = clients;
  if (oldest !== undefined && clients.size > MAX_CLIENTS) clients.delete(oldest);
}

/** A runtime's program: it boots a container, goes on with one, becomes its init, or does something else. */
function takeRuntime(assembly: OciAssembly, process: OciProcess, exec: OciExec): void {
  const { boot } = process;
  if (boot !== undefined) {
    // The runtime executes a copy of itself, or becomes init.
    if (process !== boot.runtime && exec.command?.name === "init") {
      process.initExecAt = exec.at;
      process.stage ??= 0;
    }
    return;
  }
  if (process.isForeign) return;
  const { program, command } = exec;
  if (program !== undefined && command !== undefined && bootsContainer(command))
    return begin(assembly, process, { ...exec, program, command });
  process.programExec ??= exec;
  const started = command?.name === "start" ? bootStartedBy(assembly, exec) : undefined;
  if (started === undefined) setAside(process);
  else {
    started.starter = { process, at: exec.at };
    join(started, process);
    for (const event of process.held.splice(0)) fileOci(assembly, process, event);
  }
}

/** It has a part in no boot. */
function setAside(process: OciProcess): void {
  process.isForeign = true;
  process.held.length = 0;
  process.parent?.children.delete(process);
}

function begin(assembly: OciAssembly, process: OciProcess, exec: OciBoot["exec"]): void {
  const boot: OciBoot = {
    runtime: process,
    exec,
    processes: [process],
    facts: new Map(),
    losses: [],
    streamEnded: false,
    isTold: false,
    uncounted: 0,
  };
  process.boot = boot;
  process.programExec = exec;
  assembly.boots.add(boot);
  for (const loss of assembly.losses) if (loss.at >= exec.at) suffer(boot, loss);
  linkEngine(assembly, boot);
}

/** The workload, a hook, or a helper of either side. */
function takeForeign(process: OciProcess, exec: OciExec): void {
  const { boot } = process;
  if (boot !== undefined && boot.up === undefined && process !== boot.runtime && isInitLike(process))
    boot.up = { exec, process };
  else if (boot === undefined) process.programExec ??= exec;
  process.foreignExec ??= exec;
}

function takeCall(assembly: OciAssembly, process: OciProcess, event: SyscallEvent): void {
  const { boot } = process;
  if (boot === undefined && event.name === "mount")
    process.landmarks.firstMount ??= event.enterAt ?? event.at;
  if (boot !== undefined && boot.up === undefined && process.foreignExec === undefined) {
    if (process !== boot.runtime && process !== boot.starter?.process) {
      passLandmark(process, event);
      if (boot.starter !== undefined && isInitLike(process)) boot.wokenAt ??= event.at;
    }
  } else if (boot?.up?.process === process && boot.starter !== undefined && event.name.startsWith("execve"))
    if (event.enterAt !== undefined && event.enterAt >= boot.starter.at)
      // A wait may end unseen: then the workload's execve is the first sign.
      boot.wokenAt ??= event.enterAt;
  fileOci(assembly, process, event);
}

/** Whoever puts it there, what counts is the process that is put. */
function takeCgroup(assembly: OciAssembly, process: OciProcess, event: CgroupEvent): void {
  const target = event.targetTgid === undefined ? undefined : assembly.live.get(event.targetTgid);
  const boot = target?.boot;
  if (event.action === "attach" && target && boot && boot.up === undefined && target !== boot.runtime) {
    if (target.foreignExec === undefined) target.attached = { at: event.at, path: event.path };
    assembly.dirty.add(boot);
  }
  fileOci(assembly, process, event);
}

function takeListen(assembly: OciAssembly, process: OciProcess, event: ListenEvent): void {
  const { boot } = process;
  if (boot?.up !== undefined && boot.ready === undefined && isBelow(process, boot.up.process))
    boot.ready = { at: event.at, ...omitUndefined({ port: event.port }) };
  fileOci(assembly, process, event);
}

function isBelow(process: OciProcess, ancestor: OciProcess): boolean {
  for (let each: OciProcess | undefined = process; each; each = each.parent)
    if (each === ancestor) return true;
  return false;
}

function takeFact(assembly: OciAssembly, process: OciProcess, event: FactEvent): void {
  const { boot } = process;
  if (boot === undefined) return;
  if (event.key === "wall-offset") {
    if (/^-?\d{1,19}$/.test(event.value)) boot.wallOffset ??= BigInt(event.value);
  } else if (!boot.facts.has(event.key)) {
    boot.facts.set(event.key, event.value);
    if (event.key === "container-name" || event.key === "image") seekClient(assembly, boot);
  }
  fileOci(assembly, process, event);
}

function takeExit(assembly: OciAssembly, process: OciProcess, event: ExitEvent): void {
  const { boot, parent } = process;
  process.exit = { at: event.at, ...omitUndefined({ code: event.code, signal: event.signal }) };
  if (boot !== undefined && !boot.isTold && process === boot.runtime) {
    if ((event.code ?? 0) !== 0 || (event.signal ?? 0) !== 0) confirm(assembly, boot);
    else assembly.boots.delete(boot);
  }
  fileOci(assembly, process, event);
  assembly.clients.delete(process);
  if (process.isForeign) parent?.children.delete(process);
  if (assembly.live.get(process.tgid) === process) assembly.live.delete(process.tgid);
}

/** Loss touches every boot that was under way in its window. */
function takeLoss(assembly: OciAssembly, event: LossEvent): void {
  const { losses, boots } = assembly;
  losses.push(event);
  if (losses.length > MAX_LOSSES) losses.shift();
  for (const boot of boots) {
    const settled = boot.up?.exec.at;
    if (settled !== undefined && settled < event.from) continue;
    suffer(boot, event);
    fileOci(assembly, boot.runtime, event);
  }
}

function suffer(boot: OciBoot, { reason, from, at }: LossEvent): void {
  boot.losses.push({ reason, from, to: at });
}
