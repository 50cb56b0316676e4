/** A stretch of wall time, UTC ns: [since, until). */
export type TimeRange = { readonly since: bigint; readonly until: bigint };
/** `x` is a fraction of the chart's width. */
export type TimeTick = { readonly x: number; readonly at: bigint; readonly isDay: boolean };

const MINUTE = 60_000_000_000n;
const HOUR = 60n * MINUTE;
const DAY = 24n * HOUR;
const STEPS = [
  ...[1n, 2n, 5n, 10n, 15n, 30n].map((n) => n * MINUTE),
  ...[1n, 2n, 3n, 6n, 12n].map((n) => n * HOUR),
  ...[1n, 2n, 5n, 10n, 20n, 50n, 100n, 200n, 500n, 1000n].map((n) => n * DAY),
];

export const timeFraction = ({ since, until }: TimeRange, at: bigint) =>
  Number(at - since) / Number(until - since);

/**
 * At most `most` ticks at round times. `offset` is how far the reader's clocks are ahead of UTC, so that days begin at
 * their midnight; a change of summer time within the range is not followed.
 */
export function layoutTimeAxis(range: TimeRange, most: number, offset = 0n): readonly TimeTick[] {
  const length = range.until - range.since;
  if (length <= 0n) return [];
  const step = STEPS.find((each) => length / each < BigInt(most)) ?? length;
  const ticks: TimeTick[] = [];
  const first = ((range.since + offset + step - 1n) / step) * step - offset;
  for (let at = first; at < range.until && ticks.length < most; at += step)
    ticks.push({ x: timeFraction(range, at), at, isDay: step >= DAY });
  return ticks;
}
