import { createOrdered, type Ordered } from "../statistics/ordered.ts";
import type { Sorted } from "../statistics/quantile.ts";
import { COUNTED, rowsUp } from "./populations.ts";
import type { GroupedColumn, RowListener, Table } from "./table.ts";
import { present } from "./values.ts";

/** What nobody asked for during so many changes is let go. */
const MAX_PENDING = 20_000;

/** Durations of the boots of a name that came up, in order once they were asked for. */
export type Durations = RowListener & { of(name: string): Sorted };

export function createDurations(table: () => Table, by: GroupedColumn): Durations {
  /** By the code of the name. */
  const kept = new Map<number, Ordered>();

  function change(row: number, to: "add" | "remove"): void {
    const { codes, outcome, duration } = table();
    const code = codes[by][row] ?? 0;
    const ordered = kept.get(code);
    const ns = duration[row] ?? Number.NaN;
    if (ordered === undefined || COUNTED[outcome[row] ?? 0] !== 1 || Number.isNaN(ns)) return;
    ordered[to](ns);
    if (ordered.pending > MAX_PENDING) kept.delete(code);
  }

  return {
    leaving: (row) => change(row, "remove"),
    arrived: (row) => change(row, "add"),
    of(name) {
      const { dictionaries, groups, duration } = table();
      const code = dictionaries[by].find(name);
      if (code === undefined) return new Float32Array(0);
      let ordered = kept.get(code);
      if (ordered === undefined) {
        const rows = rowsUp(table(), groups[by].of(code));
        kept.set(code, (ordered = createOrdered(present(duration, rows))));
      }
      return ordered.sorted();
    },
  };
}
