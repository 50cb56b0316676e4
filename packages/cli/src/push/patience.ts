import { backoffMs } from "@hacotaki/core";

const WAITS = { firstMs: 1_000, longestMs: 60_000 };

/**
 * How long to wait after so many failures in a row: 1 s, doubled up to a minute, of which chance takes up to half, so
 * that many senders do not come back at once. `chance` is from 0 to 1.
 */
export function patienceMs(failures: number, chance: number): number {
  return Math.round(backoffMs(failures, WAITS) * (1 - chance / 2));
}
