import { OUTCOMES } from "../domain/boot.ts";
import type { Box } from "../domain/filter.ts";
import type {
  DurationAxis,
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
  type Domain,
  type Found,
} from "./overview-axes.ts";
import { createSpread, type Spread } from "./spread.ts";
import type { Table } from "./table.ts";

const FAILED = OUTCOMES.indexOf("failed");
type Test = (row: number) => boolean;

const bitsOf = (values: Float32Array) => new Uint32Array(values.buffer, values.byteOffset, values.length);

/** Columns that the charts are drawn of; `bits` are those of the lengths. */
type Drawn = Pick<Table, "wall" | "length" | "outcome"> & { readonly bits: Uint32Array };
export const drawnOf = ({ wall, length, outcome }: Table): Drawn => ({
  wall,
  length,
  outcome,
  bits: bitsOf(length),
});

/** What there is to draw of some rows, that of boots which failed by itself. */
type Extent = Pick<Found, "times" | "lengths"> & { readonly boots: Spread; readonly deaths: Spread };

export function foundOf({ times, lengths, boots, deaths }: Extent): Found {
  const isOfDeaths = boots.n === 0;
  return { times, lengths, spread: isOfDeaths ? deaths : boots, isOfDeaths };
}

export function extentOf(table: Table, rows: Uint32Array, isCounted?: Test): Extent {
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
  return { times: { from: first, to: last }, lengths: { from: least, to: most }, boots, deaths };
}

/** How long the rows of a list are drawn: until the last of up, ready and dead. */
export type ListLengths = { readonly spread: Spread; readonly longest: number };

export function lengthsOf(table: Table, rows: Uint32Array, isInside?: Test): ListLengths {
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
  return { spread, longest };
}

export function lengthsTold({ spread, longest }: ListLengths): Lengths | undefined {
  const [p50, p95] = [spread.quantile(0.5), spread.quantile(0.95)];
  return p50 === undefined || p95 === undefined ? undefined : { p50, p95, longest };
}

/** Counts over the axes of the charts: a row more, or one less. */
export class Counts {
  inside = 0;
  failed = 0;
  /** Those with a place on the scatter. */
  plotted = 0;
  readonly unmeasured = { n: 0, columns: new Uint32Array(COLUMNS) };
  readonly beyond = { n: 0, inside: 0, columns: new Uint32Array(COLUMNS) };
  readonly bars = new Uint32Array(ROWS);
  readonly insideBars = new Uint32Array(ROWS);
  readonly cells = new Uint32Array(OUTCOMES.length * COLUMNS * ROWS);
  private readonly start: number;
  private readonly stretch: number;
  private readonly max: number;
  private readonly binAt: ReturnType<typeof floatBins>;
  /** Bars are of boot durations: a death is none, unless there is nothing else. */
  private readonly isOfDeaths: boolean;

  constructor({ since, until, min, max }: Domain, axis: DurationAxis, isOfDeaths: boolean) {
    [this.start, this.stretch, this.max] = [Number(since), Number(until - since), max];
    this.binAt = floatBins(durationScale(min, max, axis), ROWS);
    this.isOfDeaths = isOfDeaths;
  }

  /** Whether the row has a place on the scatter. */
  count({ wall, length, bits, outcome }: Drawn, row: number, isIn: boolean, by: 1 | -1): boolean {
    if (isIn) this.inside += by;
    const state = outcome[row] ?? 0;
    const isFailed = state === FAILED;
    if (isFailed) this.failed += by;
    const ns = length[row] ?? Number.NaN;
    const column = binOf(((wall[row] ?? Number.NaN) - this.start) / this.stretch, COLUMNS);
    if (Number.isNaN(ns)) {
      this.unmeasured.n += by;
      change(this.unmeasured.columns, column, by);
      return false;
    }
    const isBeyond = ns > this.max;
    if (isBeyond) {
      this.beyond.n += by;
      if (isIn) this.beyond.inside += by;
      change(this.beyond.columns, column, by);
    }
    const bin = this.binAt(length, bits, row);
    if (bin < 0 && !isBeyond) return false;
    if (bin >= 0 && (!isFailed || this.isOfDeaths)) {
      change(this.bars, bin, by);
      if (isIn) change(this.insideBars, bin, by);
    }
    if (column === undefined) return false;
    if (bin >= 0) change(this.cells, (state * ROWS + bin) * COLUMNS + column, by);
    this.plotted += by;
    return true;
  }
}

function change(counts: Uint32Array, at: number | undefined, by: 1 | -1): void {
  if (at !== undefined) counts[at] = (counts[at] ?? 0) + by;
}

/** Nothing of what matches can be drawn. */
function undrawn(table: Table, rows: Uint32Array, isInside: Test): Overview {
  const none = { inside: 0, columns: Array.from({ length: COLUMNS }, () => 0) };
  let [inside, failed] = [0, 0];
  for (const row of rows) {
    if (isInside(row)) inside++;
    if (table.outcome[row] === FAILED) failed++;
  }
  return {
    n: rows.length,
    inside,
    failed,
    unmeasured: { n: rows.length, columns: none.columns },
    beyond: { n: 0, longest: 0, ...none },
    scatter: { kind: "points", points: [] },
    histogram: { edges: [], counts: [], inside: [] },
  };
}

/** What has been counted, in words of the answer. `longest`: of all boots that match. */
export function toldOf(
  counts: Counts,
  domain: Domain,
  axis: DurationAxis,
  {
    n,
    longest,
    lengths,
    points,
  }: {
    readonly n: number;
    readonly longest: number;
    readonly lengths: Lengths | undefined;
    /** Undefined where they are too many. */
    readonly points?: readonly ScatterPoint[] | undefined;
  },
): Overview {
  const { inside, failed, unmeasured, beyond } = counts;
  return {
    n,
    inside,
    failed,
    unmeasured: { n: unmeasured.n, columns: [...unmeasured.columns] },
    beyond: {
      n: beyond.n,
      inside: beyond.inside,
      longest: beyond.n === 0 ? 0 : longest,
      columns: [...beyond.columns],
    },
    domain,
    ...(lengths && { lengths }),
    scatter:
      points === undefined
        ? { kind: "cells", columns: COLUMNS, rows: ROWS, cells: filledCells(counts.cells) }
        : { kind: "points", points },
    histogram: {
      edges: binEdges(domain.min, domain.max, axis, ROWS),
      counts: [...counts.bars],
      inside: [...counts.insideBars],
    },
  };
}

/** Where the boots lie in time and duration, and which of them are in the box. */
export function overview(table: Table, query: OverviewQuery): Overview {
  const rows = matchingRows(table, query.filter);
  const isInside = boxOf(table, query.box ?? {});
  const isBoxed = hasBox(query.box ?? {});
  const all = foundOf(extentOf(table, rows));
  const domain = domainOf(query, all, () => foundOf(extentOf(table, rows, isInside)));
  if (domain === undefined) return undrawn(table, rows, isInside);
  const counts = new Counts(domain, query.axis, all.isOfDeaths);
  const drawn = drawnOf(table);
  const plotted: number[] = [];
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0;
    if (counts.count(drawn, row, !isBoxed || isInside(row), 1) && plotted.length < MOST_POINTS)
      plotted.push(row);
  }
  return toldOf(counts, domain, query.axis, {
    n: rows.length,
    longest: all.lengths.to,
    lengths: lengthsTold(lengthsOf(table, rows, isBoxed ? isInside : undefined)),
    points: counts.plotted <= MOST_POINTS ? plotted.map((row) => pointOf(table, row, isInside)) : undefined,
  });
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
