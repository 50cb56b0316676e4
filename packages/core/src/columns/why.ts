import { isUsual } from "../compare/blame.ts";
import { MIN_POPULATION, type BootWhy } from "../statistics/population.ts";
import { countBelow, type Sorted } from "../statistics/quantile.ts";
import { medianWithout, type Middle } from "./middles.ts";
import type { SpanColumn } from "./table.ts";

/** A quantile of the others than one of the values, without copying them. */
function quantileWithout(sorted: Sorted, own: number, share: number): number {
  const left = countBelow(sorted, own);
  const at = (rank: number) => sorted[rank < left ? rank : rank + 1] ?? Number.NaN;
  const place = (sorted.length - 2) * share;
  const low = at(Math.floor(place));
  return Number.isInteger(place) ? low : low + (at(Math.ceil(place)) - low) * (place - Math.floor(place));
}

type Excess = { readonly slug: string; readonly group: SpanColumn["kind"]["group"]; readonly excess: number };

/** The span of a row that lost most against its median (sign 1), or gained most (-1). */
function causeOf(row: number, middles: ReadonlyMap<SpanColumn, Middle>, sign: 1 | -1): Excess | undefined {
  let found: Excess | undefined;
  for (const [{ kind, values }, middle] of middles) {
    const own = values[row] ?? Number.NaN;
    if (Number.isNaN(own) || middle.n - 1 < MIN_POPULATION) continue;
    const excess = own - medianWithout(middle, own);
    if (excess * sign > Math.max(0, (found?.excess ?? 0) * sign))
      found = { slug: kind.slug, group: kind.group, excess };
  }
  return found;
}

/** How far off the others a boot is, itself being one of the population; undefined where that is too small. */
export function deviationOf(own: number, sorted: Sorted): BootWhy | undefined {
  if (sorted.length - 1 < MIN_POPULATION) return undefined;
  const at = (share: number) => quantileWithout(sorted, own, share);
  const p50 = at(0.5);
  if (isUsual(own, { p5: at(0.05), p25: at(0.25), p50, p75: at(0.75), p95: at(0.95) }))
    return { kind: "usual" };
  return { kind: own > p50 ? "slower" : "faster", times: own / p50 };
}

/** The deviation of a row with its cause. */
export function explained(
  row: number,
  why: BootWhy,
  middles: ReadonlyMap<SpanColumn, Middle> | undefined,
): BootWhy {
  if (why.kind === "usual" || middles === undefined) return why;
  const cause = causeOf(row, middles, why.kind === "slower" ? 1 : -1);
  return { ...why, ...(cause && { cause }) };
}
