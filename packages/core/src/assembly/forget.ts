import { instant, type Instant } from "../domain/time.ts";
import { addBoot } from "./boots.ts";
import type { RunDraft } from "./draft.ts";
import { touch } from "./filing.ts";
import { KIN_WAIT } from "./kin.ts";
import { isAlive } from "./process.ts";
import { earliestLoss } from "./queue.ts";
import { settleRole } from "./roles.ts";
import type { Assembly } from "./state.ts";
import { isOver } from "./tree.ts";

/** A loss is counted up to a second after it: so long it may still mark a run that is over, ns. */
const LINGER = 2_000_000_000n;
/** Runs that are over and may yet be marked, at most. */
const MAX_ENDED = 5_000;
/** Text traces never say that a process is gone: keep at most this many of their runs open. */
const MAX_OPEN_RUNS = 20_000;

/** A run whose processes are all gone is forgotten: nothing can change it any more. */
export function forget(assembly: Assembly): void {
  const { runs, source, queue, now } = assembly;
  for (const run of runs) {
    if (!isForgettable(assembly, run)) continue;
    drop(assembly, run);
    if (source.hasKernelEvents) assembly.ended.push({ run, at: endOf(run) });
  }
  for (const run of runs) {
    if (runs.size <= MAX_OPEN_RUNS || source.hasKernelEvents) break;
    giveUp(assembly, run);
    drop(assembly, run);
  }
  const horizon = earliestLoss(queue, now ?? instant(0n)) - LINGER;
  assembly.ended = assembly.ended.filter(({ at }) => at >= horizon).slice(-MAX_ENDED);
}

/** Nothing more will be heard of a run. */
export function giveUp(assembly: Assembly, run: RunDraft): void {
  if (run.pending !== undefined) return;
  run.streamEnded = true;
  for (const process of run.processes) settleRole(assembly, process);
  if (run.boots.length === 0 && run.launcher) addBoot(assembly, run, run.launcher, "lineage");
  touch(assembly, run);
}

const isForgettable = (assembly: Assembly, run: RunDraft) =>
  assembly.source.hasKernelEvents
    ? run.processes.every((process) => !isAlive(process)) &&
      run.boots.every(isOver) &&
      !isAwaited(assembly, run)
    : run.boots.length > 0 && run.boots.every(({ supervisor }) => supervisor?.passes.has(6));

/** The parent of one of its processes was never seen: it may yet show itself. */
const isAwaited = ({ now, orphans }: Assembly, run: RunDraft) =>
  now !== undefined && now - endOf(run) <= KIN_WAIT && run.processes.some((process) => orphans.has(process));

const endOf = (run: RunDraft): Instant =>
  run.processes.reduce((last, { exit }) => (exit && exit.at > last ? exit.at : last), run.firstAt);

function drop({ runs, unclaimed, waitingMarks, orphans, live, anonymous }: Assembly, run: RunDraft): void {
  runs.delete(run);
  for (const boot of run.boots) unclaimed.delete(boot);
  for (const process of run.processes) {
    waitingMarks.delete(process);
    orphans.delete(process);
    if (process.tgid !== undefined && live.get(process.tgid) === process) live.delete(process.tgid);
    for (const { hpid = 0 } of process.passes.values())
      if (anonymous.get(hpid) === process) anonymous.delete(hpid);
  }
}
