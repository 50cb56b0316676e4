import { backoffMs } from "@hacotaki/core";
import { makeRoom } from "@hacotaki/store";

/** Failures without a wait: typing errors. */
const FREE = 5;
const FIRST_WAIT_MS = 1000;
/** What failed is forgotten after this long without another failure. */
const FORGET_MS = 3_600_000;
/** Keys remembered at once: the oldest is forgotten for the next. */
const MAX_KEYS = 20_000;

type Failures = { count: number; last: number };

/** Makes whoever fails wait: not at all at first, then 1 s, 2 s, 4 s, … up to `longestMs`. */
export function createBackoff(longestMs: number, nowMs: () => number) {
  const failures = new Map<string, Failures>();
  const current = (key: string) => {
    const found = failures.get(key);
    return found && nowMs() - found.last < FORGET_MS ? found : undefined;
  };
  return {
    /** How long the next try has to wait. */
    waitMs(key: string): number {
      const found = current(key);
      if (found === undefined || found.count < FREE) return 0;
      const wait = backoffMs(found.count - FREE + 1, { firstMs: FIRST_WAIT_MS, longestMs });
      return Math.max(0, found.last + wait - nowMs());
    },
    fail(key: string): void {
      const count = (current(key)?.count ?? 0) + 1;
      failures.delete(key);
      makeRoom(failures, MAX_KEYS);
      failures.set(key, { count, last: nowMs() });
    },
    /** Takes back one failure, or all of them. */
    forgive(key: string, much: "one" | "all"): void {
      const found = failures.get(key);
      if (found === undefined) return;
      if (much === "all" || found.count <= 1) failures.delete(key);
      else found.count -= 1;
    },
  };
}
