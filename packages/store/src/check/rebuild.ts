import { setImmediate as nextTurn } from "node:timers/promises";
import { deriveRun, type RunId } from "@hacotaki/core";
import { connectToWrite, type Connection } from "../connection/connection.ts";
import type { StoreWriter } from "../contract.ts";
import { isUnreadable, StoreError, translated } from "../error.ts";
import type { Patience } from "../connection/patience.ts";
import { DERIVED_TABLES, fileProblems, isOfIndex } from "./check.ts";
import { miscounts, recount, revisionsAhead } from "./counters.ts";
import { createRunLooker, differencesOf, type RunLooker } from "./derived.ts";

const IDS_A_PAGE = 200;
const ROWS_A_STEP = 5_000;

export type RebuildReport = {
  readonly runs: number;
  readonly boots: number;
  /** Runs of which something was not as their events say. */
  readonly mended: number;
  /** What else was mended, in words. */
  readonly also: readonly string[];
  /** What could not be mended, and was left as it is. */
  readonly left: readonly { readonly runId: RunId; readonly why: string }[];
};

type Place = {
  readonly path: string;
  readonly store: StoreWriter;
  readonly patience: Patience;
  readonly onRun?: (runs: number, all: number) => void;
};

/** Writing to a file whose pages are damaged spreads the damage. */
function mendFile(db: Connection, path: string): readonly string[] {
  const problems = fileProblems(db, false);
  const lasting = problems.find((problem) => !isOfIndex(problem));
  if (lasting !== undefined)
    throw new StoreError(
      "corrupt",
      `cannot rebuild ${path}: the file itself is damaged (${lasting}), and writing to it would make it worse. Nothing was changed. Restore a backup (hacotaki restore), or save what can be read (hacotaki export) into a new database`,
    );
  if (problems.length === 0) return [];
  db.exec("REINDEX");
  return [`${problems.length} entries of indexes that were missing or wrong`];
}

/** Derived rows of boots that are not there. */
function dropOrphans(db: Connection): readonly string[] {
  return DERIVED_TABLES.flatMap((table) => {
    const isTable = db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(table);
    if (isTable === undefined) return [];
    const [column, parent] = table === "mark" ? ["run_key", "run"] : ["boot_key", "boot"];
    const { changes } = db
      .prepare(`DELETE FROM ${table} WHERE ${column} NOT IN (SELECT key FROM ${parent})`)
      .run();
    return changes === 0 ? [] : [`${changes} rows of ${table} that belonged to no ${parent}`];
  });
}

function mendCounters(db: Connection): readonly string[] {
  const wrong = miscounts(db);
  if (wrong.length > 0) recount(db, wrong);
  const ahead = revisionsAhead(db);
  if (ahead > 0n) db.prepare("UPDATE counter SET value = value + ? WHERE name = 'revision'").run(ahead);
  return wrong.length === 0 && ahead === 0n ? [] : [`${wrong.length + (ahead > 0n ? 1 : 0)} counters`];
}

type Outcome = { readonly boots: number; readonly isMended: boolean } | { readonly why: string };

/** A run may have grown while its turn was waited for: then it is read anew. */
async function rebuildRun(
  { store, patience }: Place,
  looker: RunLooker,
  id: RunId,
): Promise<Outcome | undefined> {
  try {
    const run = looker.find(id);
    if (run === undefined) return undefined;
    const stored = await store.siblingIds(id);
    // What nobody can read differs for certain.
    const { differences, changes } = await differencesOf(store, looker, run).catch((error: unknown) => {
      if (isUnreadable(error)) return { differences: [{ what: error.message }], changes: undefined };
      throw error;
    });
    if (changes?.boots.length === 0 && stored.length > 0)
      return {
        why: `its raw events tell of no boot, and ${stored.length} are stored: ${stored.slice(0, 3).join(", ")}`,
      };
    const isMended = differences.length > 0;
    const boots = await patience(() => {
      const { source, events } = looker.find(id) ?? run;
      const anew = deriveRun(source, events);
      store.replaceDerived(id, anew, { anew: isMended });
      return anew.boots.length;
    });
    return { boots, isMended };
  } catch (error) {
    if (isUnreadable(error)) return { why: `it cannot be read: ${error.message}` };
    throw error;
  }
}

async function rebuildRuns(place: Place, db: Connection): Promise<Omit<RebuildReport, "also">> {
  const looker = createRunLooker(db, place.path);
  const all = looker.count();
  const left: { runId: RunId; why: string }[] = [];
  let [runs, boots, mended] = [0, 0, 0];
  let last: RunId | "" = "";
  for (;;) {
    const ids: readonly RunId[] = looker.idsAfter(last, IDS_A_PAGE);
    for (const id of ids) {
      place.onRun?.(runs, all);
      const outcome = await rebuildRun(place, looker, id);
      if (outcome !== undefined && "why" in outcome) left.push({ runId: id, why: outcome.why });
      else if (outcome !== undefined) {
        runs++;
        boots += outcome.boots;
        if (outcome.isMended) mended++;
      }
      // Lets a Ctrl-C and the terminal in between: everything so far is committed.
      await nextTurn();
    }
    const next = ids.at(-1);
    if (next === undefined) return { runs, boots, mended, left };
    last = next;
  }
}

/**
 * Derives everything anew from raw events, and mends what follows from that: rows that say otherwise, counters, indexes,
 * rows of boots that are gone. What cannot be read is left as it is, and told.
 * @throws StoreError when the file itself is damaged: then nothing was changed.
 */
export async function rebuildAll(place: Place): Promise<RebuildReport> {
  const { path, store, patience } = place;
  const db = connectToWrite(path);
  const mending = async <Result>(work: () => Result): Promise<Result> =>
    patience(() => {
      try {
        return work();
      } catch (error) {
        throw translated(error, "mend", path);
      }
    });
  try {
    const ofFile = await mending(() => mendFile(db, path));
    const orphans = await mending(() => dropOrphans(db));
    for (;;) {
      const leaving = store.leavingRuns();
      if (leaving.length === 0) break;
      await patience(() => store.removeRuns(leaving, { rows: ROWS_A_STEP }));
    }
    const report = await rebuildRuns(place, db);
    const counters = await mending(() => mendCounters(db));
    return { ...report, also: [...ofFile, ...orphans, ...counters] };
  } finally {
    db.close();
  }
}
