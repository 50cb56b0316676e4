import { OUTCOMES } from "../domain/boot.ts";
import type { BootFilter } from "../domain/filter.ts";
import type {
  DurationAxis,
  Overview,
  OverviewQuery,
  ScatterCell,
  ScatterPoint,
} from "../statistics/population.ts";
import { binEdges, binOf, durationScale, floatBins, niceDurations, niceTimes } from "./axis.ts";
import { boxOf, matchingRows, withoutBox, type Box } from "./match.ts";
import type { Table } from "./table.ts";

/** More points than this lie on top of each other. */
const MAX_POINTS = 2_000;
const COLUMNS = 160;
const ROWS = 48;

type Range = { from: number; to: number };
const nothing = (): Range => ({ from: Infinity, to: -Infinity });
function extend(range: Range, value: number): void {
  if (value < range.from) range.from = value;
  if (value > range.to) range.to = value;
}
const isEmpty = ({ from, to }: Range) => from > to;

/** Wall times, and boot durations, of those rows that have them. */
function rangesOf(table: Table, rows: Uint32Array, isCounted: Box): { times: Range; durations: Range } {
  const times = nothing();
  const durations = nothing();
  const { wall, duration } = table;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0;
    if (!isCounted(row)) continue;
    extend(times, wall[row] ?? Number.NaN);
    extend(durations, duration[row] ?? Number.NaN);
  }
  return { times, durations };
}

/** The box's own range, with a little around it; where it is open, that of what is in the box. */
function zoomed(
  given: readonly [bigint | undefined, bigint | undefined],
  found: Range,
  axis: DurationAxis,
): Range {
  const [low, high] = given.map((value) => (value === undefined ? undefined : Number(value)));
  const from = low ?? found.from;
  const to = high ?? found.to;
  if (from > to) return found;
  if (axis === "log") {
    const factor = (Math.max(1, to) / Math.max(1, from)) ** 0.05;
    return { from: low === undefined ? from : from / factor, to: high === undefined ? to : to * factor };
  }
  const margin = (to - from) * 0.05;
  return { from: low === undefined ? from : from - margin, to: high === undefined ? to : to + margin };
}

type Domain = NonNullable<Overview["domain"]>;
function domainOf(table: Table, rows: Uint32Array, query: OverviewQuery, box: Box): Domain | undefined {
  const all = rangesOf(table, rows, () => true);
  if (isEmpty(all.durations)) return undefined;
  let { times, durations } = all;
  if (query.zoom) {
    const { since, until, minDuration, maxDuration } = query.filter;
    const inside = rangesOf(table, rows, box);
    const near = (found: Range, otherwise: Range) => (isEmpty(found) ? otherwise : found);
    times = zoomed([since, until], near(inside.times, all.times), "linear");
    durations = zoomed([minDuration, maxDuration], near(inside.durations, all.durations), query.axis);
  }
  return {
    ...(isEmpty(times) ? { since: 0n, until: 1n } : niceTimes(times.from, times.to)),
    ...niceDurations(durations.from, durations.to, query.axis),
  };
}

/** Where the boots lie in time and duration, and which of them are in the box. */
export function overview(table: Table, query: OverviewQuery): Overview {
  const rows = matchingRows(table, withoutBox(query.filter));
  const box = boxOf(table, query.filter);
  const domain = domainOf(table, rows, query, box);
  const { wall, duration, outcome } = table;
  const unmeasured = { n: 0, columns: Array.from({ length: COLUMNS }, () => 0) };
  let inside = 0;
  if (domain === undefined) {
    for (const row of rows) if (box(row)) inside++;
    return {
      n: rows.length,
      inside,
      unmeasured: { ...unmeasured, n: rows.length },
      scatter: { kind: "points", points: [] },
      histogram: { edges: [], counts: [], inside: [] },
    };
  }

  const { since, until, min, max } = domain;
  const [start, length] = [Number(since), Number(until - since)];
  const binAt = floatBins(durationScale(min, max, query.axis), ROWS);
  const durationBits = new Uint32Array(duration.buffer, duration.byteOffset, duration.length);
  const counts = Array.from({ length: ROWS }, () => 0);
  const insideCounts = Array.from({ length: ROWS }, () => 0);
  const cells = new Uint32Array(OUTCOMES.length * COLUMNS * ROWS);
  const plotted: number[] = [];
  let plottedCount = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0;
    const isInside = box(row);
    if (isInside) inside++;
    const ns = duration[row] ?? Number.NaN;
    const column = binOf(((wall[row] ?? Number.NaN) - start) / length, COLUMNS);
    if (Number.isNaN(ns)) {
      unmeasured.n++;
      if (column !== undefined) unmeasured.columns[column] = (unmeasured.columns[column] ?? 0) + 1;
      continue;
    }
    const bin = binAt(duration, durationBits, row);
    if (bin < 0) continue;
    counts[bin] = (counts[bin] ?? 0) + 1;
    if (isInside) insideCounts[bin] = (insideCounts[bin] ?? 0) + 1;
    if (column === undefined) continue;
    const cell = ((outcome[row] ?? 0) * ROWS + bin) * COLUMNS + column;
    cells[cell] = (cells[cell] ?? 0) + 1;
    if (plottedCount++ < MAX_POINTS) plotted.push(row);
  }

  return {
    n: rows.length,
    inside,
    unmeasured,
    domain,
    scatter:
      plottedCount <= MAX_POINTS
        ? { kind: "points", points: plotted.map((row) => pointOf(table, row, box)) }
        : { kind: "cells", columns: COLUMNS, rows: ROWS, cells: filledCells(cells) },
    histogram: { edges: binEdges(min, max, query.axis, ROWS), counts, inside: insideCounts },
  };
}

const outcomeAt = (index: number) => OUTCOMES[index] ?? "partial";

const pointOf = ({ wall, duration, outcome }: Table, row: number, box: Box): ScatterPoint => ({
  wallTime: BigInt(wall[row] ?? 0),
  duration: duration[row] ?? 0,
  outcome: outcomeAt(outcome[row] ?? 0),
  inside: box(row),
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

/** Whether the filter has any range at all. */
export const hasBox = ({ since, until, minDuration, maxDuration }: BootFilter) =>
  (since ?? until ?? minDuration ?? maxDuration) !== undefined;
