import { backoffMs } from "@hacotaki/core";

const WAITS = { firstMs: 1_000, longestMs: 30_000 };
/** A child that lived this long was healthy: its next end starts over with the shortest wait. */
const HEALTHY_MS = 60_000;

/** How long to wait before the next start: 1 s, doubled after each short life, up to 30 s. */
export function createBackoff(): { next(livedMs: number): number } {
  let shortLives = 0;
  return {
    next(livedMs) {
      shortLives = livedMs >= HEALTHY_MS ? 1 : shortLives + 1;
      return backoffMs(shortLives, WAITS);
    },
  };
}
