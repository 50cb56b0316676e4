import { OUTCOMES } from "../domain/boot.ts";
import type { Box } from "../domain/filter.ts";
import type {
  Lengths,
  Overview,
  OverviewQuery,
  ScatterCell,
  ScatterPoint,
} from "../statistics/population.ts";
import { binEdges, binOf, durationScale, floatBins } from "./axis.ts";
import { boxOf, matchingRows } from "./match.ts";
import {
  domainOf,
  MOST_POINTS,
  SCATTER_COLUMNS as COLUMNS,
  SCATTER_ROWS as ROWS,
  type Found,
} from "./overview-axes.ts";
import { createSpread } from "./spread.ts";
import type { Table } from "./table.ts";

const FAILED = OUTCOMES.indexOf("failed");
type Test = (row: number) => boolean;

const bitsOf = (values: Float32Array) => new Uint32Array(values.buffer, values.byteOffset, values.length);

function foundIn(table: Table, rows: Uint32Array, isCounted?: Test): Found {
  const [boots, deaths] = [createSpread(), createSpread()];
  const { wall, length, outcome } = table;
  const bits = bitsOf(length);
  let [first, last] = [Infinity, -Infinity];
  let [least, most] = [Infinity, -Infinity];
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0;
    if (isCounted !== undefined && !isCounted(row)) continue;
    const at = wall[row] ?? Number.NaN;
    if (at < first) first = at;
    if (at > last) last = at;
    const ns = length[row] ?? Number.NaN;
    if (ns < least) least = ns;
    if (ns > most) most = ns;
    if (outcome[row] === FAILED) deaths.add(bits[row] ?? 0);
    else boots.add(bits[row] ?? 0);
  }
  const isOfDeaths = boots.n === 0;
  return {
    times: { from: first, to: last },
    lengths: { from: least, to: most },
    spread: isOfDeaths ? deaths : boots,
    isOfDeaths,
  };
}

/** How long the rows of a list are drawn: until the last of up, ready and dead. */
function lengthsOf(table: Table, rows: Uint32Array, isInside?: Test): Lengths | undefined {
  const { length, ready } = table;
  const [lengthBits, readyBits] = [bitsOf(length), bitsOf(ready)];
  const spread = createSpread();
  let longest = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0;
    if (isInside !== undefined && !isInside(row)) continue;
    const boot = length[row] ?? Number.NaN;
    const until = ready[row] ?? Number.NaN;
    const isLater = until > boot || Number.isNaN(boot);
    spread.add((isLater ? readyBits[row] : lengthBits[row]) ?? 0);
    const ns = isLater ? until : boot;
    if (ns > longest) longest = ns;
  }
  const [p50, p95] = [spread.quantile(0.5), spread.quantile(0.95)];
  return p50 === undefined || p95 === undefined ? undefined : { p50, p95, longest };
}

/** What is counted of the boots on the axes, and of those longer than them. */
function newCounts() {
  return {
    inside: 0,
    failed: 0,
    unmeasured: { n: 0, columns: Array.from({ length: COLUMNS }, () => 0) },
    beyond: { n: 0, inside: 0, longest: 0, columns: Array.from({ length: COLUMNS }, () => 0) },
  };
}
const increase = (counts: number[], at: number | undefined) => {
  if (at !== undefined) counts[at] = (counts[at] ?? 0) + 1;
};

