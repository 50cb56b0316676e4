import type { Lineage } from "../domain/boot.ts";
import type { Instant } from "../domain/time.ts";
import type { BootDraft, Process, RunDraft } from "./draft.ts";
import { firstPass } from "./process.ts";
import type { Assembly } from "./state.ts";

/** A boot of a run, whose identity hangs on `anchor` for now: the one that stood in for it, if there was one. */
export function addBoot({ step }: Assembly, run: RunDraft, anchor: Process, lineage: Lineage): BootDraft {
  if (run.standIn) {
    const { standIn } = run;
    delete run.standIn;
    standIn.lineage = lineage;
    step.dirty.add(standIn);
    return standIn;
  }
  const boot: BootDraft = {
    run,
    lineage,
    facts: new Map(),
    anchor: { tgid: anchor.tgid, at: firstPass(anchor)?.at ?? anchor.seenAt },
    marks: 0,
    uncounted: 0,
  };
  run.boots.push(boot);
  step.dirty.add(boot);
  return boot;
}

/** A boot that stood in is none beside one that is known. */
export function dismissStandIn({ step }: Assembly, run: RunDraft): void {
  const { standIn } = run;
  if (standIn === undefined) return;
  delete run.standIn;
  run.boots.splice(run.boots.indexOf(standIn), 1);
  step.dirty.delete(standIn);
  if (standIn.lastId !== undefined) step.retired.push(standIn.lastId);
}

/** The identity hangs on the supervisor's first phase; on the container's where no supervisor was seen. */
export function anchorOn(process: Process, at: Instant): void {
  const { boot } = process;
  if (boot === undefined || process !== (boot.supervisor ?? boot.container)) return;
  if (at < boot.anchor.at) boot.anchor = { tgid: process.tgid, at };
}
