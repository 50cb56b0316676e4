import type { Boot, Group } from "../domain/boot.ts";
import { compareBigints, type ZoomRange } from "../domain/time.ts";

/** What of the boot path lies between two instants. */
export type Measured = {
  readonly ns: bigint;
  /** The longest first; those of which nothing lies there are left out. */
  readonly groups: readonly { readonly group: Group; readonly ns: bigint }[];
};

type Measurable = Pick<Boot, "startAt" | "spans">;

/** Sums by group between two offsets; `nowNs` is where an open span ends, if that is known. */
export function measured(boot: Measurable, { fromNs, toNs }: ZoomRange, nowNs?: bigint): Measured {
  const sums = new Map<Group, bigint>();
  for (const span of boot.spans) {
    if (!span.onPath) continue;
    const start = span.startAt - boot.startAt;
    const end = span.state === "open" ? (nowNs ?? start) : span.endAt - boot.startAt;
    const from = start > fromNs ? start : fromNs;
    const to = end < toNs ? end : toNs;
    if (to > from) sums.set(span.group, (sums.get(span.group) ?? 0n) + to - from);
  }
  const groups = [...sums].map(([group, ns]) => ({ group, ns })).sort((a, b) => compareBigints(b.ns, a.ns));
  return { ns: toNs - fromNs, groups };
}

/** Where spans begin and end: offsets in order, each once. */
export function boundariesOf({ startAt, spans }: Measurable): readonly bigint[] {
  const all = spans.flatMap((span) => [
    span.startAt - startAt,
    ...(span.state === "open" ? [] : [span.endAt - startAt]),
  ]);
  return [...new Set(all)].sort(compareBigints);
}

/** An offset, or the boundary that is nearest to it and no further than that. */
export function snapped(ns: bigint, boundaries: readonly bigint[], withinNs: bigint): bigint {
  const far = (each: bigint) => (each > ns ? each - ns : ns - each);
  const nearest = boundaries.reduce<bigint | undefined>(
    (best, each) => (best === undefined || far(each) < far(best) ? each : best),
    undefined,
  );
  return nearest !== undefined && far(nearest) <= withinNs ? nearest : ns;
}

/** The next boundary after an offset, or before it. */
export const nextBoundary = (ns: bigint, boundaries: readonly bigint[], direction: -1 | 1) =>
  direction > 0 ? boundaries.find((each) => each > ns) : boundaries.findLast((each) => each < ns);
