import type { ScatterPoint } from "@hacotaki/core";

/** A boot of the scatter, at fractions of its size. */
export type PlacedPoint = { readonly point: ScatterPoint; readonly x: number; readonly y: number };

/** The boot nearest to a place, no farther than `reach`; sizes in px. */
export function nearestOf(
  points: readonly PlacedPoint[],
  at: { readonly x: number; readonly y: number },
  page: { readonly width: number; readonly height: number },
  reach: number,
): PlacedPoint | undefined {
  const away = ({ x, y }: PlacedPoint) => Math.hypot((x - at.x) * page.width, (y - at.y) * page.height);
  let best: PlacedPoint | undefined;
  let least = reach;
  for (const each of points) {
    const distance = away(each);
    if (distance >= least) continue;
    least = distance;
    best = each;
  }
  return best;
}
