import {
  binEdges,
  binFloors,
  bitsOf,
  createSpread,
  domainOf,
  durationScale,
  hasBox,
  MOST_POINTS,
  omitUndefined,
  OUTCOMES,
  SCATTER_COLUMNS,
  SCATTER_ROWS,
  type BootId,
  type Domain,
  type Found,
  type Lengths,
  type Outcome,
  type Overview,
  type OverviewQuery,
  type ScatterCell,
  type ScatterPoint,
} from "@hacotaki/core";
import type { Ask, Params } from "../reader/ask.ts";
import { bitsBeyond, bitsIn } from "./bits.ts";
import { insideOf, LENGTH, matching, WALL } from "./matching.ts";
import { drawFor, sampleOf, type Sampling } from "./sampling.ts";

/** Boots of one length, to a part in 128: how many, and how far they reach. */
type LengthRow = {
  readonly is_inside: number;
  readonly is_failed: number;
  /** The upper half of the bits of their length; undefined where they have none, as -1. */
  readonly upper: number;
  readonly n: string;
  readonly least: number | null;
  readonly most: number | null;
  readonly first: number | null;
  readonly last: number | null;
};
/** How long boots of a list are drawn, in the same way. */
type DrawnRow = { readonly upper: number; readonly n: string; readonly longest: number };

const DRAWN = `greatest(ifNull(${LENGTH}, ready_duration_ns), ifNull(ready_duration_ns, ${LENGTH}))`;
const UPPER = (ns: string) =>
  `if(isNull(${ns}), -1, toInt32(bitShiftRight(assumeNotNull(${bitsIn(ns)}), 16)))`;

/** All boots that match, and those in the box. */
function foundIn(rows: readonly LengthRow[]): Found {
  const [boots, deaths] = [createSpread(), createSpread()];
  let [first, last, least, most] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const row of rows) {
    first = Math.min(first, row.first ?? Infinity);
    last = Math.max(last, row.last ?? -Infinity);
    if (row.upper < 0) continue;
    least = Math.min(least, Math.fround(row.least ?? Infinity));
    most = Math.max(most, Math.fround(row.most ?? -Infinity));
    (row.is_failed === 1 ? deaths : boots).addMany(row.upper, Number(row.n));
  }
  const isOfDeaths = boots.n === 0;
  return {
    times: { from: first, to: last },
    lengths: { from: least, to: most },
    spread: isOfDeaths ? deaths : boots,
    isOfDeaths,
  };
}

function lengthsOf(rows: readonly DrawnRow[]): Lengths | undefined {
  const spread = createSpread();
  let longest = 0;
  for (const { upper, n, longest: most } of rows) {
    spread.addMany(upper, Number(n));
    longest = Math.max(longest, Math.fround(most));
  }
  const [p50, p95] = [spread.quantile(0.5), spread.quantile(0.95)];
  return p50 === undefined || p95 === undefined ? undefined : { p50, p95, longest };
}

const NOWHERE = -1;
type GridRow = {
  readonly outcome: Outcome;
  readonly is_inside: number;
  /** -1: in no column. */
  readonly place: number;
  /** Bits that the bin begins at; -1 below the axis, or without a length. */
  readonly floor: number;
  readonly is_measured: number;
  readonly is_beyond: number;
  readonly n: string;
  readonly longest: number | null;
};

/** Where boots stand on the axes, by SQL, and what is bound to it. */
function placesOn({ since, until, min, max }: Domain, axis: OverviewQuery["axis"]) {
  const floors = binFloors(durationScale(min, max, axis), SCATTER_ROWS).map(bitsOf);
  const [start, stretch] = [Number(since), Number(until - since)];
  const share = `((${WALL} - {start:Float64}) / {stretch:Float64})`;
  return {
    floors,
    params: {
      ...{ start, stretch, beyond: bitsBeyond(max), top: floors[SCATTER_ROWS] ?? 0 },
      floors: floors.slice(0, SCATTER_ROWS),
    } satisfies Params,
    place: `toInt16(if(ifNull(${share} BETWEEN 0 AND 1, 0), least(${SCATTER_COLUMNS - 1}, floor(assumeNotNull(${share}) * ${SCATTER_COLUMNS})), ${NOWHERE}))`,
    floor: `if(bits < {floors:Array(UInt32)}[1] OR bits >= {top:UInt32}, toInt64(${NOWHERE}), toInt64(roundDown(bits, {floors:Array(UInt32)})))`,
  };
}

