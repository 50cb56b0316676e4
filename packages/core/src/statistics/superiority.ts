import type { Sorted } from "./quantile.ts";

/**
 * Chance that one of `a` is larger than one of `b`, ties counted half: Mann and Whitney's U over n·m (1947).
 * 0.5 is no difference; NaN where either is empty. Both ascend.
 */
export function superiority(a: Sorted, b: Sorted): number {
  let below = 0;
  let upTo = 0;
  let wins = 0;
  for (let i = 0; i < a.length; i++) {
    const value = a[i] ?? Number.NaN;
    while (below < b.length && (b[below] ?? Infinity) < value) below++;
    if (upTo < below) upTo = below;
    while (upTo < b.length && (b[upTo] ?? Infinity) <= value) upTo++;
    wins += (below + upTo) / 2;
  }
  return wins / (a.length * b.length);
}
