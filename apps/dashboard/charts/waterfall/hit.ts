import type { Lane, Mark, MarkBin, ShownCall } from "@hacotaki/core";
import type { WaterfallRow } from "@hacotaki/core/drawing/rows";
import type { BarGeometry, RowGeometry } from "@hacotaki/core/drawing/waterfall";
import type { WaitGeometry } from "./waits.ts";

/** What the pointer is at. */
export type Hit =
  | { readonly kind: "span"; readonly slug: string }
  | { readonly kind: "mark"; readonly mark: Mark }
  | { readonly kind: "bin"; readonly bin: MarkBin }
  | { readonly kind: "lane"; readonly lane: Lane }
  | { readonly kind: "wait"; readonly key: string }
  | { readonly kind: "part"; readonly row: PartRow }
  | { readonly kind: "shorter"; readonly row: ShorterRow; readonly calls: readonly ShownCall[] };

export type PartRow = Extract<WaterfallRow, { kind: "call" | "helper" }>;
export type ShorterRow = Extract<WaterfallRow, { kind: "shorter" }>;

/** How near is near enough, px. */
const NEAR_PX = 6;

/** A place in a chart: from the left, and from the top of all rows. */
export type Place = { readonly xPx: number; readonly yPx: number };
export type Extent = { readonly widthPx: number; readonly heightPx: number };

const isBetween = (value: number, from: number, to: number) => value >= from && value <= to;

/** How far a place is from a straight line between two others, px. */
function distance({ xPx, yPx }: Place, a: Place, b: Place): number {
  const [dx, dy] = [b.xPx - a.xPx, b.yPx - a.yPx];
  const length = dx * dx + dy * dy;
  const at = length === 0 ? 0 : Math.min(1, Math.max(0, ((xPx - a.xPx) * dx + (yPx - a.yPx) * dy) / length));
  return Math.hypot(xPx - a.xPx - at * dx, yPx - a.yPx - at * dy);
}

const waitAt = (
  waits: readonly WaitGeometry[],
  place: Place,
  { widthPx, heightPx }: Extent,
): Hit | undefined => {
  const near = waits.find(
    ({ x1, y1, x2, y2 }) =>
      distance(place, { xPx: x1 * widthPx, yPx: y1 * heightPx }, { xPx: x2 * widthPx, yPx: y2 * heightPx }) <
      NEAR_PX,
  );
  return near && { kind: "wait", key: near.key };
};

/** From where to where a bar reaches, with what is usual under it: fractions. */
function reach({ x, width, usual }: BarGeometry): readonly [number, number] {
  const whisker = usual?.whisker && usual.whisker.x + usual.whisker.width;
  const half = usual?.p50 && usual.p50.x + usual.p50.width;
  return [x, Math.max(x + width, whisker ?? 0, half ?? 0)];
}

type Lanes = Extract<RowGeometry, { kind: "lane" }>;

/** The nearest mark, else the stretch of many that the pointer is in, else what lives there. */
function laneHit({ row, marks, lives }: Lanes, xPx: number, widthPx: number, at: bigint): Hit | undefined {
  const near = marks
    .map(({ mark, x }) => ({ mark, px: Math.abs(x * widthPx - xPx) }))
    .reduce<{ mark: Mark; px: number } | undefined>(
      (best, each) => (each.px < (best?.px ?? NEAR_PX) ? each : best),
      undefined,
    );
  if (near) return { kind: "mark", mark: near.mark };
  const bin = row.bins.find(({ startAt, endAt }) => startAt <= at && at < endAt);
  if (bin) return { kind: "bin", bin };
  const isAlive = lives.some(({ x, width }) =>
    isBetween(xPx, x * widthPx - NEAR_PX, (x + width) * widthPx + NEAR_PX),
  );
  return isAlive ? { kind: "lane", lane: row.lane } : undefined;
}

/** Calls that were under way at an instant, or nearly: all of them where there is none. */
function shorterHit(row: ShorterRow, at: bigint, nearNs: bigint): Hit {
  const calls = row.calls.filter(
    ({ startAt, endAt = startAt }) => startAt - nearNs <= at && at <= endAt + nearNs,
  );
  return { kind: "shorter", row, calls: calls.length === 0 ? row.calls : calls };
}

/**
 * What lies under a place of the chart: a bar itself before an arrow that crosses it, and an arrow before what is merely
 * near. `at` is the instant there, `nearNs` how much time a pixel or two are.
 */
export function hitAt(
  row: RowGeometry | undefined,
  waits: readonly WaitGeometry[],
  place: Place,
  extent: Extent,
  at: bigint,
  nearNs = 0n,
): Hit | undefined {
  const { xPx } = place;
  const { widthPx } = extent;
  if (row?.kind === "shorter") return waitAt(waits, place, extent) ?? shorterHit(row.row, at, nearNs);
  if (row?.kind === "part") {
    const { x, width } = row.part;
    const isNear = isBetween(xPx, x * widthPx - NEAR_PX, (x + width) * widthPx + NEAR_PX);
    return isNear ? { kind: "part", row: row.row } : waitAt(waits, place, extent);
  }
  if (row?.kind === "lane") return laneHit(row, xPx, widthPx, at) ?? waitAt(waits, place, extent);
  if (row?.kind !== "bar") return waitAt(waits, place, extent);
  const span: Hit = { kind: "span", slug: row.row.span.slug };
  const [from, to] = reach(row.bar);
  const { x, width } = row.bar;
  if (isBetween(xPx, x * widthPx, (x + width) * widthPx)) return span;
  const wait = waitAt(waits, place, extent);
  if (wait) return wait;
  return isBetween(xPx, from * widthPx - NEAR_PX, to * widthPx + NEAR_PX) ? span : undefined;
}
