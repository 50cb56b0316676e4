import { normalTail } from "./normal.ts";

/** Some of `n`. */
export type Part = { readonly some: number; readonly n: number };

/**
 * Chance that two shares differ this much, this way round, though nothing is behind it: the pooled z-test of two
 * proportions with Yates's correction (Fleiss, Levin, Paik, Statistical Methods for Rates and Proportions, 3.1).
 */
export function sharesChance(more: Part, less: Part): number {
  const pooled = (more.some + less.some) / (more.n + less.n);
  const spread = Math.sqrt(pooled * (1 - pooled) * (1 / more.n + 1 / less.n));
  const correction = (1 / more.n + 1 / less.n) / 2;
  const difference = more.some / more.n - less.some / less.n - correction;
  return spread === 0 ? 1 : normalTail(difference / spread);
}
