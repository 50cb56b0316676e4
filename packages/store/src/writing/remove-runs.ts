import type { BootId, RunId } from "@hacotaki/core";
import type { Connection } from "../connection/connection.ts";
import type { Ledger } from "./transaction.ts";
import { createBootWriter } from "./write-boots.ts";

/** A boot goes with about so many rows of its spans and processes. */
const ROWS_OF_BOOT = 25;
/** A block takes as long as so many rows. */
const ROWS_OF_BLOCK = 4;

/** Deletes rows of a run by their key, the first ones first; returns how many. */
type Cut = (run: bigint, most: number) => number;

/** Rows of one table that begin with the same two columns of their key may go together: a handful. */
function cutOf(db: Connection, table: "mark" | "phase_event"): Cut {
  const all = db.prepare<[bigint]>(`DELETE FROM ${table} WHERE run_key = ?`);
  const last = db.prepare<[bigint, number], { at: bigint; seq: bigint }>(
    `SELECT at, seq FROM ${table} WHERE run_key = ? ORDER BY at, seq LIMIT 1 OFFSET ?`,
  );
  const upTo = db.prepare<[bigint, bigint, bigint]>(
    `DELETE FROM ${table} WHERE run_key = ? AND (at, seq) <= (?, ?)`,
  );
  return (run, most) => {
    const end = most === Number.POSITIVE_INFINITY ? undefined : last.get(run, Math.max(0, most - 1));
    return (end === undefined ? all.run(run) : upTo.run(run, end.at, end.seq)).changes;
  };
}

/** Deleting runs with all of their rows, within a transaction. */
export function createRunRemover(ledger: Ledger): {
  /** Goes on until about so many rows are gone. Returns how many of the runs are gone whole. */
  remove(runs: readonly RunId[], rows: number): { readonly gone: number };
} {
  const { db, counters, keys, blocks, archives } = ledger;
  const boots = createBootWriter(ledger);
  const keyOf = db.prepare<[RunId], bigint>("SELECT key FROM run WHERE id = ?").pluck();
  const bootsOf = db
    .prepare<[bigint, bigint], BootId>("SELECT id FROM boot WHERE run_key = ? LIMIT ?")
    .pluck();
  const cutMarks = cutOf(db, "mark");
  const cutEvents = cutOf(db, "phase_event");
  const leave = db.prepare<[bigint]>("INSERT INTO leaving (run_key) VALUES (?) ON CONFLICT DO NOTHING");
  const remove = db.prepare<[bigint]>("DELETE FROM run WHERE key = ?");

  function cutBoots(run: bigint, most: number): number {
    const limit = most === Number.POSITIVE_INFINITY ? -1n : BigInt(Math.ceil(most / ROWS_OF_BOOT));
    const ids = bootsOf.all(run, limit);
    for (const id of ids) boots.retire(id, "deleted");
    return ids.length * ROWS_OF_BOOT;
  }
  /** Rows that a version before has stored go first. */
  function cutCountedEvents(run: bigint, most: number): number {
    const cut = cutEvents(run, most);
    counters.add("events", -cut);
    if (cut >= most) return cut;
    const packed = blocks.cut(run, Math.ceil((most - cut) / ROWS_OF_BLOCK));
    counters.add("events", -packed.events);
    return cut + packed.blocks * ROWS_OF_BLOCK;
  }

  /** First what lists show, last what the rest could be derived from anew. Returns what is left of the rows. */
  function removeOne(run: bigint, rows: number): number {
    let left = rows;
    for (const cut of [cutBoots, cutMarks, cutCountedEvents]) {
      left -= cut(run, left);
      if (left <= 0) break;
    }
    return left;
  }

  return {
    remove(runs, rows) {
      let left = rows;
      let gone = 0;
      const archived: bigint[] = [];
      for (const id of runs) {
        const run = keyOf.get(id);
        if (run !== undefined) {
          if (archives.holds(run)) {
            // It has few rows, and goes in one piece.
            removeOne(run, Number.POSITIVE_INFINITY);
            archived.push(run);
            left -= ROWS_OF_BOOT;
          } else {
            left = removeOne(run, left);
            if (left <= 0) {
              leave.run(run);
              break;
            }
          }
          remove.run(run);
        }
        gone++;
        if (left <= 0) break;
      }
      counters.add("events", -archives.drop(archived));
      keys.forget();
      return { gone };
    },
  };
}
