import { OUTCOMES, type Outcome, type Overview, type ScatterCell } from "@hacotaki/core";
import { durationFraction, timeFraction, type Axis } from "./axes.ts";

/** Size of the drawing's own coordinates; it is stretched to the page. */
export const WIDTH = 2000;
export const HEIGHT = 400;
/** How full a cell is drawn: the logarithm of its boots, in so many steps. */
export const LEVELS = 5;

/** One path of marks that look alike. */
export type MarkPath = {
  readonly outcome: Outcome;
  /** Cells only: 1 (fewest boots) to 5. */
  readonly level?: number;
  readonly inside: boolean;
  readonly d: string;
};
/** A failed boot, at its start and its death: fractions of the chart. Drawn by itself, as a cross is not stretched. */
export type Cross = { readonly x: number; readonly y: number };
export type ScatterGeometry = {
  readonly kind: "points" | "cells";
  readonly paths: readonly MarkPath[];
  readonly crosses: readonly Cross[];
  /** Boots longer than the axis by column, as fractions of the width; those that failed among points apart. */
  readonly beyond: string;
  /** Boots without a duration by column, as fractions of the width. */
  readonly rug: string;
};

const round = (value: number) => Math.round(value);
/** More crosses than this are dots: each is an element of its own. */
const MAX_CROSSES = 400;
const isOn = ({ x, y }: Cross) => x >= 0 && x <= 1 && y >= 0 && y <= 1;

function crossesOf({ scatter, domain }: Overview, axis: Axis): readonly Cross[] {
  if (scatter.kind !== "points" || domain === undefined) return [];
  const crosses = scatter.points
    .filter(({ outcome }) => outcome === "failed")
    .map(({ wallTime, duration }) => ({
      x: timeFraction(wallTime, domain),
      y: durationFraction(duration, domain, axis),
    }))
    .filter(isOn);
  return crosses.length > MAX_CROSSES ? [] : crosses;
}

function pointPaths(overview: Overview, axis: Axis, hasCrosses: boolean): MarkPath[] {
  const { scatter, domain } = overview;
  if (scatter.kind !== "points" || domain === undefined) return [];
  const dots = hasCrosses ? OUTCOMES.filter((outcome) => outcome !== "failed") : OUTCOMES;
  return dots.flatMap((outcome) =>
    [false, true].flatMap((inside) => {
      const d = scatter.points
        .filter((point) => point.outcome === outcome && point.inside === inside)
        .map((point) => {
          const x = round(timeFraction(point.wallTime, domain) * WIDTH);
          const y = round(durationFraction(point.duration, domain, axis) * HEIGHT);
          return x < 0 || x > WIDTH || y < 0 || y > HEIGHT ? "" : `M${x} ${y}h0`;
        })
        .join("");
      return d === "" ? [] : [{ outcome, inside, d }];
    }),
  );
}

/** Cells side by side in one row, as one: columns from … up to before to. They are given row by row, by column. */
function runsOf(cells: readonly Pick<ScatterCell, "row" | "column">[]) {
  const runs: { readonly row: number; readonly from: number; to: number }[] = [];
  for (const { row, column } of cells) {
    const last = runs.at(-1);
    if (last?.row === row && last.to === column) last.to++;
    else runs.push({ row, from: column, to: column + 1 });
  }
  return runs;
}

/** Cells that are drawn alike, in the order given: each is looked at once, as there are thousands. */
function cellsAlike(cells: readonly ScatterCell[]) {
  const most = cells.reduce((max, { n }) => Math.max(max, n), 1);
  const steps = LEVELS / Math.log(most + 1);
  const alike = new Map(
    OUTCOMES.map((outcome) => [outcome, Array.from({ length: LEVELS }, (): ScatterCell[] => [])]),
  );
  for (const cell of cells)
    alike.get(cell.outcome)?.[Math.min(LEVELS - 1, Math.floor(Math.log(cell.n) * steps))]?.push(cell);
  return [...alike].flatMap(([outcome, levels]) =>
    levels.map((found, place) => ({ outcome, level: place + 1, found })),
  );
}

function cellPaths({ scatter }: Overview): MarkPath[] {
  if (scatter.kind !== "cells") return [];
  const { columns, rows, cells } = scatter;
  const [width, height] = [WIDTH / columns, HEIGHT / rows];
  return cellsAlike(cells).flatMap(({ outcome, level, found }) => {
    let [penX, penY] = [0, 0];
    const d = runsOf(found)
      .map(({ row, from, to }) => {
        const [x, y] = [round(from * width), round((rows - 1 - row) * height)];
        const [wide, high] = [round(to * width) - x, round((rows - row) * height) - y];
        // From where the rectangle before began: a fifth of what places on the drawing take.
        const move = `m${x - penX} ${y - penY}`;
        [penX, penY] = [x, y];
        return `${move}h${wide}v${high}h-${wide}z`;
      })
      .join("");
    return d === "" ? [] : [{ outcome, level, inside: true, d }];
  });
}

/** An upright tick in each column that has boots. */
const columnTicks = (columns: readonly number[]) =>
  columns
    .map((n, column) => (n === 0 ? "" : `M${round(((column + 0.5) / columns.length) * WIDTH)} 0v1`))
    .join("");

/** Boots as marks: dots while they are few, else cells. */
export function layoutScatter(overview: Overview, axis: Axis): ScatterGeometry {
  const crosses = crossesOf(overview, axis);
  return {
    kind: overview.scatter.kind,
    paths:
      overview.scatter.kind === "points"
        ? pointPaths(overview, axis, crosses.length > 0)
        : cellPaths(overview),
    crosses,
    beyond: columnTicks(overview.beyond.columns),
    rug: columnTicks(overview.unmeasured.columns),
  };
}

/** Bars of the histogram of durations, lying: one for all boots, one for those in the box. */
export function layoutHistogram({ histogram }: Overview): { readonly all: string; readonly inside: string } {
  const { counts, inside } = histogram;
  const most = counts.reduce((max, n) => Math.max(max, n), 1);
  const height = HEIGHT / Math.max(1, counts.length);
  const bars = (each: readonly number[]) =>
    each
      .map((n, bin) => {
        if (n === 0) return "";
        const y = round((counts.length - 1 - bin) * height);
        // One boot among thousands is still seen.
        const width = Math.max(1, Math.round((n / most) * 100));
        return `M0 ${y}H${width}V${round((counts.length - bin) * height)}H0z`;
      })
      .join("");
  return { all: bars(counts), inside: bars(inside) };
}

/** The mark nearest to a place of the drawing, no farther than `reach` on the page; sizes in px. */
export function nearestPoint(
  { paths, crosses }: Pick<ScatterGeometry, "paths" | "crosses">,
  at: { readonly x: number; readonly y: number },
  page: { readonly width: number; readonly height: number },
  reach: number,
): { readonly x: number; readonly y: number; readonly outcome: Outcome } | undefined {
  let best: { x: number; y: number; outcome: Outcome } | undefined;
  let least = reach * reach;
  const offer = (x: number, y: number, outcome: Outcome) => {
    const distance = ((x - at.x) * page.width) ** 2 + ((y - at.y) * page.height) ** 2;
    if (distance >= least) return;
    least = distance;
    best = { x, y, outcome };
  };
  for (const { d, outcome } of paths)
    for (const match of d.matchAll(/M(\d+) (\d+)h0/g))
      offer(Number(match[1]) / WIDTH, Number(match[2]) / HEIGHT, outcome);
  for (const { x, y } of crosses) offer(x, y, "failed");
  return best;
}
