import { deriveRun, type Boot, type BootEvent, type BootId, type Changes, type RunId } from "@hacotaki/core";
import type { ImportSink } from "./sink.ts";

/** All that an import still needs to know of a boot. */
export type BootKey = Pick<Boot, "id" | "runId">;

/** Merging gives way to others of the process after so many runs. */
const MERGED_AT_ONCE = 20;

/** As the store tells events apart. */
const keyOf = (event: BootEvent) => {
  const name =
    event.kind === "probe"
      ? event.probe
      : event.kind === "fact"
        ? event.key
        : event.kind === "loss"
          ? event.reason
          : "";
  return `${event.at} ${event.seq} ${event.kind} ${event.tgid} ${name}`;
};

/**
 * Runs of an import that the store knew before. Their events are saved, their boots are not: they are derived at the
 * end, of the union of all events, so that an import of less takes nothing away.
 */
export function createKnownRuns(sink: ImportSink) {
  /** Runs that came with this import. */
  const own = new Set<RunId>();
  /** The same for the stream that is being read; another one of the file may go on with a run of an earlier one. */
  let fresh = new Set<RunId>();
  let lookedUp = new Set<BootId>();
  const known = new Set<RunId>();
  /** Runs that share a boot are one: cut off at its beginning, a run has another id than the whole one. */
  const groups = new Map<RunId, Set<RunId>>();

  function file(runId: RunId): void {
    if (fresh.has(runId) || known.has(runId)) return;
    if (sink.hasRun(runId)) known.add(runId);
    else {
      fresh.add(runId);
      own.add(runId);
    }
  }

  function join(a: RunId, b: RunId): void {
    const all = new Set([...(groups.get(a) ?? [a]), ...(groups.get(b) ?? [b])]);
    for (const runId of all) groups.set(runId, all);
  }

  async function joinByBoot(id: BootId, runId: RunId): Promise<void> {
    if (known.has(runId) || lookedUp.has(id)) return;
    lookedUp.add(id);
    const stored = (await sink.findBoot(id))?.boot.runId;
    if (stored !== undefined && stored !== runId) join(stored, runId);
  }

  const isNew = ({ runId }: { readonly runId: RunId }) => !known.has(runId) && !groups.has(runId);

  function derive(runIds: ReadonlySet<RunId>): readonly BootKey[] {
    const runs = [...runIds].flatMap((runId) => {
      const run = sink.findRun(runId);
      return run === undefined ? [] : [{ runId, ...run }];
    });
    const [first] = runs;
    if (first === undefined) return [];
    const events = new Map(runs.flatMap((run) => run.events.map((event) => [keyOf(event), event] as const)));
    const changes = deriveRun(first.source, [...events.values()]);
    for (const { runId } of runs) sink.replaceDerived(runId, changes);
    return changes.boots.map(({ id, runId }) => ({ id, runId }));
  }

  return {
    /** It is a run, or part of one, that the store knew before this import. */
    isKnown: (runId: RunId) =>
      (known.has(runId) || groups.has(runId)) &&
      [...(groups.get(runId) ?? [runId])].some((each) => !own.has(each)),

    /** What of these changes may be saved now. */
    async unmerged(changes: Changes): Promise<Changes> {
      for (const { runId } of changes.events) file(runId);
      for (const { id, runId } of changes.boots) await joinByBoot(id, runId);
      return {
        ...changes,
        runs: changes.runs.filter(({ id }) => !known.has(id)),
        boots: changes.boots.filter(isNew),
        marks: changes.marks.filter(isNew),
      };
    },

    /** The next stream of the file begins: what this one brought, the store knows now. */
    nextStream(): void {
      fresh = new Set();
      lookedUp = new Set();
    },

    /**
     * Derives the boots of known runs anew, and returns them by each id that a run of theirs had.
     * A cancelled import leaves the boots of a run as they were, but never one run as two.
     */
    async merge(isCancelled: () => boolean): Promise<ReadonlyMap<RunId, readonly BootKey[]>> {
      const pending = new Set(groups.values());
      for (const runId of known) if (!groups.has(runId)) pending.add(new Set([runId]));
      const derived = new Map<RunId, readonly BootKey[]>();
      let merged = 0;
      for (const runIds of pending) {
        if (runIds.size === 1 && isCancelled()) continue;
        const boots = derive(runIds);
        for (const runId of runIds) derived.set(runId, boots);
        if (++merged % MERGED_AT_ONCE === 0) await new Promise((resolve) => setTimeout(resolve));
      }
      return derived;
    },
  };
}
export type KnownRuns = ReturnType<typeof createKnownRuns>;
