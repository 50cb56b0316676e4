import type { LossReason } from "../domain/event.ts";
import { pathIndex, phaseConstant } from "../domain/phase.ts";
import { orderedBoundaries, type Boundary, type PathEnd } from "../domain/span.ts";
import type { Instant } from "../domain/time.ts";
import type { BootDraft, Process } from "./draft.ts";
import { lossesOf, mayHaveComeUp } from "./unseen.ts";

/** How far a boot came on its path, and how that ended. */
export type Course = {
  readonly start: Instant;
  readonly startBy: "exec" | "phase";
  /** Where spans of the path begin and end, in order. */
  readonly boundaries: readonly Boundary[];
  readonly pathEnd: PathEnd;
  readonly up: { readonly at: Instant; readonly by: "exec" | "phase" } | undefined;
  readonly ready: BootDraft["ready"];
  /** It came up or died. */
  readonly end: Instant | undefined;
  readonly died: Instant | undefined;
  readonly losses: readonly LossReason[];
  readonly furthestPhase: string | undefined;
};

export function courseOf(draft: BootDraft): Course {
  const path = pathBoundaries(draft);
  const all: Boundary[] =
    path.length > 0 ? path : [{ key: "seen", at: draft.anchor.at, label: "first event" }];
  const start = all[0]?.at ?? draft.anchor.at;
  const reached = upOf(draft);
  const up = reached && reached.at >= start ? reached : undefined;
  const death = up ? undefined : deathOf(draft);
  const isUnknown = !up && mayHaveComeUp(draft, all.at(-1)?.at ?? start, death);
  const died = !isUnknown && death !== undefined && death >= start ? death : undefined;
  const end = up?.at ?? died;
  const within = all.filter(({ at }) => end === undefined || at <= end);
  return {
    start,
    startBy: all[0]?.key === "exec" ? "exec" : "phase",
    boundaries: up?.by === "exec" ? [...within, { key: "up", at: up.at, label: "exec" }] : within,
    pathEnd: up
      ? { kind: "reached" }
      : died !== undefined
        ? { kind: "died", at: died }
        : { kind: isUnknown ? "unseen" : "open" },
    up,
    ready: up && draft.ready && draft.ready.at >= up.at ? draft.ready : undefined,
    end,
    died,
    losses: lossesOf(draft, up?.at, end ?? death, start),
    furthestPhase: furthestPhase(within),
  };
}

function pathBoundaries({ run, supervisor, container }: BootDraft): Boundary[] {
  const boundaries: Boundary[] = [];
  const { launcher } = run;
  const add = (key: Boundary["key"], at: Instant | undefined, label: string) => {
    if (at !== undefined) boundaries.push({ key, at, label });
  };
  const addPasses = (process: Process | undefined) => {
    for (const [code, { at }] of process?.passes ?? [])
      if (pathIndex(code) !== undefined) add(code, at, phaseConstant(code));
  };
  add("exec", launcher?.tracedExec?.at, "exec");
  add(0, launcher?.passes.get(0)?.at, phaseConstant(0));
  const evaluated = launcher?.passes.get(1)?.at;
  add("eval", evaluated, phaseConstant(1, "launcher"));
  if (evaluated !== undefined) add("forked", supervisor?.forkedAt, "fork");
  if (supervisor !== launcher) addPasses(supervisor);
  addPasses(container);
  return orderedBoundaries(boundaries);
}

/** phase 21 is the last thing a text trace can tell of a boot that came up. */
function upOf({ run, container }: BootDraft): { at: Instant; by: "exec" | "phase" } | undefined {
  if (container === undefined) return undefined;
  if (container.exec) return { at: container.exec.at, by: "exec" };
  if (run.source.hasKernelEvents) return undefined;
  const execing = container.passes.get(21);
  return execing && { at: execing.at, by: "phase" };
}

/** When a boot that never came up died. */
function deathOf(boot: BootDraft): Instant | undefined {
  const { run, supervisor, container } = boot;
  if (container?.exit) return container.exit.at;
  if (container === undefined && supervisor?.exit) return supervisor.exit.at;
  if (supervisor === undefined && container === undefined && run.launcher?.exit) return run.launcher.exit.at;
  if (run.source.hasKernelEvents) return undefined;
  // A text trace prints no exit: the supervisor saw the container end when it passed 5, or else 6.
  return (supervisor?.passes.get(5) ?? supervisor?.passes.get(6))?.at;
}

function furthestPhase(boundaries: readonly Boundary[]): string | undefined {
  const passes = boundaries.filter(({ key }) => typeof key === "number" || key === "eval");
  return passes.at(-1)?.label;
}
