import { WAIT_PART_KINDS, type WaitPartKind } from "../domain/detail.ts";
import type { ShownDetail, SpanInside } from "../domain/shown-detail.ts";

/** How much of a bar its process spent in a state: fractions of the chart's width. */
export type StateGeometry = { readonly kind: WaitPartKind; readonly x: number; readonly width: number };

/**
 * The states of a span's process as shares of its bar, always in the same order: how much there was of each, not when.
 * `from` and `to` are the bar's ends as fractions of the range, which it may exceed.
 */
export function layoutStates(
  { parts }: Pick<SpanInside, "parts">,
  from: number,
  to: number,
): readonly StateGeometry[] {
  const total = parts.reduce((sum, { durationNs }) => sum + durationNs, 0n);
  if (total === 0n) return [];
  let at = from;
  return WAIT_PART_KINDS.flatMap((kind): StateGeometry[] => {
    const ns = parts.reduce((sum, part) => (part.kind === kind ? sum + part.durationNs : sum), 0n);
    const begin = at;
    at += (to - from) * (Number(ns) / Number(total));
    const x = Math.max(0, begin);
    const width = Math.min(1, at) - x;
    return width > 0 ? [{ kind, x, width }] : [];
  });
}

/** Spans of which it is known what their processes did, by slug. */
export const statesOf = (detail: ShownDetail | undefined): ReadonlyMap<string, SpanInside> =>
  new Map(
    (detail?.spans ?? []).filter(({ parts }) => parts.length > 0).map((span) => [span.slug, span] as const),
  );
