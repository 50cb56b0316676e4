import { omitUndefined } from "../domain/omit-undefined.ts";
import { addBoot } from "./boots.ts";
import type { BootDraft, Process } from "./draft.ts";
import { touchBootOf } from "./filing.ts";
import { idOfBoot, idOfRun } from "./ids.ts";
import { isAlive } from "./process.ts";
import type { Assembly, MarkReading, WaitingMark } from "./state.ts";
import { bootOver, laneOfProcess } from "./tree.ts";

/** Marks of one process that wait until its part is known, at most. */
export const MAX_WAITING_MARKS = 100;

/** A mark waits while the part of its process may yet be known; after so many none does any more. */
export function leaveMark(assembly: Assembly, process: Process, reading: MarkReading, seq: number): void {
  if (!mayWait(process)) return addMark(assembly, process, reading, seq);
  const { waitingMarks } = assembly;
  const waiting = waitingMarks.get(process) ?? [];
  waiting.push({ reading, seq });
  waitingMarks.set(process, waiting);
  if (waiting.length >= MAX_WAITING_MARKS) stopWaiting(assembly, process, waiting);
}

/** The part of a process is known: its marks go where they belong. */
export function placeWaitingMarks(assembly: Assembly, process: Process): void {
  const waiting = assembly.waitingMarks.get(process);
  if (waiting === undefined) return;
  assembly.waitingMarks.delete(process);
  for (const { reading, seq } of waiting) addMark(assembly, process, reading, seq);
}

const mayWait = (process: Process) =>
  process.role === undefined && !process.isUnplaced && isAlive(process) && process.tgid !== undefined;

function addMark(assembly: Assembly, process: Process, reading: MarkReading, seq: number): void {
  const { lastMark } = process;
  if (lastMark?.at === reading.at && lastMark.seq === seq) return;
  process.lastMark = { at: reading.at, seq };
  const boot: BootDraft | undefined = bootOver(process) ?? process.run.standIn;
  if (boot) boot.marks++;
  assembly.step.marks.push({
    runId: idOfRun(process.run),
    ...(boot ? { bootId: idOfBoot(boot) } : {}),
    at: reading.at,
    seq,
    ...omitUndefined({ tgid: process.tgid }),
    lane: laneOfProcess(process),
    name: reading.name,
    flag: reading.flag,
    ...omitUndefined({ text: reading.text }),
  });
  touchBootOf(assembly, process);
}

/** Its part may never be known: what it left is told as the run's, by a boot that stands in while there is no other. */
function stopWaiting(assembly: Assembly, process: Process, waiting: readonly WaitingMark[]): void {
  const { run } = process;
  assembly.waitingMarks.delete(process);
  process.isUnplaced = true;
  if (assembly.source.hasKernelEvents && run.boots.length === 0 && run.launcher === undefined)
    run.standIn = addBoot(assembly, run, process, "hpid");
  for (const { reading, seq } of waiting) addMark(assembly, process, reading, seq);
}
