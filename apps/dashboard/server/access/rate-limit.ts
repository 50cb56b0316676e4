import { makeRoom } from "@hacotaki/store";

/** A page and all it loads at once are some forty requests. */
const BURST = 200;
const PER_SECOND = 100;
const MAX_KEYS = 20_000;

type Bucket = { left: number; at: number };

/** 100 requests a second for each key, and up to 200 at once. */
export function createRateLimit(nowMs: () => number) {
  const buckets = new Map<string, Bucket>();
  return {
    /** Takes one; false when there is none left. */
    take(key: string): boolean {
      const now = nowMs();
      const bucket = buckets.get(key) ?? { left: BURST, at: now };
      const left = Math.min(BURST, bucket.left + ((now - bucket.at) * PER_SECOND) / 1000);
      buckets.delete(key);
      makeRoom(buckets, MAX_KEYS);
      buckets.set(key, { left: left >= 1 ? left - 1 : left, at: now });
      return left >= 1;
    },
  };
}
