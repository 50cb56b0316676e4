import type { BootFilter, BootSort } from "../domain/filter.ts";
import type { DurationAxis } from "../statistics/population.ts";
import { filterQuery, readFilter } from "./filter-text.ts";
import { choiceOf, hrefOf, parseSlug, readerOf, type ParsedView, type SearchParams } from "./reader.ts";
import { utcClock, type Clock } from "./time-range.ts";

/** What the list of boots shows: the boots of a filter, whose ranges of time and duration are the box of its charts. */
export type BootsView = BootFilter & {
  readonly sort: BootSort;
  /** One time scale for all mini-waterfalls, or each row its own. */
  readonly scale: "shared" | "own";
  readonly axis: DurationAxis;
  /** The charts show everything that matches but for the box, or the box alone. */
  readonly zoom: "all" | "box";
};

export const WHOLE_LIST: BootsView = { sort: "newest", scale: "shared", axis: "log", zoom: "all" };

const slugOfSort = (sort: string) => (sort.startsWith("span:") ? sort.slice("span:".length) : undefined);

/** Slug of the span a list is sorted by. */
export const sortedSpan = ({ sort }: Pick<BootsView, "sort">) => slugOfSort(sort);

const order = (given: string): BootSort | undefined => {
  const slug = slugOfSort(given);
  if (slug !== undefined) return parseSlug(slug) === undefined ? undefined : `span:${slug}`;
  return given === "newest" || given === "slowest" ? given : undefined;
};

/** The filter of a view, without how it is shown. */
export function filterOf({
  sort: _sort,
  scale: _scale,
  axis: _axis,
  zoom: _zoom,
  ...filter
}: BootsView): BootFilter {
  return filter;
}

export function parseBootsView(params: SearchParams, clock: Clock = utcClock()): ParsedView<BootsView> {
  const reader = readerOf(params);
  const { read, dropped } = reader;
  const view: BootsView = {
    ...readFilter(reader, clock),
    sort: read("sort", order) ?? WHOLE_LIST.sort,
    scale: read("scale", choiceOf(["shared", "own"])) ?? WHOLE_LIST.scale,
    axis: read("axis", choiceOf(["log", "linear"])) ?? WHOLE_LIST.axis,
    zoom: read("zoom", choiceOf(["all", "box"])) ?? WHOLE_LIST.zoom,
  };
  return { view, dropped };
}

/** The parameters of a view; defaults are left out, so that equal views have equal links. */
export function bootsQuery(view: BootsView): URLSearchParams {
  const query = filterQuery(view);
  for (const name of ["sort", "scale", "axis", "zoom"] as const)
    if (view[name] !== WHOLE_LIST[name]) query.set(name, view[name]);
  return query;
}

export const bootsHref = (view: BootsView) => hrefOf("/", bootsQuery(view));
