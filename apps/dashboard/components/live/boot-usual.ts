import { MIN_POPULATION, type Population } from "@hacotaki/core";

/** How long boots of a container usually take: what a boot in progress is held against. */
export type BootUsual = { readonly n: number; readonly p50Ns: bigint; readonly p95Ns: bigint };

/** Undefined where fewer than `MIN_POPULATION` boots tell. */
export function bootUsual(population: Pick<Population, "boot"> | undefined): BootUsual | undefined {
  const boot = population?.boot;
  if (boot === undefined || boot.n < MIN_POPULATION) return undefined;
  return { n: boot.n, p50Ns: BigInt(Math.round(boot.p50)), p95Ns: BigInt(Math.round(boot.p95)) };
}
