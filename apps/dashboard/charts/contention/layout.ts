import { GROUPS, type Contention, type Group } from "@hacotaki/core";
import { layoutRulerByWidth, type TicksByWidth, type WidthsPx } from "../ruler/by-width.ts";

/** A stretch in which a band of the stack keeps its place: fractions of the chart's width, and of its height from above. */
export type ContentionBox = {
  readonly x: number;
  readonly end: number;
  readonly top: number;
  readonly bottom: number;
};
export type ContentionArea = {
  readonly group: Group;
  /** Boxes that touch, from left to right; nothing where no boot was in the group. */
  readonly runs: readonly (readonly ContentionBox[])[];
};
export type ContentionGeometry = {
  readonly areas: readonly ContentionArea[];
  readonly ticks: TicksByWidth;
  /** Height of the scale, in boots. */
  readonly top: number;
};

/** Finer steps than this are narrower than a pixel: they are averaged over columns of this many. */
const COLUMNS = 240;

type Column = { readonly x: number; readonly end: number; readonly counts: ReadonlyMap<Group, number> };

/** The steps as they are while they are few, else their mean over evenly spaced columns: the area stays the same. */
function columnsOf({ steps, lengthNs }: Contention): readonly Column[] {
  const length = Number(lengthNs);
  const exact = steps.map(({ fromNs, toNs, counts }) => ({
    x: Number(fromNs) / length,
    end: Number(toNs) / length,
    counts,
  }));
  if (exact.length <= COLUMNS) return exact;
  const sums = Array.from({ length: COLUMNS }, () => new Map<Group, number>());
  for (const { x, end, counts } of exact)
    for (let column = Math.floor(x * COLUMNS); column < COLUMNS && column / COLUMNS < end; column++) {
      const overlap = Math.min(end * COLUMNS, column + 1) - Math.max(x * COLUMNS, column);
      const sum = sums[column];
      if (sum && overlap > 0)
        for (const [group, count] of counts) sum.set(group, (sum.get(group) ?? 0) + count * overlap);
    }
  return sums.map((counts, index) => ({ x: index / COLUMNS, end: (index + 1) / COLUMNS, counts }));
}

const isSameHeight = (a: ContentionBox, b: ContentionBox) => a.top === b.top && a.bottom === b.bottom;

/** Boxes without height left out, neighbours of the same height made one, and those that touch put together. */
function runsOf(boxes: readonly ContentionBox[]): readonly (readonly ContentionBox[])[] {
  const runs: ContentionBox[][] = [];
  for (const box of boxes) {
    if (box.top === box.bottom) continue;
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (!run || last?.end !== box.x) runs.push([box]);
    else if (isSameHeight(last, box)) run[run.length - 1] = { ...last, end: box.end };
    else run.push(box);
  }
  return runs;
}

/** A stacked step area of groups over the boot's own time, the busiest group at the bottom. */
export function layoutContention(contention: Contention, widths: WidthsPx): ContentionGeometry {
  const columns = columnsOf(contention);
  const top = Math.max(1, contention.most);
  const order = contention.groups.map(({ group }) => group);
  const known = GROUPS.filter((group) => order.includes(group)).sort(
    (a, b) => order.indexOf(a) - order.indexOf(b),
  );
  const base = columns.map(() => 0);
  const areas = known.map((group): ContentionArea => {
    const boxes = columns.map(({ x, end, counts }, index): ContentionBox => {
      const lower = base[index] ?? 0;
      const upper = lower + (counts.get(group) ?? 0);
      base[index] = upper;
      return { x, end, top: 1 - upper / top, bottom: 1 - lower / top };
    });
    return { group, runs: runsOf(boxes) };
  });
  return { areas, ticks: layoutRulerByWidth({ fromNs: 0n, toNs: contention.lengthNs }, widths), top };
}
