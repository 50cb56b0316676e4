declare const instantBrand: unique symbol;
declare const durationBrand: unique symbol;

/** Nanoseconds on one host's CLOCK_BOOTTIME. Means nothing on another host or after a reboot. */
export type Instant = bigint & { readonly [instantBrand]: true };
/** A signed length of time, in nanoseconds. */
export type Duration = bigint & { readonly [durationBrand]: true };

export const instant = (ns: bigint) => ns as Instant;
export const duration = (ns: bigint) => ns as Duration;
export const between = (start: Instant, end: Instant) => (end - start) as Duration;

/** For drawing and display only: exact up to 2^53 ns, about 104 days. */
export const toMs = (d: Duration) => Number(d) / 1e6;

/** Smaller first, for sorting instants and durations alike: -1, 0 or 1. The larger first with its arguments swapped. */
export const compareBigints = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0);

/** Wall time by the clock of this machine, UTC ns, to the millisecond. */
export const utcNow = (): bigint => BigInt(Date.now()) * 1_000_000n;

/** A part of a boot's time, as offsets from its start. */
export type ZoomRange = { readonly fromNs: bigint; readonly toNs: bigint };
