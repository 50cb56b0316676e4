const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;
/** A child that lived this long was healthy: its next end starts over with the shortest wait. */
const HEALTHY_MS = 60_000;

/** How long to wait before the next start: 1 s, doubled after each short life, up to 30 s. */
export function createBackoff(): { next(livedMs: number): number } {
  let waitMs = FIRST_MS;
  return {
    next(livedMs) {
      if (livedMs >= HEALTHY_MS) waitMs = FIRST_MS;
      const now = waitMs;
      waitMs = Math.min(waitMs * 2, LONGEST_MS);
      return now;
    },
  };
}
