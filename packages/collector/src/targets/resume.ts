import { omitUndefined, type BootEvent, type Source } from "@hacotaki/core";
import type { StoredRun, StoreWriter } from "@hacotaki/store";
import type { Target } from "./target.ts";

type ResumeOptions = {
  readonly store: StoreWriter;
  readonly source: Source;
  readonly targets: readonly Target[];
  /** That of OCI runtimes. */
  readonly oci: Target | undefined;
  /** A process of such a boot lives on: it is to be followed for a binary. */
  readonly onAlive: (tgid: number, target: Target) => void;
};

/**
 * A run whose start went unseen has no reading of the wall clock of its own: it keeps that of the collector that saw it
 * first, whatever this one reads.
 */
function withWallClock({ events, source: { wallOffset } }: StoredRun): readonly BootEvent[] {
  const first = events.find(({ kind, tgid }) => kind !== "loss" && tgid !== undefined);
  if (wallOffset === undefined || first === undefined) return events;
  const { at, seq, tgid, startAt } = first;
  const reading: BootEvent = {
    kind: "fact",
    key: "wall-offset",
    value: wallOffset.toString(),
    at,
    seq,
    ...omitUndefined({ tgid, startAt }),
  };
  const hasOwn = events.some((event) => event.kind === "fact" && event.key === "wall-offset");
  return hasOwn ? events : [...events, reading];
}

/** Open boots of an earlier collector go on in the pipeline of the binary their launcher was started from. */
export function resumeRuns({ store, source, targets, oci, onAlive }: ResumeOptions): void {
  const [first] = targets;
  if (first === undefined) return;
  const byTarget = new Map<Target, (readonly BootEvent[])[]>();
  for (const run of store.openRuns(source.hostId, source.kernelBootId)) {
    const events = withWallClock(run);
    const launcher = events.find((event) => event.kind === "exec" && event.traced);
    const file = launcher?.kind === "exec" ? launcher.file : undefined;
    const isOfOci = launcher === undefined && events.some((event) => event.kind === "exec" && event.root);
    const target = (isOfOci ? oci : targets.find(({ path }) => path === file)) ?? first;
    byTarget.set(target, [...(byTarget.get(target) ?? []), events]);
  }
  for (const [target, runs] of byTarget) target.pipeline.resume(runs, (tgid) => onAlive(tgid, target));
}
