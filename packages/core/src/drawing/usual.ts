import { MIN_POPULATION, type Percentile, type Population } from "../statistics/population.ts";

/** How long a span usually takes: ns, of `n` other boots. */
export type Usual = {
  readonly n: number;
  readonly p50: number;
  readonly p95: number;
  readonly percentile: Percentile;
};

/** What is usual, by slug; nothing of a span that too few of the others had. */
export const usualOf = (population: Pick<Population, "spans"> | undefined): ReadonlyMap<string, Usual> =>
  new Map(
    population?.spans.flatMap(({ slug, quantiles: { n, p50, p95 }, percentile }): [string, Usual][] =>
      n < MIN_POPULATION ? [] : [[slug, { n, p50, p95, percentile }]],
    ),
  );

/** Thin marks under a bar, all starting where it starts: fractions of the chart's width. */
export type UsualGeometry = {
  /** As long as half of the others took at most. */
  readonly p50?: { readonly x: number; readonly width: number };
  /** From there on as long as all but one in twenty. */
  readonly whisker?: { readonly x: number; readonly width: number };
  /** Its end, where that is in sight. */
  readonly cap?: number;
};

const clamp = (fraction: number) => Math.min(1, Math.max(0, fraction));
const stretch = (from: number, to: number) =>
  to < 0 || from > 1 || to <= from ? undefined : { x: clamp(from), width: clamp(to) - clamp(from) };

/** `start` is where the bar starts, as a fraction; `lengthNs` what the whole width stands for. */
export function layoutUsual({ p50, p95 }: Usual, start: number, lengthNs: number): UsualGeometry {
  const half = start + p50 / lengthNs;
  const most = start + p95 / lengthNs;
  const bar = stretch(start, half);
  const whisker = stretch(half, most);
  return {
    ...(bar && { p50: bar }),
    ...(whisker && { whisker }),
    ...(most >= 0 && most <= 1 ? { cap: most } : {}),
  };
}
