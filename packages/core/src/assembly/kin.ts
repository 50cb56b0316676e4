import type { Origin } from "../domain/event.ts";
import type { Instant } from "../domain/time.ts";
import type { BootDraft, Process } from "./draft.ts";

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
