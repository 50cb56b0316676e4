import { OUTCOMES, type Outcome } from "../domain/boot.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import { pathPhases } from "../domain/phase.ts";
import { spanRank } from "../domain/span.ts";
import type { ContainerBin, ContainerReport, FunnelStep, SpanHistogram } from "../statistics/population.ts";
import { quantilesOf, type Sorted } from "../statistics/quantile.ts";
import { binEdges, binOf, durationScale, niceDurations } from "./axis.ts";
import type { SampledSpan } from "./sample.ts";

const HISTOGRAM_BINS = 48;

export type ReportRange = {
  readonly host?: string;
  readonly since?: bigint;
  readonly until?: bigint;
  readonly bins: number;
};

/** Doubles around the wall times of this century are 256 ns apart: the moment itself lies so far off at most. */
const WALL_ERROR = 128n;

/** Even stretches of wall time, UTC ns. */
export type Stretches = { readonly since: bigint; readonly length: bigint; readonly n: number };

/** From the first to the last boot, doubles, or over the range asked for; undefined where no boot has a wall time. */
export function stretchesOf(first: number, last: number, range: ReportRange): Stretches | undefined {
  if (first > last || range.bins < 1) return undefined;
  const since = range.since ?? BigInt(first) - WALL_ERROR;
  const until = (range.until ?? BigInt(last) + WALL_ERROR) + 1n;
  return until > since ? { since, length: until - since, n: range.bins } : undefined;
}

/** What lies in one of the stretches: durations ascend. */
export type MeasuredStretch = Pick<ContainerBin, "n" | "failed" | "spans"> & { readonly boot: Sorted };

/** The boots of one container, as they were counted: everything in any order, but durations, which ascend. */
export type MeasuredReport = Pick<ContainerReport, "container" | "hosts" | "reasons"> & {
  readonly outcomes: ReadonlyMap<Outcome, number>;
  readonly boot: Sorted;
  readonly ready: Sorted;
  readonly spans: readonly { readonly kind: SampledSpan; readonly sorted: () => Sorted }[];
  readonly stretches: Stretches | undefined;
  /** By the number of the stretch; those without a boot may be left out. */
  readonly measured: ReadonlyMap<number, MeasuredStretch>;
  /** By the constant of the furthest phase; undefined: none was passed. */
  readonly furthest: ReadonlyMap<string | undefined, { readonly n: number; readonly failed: number }>;
};

function spanHistogram(kind: SampledSpan, sorted: Sorted): SpanHistogram | undefined {
  const quantiles = quantilesOf(sorted);
  if (quantiles === undefined) return undefined;
  const { min, max } = niceDurations(quantiles.min, quantiles.max, "log");
  const place = durationScale(min, max, "log");
  const counts = Array.from({ length: HISTOGRAM_BINS }, () => 0);
  // Rounding may put the outermost values a hair beyond the axis.
  const binAt = (i: number) => binOf(Math.min(1, Math.max(0, place(sorted[i] ?? 0))), HISTOGRAM_BINS) ?? 0;
  for (let from = 0; from < sorted.length; ) {
    const bin = binAt(from);
    let [least, most] = [from + 1, sorted.length];
    while (least < most) {
      const middle = (least + most) >>> 1;
      if (binAt(middle) === bin) least = middle + 1;
      else most = middle;
    }
    counts[bin] = least - from;
    from = least;
  }
  return { ...kind, quantiles, edges: binEdges(min, max, "log", HISTOGRAM_BINS), counts };
}

const NO_BOOTS: MeasuredStretch = { n: 0, failed: 0, boot: [], spans: [] };

function binsOf({ stretches, measured }: MeasuredReport): ContainerBin[] {
  if (stretches === undefined) return [];
  const { since, length, n: bins } = stretches;
  const edge = (n: number) => since + (length * BigInt(n)) / BigInt(bins);
  return Array.from({ length: bins }, (_, place) => {
    const { n, failed, boot, spans } = measured.get(place) ?? NO_BOOTS;
    return {
      since: edge(place),
      until: edge(place + 1),
      n,
      failed,
      ...omitUndefined({ boot: quantilesOf(boot) }),
      spans: spans.toSorted((a, b) => spanRank(a.slug) - spanRank(b.slug)),
    };
  });
}

/** Phases in the order of the boot path that any of the boots could have ended at, those of other ways left out. */
function funnelOf(furthest: MeasuredReport["furthest"]): FunnelStep[] {
  const steps = [undefined, ...pathPhases()].flatMap((phase) => {
    const { n, failed } = furthest.get(phase?.constant) ?? { n: 0, failed: 0 };
    return n === 0 && (phase === undefined || phase.isDetour) ? [] : [{ phase: phase?.constant, n, failed }];
  });
  let reached = steps.reduce((sum, { n }) => sum + n, 0);
  return steps.map(({ phase, n, failed }) => {
    const step = { phase, reached, failed };
    reached -= n;
    return step;
  });
}

/** How a container boots, from what was counted, wherever that was. */
export function toldReport(report: MeasuredReport): ContainerReport {
  const { container, hosts, outcomes, boot, ready, spans, furthest, reasons } = report;
  const counts = OUTCOMES.map((outcome) => ({ outcome, n: outcomes.get(outcome) ?? 0 }));
  return {
    container,
    hosts: hosts.toSorted((a, b) => b.n - a.n || (a.name < b.name ? -1 : 1)),
    n: counts.reduce((sum, { n }) => sum + n, 0),
    outcomes: counts.filter(({ n }) => n > 0),
    ...omitUndefined({ boot: quantilesOf(boot), ready: quantilesOf(ready) }),
    bins: binsOf(report),
    spans: spans
      .toSorted((a, b) => spanRank(a.kind.slug) - spanRank(b.kind.slug))
      .flatMap(({ kind, sorted }) => spanHistogram(kind, sorted()) ?? []),
    funnel: funnelOf(furthest),
    reasons: reasons.toSorted((a, b) => b.n - a.n),
  };
}
