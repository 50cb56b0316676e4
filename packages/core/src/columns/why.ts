import { isUsual } from "../compare/blame.ts";
import { LEAST_CAUSE, type ReasonSlug } from "../domain/reason.ts";
import { MIN_POPULATION, type BootWhy } from "../statistics/population.ts";
import { countBelow, quantileBy, type Sorted } from "../statistics/quantile.ts";
import { medianOf, medianWithout, type ContainerMiddles, type Middle } from "./middles.ts";
import type { SpanColumn } from "./table.ts";

const LEAST = Number(LEAST_CAUSE);

/** A quantile of the others than one of the values, without copying them. */
function quantileWithout(sorted: Sorted, own: number, share: number): number {
  const left = countBelow(sorted, own);
  const at = (rank: number) => sorted[rank < left ? rank : rank + 1] ?? Number.NaN;
  return quantileBy(sorted.length - 1, share, at);
}

/**
 * What is usual for a boot's own figure. A boot that came up whole is one of its population, and is not held against
 * itself; one of which a part was lost is none of it, and is held against all.
 */
function usualFor({ isMember }: Judged, middle: Middle, own: number): number | undefined {
  const others = isMember ? middle.n - 1 : middle.n;
  if (others < MIN_POPULATION) return undefined;
  return isMember ? medianWithout(middle, own) : medianOf(middle);
}

/** A row of the table, and whether it is one of those that tell what is usual. */
export type Judged = { readonly row: number; readonly isMember: boolean };

type Excess = { readonly slug: string; readonly group: SpanColumn["kind"]["group"]; readonly excess: number };

/** The span of a row that lost most against its median (sign 1), or gained most (-1). */
function causeOf(judged: Judged, middles: ReadonlyMap<SpanColumn, Middle>, sign: 1 | -1): Excess | undefined {
  let found: Excess | undefined;
  for (const [{ kind, values }, middle] of middles) {
    const own = values[judged.row] ?? Number.NaN;
    const usual = Number.isNaN(own) ? undefined : usualFor(judged, middle, own);
    if (usual === undefined) continue;
    const excess = own - usual;
    if (excess * sign > Math.max(0, (found?.excess ?? 0) * sign))
      found = { slug: kind.slug, group: kind.group, excess };
  }
  return found;
}

/** How far off the others a boot is; undefined where they are too few. */
export function deviationOf(own: number, sorted: Sorted, isMember: boolean): BootWhy | undefined {
  if (sorted.length - (isMember ? 1 : 0) < MIN_POPULATION) return undefined;
  const at = (share: number) =>
    isMember
      ? quantileWithout(sorted, own, share)
      : quantileBy(sorted.length, share, (rank) => sorted[rank] ?? Number.NaN);
  const p50 = at(0.5);
  if (isUsual(own, { p5: at(0.05), p25: at(0.25), p50, p75: at(0.75), p95: at(0.95) }))
    return { kind: "usual" };
  return { kind: own > p50 ? "slower" : "faster", times: own / p50 };
}

/** A reason tells more than a span as soon as it explains so much of what the span lost. */
const TELLING = 0.5;

/** What a row lost most to, beyond its median. */
function reasonOf(judged: Judged, { causes }: ContainerMiddles, least: number) {
  let found: { readonly slug: ReasonSlug; readonly excess: number } | undefined;
  for (const [{ slug, values }, middle] of causes) {
    const own = values[judged.row] || 0;
    const usual = own === 0 ? undefined : usualFor(judged, middle, own);
    if (usual === undefined) continue;
    const excess = own - usual;
    if (excess >= Math.max(least, LEAST, found?.excess ?? 0)) found = { slug, excess };
  }
  return found;
}

/** The deviation of a row with its cause, and the reason of a slower one. */
export function explained(judged: Judged, why: BootWhy, middles: ContainerMiddles | undefined): BootWhy {
  if (why.kind === "usual" || middles === undefined) return why;
  const cause = causeOf(judged, middles.spans, why.kind === "slower" ? 1 : -1);
  const reason =
    why.kind === "slower" ? reasonOf(judged, middles, (cause?.excess ?? 0) * TELLING) : undefined;
  return { ...why, ...(cause && { cause }), ...(reason && { reason }) };
}
