import { OUTCOMES, type BootId } from "../domain/boot.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import type { BudgetFigures, BudgetQuestion } from "../statistics/budget-figures.ts";
import { quantileOf } from "../statistics/quantile.ts";
import { COUNTED } from "./populations.ts";
import type { Table } from "./table.ts";

const FAILED = OUTCOMES.indexOf("failed");
const BOOTING = OUTCOMES.indexOf("booting");

/** Containers told of to one question: more nobody looks after. */
const MOST_CONTAINERS = 1_000;

/** The rows of one container that a question is about: of a window of boots the newest, in no order. */
type Newest = { rows: number[]; oldest: number };

/** Rows gathered before the oldest of them are let go. */
const slackOf = (most: number) => 4 * most + 64;

/** Keeps the newest `most` of the rows, and when the oldest of those began. */
function cut(newest: Newest, wall: Float64Array, most: number): void {
  newest.rows.sort((a, b) => (wall[b] ?? 0) - (wall[a] ?? 0));
  newest.rows.length = Math.min(newest.rows.length, most);
  if (newest.rows.length === most) newest.oldest = wall[newest.rows.at(-1) ?? 0] ?? -Infinity;
}

/** The values of a measure; undefined for a span that no boot has had yet. */
function valuesOf(table: Table, measure: string | undefined): Float32Array | undefined {
  if (measure === undefined) return undefined;
  if (measure === "boot") return table.duration;
  return measure === "ready" ? table.ready : table.spanColumn(measure)?.values;
}

/** One pass over all rows: those of each container that the question is about. */
function gather(table: Table, question: BudgetQuestion): Map<number, Newest> {
  const { wall, outcome, size } = table;
  const codes = table.codes.container;
  const { window, measure } = question;
  const values = valuesOf(table, measure);
  const wanted =
    question.container === undefined ? undefined : table.dictionaries.container.find(question.container);
  const found = new Map<number, Newest>();
  if (question.container !== undefined && wanted === undefined) return found;
  if (measure !== undefined && values === undefined) return found;
  const since = "since" in window ? Number(window.since) : -Infinity;
  const most = "boots" in window ? window.boots : Infinity;
  for (let row = 0; row < size; row++) {
    const code = codes[row] ?? 0;
    if (wanted !== undefined && code !== wanted) continue;
    const at = wall[row] ?? Number.NaN;
    if (!(at >= since)) continue;
    const state = outcome[row] ?? 0;
    if (measure === undefined ? state === BOOTING : COUNTED[state] !== 1) continue;
    if (values !== undefined && Number.isNaN(values[row] ?? Number.NaN)) continue;
    let newest = found.get(code);
    if (newest === undefined) {
      if (found.size >= MOST_CONTAINERS) continue;
      newest = { rows: [], oldest: -Infinity };
      found.set(code, newest);
    }
    if (at < newest.oldest) continue;
    newest.rows.push(row);
    if (newest.rows.length > slackOf(most)) cut(newest, wall, most);
  }
  if (most !== Infinity) for (const newest of found.values()) cut(newest, wall, most);
  return found;
}

/** The row with the highest value. */
function highest(rows: readonly number[], value: (row: number) => number): number | undefined {
  let [best, most] = [-1, -Infinity];
  for (const row of rows) if (value(row) > most) [best, most] = [row, value(row)];
  return best === -1 ? undefined : best;
}

function figuresOf(
  table: Table,
  { measure, quantile = 1 }: BudgetQuestion,
  code: number,
  rows: readonly number[],
): BudgetFigures {
  const { wall, outcome, ids } = table;
  const values = valuesOf(table, measure);
  const failed = rows.filter((row) => outcome[row] === FAILED);
  const shown = values
    ? highest(rows, (row) => values[row] ?? -Infinity)
    : highest(failed, (row) => wall[row] ?? -Infinity);
  const oldest = rows.reduce((least, row) => Math.min(least, wall[row] ?? Infinity), Infinity);
  const id = (row: number | undefined): BootId | undefined => (row === undefined ? undefined : ids.at(row));
  const sorted = values && Float32Array.from(rows, (row) => values[row] ?? 0).sort();
  return {
    container: table.dictionaries.container.text(code) ?? "",
    n: rows.length,
    failed: failed.length,
    ...omitUndefined({
      value: sorted && sorted.length > 0 ? quantileOf(sorted, quantile) : undefined,
      boot: id(shown),
      since: oldest === Infinity ? undefined : BigInt(oldest),
    }),
  };
}

/**
 * What the newest boots of containers tell of a budget; of a container that is named and has none, that it has none.
 * Boots without a wall clock are left out: nobody knows how new they are.
 */
export function budgetFigures(table: Table, question: BudgetQuestion): BudgetFigures[] {
  const found = gather(table, question);
  const { container } = question;
  if (container !== undefined && found.size === 0) return [{ container, n: 0, failed: 0 }];
  return [...found].map(([code, { rows }]) => figuresOf(table, question, code, rows));
}
