import {
  eventKey,
  type Boot,
  type BootEvent,
  type BootId,
  type Changes,
  type Mark,
  type RunId,
  type Source,
} from "@hacotaki/core";
import type { ImportSink } from "../src/index.ts";

type KeptRun = { readonly source: Source; readonly events: Map<string, BootEvent> };

const markKey = (mark: Mark) => [mark.at, mark.seq, mark.tgid].join(" ");

/** The least a store does: keeps runs by id, each event once, and the newest state of each boot. */
export function memorySink() {
  const sources: Source[] = [];
  const starts: bigint[] = [];
  const notes: (string | undefined)[] = [];
  const runs = new Map<RunId, KeptRun>();
  const boots = new Map<BootId, Boot>();
  const marks = new Map<string, Mark>();
  let saves = 0;

  function keepDerived({ retired, boots: changed, marks: left }: Changes): void {
    for (const id of retired) boots.delete(id);
    for (const boot of changed) boots.set(boot.id, boot);
    for (const mark of left) marks.set(markKey(mark), mark);
  }
  function keepEvent(runId: RunId, event: BootEvent, source: Source): void {
    const run = runs.get(runId) ?? { source, events: new Map() };
    runs.set(runId, run);
    if (!run.events.has(eventKey(event))) run.events.set(eventKey(event), event);
  }

  const sink: ImportSink = {
    startRecording({ kind, hostId, hostName, kernelBootId, hasKernelEvents, wallOffset, kernel, startedAt }) {
      starts.push(startedAt);
      return sources.push({
        kind,
        hostId,
        hostName,
        kernelBootId,
        hasKernelEvents,
        ...(kernel === undefined ? {} : { kernel }),
        ...(wallOffset === undefined ? {} : { wallOffset }),
      });
    },
    touchRecording() {},
    endRecording(id, { note }) {
      notes[id - 1] = note ?? "";
    },
    save(changes, recording) {
      saves++;
      const source = sources[recording - 1];
      if (!source) throw new Error("no such recording");
      for (const { from, into } of changes.joined ?? []) {
        for (const event of runs.get(from)?.events.values() ?? []) keepEvent(into, event, source);
        for (const [key, mark] of marks) if (mark.runId === from) marks.set(key, { ...mark, runId: into });
        runs.delete(from);
      }
      for (const { runId, event } of changes.events) keepEvent(runId, event, source);
      keepDerived(changes);
    },
    hasRun: (runId) => runs.has(runId),
    findRun(runId) {
      const run = runs.get(runId);
      return run && { source: run.source, events: [...run.events.values()] };
    },
    findBoot(id) {
      const boot = boots.get(id);
      return Promise.resolve(boot && { boot });
    },
    replaceDerived(runId, changes) {
      const run = runs.get(runId);
      if (!run) throw new Error(`there is no run ${runId}`);
      for (const [id, boot] of boots) if (boot.runId === runId) boots.delete(id);
      for (const [key, mark] of marks) if (mark.runId === runId) marks.delete(key);
      keepDerived(changes);
      for (const { runId: owner, event } of changes.events) {
        if (owner === runId || !run.events.delete(eventKey(event))) continue;
        keepEvent(owner, event, run.source);
      }
      if (run.events.size === 0) runs.delete(runId);
    },
  };
  return {
    sink,
    boots: () => [...boots.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    marks: () => [...marks.values()],
    runs: () => [...runs.keys()].sort(),
    events: () => [...runs.values()].flatMap((run) => [...run.events.values()]),
    source: () => sources[0],
    sources: () => sources,
    /** When each recording began, UTC ns. */
    starts: () => starts,
    /** Of each recording: undefined while it goes on, else how it ended. */
    notes: () => sources.map((_, n) => notes[n]),
    saves: () => saves,
  };
}
