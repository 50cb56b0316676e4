import type { BootEvent, CgroupEvent, ForkEvent, SyscallEvent, WaitEvent } from "../domain/event.ts";
import type { Instant } from "../domain/time.ts";
import type { BootDraft, Process } from "./draft.ts";
import { file } from "./filing.ts";
import { find } from "./find.ts";
import type { Assembly } from "./state.ts";
import { bootOver } from "./tree.ts";

/** Events that are held of a process that may yet turn out to boot something, before its calls are left out. */
const MAX_PENDING = 4_096;

/** Whether the last instant of the boot path is known, and lies before another. */
export function isSettledBefore({ container, supervisor }: BootDraft, at: Instant): boolean {
  const settledAt = container?.exec?.at ?? container?.exit?.at ?? supervisor?.exit?.at;
  return settledAt !== undefined && settledAt < at;
}

/** Everything that a process can have a part in has come up or failed before. */
function isSettled(process: Process, at: Instant): boolean {
  const boot = bootOver(process);
  const boots = boot === undefined ? process.run.boots : [boot];
  return boots.length > 0 && boots.every((each) => isSettledBefore(each, at));
}

/** Calls and waits count from when they began: who waits as a boot comes up may do so for as long as its application runs. */
const instantOf = (event: BootEvent): Instant =>
  event.kind === "wait" ? event.from : event.kind === "syscall" ? (event.enterAt ?? event.at) : event.at;

type DetailEvent = SyscallEvent | CgroupEvent | WaitEvent | ForkEvent;

/**
 * Files what a process of a boot did, or waited for, on the way up. It tells nothing of the boot itself: boots are the
 * same without it, so nothing is learned of it. What an application does once it is up is no part of it.
 */
export function takeDetail(assembly: Assembly, event: DetailEvent): void {
  const process = find(assembly, event);
  if (process === undefined || isSettled(process, instantOf(event))) return;
  if ((process.run.pending?.length ?? 0) >= MAX_PENDING) return;
  file(assembly, process, event);
}
