import type { Boot, Span } from "../domain/boot.ts";
import type { Call, Helper } from "../domain/detail.ts";
import { compareBigints, duration, type Duration, type Instant } from "../domain/time.ts";
import type { Lane } from "../domain/phase.ts";
import { lastEnd } from "./span-at.ts";

type Interval = readonly [from: bigint, to: bigint];
type Timed = { readonly lane: Lane; readonly startAt: Instant; readonly endAt?: Instant };

/** How much of a span intervals cover, each clipped to it and what overlaps counted once. */
function coveredBy(intervals: readonly Interval[], start: bigint, end: bigint): bigint {
  let covered = 0n;
  let free = start;
  for (const [from, to] of intervals) {
    const [a, b] = [from > free ? from : free, to < end ? to : end];
    if (b > a) {
      covered += b - a;
      free = b;
    }
  }
  return covered;
}

/** Of each span that has ended: what neither calls, but for idle waits, nor helpers of its lane cover. */
export function selfTimes(
  boot: Boot,
  calls: readonly Call[],
  helpers: readonly Helper[],
): ReadonlyMap<string, Duration> {
  const byLane = new Map<Lane, Interval[]>();
  const all: readonly Timed[] = [...calls.filter(({ isIdle }) => !isIdle), ...helpers];
  const last = lastEnd(boot);
  for (const { lane, startAt, endAt } of all) {
    const intervals = byLane.get(lane);
    const interval: Interval = [startAt, endAt ?? last];
    if (intervals) intervals.push(interval);
    else byLane.set(lane, [interval]);
  }
  for (const intervals of byLane.values()) intervals.sort((a, b) => compareBigints(a[0], b[0]));
  return new Map(
    boot.spans.flatMap((span: Span): [string, Duration][] => {
      if (span.state === "open") return [];
      const { slug, lane, startAt, endAt } = span;
      return [[slug, duration(endAt - startAt - coveredBy(byLane.get(lane) ?? [], startAt, endAt))]];
    }),
  );
}
