import { scaleUtc } from "d3-scale";

/** A stretch of wall time, UTC ns: [since, until). */
export type TimeRange = { readonly since: bigint; readonly until: bigint };
/** `x` is a fraction of the chart's width. */
export type TimeTick = { readonly x: number; readonly at: bigint; readonly isDay: boolean };

const MS = 1_000_000n;
const DAY_MS = 86_400_000;

export const timeFraction = ({ since, until }: TimeRange, at: bigint) =>
  Number(at - since) / Number(until - since);

/**
 * At most `most` ticks at round times. `offset` is how far the reader's clocks are ahead of UTC, so that days begin at
 * their midnight; a change of summer time within the range is not followed.
 */
export function layoutTimeAxis(range: TimeRange, most: number, offset = 0n): readonly TimeTick[] {
  if (range.until <= range.since) return [];
  const clock = (at: bigint) => Number((at + offset) / MS);
  const scale = scaleUtc([clock(range.since), clock(range.until)], [0, 1]);
  // d3 comes near the number that it is asked for, from below or from above.
  const asked = Array.from({ length: most }, (_, n) => scale.ticks(most - n));
  const ticks = asked.find(({ length }) => length <= most) ?? [];
  const isDay = ticks.every((tick) => tick.getTime() % DAY_MS === 0);
  return ticks
    .map((tick) => BigInt(tick.getTime()) * MS - offset)
    .filter((at) => at >= range.since && at < range.until)
    .map((at) => ({ x: timeFraction(range, at), at, isDay }));
}
