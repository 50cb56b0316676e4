import type { BootProcess } from "../domain/boot.ts";
import type { Lane } from "../domain/phase.ts";
import { compareBigints } from "../domain/time.ts";
import { laneOf, type BootDraft, type Mutable, type Process, type Role, type RunDraft } from "./draft.ts";
import { isAlive, startOf } from "./process.ts";

/** At most this many processes of one boot are kept by name beside haconiwa's own; the rest are counted. */
export const KEPT_PROCESSES = 200;
/** Of those that are only counted so many are: whoever forks for hours is not told of at length. */
export const MOST_COUNTED = 100_000;
/** Programs that one process executes one after the other: what comes later tells nothing of a boot. */
export const MOST_EXECS = 20;
const LANE_ROLES: ReadonlySet<Role> = new Set<Role>(["launcher", "root", "supervisor", "container"]);

/** A helper stands on the lane of the haconiwa process that started it. */
export function laneOfProcess(process: Process): Lane {
  let current: Process | undefined = process;
  while (current?.role === "helper" && current.parent) current = current.parent;
  return laneOf(current?.role);
}

/** Whether a process is another one, or below it. */
export function comesFrom(process: Process, ancestor: Process): boolean {
  for (let each: Process | undefined = process; each; each = each.parent) if (each === ancestor) return true;
  return false;
}

/** The boot a process or the nearest of its ancestors belongs to; undefined for what all boots of a run share. */
export function bootOver(process: Process): BootDraft | undefined {
  for (let each: Process | undefined = process; each; each = each.parent) if (each.boot) return each.boot;
  return undefined;
}

/** Processes of a run by the boot they belong to, each with its place in the run; undefined: they are shared. */
export type Family = ReadonlyMap<BootDraft | undefined, readonly Member[]>;
type Member = { readonly process: Process; readonly place: number };

/** Found once for all boots of a run that are derived: there may be thousands of either. */
export function familyOf({ processes }: RunDraft): Family {
  const family = new Map<BootDraft | undefined, Member[]>();
  for (const [place, process] of processes.entries()) {
    const boot = bootOver(process);
    const members = family.get(boot);
    if (members) members.push({ process, place });
    else family.set(boot, [{ process, place }]);
  }
  return family;
}

/** The processes of a boot's run as far as they are its own or shared, in the order of their starts, and how many there are. */
export function processesOf(
  boot: BootDraft,
  family: Family,
): { readonly processes: BootProcess[]; readonly count: number } {
  const all = [...(family.get(undefined) ?? []), ...(family.get(boot) ?? [])];
  let others = 0;
  const isKept = ({ role }: Process) =>
    (role !== undefined && LANE_ROLES.has(role)) || others++ < KEPT_PROCESSES;
  const processes = all
    .sort((a, b) => compareBigints(startOf(a.process), startOf(b.process)) || a.place - b.place)
    .map(({ process }) => process)
    .filter(isKept)
    .map((process) =>
      processFacts(process, {
        lane: laneOfProcess(process),
        startAt: startOf(process),
        execFile: (process.exec ?? process.tracedExec)?.file,
      }),
    );
  return { processes, count: all.length + boot.uncounted + boot.run.uncounted };
}

/** What is known of a process, whatever runtime it is of. */
type Known = Pick<Process, "tgid" | "ppid" | "nspid" | "comm" | "exit">;
/** As what it is shown: the lane, since when, and the program. */
type Shown = Pick<BootProcess, "lane" | "startAt"> & { readonly execFile: string | undefined };

/** Set one by one, as those of a boot are. */
export function processFacts(process: Known, { lane, startAt, execFile }: Shown): BootProcess {
  const { tgid, ppid, nspid, comm, exit } = process;
  const { exitCode, exitSignal } = exitFacts(exit);
  const facts: Mutable<BootProcess> = { lane, startAt };
  if (tgid !== undefined) facts.tgid = tgid;
  if (ppid !== undefined) facts.ppid = ppid;
  if (nspid !== undefined) facts.nspid = nspid;
  if (comm !== undefined) facts.comm = comm;
  if (execFile !== undefined) facts.execFile = execFile;
  if (exit) facts.exitAt = exit.at;
  if (exitCode !== undefined) facts.exitCode = exitCode;
  if (exitSignal !== undefined) facts.exitSignal = exitSignal;
  return facts;
}

/** How a process ended: by a signal, or else with a code. */
export const exitFacts = (exit: Process["exit"]) => ({
  exitCode: exit?.signal ? undefined : exit?.code,
  exitSignal: exit?.signal || undefined,
});

/** A boot whose every process is gone: nothing can change it any more. */
export const isOver = ({ supervisor, container }: BootDraft) =>
  (supervisor === undefined || !isAlive(supervisor)) && (container === undefined || !isAlive(container));
