import { GROUPS, type Contention, type Group } from "@hacotaki/core";
import { layoutRuler, type Tick } from "@hacotaki/core/drawing/ruler";

/** A band of the stack: corners of a closed path, as fractions of the chart's width and height. */
export type ContentionArea = {
  readonly group: Group;
  readonly corners: readonly { readonly x: number; readonly y: number }[];
};
export type ContentionGeometry = {
  readonly areas: readonly ContentionArea[];
  readonly ticks: readonly Tick[];
  /** Height of the scale, in boots. */
  readonly top: number;
};

/** Finer steps than this are narrower than a pixel: they are averaged over columns of this many. */
const COLUMNS = 400;

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

/** A stacked step area of groups over the boot's own time, the busiest group at the bottom. */
export function layoutContention(contention: Contention, widthPx: number): ContentionGeometry {
  const columns = columnsOf(contention);
  const top = Math.max(1, contention.most);
  const order = contention.groups.map(({ group }) => group);
  const known = GROUPS.filter((group) => order.includes(group)).sort(
    (a, b) => order.indexOf(a) - order.indexOf(b),
  );
  const base = columns.map(() => 0);
  const areas = known.map((group): ContentionArea => {
    const lower = [...base];
    for (const [index, { counts }] of columns.entries())
      base[index] = (base[index] ?? 0) + (counts.get(group) ?? 0);
    const y = (count: number | undefined) => 1 - (count ?? 0) / top;
    const over = columns.flatMap(({ x, end }, index) => [
      { x, y: y(base[index]) },
      { x: end, y: y(base[index]) },
    ]);
    const under = columns
      .flatMap(({ x, end }, index) => [
        { x, y: y(lower[index]) },
        { x: end, y: y(lower[index]) },
      ])
      .reverse();
    return { group, corners: [...over, ...under] };
  });
  return { areas, ticks: layoutRuler({ fromNs: 0n, toNs: contention.lengthNs }, widthPx), top };
}
