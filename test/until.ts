import { setTimeout as pause } from "node:timers/promises";

/** Less than the time limit of a test, so that what never came is named. */
const HUNG_MS = 240_000;
const PAUSE_MS = 10;

/**
 * Looks again and again until there is something to see, neither undefined nor false, and gives it. How long that takes
 * is of no matter: a busy machine is as right as an idle one. `what` is said when it never comes.
 */
export async function until<T>(
  look: () => T | Promise<T>,
  what: string,
): Promise<Exclude<T, undefined | false>> {
  const end = performance.now() + HUNG_MS;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen as Exclude<T, undefined | false>;
    if (performance.now() > end) throw new Error(`waited ${HUNG_MS / 1000} s in vain for ${what}`);
    await pause(PAUSE_MS);
  }
}
