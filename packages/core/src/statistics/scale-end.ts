/** A scale with this much of it beyond the p95 still shows what is usual in its larger half. */
const ROOM = 2;

/** Where a scale for many boots ends, ns: with the longest, or where one would squeeze all others, at their p95. */
export const scaleEnd = (p95: number, longest: number): number => (longest <= p95 * ROOM ? longest : p95);
