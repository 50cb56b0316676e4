import type { Origin } from "../domain/event.ts";
import type { Instant } from "../domain/time.ts";
import type { BootDraft, Process, RunDraft } from "./draft.ts";

/** Of two runs that turn out to be one, whether the first is taken in by the second: others know that one, or it began first. */
export function isTakenIn(run: RunDraft, by: RunDraft): boolean {
  const isHeld = run.pending !== undefined;
  return isHeld === (by.pending !== undefined) ? run.firstAt > by.firstAt : isHeld;
}

/** Moves everything of one run into another. What waits in `from` to be told is left to the caller. */
export function takeIn(into: RunDraft, from: RunDraft): void {
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

/** After so long without a sign of a process, whoever has its parent's pid is taken for another, ns. */
export const KIN_WAIT = 60_000_000_000n;

const isRecent = ({ exit }: Process, at: Instant) => exit === undefined || at - exit.at <= KIN_WAIT;

/** Processes seen before their parent, which is the one of `origin`. */
export const childrenOf = (origin: Origin, orphans: Iterable<Process>): Process[] =>
  [...orphans].filter(
    (orphan) =>
      orphan.ppid !== undefined &&
      orphan.ppid === origin.tgid &&
      isRecent(orphan, origin.at) &&
      (origin.startAt === undefined || origin.startAt <= (orphan.exactStart ?? orphan.seenAt)),
  );

/** A supervisor of the same parent, where nobody saw that parent: init and no other takes in what lost its own. */
export function siblingOf(supervisor: Process, at: Instant, orphans: Iterable<Process>): Process | undefined {
  if (supervisor.ppid === undefined || supervisor.ppid <= 1) return undefined;
  for (const orphan of orphans)
    if (
      orphan !== supervisor &&
      orphan.role === "supervisor" &&
      orphan.ppid === supervisor.ppid &&
      isRecent(orphan, at)
    )
      return orphan;
  return undefined;
}

/** The boot whose container named this supervisor by its hpid before it was seen itself, where no parent's pid is known. */
export function bootNaming({ tgid }: Process, unclaimed: Iterable<BootDraft>): BootDraft | undefined {
  if (tgid === undefined) return undefined;
  for (const boot of unclaimed) {
    const { container } = boot;
    if (container?.tgid === undefined || container.ppid !== undefined || container.exit) continue;
    for (const { hpid } of container.passes.values()) if (hpid === tgid) return boot;
  }
  return undefined;
}
