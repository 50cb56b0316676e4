import type { ChangeOptions, ChangeSide, ContainerChange, ContainerChanges } from "../compare/change.ts";
import type { Measure } from "../compare/cohorts.ts";
import type { Slices } from "../statistics/slices.ts";
import { spanRank } from "../domain/span.ts";
import { changePoints, type ChangePoint } from "../statistics/change-points.ts";
import { medianOf } from "../statistics/median.ts";
import { shiftOf } from "../statistics/shift.ts";
import { sortFloats } from "../statistics/sort.ts";
import { BOOT_MEASURE, READY_MEASURE } from "./cohorts.ts";
import { readings, type Reading } from "./differs.ts";
import { matchingRows } from "./match.ts";
import { POPULATION_OUTCOMES } from "./populations.ts";
import type { ReportRange } from "./told-report.ts";
import type { Table } from "./table.ts";

/** Fewer boots than this between two changes are no level. */
const LEAST = 10;
/** More changes are a table that nobody reads. */
const MAX_CHANGES = 30;
/** So many boots on either side of a change tell what changed with it; a change may be found a few boots off. */
const NEAR = 10;
const NEARLY_ALL = 0.7;
const ATTRIBUTES = new Set(["host", "haco-file", "command", "kernel"]);
/** Doubles around the wall times of this century are 256 ns apart: the moment itself lies so far off at most. */
const WALL_ERROR = 128n;

/** Durations of one measure in the order of the boots' wall times, and whose they are. */
type Series = { readonly values: Float32Array; readonly rows: Uint32Array };

function wallsOf(wall: Float64Array, rows: Uint32Array): Float64Array {
  const walls = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) walls[i] = wall[rows[i] ?? 0] ?? 0;
  return walls;
}

/** The newest boots that came up, by wall time; how many there are of them in all. */
function newest(table: Table, container: string, range: Omit<ReportRange, "bins">, most: number) {
  const matching = matchingRows(table, { container, outcomes: POPULATION_OUTCOMES, ...range });
  const { wall, ids } = table;
  const all = matching.filter((row) => !Number.isNaN(wall[row]));
  // Numbers are sorted by themselves in a fraction of the time.
  const first = all.length > most ? (wallsOf(wall, all).sort().at(-most) ?? -Infinity) : -Infinity;
  const rows = all
    .filter((row) => (wall[row] ?? 0) >= first)
    .sort((a, b) => (wall[a] ?? 0) - (wall[b] ?? 0) || ids.compare(a, b));
  return { rows: rows.subarray(Math.max(0, rows.length - most)), all: all.length };
}

function seriesOf(values: Float32Array, rows: Uint32Array): Series {
  const [found, known] = [new Float32Array(rows.length), new Uint32Array(rows.length)];
  let n = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0;
    const value = values[row] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    known[n] = row;
    found[n++] = value;
  }
  return { values: found.subarray(0, n), rows: known.subarray(0, n) };
}

/** Medians of stretches of a series, each looked for once: of the stretches around one that changed, all others stay. */
function mediansOf(values: Float32Array): (from: number, to: number) => number {
  const known = new Map<string, number>();
  return (from, to) => {
    const key = `${from} ${to}`;
    const median = known.get(key) ?? medianOf(values.slice(from, to));
    known.set(key, median);
    return median;
  };
}

/** Change points that matter: of those that do not, the least goes first, and its neighbours become one stretch. */
function withoutSmall(
  length: number,
  median: (from: number, to: number) => number,
  points: readonly ChangePoint[],
  least: (before: number) => number,
): readonly ChangePoint[] {
  let kept = points;
  for (;;) {
    const edges = [0, ...kept.map(({ at }) => at), length];
    const medians = edges.slice(1).map((to, stretch) => median(edges[stretch] ?? 0, to));
    const weights = kept.map((_, place) => {
      const [before = 0, after = 0] = [medians[place], medians[place + 1]];
      return Math.abs(after - before) / least(before);
    });
    const lightest = weights.reduce(
      (best, weight, place) => (weight < (weights[best] ?? 0) ? place : best),
      0,
    );
    if ((weights[lightest] ?? 1) >= 1) return kept;
    kept = kept.filter((_, place) => place !== lightest);
  }
}

/** The code that nearly all of the rows have. */
function common({ codes }: Reading, rows: Uint32Array): number | undefined {
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(codes[row] ?? 0, (counts.get(codes[row] ?? 0) ?? 0) + 1);
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most !== undefined && most[1] >= NEARLY_ALL * rows.length ? most[0] : undefined;
}

