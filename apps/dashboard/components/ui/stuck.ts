import { counted, MIN_POPULATION, type Population } from "@hacotaki/core";

/** A boot beyond so many times its container's p95 is called stuck, */
const STUCK_TIMES = 4n;
/** and without a history to compare with, one that takes this long. */
const STUCK_AFTER_NS = 10_000_000_000n;

/** How long boots of a container usually take: what a boot in progress is held against. */
export type BootUsual = { readonly n: number; readonly p50Ns: bigint; readonly p95Ns: bigint };

/** Undefined where fewer than `MIN_POPULATION` boots tell. */
export function bootUsual(population: Pick<Population, "boot"> | undefined): BootUsual | undefined {
  const boot = population?.boot;
  if (boot === undefined || boot.n < MIN_POPULATION) return undefined;
  return { n: boot.n, p50Ns: BigInt(Math.round(boot.p50)), p95Ns: BigInt(Math.round(boot.p95)) };
}

/** How long a boot takes before it is called stuck. */
export const stuckAfter = (usual: BootUsual | undefined): bigint =>
  usual === undefined ? STUCK_AFTER_NS : usual.p95Ns * STUCK_TIMES;

/** Whether a boot that has taken so long is called stuck: the same on every page. */
export const isStuck = (nowNs: bigint, usual: BootUsual | undefined) => nowNs > stuckAfter(usual);

/** How long a boot has taken. */
export const soFarOf = (wallTime: bigint, now: bigint): bigint =>
  counted(now > wallTime ? now - wallTime : 0n);
