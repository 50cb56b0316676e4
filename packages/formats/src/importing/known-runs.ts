import {
  deriveRun,
  eventKey,
  fullerEvent,
  type Boot,
  type BootEvent,
  type BootId,
  type Changes,
  type JoinedRuns,
  type RunId,
} from "@hacotaki/core";
import type { ImportSink } from "./sink.ts";

/** All that an import still needs to know of a boot. */
export type BootKey = Pick<Boot, "id" | "runId">;

/** Merging gives way to others of the process after so many runs. */
const MERGED_AT_ONCE = 20;
/** Looking a boot up again does no harm; remembering all of a large file's would take memory. */
const MAX_LOOKED_UP = 10_000;

/**
 * Runs of an import that the store knew before. Their events are saved, their boots are not: they are derived at the
 * end, of the union of all events, so that an import of less takes nothing away.
 */
export function createKnownRuns(sink: ImportSink) {
  /** Runs that came with the stream that is being read. */
  let fresh = new Set<RunId>();
  /** Runs that came with earlier streams of the file: the store knows them now, but did not before. */
  const own = new Set<RunId>();
  const lookedUp = new Set<BootId>();
  const known = new Set<RunId>();
  /** Runs that share a boot are one: cut off at its beginning, a run has another id than the whole one. */
  const groups = new Map<RunId, Set<RunId>>();

  function file(runId: RunId): void {
    if (fresh.has(runId) || known.has(runId)) return;
    (sink.hasRun(runId) ? known : fresh).add(runId);
  }

  function join(a: RunId, b: RunId): void {
    const all = new Set([...(groups.get(a) ?? [a]), ...(groups.get(b) ?? [b])]);
    for (const runId of all) groups.set(runId, all);
  }

  async function joinByBoot(id: BootId, runId: RunId): Promise<void> {
    if (known.has(runId) || lookedUp.has(id)) return;
    if (lookedUp.size >= MAX_LOOKED_UP) lookedUp.clear();
    lookedUp.add(id);
    const stored = (await sink.findBoot(id))?.boot.runId;
    if (stored !== undefined && stored !== runId) join(stored, runId);
  }

  const isNew = ({ runId }: { readonly runId: RunId }) => !known.has(runId) && !groups.has(runId);

  async function derive(runIds: ReadonlySet<RunId>): Promise<readonly BootKey[]> {
    const runs = [...runIds].flatMap((runId) => {
      const run = sink.findRun(runId);
      return run === undefined ? [] : [{ runId, ...run }];
    });
    const [first] = runs;
    if (first === undefined) return [];
    const events = new Map<string, BootEvent>();
    for (const run of runs)
      for (const event of run.events) {
        const key = eventKey(event);
        events.set(key, fullerEvent(event, events.get(key) ?? event));
      }
    const changes = deriveRun(first.source, [...events.values()]);
    for (const { runId } of runs) await sink.replaceDerived(runId, changes);
    return changes.boots.map(({ id, runId }) => ({ id, runId }));
  }

  return {
    /** It is a run, or part of one, that the store knew before this import. */
    isKnown: (runId: RunId) =>
      (known.has(runId) || groups.has(runId)) &&
      [...(groups.get(runId) ?? [runId])].some((each) => !own.has(each) && !fresh.has(each)),

    /** What of these changes may be saved now. */
    async unmerged(changes: Changes): Promise<Changes> {
      for (const { runId } of changes.events) file(runId);
      for (const { id, runId } of changes.boots) await joinByBoot(id, runId);
      const isStored = (runId: RunId) => known.has(runId) || groups.has(runId);
      const joined: JoinedRuns[] = [];
      for (const both of changes.joined ?? [])
        if (isStored(both.from) || isStored(both.into)) join(both.from, both.into);
        else joined.push(both);
      return {
        ...changes,
        joined,
        runs: changes.runs.filter(({ id }) => !known.has(id)),
        boots: changes.boots.filter(isNew),
        marks: changes.marks.filter(isNew),
      };
    },

    /** The next stream of the file begins: what this one brought, the store knows now. */
    nextStream(): void {
      for (const runId of fresh) own.add(runId);
      fresh = new Set();
      lookedUp.clear();
    },

    /**
     * Derives the boots of known runs anew, and returns them by each id that a run of theirs had.
     * A cancelled import leaves the boots of a run as they were, but never one run as two.
     */
    async merge(isCancelled: () => boolean): Promise<ReadonlyMap<RunId, readonly BootKey[]>> {
      const derived = new Map<RunId, readonly BootKey[]>();
      let merged = 0;
      for (const runId of new Set([...groups.keys(), ...known])) {
        const runIds = groups.get(runId) ?? new Set([runId]);
        if (derived.has(runId) || (runIds.size === 1 && isCancelled())) continue;
        const boots = await derive(runIds);
        for (const each of runIds) derived.set(each, boots);
        if (++merged % MERGED_AT_ONCE === 0) await new Promise((resolve) => setTimeout(resolve));
      }
      return derived;
    },
  };
}
export type KnownRuns = ReturnType<typeof createKnownRuns>;