function attributesAt(
  read: readonly Reading[],
  rows: Uint32Array,
  at: number,
): ContainerChange["attributes"] {
  const [before, after] = [rows.subarray(Math.max(0, at - NEAR), at), rows.subarray(at, at + NEAR)];
  return read.flatMap((reading) => {
    const [was, is] = [common(reading, before), common(reading, after)];
    if (was === undefined || is === undefined || was === is) return [];
    return [{ attribute: reading.attribute, before: reading.value(was), after: reading.value(is) }];
  });
}

type Stretch = {
  readonly from: number;
  readonly to: number;
  readonly sorted: ReturnType<typeof sortFloats>;
  readonly p50: number;
};

/** Where one stretch ends and the next begins: half-way between the boots on either side. */
function edge({ wall }: Table, { rows }: Series, at: number): bigint {
  const [last = 0, first = 0] = [wall[rows[at - 1] ?? 0], wall[rows[at] ?? 0]];
  return BigInt(last) + (BigInt(first) - BigInt(last) + 1n) / 2n;
}

function changesOf(
  table: Table,
  measure: Measure,
  series: Series,
  read: readonly Reading[],
  { alpha, tests, least }: { alpha: number; tests: number; least: (before: number) => number },
): ContainerChange[] {
  const { values, rows } = series;
  const found = changePoints(values, alpha / tests, LEAST);
  if (found.length === 0) return [];
  const median = mediansOf(values);
  const points = withoutSmall(values.length, median, found, least);
  if (points.length === 0) return [];
  const edges = [0, ...points.map(({ at }) => at), values.length];
  // Each is what one change leads to and the next one comes from.
  const stretches = edges.slice(1).map((to, place): Stretch => {
    const from = edges[place] ?? 0;
    return { from, to, sorted: sortFloats(values.slice(from, to)), p50: median(from, to) };
  });
  const wallOf = (place: number) => BigInt(table.wall[rows[place] ?? 0] ?? 0);
  const sinceOf = (from: number) => (from === 0 ? wallOf(0) - WALL_ERROR : edge(table, series, from));
  const untilOf = (to: number) =>
    to === values.length ? wallOf(to - 1) + WALL_ERROR : edge(table, series, to) - 1n;
  const side = ({ from, to, p50 }: Stretch, boot: number): ChangeSide => ({
    n: to - from,
    p50,
    boot: table.ids.at(rows[boot] ?? 0),
    at: wallOf(boot),
    since: sinceOf(from),
    until: untilOf(to),
  });
  return points.flatMap(({ at, p }, place): ContainerChange[] => {
    const [before, after] = [stretches[place], stretches[place + 1]];
    if (before === undefined || after === undefined) return [];
    return [
      {
        ...measure,
        before: side(before, at - 1),
        after: side(after, at),
        shift: shiftOf(after.sorted, before.sorted, 1 - alpha),
        p: Math.min(1, p * tests),
        attributes: attributesAt(read, rows, at),
      },
    ];
  });
}

/** Where the durations of a container's boots shifted. */
export function* containerChanges(
  table: Table,
  container: string,
  range: Omit<ReportRange, "bins">,
  { alpha, minChange, minOfBoot, most }: ChangeOptions,
): Slices<ContainerChanges> {
  const { rows, all } = newest(table, container, range, most);
  const spans = table.spans
    .filter(({ kind }) => kind.onPath)
    .toSorted((a, b) => spanRank(a.kind.slug) - spanRank(b.kind.slug));
  const measured = [
    { measure: BOOT_MEASURE, series: seriesOf(table.duration, rows) },
    { measure: READY_MEASURE, series: seriesOf(table.ready, rows) },
    ...spans.map(({ kind: { slug, label, group, onPath }, values }) => ({
      measure: { slug, label, group, onPath },
      series: seriesOf(values, rows),
    })),
  ].filter(({ series }) => series.values.length >= 2 * LEAST);
  const usual = measured[0]?.series.values;
  const floor = usual === undefined ? 0 : minOfBoot * medianOf(usual.slice());
  const least = (before: number) => Math.max(1, floor, minChange * before);
  const read = readings(table).filter(({ attribute }) => ATTRIBUTES.has(attribute));
  const found: ContainerChange[] = [];
  for (const { measure, series } of measured) {
    yield;
    found.push(...changesOf(table, measure, series, read, { alpha, tests: measured.length, least }));
  }
  const changes = found
    .map((change, order) => ({ change, order }))
    .sort(
      (a, b) => Number(b.change.after.since - a.change.after.since) || a.order - b.order, // the whole boot before its spans
    )
    .map(({ change }) => change);
  return {
    looked: rows.length,
    all,
    changes: changes.slice(0, MAX_CHANGES),
    omitted: Math.max(0, changes.length - MAX_CHANGES),
  };
}
