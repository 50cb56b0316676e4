import { omitUndefined, utcNow, type BootId, type RunId } from "@hacotaki/core";
import type { AgedCursor, AgedRun, StoreWriter } from "../contract.ts";
import type { Notebook } from "../notebook/notebook.ts";

/** Rows of one transaction: as many as take about `TARGET_MS`, found out while it goes on. */
const ROWS = { first: 1_000, least: 200, most: 8_000 };
const TARGET_MS = 6;
/** A boot has about so many rows. */
const ROWS_OF_BOOT = 40;
const MOST_BOOTS = 500;

export type SweepReport = {
  readonly boots: number;
  readonly runs: number;
  /** Runs that are pinned, shared, stand behind a baseline, or are not yet shipped. */
  readonly kept: number;
  /** Those of them that wait for the fleet's database alone. */
  readonly unshipped: number;
};

/** Walks from the oldest run on and deletes what nobody keeps. */
export type Sweep = {
  /**
   * One short transaction, or none. False when nothing is left to do. What it throws leaves nothing half done: it may be
   * called again.
   */
  step(): boolean;
  report(): SweepReport;
};

type Place = {
  readonly store: Pick<StoreWriter, "agedRuns" | "leavingRuns" | "removeRuns" | "runsMatching">;
  readonly notebook: Pick<Notebook, "keptBoots" | "baselines" | "saveGoneBoots" | "shippedUpTo">;
};
type Wanted = {
  /** Boots that began before it, wall time; undefined: of any age. */
  readonly before: bigint | undefined;
  /** Asked before each step. */
  readonly isEnough: () => boolean;
  /** Only counts what would go. */
  readonly isDry?: boolean;
};

/** Runs with a boot that is pinned, shared, or that a baseline stands for. Read anew each time: people go on pinning. */
function keptOf({ store, notebook }: Place, runs: readonly AgedRun[]): ReadonlySet<RunId> {
  const boots = new Set<BootId>(notebook.keptBoots());
  const kept = new Set<RunId>();
  const ids = runs.map(({ runId }) => runId);
  for (const { of } of notebook.baselines()) {
    if (of.kind === "boot") boots.add(of.id);
    else for (const id of store.runsMatching(ids, of.filter)) kept.add(id);
  }
  for (const run of runs) if (run.boots.some(({ id }) => boots.has(id))) kept.add(run.runId);
  return kept;
}

/** Runs with a boot that the fleet's database has not taken as it is now: here is all there is of it. */
function unshippedOf({ notebook }: Place, runs: readonly AgedRun[]): ReadonlySet<RunId> {
  const shipped = notebook.shippedUpTo();
  if (shipped === undefined) return new Set();
  return new Set(runs.filter(({ revision }) => revision > shipped).map(({ runId }) => runId));
}

const bootsIn = (runs: readonly AgedRun[]) => runs.reduce((sum, { boots }) => sum + boots.length, 0);

export function createSweep(place: Place, { before, isEnough, isDry = false }: Wanted): Sweep {
  const { store, notebook } = place;
  let rows = ROWS.first;
  let after: AgedCursor | undefined;
  const kept = new Set<RunId>();
  const unshipped = new Set<RunId>();
  let [boots, runs] = [0, 0];

  const remove = (ids: readonly RunId[]) => store.removeRuns(ids, { rows }).gone;

  /** Learns from how long a step took as a whole; what was quick by chance makes the next one little larger. */
  function learn(tookMs: number): void {
    const factor = Math.min(1.25, Math.max(0.25, TARGET_MS / Math.max(0.1, tookMs)));
    rows = Math.round(Math.min(ROWS.most, Math.max(ROWS.least, rows * factor)));
  }

  /** What an earlier step could not finish: it is told as gone already. */
  function finishLeaving(): boolean {
    const leaving = isDry ? [] : store.leavingRuns();
    if (leaving.length > 0) remove(leaving);
    return leaving.length > 0;
  }

  function stepOver(page: readonly AgedRun[]): boolean {
    const keeping = keptOf(place, page);
    const waiting = unshippedOf(place, page);
    const going = page.filter(({ runId }) => !keeping.has(runId) && !waiting.has(runId));
    for (const id of keeping) kept.add(id);
    for (const id of waiting) if (!keeping.has(id)) unshipped.add(id);
    if (isDry || going.length === 0) {
      boots += bootsIn(going);
      runs += going.length;
      return true;
    }
    const goneAt = utcNow();
    // Word of them first: a boot that is told gone and still there is shown.
    notebook.saveGoneBoots(going.flatMap((run) => run.boots.map((boot) => ({ ...boot, goneAt }))));
    const gone = remove(going.map(({ runId }) => runId));
    // The next one has begun to go: it is finished by the next step, whatever is pinned meanwhile.
    const told = going.slice(0, gone + 1);
    boots += bootsIn(told);
    runs += told.length;
    return gone === going.length;
  }

  function next(): boolean {
    if (finishLeaving()) return true;
    if (isEnough()) return false;
    const limit = isDry ? MOST_BOOTS : Math.min(MOST_BOOTS, Math.ceil(rows / ROWS_OF_BOOT));
    const start = performance.now();
    const runsBefore = runs;
    // What is kept may be many: it is walked over until there is something to delete, or this has taken its time.
    do {
      const page = store.agedRuns({ limit, ...omitUndefined({ before, after }) });
      if (page.next === undefined) return false;
      // Where not all of them fitted, the same page is asked for once more.
      if (!stepOver(page.runs)) return true;
      after = page.next;
    } while (runs === runsBefore && performance.now() - start < TARGET_MS);
    return true;
  }

  return {
    step() {
      const start = performance.now();
      const isMore = next();
      learn(performance.now() - start);
      return isMore;
    },
    report: () => ({ boots, runs, kept: kept.size + unshipped.size, unshipped: unshipped.size }),
  };
}
