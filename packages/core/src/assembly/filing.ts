import type { BootEvent } from "../domain/event.ts";
import type { FiledEvent } from "./changes.ts";
import type { Process, RunDraft } from "./draft.ts";
import { idOfBoot, idOfRun } from "./ids.ts";
import type { Assembly } from "./state.ts";
import { bootOver } from "./tree.ts";

/** Until its run is told of, what happens in a process that is only counted is not held either: it may never end. */
export const isPassedOver = (process: Process) =>
  process.run.pending !== undefined && process.isUncounted === true;

const filed = (process: Process, event: BootEvent): FiledEvent => ({
  runId: idOfRun(process.run),
  ...(process.boot ? { bootId: idOfBoot(process.boot) } : {}),
  event,
});

/** Puts an event under the run, and the boot, of the process it happened in; holds it back while the run is none yet. */
export function file({ step }: Assembly, process: Process, event: BootEvent): void {
  const { run } = process;
  if (isPassedOver(process)) return;
  if (run.pending) run.pending.push({ process, event });
  else step.events.push(filed(process, event));
}

/** A probe proves that this is a run: what was held back of it is filed. */
export function confirm({ step }: Assembly, run: RunDraft): void {
  const { pending } = run;
  if (pending === undefined) return;
  run.pending = undefined;
  step.runs.add(run);
  for (const { process, event } of pending) step.events.push(filed(process, event));
}

/** Something of a run changed: its boots are derived anew. */
export function touch({ step }: Assembly, run: RunDraft): void {
  if (step.touched.has(run)) return;
  step.touched.add(run);
  for (const boot of run.boots) step.dirty.add(boot);
}

/** Something changed that only the boot of a process shows; all boots of the run show what is of none of them. */
export function touchBootOf(assembly: Assembly, process: Process): void {
  const boot = bootOver(process);
  if (boot?.run === process.run) assembly.step.dirty.add(boot);
  else touch(assembly, process.run);
}
