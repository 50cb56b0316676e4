import type { ExecEvent, Origin } from "../domain/event.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import type { Instant } from "../domain/time.ts";
import type { Pass, Process, RunDraft } from "./draft.ts";

/**
 * No container is launched by so many generations. Whoever forks on and on, each child the next one's parent, would
 * otherwise make every look for what is above a process longer than the one before.
 */
const MAX_DEPTH = 64;

export function newProcess(run: RunDraft, origin: Origin, parent?: Process): Process {
  const above = parent !== undefined && parent.depth >= MAX_DEPTH ? parent.parent : parent;
  const depth = above === undefined ? 0 : above.depth + 1;
  const process: Process = { tgid: origin.tgid, run, depth, seenAt: origin.at, passes: new Map() };
  if (above) process.parent = above;
  return process;
}

/** Takes over what an event tells of the process itself. The first comm of a launcher stays until it execs. */
export function learn(process: Process, origin: Origin): void {
  if (origin.ppid !== undefined) process.ppid ??= origin.ppid;
  if (origin.nspid !== undefined) process.nspid = origin.nspid;
  if (origin.comm !== undefined) process.comm = origin.comm;
  if (origin.hostname !== undefined) process.hostname ??= origin.hostname;
  if (origin.namespaces !== undefined) process.namespaces = origin.namespaces;
  if (origin.startAt !== undefined) process.exactStart ??= origin.startAt;
}

export function learnExec(process: Process, event: ExecEvent, isLauncher: boolean): void {
  const exec = { at: event.at, file: event.file, ...(event.argv ? { argv: event.argv } : {}) };
  if (isLauncher)
    process.tracedExec ??= {
      ...exec,
      ...omitUndefined({ argvTruncated: event.argvTruncated }),
    };
  else process.exec ??= exec;
}

export const isAlive = (process: Process) => process.exit === undefined;

/** Still running haconiwa's own code: may yet become a root, supervisor or container. */
export const mayBoot = (process: Process) => isAlive(process) && process.exec === undefined;

/** First instant known of a process. */
export const startOf = (process: Process): Instant =>
  process.forkedAt ??
  process.tracedExec?.at ??
  [...process.passes.values()].reduce((first, { at }) => (at < first ? at : first), process.seenAt);

/** Earliest pass of a process, or undefined. */
export const firstPass = (process: Process): Pass | undefined => {
  let first: Pass | undefined;
  for (const pass of process.passes.values()) if (first === undefined || pass.at < first.at) first = pass;
  return first;
};

const diedAbnormally = ({ exit }: Process) => (exit?.signal ?? 0) !== 0 || (exit?.code ?? 0) !== 0;

/**
 * Supervisors that died before their first phase, of a run without a boot: what a launcher that ended well forked,
 * outlived, and saw die otherwise than well.
 */
export function lostSupervisors({ launcher, processes }: RunDraft): Process[] {
  const end = launcher?.exit;
  if (launcher === undefined || end === undefined || diedAbnormally(launcher)) return [];
  return processes.filter(
    (process) =>
      process.parent === launcher &&
      (process.role === undefined || process.role === "root") &&
      process.exec === undefined &&
      diedAbnormally(process) &&
      process.exit !== undefined &&
      process.exit.at <= end.at,
  );
}
