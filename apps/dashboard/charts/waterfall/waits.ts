import type { Boot, Wait, WaitEnd, ZoomRange } from "@hacotaki/core";

/** An arrow from the row that lets go to the row that waited. Fractions of the chart's width and of all rows' height. */
export type WaitGeometry = {
  readonly key: string;
  readonly certainty: Wait["certainty"];
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly points: "up" | "down";
};

/** Arrows of which both ends are in sight. */
export function layoutWaits(
  waits: readonly Wait[],
  { boot, indexes, range }: { boot: Boot; indexes: ReadonlyMap<string, number>; range: ZoomRange },
): readonly WaitGeometry[] {
  if (waits.length === 0) return [];
  // A folded lane answers for its spans.
  const rowOf = ({ slug, lane }: WaitEnd) =>
    (slug === undefined ? undefined : indexes.get(slug)) ?? indexes.get(`lane:${lane}`);
  const xOf = ({ at }: WaitEnd) =>
    Number(at - boot.startAt - range.fromNs) / Number(range.toNs - range.fromNs);
  return waits.flatMap(({ kind, from, to, certainty }): WaitGeometry[] => {
    const [first, last] = [rowOf(from), rowOf(to)];
    const [x1, x2] = [xOf(from), xOf(to)];
    if (first === undefined || last === undefined || first === last) return [];
    if (x1 < 0 || x1 > 1 || x2 < 0 || x2 > 1) return [];
    const isDown = last > first;
    return [
      {
        key: `${kind}-${to.lane}`,
        certainty,
        x1,
        x2,
        y1: (isDown ? first + 1 : first) / indexes.size,
        y2: (isDown ? last : last + 1) / indexes.size,
        points: isDown ? "down" : "up",
      },
    ];
  });
}
