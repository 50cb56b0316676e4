import type { DurationAxis, Overview, OverviewQuery } from "../statistics/population.ts";
import { scaleEnd } from "../statistics/scale-end.ts";
import { niceDurations, niceTimes } from "./axis.ts";
import type { Spread } from "./spread.ts";

/** More points than this lie on top of each other. */
export const MOST_POINTS = 2_000;
/** Of the scatter: stretches of time, and of durations. Bars are of the latter. */
export const SCATTER_COLUMNS = 160;
export const SCATTER_ROWS = 48;

export type Range = { readonly from: number; readonly to: number };
export const isEmpty = ({ from, to }: Range) => from > to;

/** What there is to draw of some boots. */
export type Found = {
  readonly times: Range;
  /** Boot durations, and times to a death. */
  readonly lengths: Range;
  /** Boot durations; of nothing but failed boots the times to their death. */
  readonly spread: Spread;
  /** There is nothing to draw but failed boots. */
  readonly isOfDeaths: boolean;
};

/** A range that is given, with a little around it where it is open; where it is not, what was found. */
function zoomed(
  given: readonly [bigint | undefined, bigint | undefined],
  found: Range,
  axis: DurationAxis,
): Range {
  const [low, high] = given.map((value) => (value === undefined ? undefined : Number(value)));
  const from = low ?? found.from;
  const to = high ?? found.to;
  if (from > to) return found;
  if (axis === "log") {
    const factor = (Math.max(1, to) / Math.max(1, from)) ** 0.05;
    return { from: low === undefined ? from : from / factor, to: high === undefined ? to : to * factor };
  }
  const margin = (to - from) * 0.05;
  return { from: low === undefined ? from : from - margin, to: high === undefined ? to : to + margin };
}

/** A linear axis begins at nothing and ends where nearly all boots do; a logarithmic one holds them all. */
function axisOf({ lengths, spread }: Found, axis: DurationAxis): Range {
  if (axis === "log") return lengths;
  return { from: 0, to: scaleEnd(spread.quantile(0.95) ?? lengths.to, lengths.to) };
}

export type Domain = NonNullable<Overview["domain"]>;

/** What the axes span for all that match; `inside` is what there is in the box. Undefined without anything to draw. */
export function domainOf(query: OverviewQuery, all: Found, inside: () => Found): Domain | undefined {
  const { filter, box = {}, axis } = query;
  if (isEmpty(all.lengths)) return undefined;
  let times = zoomed([filter.since, filter.until], all.times, "linear");
  let durations = axisOf(all, axis);
  if (query.zoom) {
    const found = inside();
    if (!isEmpty(found.times) || (box.since !== undefined && box.until !== undefined))
      times = zoomed([box.since, box.until], found.times, "linear");
    const near = isEmpty(found.lengths) ? all.lengths : found.lengths;
    durations =
      box.minDuration === undefined && box.maxDuration === undefined
        ? axisOf(isEmpty(found.lengths) ? all : found, axis)
        : zoomed([box.minDuration, box.maxDuration], near, axis);
  }
  return {
    ...(isEmpty(times) ? { since: 0n, until: 1n } : niceTimes(times.from, times.to)),
    ...niceDurations(durations.from, durations.to, axis),
  };
}
