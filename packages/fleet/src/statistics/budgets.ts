import {
  floatOf,
  omitUndefined,
  quantileOf,
  type BootId,
  type BudgetFigures,
  type BudgetQuestion,
  type Sorted,
} from "@hacotaki/core";
import type { Ask, Params } from "../reader/ask.ts";
import { bitsIn, SPAN_NS } from "./bits.ts";
import { matching, WALL } from "./matching.ts";
import { CAME_UP } from "./named.ts";

/** Containers told of to one question, those with most boots: more nobody looks after. */
const MOST_CONTAINERS = 1_000;
/** Values around a quantile: the two that it is made of, and one on either side, whichever way its place is rounded. */
const AROUND = 4;

type Row = {
  readonly container: string;
  readonly n: string;
  readonly failed: string;
  readonly oldest: number;
  readonly longest: BootId;
  readonly newest_failed: BootId;
  /** Rank of the first of the values, from 0, and their bits in order. */
  readonly rank: string;
  readonly bits: readonly number[];
};

type Measured = { readonly ns: string; readonly params: Params };

/** What a question measures, ns; undefined where it counts alone. */
function measuredBy(measure: string | undefined): Measured | undefined {
  if (measure === undefined) return undefined;
  if (measure === "boot") return { ns: "boot_duration_ns", params: {} };
  if (measure === "ready") return { ns: "ready_duration_ns", params: {} };
  return { ns: SPAN_NS, params: { slug: measure.toWellFormed() } };
}

/**
 * Boots that a question is about, as what follows FROM: of a window of boots the newest of each container. From when on
 * they are is found first, by times alone: to bring all boots of a fleet in order takes many times as long.
 */
function windowOf({ container, window, measure }: BudgetQuestion) {
  const measured = measuredBy(measure);
  const of = matching(omitUndefined({ container, since: "since" in window ? window.since : undefined }));
  const all = `SELECT container, boot_id, outcome, ${WALL} AS wall, ${measured === undefined ? "toUInt32(0)" : bitsIn(measured.ns)} AS bits
    FROM ${of.text} AND started_at IS NOT NULL AND ${measured === undefined ? "outcome != 'booting'" : CAME_UP} AND isNotNull(bits)`;
  const params = { ...of.params, ...measured?.params };
  if (!("boots" in window)) return { text: `(${all})`, params };
  const since = `SELECT container, -arrayElement(groupArraySorted(${window.boots})(-assumeNotNull(wall)), -1) AS since FROM (${all}) GROUP BY container`;
  return {
    text: `(SELECT * FROM (${all}) AS boots GLOBAL INNER JOIN (${since}) AS newest USING (container)
      WHERE wall >= since ORDER BY wall DESC LIMIT {newest:UInt32} BY container)`,
    params: { ...params, newest: window.boots },
  };
}

/** Values in order, of which those around a quantile are known. */
function sortedOf({ n, rank, bits }: Row): Sorted {
  const known: Record<number, number> & { length: number } = { length: Number(n) };
  for (const [place, each] of bits.entries()) known[Number(rank) + place] = floatOf(each);
  return known;
}

function figuresOf(row: Row, { measure, quantile = 1 }: BudgetQuestion): BudgetFigures {
  const failed = Number(row.failed);
  const shown = measure === undefined ? row.newest_failed : row.longest;
  return {
    container: row.container,
    n: Number(row.n),
    failed,
    ...omitUndefined({
      value: measure === undefined ? undefined : quantileOf(sortedOf(row), quantile),
      boot: measure === undefined && failed === 0 ? undefined : shown,
      since: BigInt(row.oldest),
    }),
  };
}

async function answerTo(ask: Ask, question: BudgetQuestion): Promise<readonly BudgetFigures[]> {
  const { container, quantile = 1 } = question;
  const { text, params } = windowOf(question);
  const rows = await ask<Row>(
    "count the boots of",
    `SELECT container, toString(boots) AS n, toString(deaths) AS failed, oldest, longest, newest_failed,
       toInt64(greatest(0, floor((toInt64(boots) - 1) * {quantile:Float64}) - 1)) AS first, toString(first) AS rank,
       arraySlice(sorted, first + 1, ${AROUND}) AS bits
     FROM (
       SELECT container, count() AS boots, countIf(outcome = 'failed') AS deaths, assumeNotNull(min(wall)) AS oldest,
         argMax(boot_id, (bits, wall)) AS longest, argMaxIf(boot_id, wall, outcome = 'failed') AS newest_failed,
         arraySort(groupArray(assumeNotNull(bits))) AS sorted
       FROM (SELECT * FROM ${text}) GROUP BY container ORDER BY boots DESC, container LIMIT ${MOST_CONTAINERS}
     )`,
    { ...params, quantile },
  );
  if (container !== undefined && rows.length === 0) return [{ container, n: 0, failed: 0 }];
  return rows.map((row) => figuresOf(row, question));
}

/** What the newest boots tell of budgets, question by question. */
export const createBudgets =
  (ask: Ask) =>
  async (questions: readonly BudgetQuestion[]): Promise<readonly (readonly BudgetFigures[])[]> => {
    const told: (readonly BudgetFigures[])[] = [];
    for (const question of questions) told.push(await answerTo(ask, question));
    return told;
  };
