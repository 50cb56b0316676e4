import type { Lineage } from "../domain/boot.ts";
import type { Origin, Source } from "../domain/event.ts";
import type { Process, RunDraft } from "./draft.ts";
import { isAlive } from "./process.ts";

/** What is known when a process first shows its part. */
type Context = {
  readonly source: Source;
  readonly live: ReadonlyMap<number, Process>;
  readonly runs: ReadonlySet<RunDraft>;
};

const parentBy = (ppid: number | undefined, { live }: Context): Process | undefined =>
  ppid === undefined ? undefined : live.get(ppid);

/**
 * The launcher (or root) a supervisor comes from: by fork, else by its parent's pid,
 * else, in text traces alone, the launcher that started last before it.
 */
export function linkSupervisor(
  supervisor: Process,
  origin: Origin,
  context: Context,
): { readonly launcherSide?: Process; readonly lineage: Lineage } {
  if (supervisor.parent) return { launcherSide: supervisor.parent, lineage: "lineage" };
  const parent = parentBy(origin.ppid, context);
  if (
    parent &&
    parent !== supervisor &&
    (parent.role === "launcher" || parent.role === "root" || parent.role === undefined)
  )
    return { launcherSide: parent, lineage: "hpid" };
  if (context.source.hasKernelEvents) return { lineage: "hpid" };
  let latest: Process | undefined;
  for (const { launcher } of context.runs)
    if (launcher && launcher !== supervisor && (latest === undefined || launcher.seenAt >= latest.seenAt))
      latest = launcher;
  return latest ? { launcherSide: latest, lineage: "guessed" } : { lineage: "guessed" };
}

/**
 * The supervisor a container belongs to: by fork, else by its parent's pid, else by the hpid haconiwa passes,
 * else, in text traces alone, the first supervisor that waits for a container.
 */
export function linkContainer(
  container: Process,
  origin: Origin,
  hpid: number | undefined,
  context: Context,
): { readonly supervisor?: Process; readonly lineage: Lineage } {
  const free = (process: Process | undefined): process is Process =>
    process !== undefined &&
    process !== container &&
    isAlive(process) &&
    (process.role === "supervisor" || process.role === undefined) &&
    (process.boot?.container === undefined || process.boot.container === container);
  if (free(container.parent)) return { supervisor: container.parent, lineage: "lineage" };
  const parent = parentBy(origin.ppid, context);
  if (free(parent)) return { supervisor: parent, lineage: "hpid" };
  const named = hpid === undefined ? undefined : context.live.get(hpid);
  if (free(named) && named.role === "supervisor") return { supervisor: named, lineage: "hpid" };
  if (context.source.hasKernelEvents) return { lineage: "hpid" };
  let oldest: Process | undefined;
  for (const run of context.runs)
    for (const { supervisor } of run.boots)
      if (
        free(supervisor) &&
        supervisor.passes.has(2) &&
        (oldest === undefined || passed2(supervisor) < passed2(oldest))
      )
        oldest = supervisor;
  return oldest ? { supervisor: oldest, lineage: "guessed" } : { lineage: "guessed" };
}

const passed2 = (process: Process) => process.passes.get(2)?.at ?? process.seenAt;