type Grid = Pick<Overview, "n" | "inside" | "failed" | "unmeasured" | "beyond"> & {
  readonly cells: readonly ScatterCell[];
  /** In a column of the scatter, and on its axis of durations or longer. */
  readonly plotted: number;
  readonly counts: readonly number[];
  readonly insideCounts: readonly number[];
};

const noCounts = (length: number) => Array.from({ length }, () => 0);
const add = (counts: number[], at: number, n: number) => {
  if (at !== NOWHERE) counts[at] = (counts[at] ?? 0) + n;
};

function gridOf(rows: readonly GridRow[], floors: readonly number[], isOfDeaths: boolean): Grid {
  const unmeasured = { n: 0, columns: noCounts(SCATTER_COLUMNS) };
  const beyond = { n: 0, inside: 0, longest: 0, columns: noCounts(SCATTER_COLUMNS) };
  const [counts, insideCounts] = [noCounts(SCATTER_ROWS), noCounts(SCATTER_ROWS)];
  const cells = new Map<string, { column: number; row: number; outcome: Outcome; n: number }>();
  let [all, inside, failed, plotted] = [0, 0, 0, 0];
  for (const row of rows) {
    const n = Number(row.n);
    const isIn = row.is_inside === 1;
    all += n;
    if (isIn) inside += n;
    if (row.outcome === "failed") failed += n;
    if (row.is_measured === 0) {
      unmeasured.n += n;
      add(unmeasured.columns, row.place, n);
      continue;
    }
    if (row.is_beyond === 1) {
      beyond.n += n;
      if (isIn) beyond.inside += n;
      beyond.longest = Math.max(beyond.longest, Math.fround(row.longest ?? 0));
      add(beyond.columns, row.place, n);
    }
    // Of bins that begin alike the last has the boots: no float is in the others.
    const bin = row.floor === NOWHERE ? NOWHERE : floors.lastIndexOf(row.floor, SCATTER_ROWS - 1);
    if (bin === NOWHERE && row.is_beyond === 0) continue;
    // Bars are of boot durations: a death is none, unless there is nothing else.
    if (row.outcome !== "failed" || isOfDeaths) {
      add(counts, bin, n);
      if (isIn) add(insideCounts, bin, n);
    }
    if (row.place === NOWHERE) continue;
    plotted += n;
    if (bin === NOWHERE) continue;
    const key = `${row.outcome} ${row.place} ${bin}`;
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, { column: row.place, row: bin, outcome: row.outcome, n });
    else cell.n += n;
  }
  const order = (cell: ScatterCell) =>
    (OUTCOMES.indexOf(cell.outcome) * SCATTER_ROWS + cell.row) * SCATTER_COLUMNS + cell.column;
  return {
    n: all,
    ...{ inside, failed, unmeasured, beyond, plotted, counts, insideCounts },
    cells: [...cells.values()].sort((a, b) => order(a) - order(b)),
  };
}

type PointRow = {
  readonly boot_id: BootId;
  readonly container: string;
  readonly wall: string;
  readonly length: number;
  readonly outcome: Outcome;
  readonly is_inside: number;
};
const pointOf = (row: PointRow): ScatterPoint => ({
  id: row.boot_id,
  container: row.container,
  wallTime: BigInt(row.wall),
  duration: Math.fround(row.length),
  outcome: row.outcome,
  inside: row.is_inside === 1,
});

