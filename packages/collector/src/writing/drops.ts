import type { Instant } from "@hacotaki/core";
import { bootNow } from "../clock.ts";

/** What the ring buffer could not hold, and what was beyond the limits, told once for each recording that may be touched and counted once in all. */
export type Drops = {
  /** Looks at the session's count; how many were dropped since the look before, all of them after `from`. */
  look(): { readonly count: bigint; readonly from: Instant } | undefined;
  /** How many a recording answers for. */
  of(recording: number): bigint;
  /** More, that were lost in another way. */
  add(more: bigint): void;
};

/**
 * Nobody knows whose events were dropped, so every boot under way since the last clean look may be touched. They are
 * counted for one recording of the session, the one longest there: what all recordings add up to is what was dropped.
 */
export function createDrops(total: () => bigint, oldestRecording: () => number | undefined): Drops {
  const counted = new Map<number, bigint>();
  let seen = 0n;
  /** Seen while there was no recording. */
  let uncounted = 0n;
  let cleanUntil = bootNow();

  function count(): void {
    const recording = oldestRecording();
    if (recording === undefined || uncounted === 0n) return;
    counted.set(recording, (counted.get(recording) ?? 0n) + uncounted);
    uncounted = 0n;
  }

  return {
    look() {
      const now = bootNow();
      const dropped = total() - seen;
      const from = cleanUntil;
      cleanUntil = now;
      seen += dropped;
      uncounted += dropped;
      count();
      return dropped > 0n ? { count: dropped, from } : undefined;
    },
    add(more) {
      uncounted += more;
      count();
    },
    of: (recording) => counted.get(recording) ?? 0n,
  };
}
