import type { BootEvent, Source } from "@hacotaki/core";
import type { StoreWriter } from "@hacotaki/store";
import type { Target } from "./targets.ts";

type ResumeOptions = {
  readonly store: StoreWriter;
  readonly source: Source;
  readonly targets: readonly Target[];
  /** A process of such a boot lives on: it is to be followed for a binary. */
  readonly onAlive: (tgid: number, target: Target) => void;
};

/** Open boots of an earlier collector go on in the pipeline of the binary their launcher was started from. */
export function resumeRuns({ store, source, targets, onAlive }: ResumeOptions): void {
  const [first] = targets;
  if (first === undefined) return;
  const byTarget = new Map<Target, (readonly BootEvent[])[]>();
  for (const { events } of store.openRuns(source.hostId, source.kernelBootId)) {
    const launcher = events.find((event) => event.kind === "exec" && event.traced);
    const file = launcher?.kind === "exec" ? launcher.file : undefined;
    const target = targets.find(({ path }) => path === file) ?? first;
    byTarget.set(target, [...(byTarget.get(target) ?? []), events]);
  }
  for (const [target, runs] of byTarget) target.pipeline.resume(runs, (tgid) => onAlive(tgid, target));
}