/** Where the boots lie in time and duration, and which of them are in the box: counted by the database, as columns do. */
export const createOverview =
  ({ ask, ...sampling }: { readonly ask: Ask } & Sampling) =>
  async (query: OverviewQuery): Promise<Overview> => {
    const { filter, box = {}, axis } = query;
    const drawn = await drawFor(ask, sampling, filter);
    const of = matching(filter, "", drawn);
    const counted = `toString(count() * ${drawn.oneIn})`;
    const inside = insideOf(box);
    const params = { ...of.params, ...inside.params };
    const doing = "count the boots of";
    const lengths = await ask<LengthRow>(
      doing,
      `SELECT ${inside.text} AS is_inside, outcome = 'failed' AS is_failed, ${UPPER(LENGTH)} AS upper, ${counted} AS n,
       min(toFloat32(${LENGTH})) AS least, max(toFloat32(${LENGTH})) AS most, min(${WALL}) AS first, max(${WALL}) AS last
     FROM ${of.text} GROUP BY is_inside, is_failed, upper`,
      params,
    );
    const all = foundIn(lengths);
    const isIn = ({ is_inside }: LengthRow) => is_inside === 1;
    const domain = domainOf(query, all, () => foundIn(lengths.filter(isIn)));
    const count = (rows: readonly LengthRow[]) => rows.reduce((sum, { n }) => sum + Number(n), 0);
    const told = sampleOf([{ drawn, n: count(lengths) / drawn.oneIn }]);
    if (domain === undefined) {
      const nothing = { n: 0, columns: noCounts(SCATTER_COLUMNS) };
      return {
        ...told,
        n: count(lengths),
        inside: count(lengths.filter(isIn)),
        failed: count(lengths.filter(({ is_failed }) => is_failed === 1)),
        unmeasured: { ...nothing, n: count(lengths) },
        beyond: { ...nothing, inside: 0, longest: 0 },
        scatter: { kind: "points", points: [] },
        histogram: { edges: [], counts: [], inside: [] },
      };
    }
    const { floors, params: placed, place, floor } = placesOn(domain, axis);
    const [lasting, rows] = await Promise.all([
      ask<DrawnRow>(
        doing,
        `SELECT ${UPPER(DRAWN)} AS upper, ${counted} AS n, max(toFloat32(${DRAWN})) AS longest
       FROM ${of.text} AND ${hasBox(box) ? inside.text : "1"} GROUP BY upper HAVING upper >= 0`,
        params,
      ),
      ask<GridRow>(
        doing,
        `SELECT outcome, is_inside, ${place} AS place, ${floor} AS floor, is_measured,
         is_measured AND bits >= {beyond:UInt32} AS is_beyond, ${counted} AS n, max(length) AS longest
       FROM (SELECT outcome, started_at, ${inside.text} AS is_inside, toFloat32(${LENGTH}) AS length, isNotNull(length) AS is_measured,
         assumeNotNull(${bitsIn(LENGTH)}) AS bits FROM ${of.text})
       GROUP BY outcome, is_inside, place, floor, is_measured, is_beyond`,
        { ...params, ...placed },
      ),
    ]);
    const { cells, plotted, counts, insideCounts, ...grid } = gridOf(rows, floors, all.isOfDeaths);
    const points =
      plotted > MOST_POINTS
        ? undefined
        : await ask<PointRow>(
            doing,
            `SELECT boot_id, container, toString(toUnixTimestamp64Nano(started_at)) AS wall, toFloat32(${LENGTH}) AS length, outcome,
             ${inside.text} AS is_inside
           FROM (SELECT *, assumeNotNull(${bitsIn(LENGTH)}) AS bits FROM ${of.text} AND isNotNull(${LENGTH}))
           WHERE ${place} >= 0 AND (${floor} >= 0 OR bits >= {beyond:UInt32}) LIMIT ${MOST_POINTS}`,
            { ...params, ...placed },
          );
    return {
      ...told,
      ...grid,
      domain,
      ...omitUndefined({ lengths: lengthsOf(lasting) }),
      scatter:
        points === undefined
          ? { kind: "cells", columns: SCATTER_COLUMNS, rows: SCATTER_ROWS, cells }
          : { kind: "points", points: points.map(pointOf) },
      histogram: {
        edges: binEdges(domain.min, domain.max, axis, SCATTER_ROWS),
        counts,
        inside: insideCounts,
      },
    };
  };
