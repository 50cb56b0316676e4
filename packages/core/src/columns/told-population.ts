import { omitUndefined } from "../domain/omit-undefined.ts";
import { REASON_SLUGS, type ReasonSlug } from "../domain/reason.ts";
import { spanRank } from "../domain/span.ts";
import { medianDeviationOf } from "../statistics/deviation.ts";
import type {
  CausePopulation,
  HeldBoot,
  Percentile,
  Population,
  PopulationReference,
  SpanPopulation,
} from "../statistics/population.ts";
import { percentileOf, quantileBy, quantilesOf, type Sorted } from "../statistics/quantile.ts";
import type { SampledSpan } from "./sample.ts";

/** Durations of a population, ascending, ns: the boot in question is not among them. */
export type MeasuredPopulation = {
  readonly n: number;
  readonly boot: Sorted;
  readonly ready: Sorted;
  /** Of many boots each takes as much memory as all of them: asked for one after the other, and may stand in the same room. */
  readonly spans: readonly { readonly kind: SampledSpan; readonly sorted: () => Sorted }[];
  /** "unexplained" is of all boots whose causes are known. */
  readonly causes: readonly { readonly slug: ReasonSlug; readonly sorted: Sorted }[];
};

/** What is usual, from where the durations are, wherever they were put in order. */
export function toldPopulation(
  reference: PopulationReference,
  { n, boot, ready, spans, causes }: MeasuredPopulation,
  held: HeldBoot | undefined,
): Population {
  const known = causes.find(({ slug }) => slug === "unexplained")?.sorted.length ?? 0;
  return {
    reference,
    n,
    ...omitUndefined({ boot: quantilesOf(boot), bootMad: medianDeviationOf(boot) }),
    bootPercentile: rankOf(boot, held?.duration),
    ...omitUndefined({ ready: quantilesOf(ready), readyMad: medianDeviationOf(ready) }),
    readyPercentile: rankOf(ready, held?.ready),
    spans: spans
      .toSorted((a, b) => spanRank(a.kind.slug) - spanRank(b.kind.slug))
      .flatMap(({ kind, sorted }) => spanPopulation(kind, sorted(), held) ?? []),
    causes: causes
      .toSorted((a, b) => REASON_SLUGS.indexOf(a.slug) - REASON_SLUGS.indexOf(b.slug))
      .flatMap(({ slug, sorted }) => causePopulation(slug, sorted, known) ?? []),
  };
}

const rankOf = (sorted: Sorted, value: number | undefined): Percentile =>
  value === undefined ? undefined : percentileOf(sorted, Math.fround(value));

/** Of n boots whose causes are known. One that lost nothing to a cause counts as none of it. */
function causePopulation(slug: ReasonSlug, sorted: Sorted, n: number): CausePopulation | undefined {
  if (sorted.length === 0) return undefined;
  const at = (rank: number) => sorted[rank - (n - sorted.length)] ?? 0;
  const quantile = (share: number) => quantileBy(n, share, at);
  return { slug, n: sorted.length, p50: quantile(0.5), p95: quantile(0.95) };
}

function spanPopulation(
  kind: SampledSpan,
  sorted: Sorted,
  held: HeldBoot | undefined,
): SpanPopulation | undefined {
  const quantiles = quantilesOf(sorted);
  if (quantiles === undefined) return undefined;
  const own = held?.spans.find(({ slug }) => slug === kind.slug)?.duration;
  const mad = medianDeviationOf(sorted) ?? 0;
  return { ...kind, quantiles, mad, percentile: rankOf(sorted, own) };
}