/** Where the boots lie in time and duration, and which of them are in the box. */
// oxlint-disable-next-line eslint/max-lines-per-function -- one pass over a million rows: its counters are local variables
export function overview(table: Table, query: OverviewQuery): Overview {
  const rows = matchingRows(table, query.filter);
  const isInside = boxOf(table, query.box ?? {});
  const isBoxed = hasBox(query.box ?? {});
  const all = foundIn(table, rows);
  const domain = domainOf(query, all, () => foundIn(table, rows, isInside));
  const { wall, length, outcome } = table;
  const found = newCounts();
  const { unmeasured, beyond } = found;
  if (domain === undefined) {
    for (const row of rows) {
      if (isInside(row)) found.inside++;
      if (outcome[row] === FAILED) found.failed++;
    }
    return {
      n: rows.length,
      ...found,
      unmeasured: { ...unmeasured, n: rows.length },
      scatter: { kind: "points", points: [] },
      histogram: { edges: [], counts: [], inside: [] },
    };
  }

  const { since, until, min, max } = domain;
  const [start, stretch] = [Number(since), Number(until - since)];
  const binAt = floatBins(durationScale(min, max, query.axis), ROWS);
  const bits = bitsOf(length);
  const counts = new Uint32Array(ROWS);
  const insideCounts = new Uint32Array(ROWS);
  const cells = new Uint32Array(OUTCOMES.length * COLUMNS * ROWS);
  const plotted: number[] = [];
  let [plottedCount, inside, failed] = [0, 0, 0];
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0;
    const isIn = !isBoxed || isInside(row);
    if (isIn) inside++;
    const isFailed = outcome[row] === FAILED;
    if (isFailed) failed++;
    const ns = length[row] ?? Number.NaN;
    const column = binOf(((wall[row] ?? Number.NaN) - start) / stretch, COLUMNS);
    if (Number.isNaN(ns)) {
      unmeasured.n++;
      increase(unmeasured.columns, column);
      continue;
    }
    const isBeyond = ns > max;
    if (isBeyond) {
      beyond.n++;
      if (isIn) beyond.inside++;
      if (ns > beyond.longest) beyond.longest = ns;
      increase(beyond.columns, column);
    }
    const bin = binAt(length, bits, row);
    if (bin < 0 && !isBeyond) continue;
    // Bars are of boot durations: a death is none, unless there is nothing else.
    if (bin >= 0 && (!isFailed || all.isOfDeaths)) {
      counts[bin] = (counts[bin] ?? 0) + 1;
      if (isIn) insideCounts[bin] = (insideCounts[bin] ?? 0) + 1;
    }
    if (column === undefined) continue;
    if (bin >= 0) {
      const cell = ((outcome[row] ?? 0) * ROWS + bin) * COLUMNS + column;
      cells[cell] = (cells[cell] ?? 0) + 1;
    }
    if (plottedCount++ < MOST_POINTS) plotted.push(row);
  }

  const lengths = lengthsOf(table, rows, isBoxed ? isInside : undefined);
  return {
    n: rows.length,
    ...found,
    inside,
    failed,
    domain,
    ...(lengths && { lengths }),
    scatter:
      plottedCount <= MOST_POINTS
        ? { kind: "points", points: plotted.map((row) => pointOf(table, row, isInside)) }
        : { kind: "cells", columns: COLUMNS, rows: ROWS, cells: filledCells(cells) },
    histogram: {
      edges: binEdges(min, max, query.axis, ROWS),
      counts: [...counts],
      inside: [...insideCounts],
    },
  };
}

const outcomeAt = (index: number) => OUTCOMES[index] ?? "partial";

const pointOf = (table: Table, row: number, isInside: Test): ScatterPoint => ({
  id: table.ids.at(row),
  container: table.dictionaries.container.text(table.codes.container[row] ?? 0) ?? "",
  wallTime: BigInt(table.wall[row] ?? 0),
  duration: table.length[row] ?? 0,
  outcome: outcomeAt(table.outcome[row] ?? 0),
  inside: isInside(row),
});

function filledCells(cells: Uint32Array): ScatterCell[] {
  const filled: ScatterCell[] = [];
  cells.forEach((n, cell) => {
    if (n === 0) return;
    const column = cell % COLUMNS;
    const row = Math.floor(cell / COLUMNS) % ROWS;
    filled.push({ column, row, outcome: outcomeAt(Math.floor(cell / COLUMNS / ROWS)), n });
  });
  return filled;
}

/** Whether a box has any edge at all. */
export const hasBox = ({ since, until, minDuration, maxDuration }: Box) =>
  (since ?? until ?? minDuration ?? maxDuration) !== undefined;
