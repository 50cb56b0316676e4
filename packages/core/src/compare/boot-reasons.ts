import { bootDuration, type Boot } from "../domain/boot.ts";
import { contention } from "../domain/contention.ts";
import type { BootDetail } from "../domain/detail.ts";
import type { BootSummary } from "../domain/summary.ts";
import { causesOf, foundCause, type FoundCause } from "../reasons/causes.ts";
import { besideOf, reasonsOf, type Reasons, type UsualCauses } from "../reasons/reasons.ts";
import type { Population } from "../statistics/population.ts";
import { isUsual } from "./blame.ts";

const whole = (ns: number) => BigInt(Math.round(ns));

/** What causes usually take in boots of a population, held against one of its boots. */
export function usualCauses(boot: Boot, population: Population | undefined): UsualCauses | undefined {
  if (population?.causes === undefined || population.boot === undefined) return undefined;
  const own = bootDuration(boot);
  const { boot: others, causes } = population;
  // Boots whose causes nobody looked for tell nothing of what is usual.
  const n = causes.find(({ slug }) => slug === "unexplained")?.n ?? 0;
  const isSlower = own === undefined || Number(own) > others.p50;
  return {
    n,
    bootNs: whole(others.p50),
    isUsual: !isSlower || (own !== undefined && isUsual(Math.fround(Number(own)), others)),
    of: new Map(causes.map(({ slug, p50, p95 }) => [slug, { p50Ns: whole(p50), p95Ns: whole(p95) }])),
  };
}

/** What is known around a boot. */
export type AroundBoot = {
  /** What ran inside its spans, where that was recorded. */
  readonly detail?: BootDetail | undefined;
  readonly population?: Population | undefined;
  /** Boots of its host and kernel boot that were under way meanwhile. */
  readonly others?: readonly BootSummary[];
  /** How far it is, of one that goes on, ns from its start. */
  readonly nowNs?: bigint | undefined;
};

/** Why a boot took as long as it did, with all evidence that there is. */
export function bootReasons(boot: Boot, around: AroundBoot): Reasons<FoundCause> {
  const { detail, population, others = [], nowNs } = around;
  const now = nowNs === undefined ? undefined : boot.startAt + nowNs;
  // Traces as text share no clock with each other.
  const isAlone = others.length === 0 || boot.sourceKind === "text";
  return reasonsOf(
    boot,
    causesOf(boot, detail, now),
    usualCauses(boot, population),
    isAlone ? undefined : besideOf(contention(boot, others)),
  );
}

/** Why a boot took as long as it did, of what is kept with it: without evidence. */
export const keptReasons = (boot: Boot, population?: Population): Reasons<FoundCause> =>
  reasonsOf(
    boot,
    (boot.causes ?? []).map((cause) => foundCause(cause)),
    usualCauses(boot, population),
  );
