import type { Boot, BootEvent, Changes, RunId, Source } from "@hacotaki/core";
import type { ImportSink } from "../src/index.ts";

/** The least a store does: keeps runs by id, each event once, and the newest state of each boot. */
export function memorySink() {
  const sources: Source[] = [];
  const runs = new Map<RunId, { source: Source; events: Map<string, BootEvent> }>();
  const boots = new Map<string, Boot>();
  const marks = new Map<string, string>();
  let ended = 0;
  const key = (event: BootEvent) => [event.at, event.seq, event.tgid, event.kind].join(" ");

  function keepDerived(changes: Changes): void {
    for (const id of changes.retired) boots.delete(id);
    for (const boot of changes.boots) boots.set(boot.id, boot);
    for (const mark of changes.marks) marks.set([mark.at, mark.seq, mark.tgid].join(" "), mark.name);
  }
  const sink: ImportSink = {
    startRecording: ({ kind, hostId, hostName, kernelBootId, hasKernelEvents, wallOffset, kernel }) =>
      sources.push({
        kind,
        hostId,
        hostName,
        kernelBootId,
        hasKernelEvents,
        ...(kernel === undefined ? {} : { kernel }),
        ...(wallOffset === undefined ? {} : { wallOffset }),
      }),
    touchRecording() {},
    endRecording() {
      ended++;
    },
    save(changes, recording) {
      for (const { runId, event } of changes.events) {
        const source = sources[recording - 1];
        if (!source) throw new Error("no such recording");
        const run = runs.get(runId) ?? { source, events: new Map() };
        runs.set(runId, run);
        run.events.set(key(event), event);
      }
      keepDerived(changes);
    },
    hasRun: (runId) => runs.has(runId),
    findRun(runId) {
      const run = runs.get(runId);
      return run && { source: run.source, events: [...run.events.values()] };
    },
    replaceDerived(runId, changes) {
      for (const [id, boot] of boots) if (boot.runId === runId) boots.delete(id);
      keepDerived(changes);
    },
  };
  return {
    sink,
    boots: () => [...boots.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    events: () => [...runs.values()].flatMap((run) => [...run.events.values()]),
    source: () => sources[0],
    marks,
    ended: () => ended,
  };
}
