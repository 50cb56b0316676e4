import type { Boot, Run, RunId } from "../domain/boot.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import type { Changes } from "./changes.ts";
import { deriveBoot } from "./derive.ts";
import type { RunDraft } from "./draft.ts";
import { idOfRun } from "./ids.ts";
import { newStep, type Assembly, type Step } from "./state.ts";
import { familyOf, type Family } from "./tree.ts";

/** What changed since it was gathered last; from here on it is known outside. */
export function gatherChanges(assembly: Assembly): Changes {
  const { step } = assembly;
  const boots = gatherBoots(step);
  assembly.step = newStep();
  for (const run of step.runs) run.isTold = true;
  const settled = <Filed extends { readonly runId: RunId }>(all: Filed[]): Filed[] =>
    step.takenIn.size === 0 ? all : all.map((each) => ({ ...each, runId: runOf(each.runId, step) }));
  return {
    runs: Array.from(step.runs, runFacts),
    boots,
    retired: step.retired,
    ...(step.joined.length === 0 ? {} : { joined: step.joined }),
    marks: settled(step.marks),
    events: settled(step.events),
  };
}

/** Boots that changed, as they are now; the ids they no longer have are retired. */
function gatherBoots({ dirty, retired }: Step): Boot[] {
  const boots: Boot[] = [];
  const families = new Map<RunDraft, Family>();
  for (const draft of dirty) {
    if (draft.run.pending !== undefined) continue;
    const family = families.get(draft.run) ?? familyOf(draft.run);
    families.set(draft.run, family);
    const boot = deriveBoot(draft, family);
    if (draft.lastId !== undefined && draft.lastId !== boot.id) retired.push(draft.lastId);
    draft.lastId = boot.id;
    boots.push(boot);
  }
  return boots;
}

/** What was filed before its run became part of another is that other's. */
function runOf(id: RunId, { takenIn }: Step): RunId {
  let run = takenIn.get(id);
  if (run === undefined) return id;
  while (run.takenBy) run = run.takenBy;
  return idOfRun(run);
}

const runFacts = (run: RunDraft): Run => ({
  id: idOfRun(run),
  hostId: run.source.hostId,
  kernelBootId: run.source.kernelBootId,
  startAt: run.firstAt,
  ...omitUndefined({ launcherTgid: run.launcher?.tgid }),
});
