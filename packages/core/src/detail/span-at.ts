import type { Boot, Span } from "../domain/boot.ts";
import type { Lane } from "../domain/phase.ts";
import type { Instant } from "../domain/time.ts";

const holds = (span: Span, at: Instant) =>
  span.startAt <= at && (span.state === "open" || at < span.endAt || span.startAt === span.endAt);

/**
 * The span that something on a lane lies in at an instant: the lane's own, the boot path's first; else the one that the
 * boot path is in.
 */
export function spanAt({ spans }: Boot, lane: Lane, at: Instant): Span | undefined {
  let found: Span | undefined;
  let rank = -1;
  for (const span of spans) {
    if (!holds(span, at)) continue;
    const its = (span.lane === lane ? 2 : 0) + (span.onPath ? 1 : 0);
    if (its > rank && its > 0) [found, rank] = [span, its];
  }
  return found;
}

/** When the last span ended of those that have. */
export const lastEnd = ({ spans }: Boot): bigint =>
  spans.reduce((last, span) => (span.state !== "open" && span.endAt > last ? span.endAt : last), 0n);
