import { deriveRun, type Changes, type RunId } from "@hacotaki/core";
import type { StoreWriter } from "@hacotaki/store";
import { isTransient } from "../transient.ts";

/** A run whose events go on coming is looked at when it is quiet. */
const QUIET_MS = 2_000;
/** One look takes as long as an import of a run. */
const RUNS_A_LOOK = 10;
/** Runs that are remembered although they are mended: their boots may show themselves later, or end. */
const MAX_MENDED = 5_000;

/** Runs some of whose raw events were given up: what the database tells of them has to follow from those it has. */
export type HurtRuns = {
  /** These events are given up. */
  giveUp(changes: Changes): void;
  /** These were stored: of a hurt run, boots as the assembler knows them, from more events than the database has. */
  saved(changes: Changes): void;
  /** Derives anew what is quiet, or at the end all, from what is stored. Leaves what the database refuses for later. */
  mend(isEnd: boolean): void;
};

type Hurt = { touchedAt: number; isDue: boolean };

export function createHurtRuns(store: Pick<StoreWriter, "findRun" | "replaceDerived">): HurtRuns {
  const runs = new Map<RunId, Hurt>();

  function touch(id: RunId): void {
    // Last among them: the first ones were touched longest ago.
    runs.delete(id);
    runs.set(id, { touchedAt: performance.now(), isDue: true });
  }

  function saved({ boots, joined = [] }: Changes): void {
    if (runs.size === 0) return;
    for (const { from, into } of joined) if (runs.delete(from)) touch(into);
    for (const { runId } of boots) if (runs.has(runId)) touch(runId);
  }

  function mendOne(id: RunId, run: Hurt): void {
    const stored = store.findRun(id);
    if (stored) store.replaceDerived(id, deriveRun(stored.source, stored.events));
    run.isDue = false;
  }

  function forget(): void {
    for (const [id, { isDue }] of runs) {
      if (runs.size <= MAX_MENDED) return;
      if (!isDue) runs.delete(id);
    }
  }

  return {
    giveUp({ events }) {
      for (const { event, runId } of events) if (event.kind !== "loss") touch(runId);
    },
    saved,
    mend(isEnd) {
      if (runs.size === 0) return;
      const quiet = performance.now() - QUIET_MS;
      const due = [...runs].filter(([, { isDue, touchedAt }]) => isDue && (isEnd || touchedAt <= quiet));
      try {
        for (const [id, run] of isEnd ? due : due.slice(0, RUNS_A_LOOK)) mendOne(id, run);
        forget();
      } catch (error) {
        if (!isTransient(error)) throw error;
      }
    },
  };
}
