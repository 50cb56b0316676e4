import type { BootFilter, BootSort, Box } from "../domain/filter.ts";
import { boxText, parseBoxText } from "./box-text.ts";
import { filterQuery, readFilter } from "./filter-text.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import { choiceOf, hrefOf, parseSlug, readerOf, type ParsedView, type SearchParams } from "./reader.ts";
import { utcClock, withFixedTime, type Clock } from "./time-range.ts";

/** How durations are drawn: as they are up to what nearly all boots took, by their logarithms, or each row on its own. */
export const TIME_SCALES = ["linear", "log", "own"] as const;
export type TimeScale = (typeof TIME_SCALES)[number];

/** What the list of boots shows: the boots of a filter, and of those the ones in a box that was drawn over its charts. */
export type BootsView = BootFilter & {
  readonly sort: BootSort;
  /** As the visitor prefers it where the link does not say. */
  readonly scale?: TimeScale;
  readonly box?: Box;
  /** The charts show everything that matches, with the box, or the box alone. */
  readonly zoom: "all" | "box";
};

export const WHOLE_LIST: BootsView = { sort: "newest", zoom: "all" };

const slugOfSort = (sort: string) => (sort.startsWith("span:") ? sort.slice("span:".length) : undefined);

/** Slug of the span a list is sorted by. */
export const sortedSpan = ({ sort }: Pick<BootsView, "sort">) => slugOfSort(sort);

const order = (given: string): BootSort | undefined => {
  const slug = slugOfSort(given);
  if (slug !== undefined) return parseSlug(slug) === undefined ? undefined : `span:${slug}`;
  return given === "newest" || given === "slowest" ? given : undefined;
};

/** The filter of a view, without its box and how it is shown. */
export function filterOf({
  sort: _sort,
  scale: _scale,
  box: _box,
  zoom: _zoom,
  ...filter
}: BootsView): BootFilter {
  return filter;
}

const latest = (a: bigint | undefined, b: bigint | undefined) =>
  a === undefined || b === undefined ? (a ?? b) : a > b ? a : b;
const earliest = (a: bigint | undefined, b: bigint | undefined) =>
  a === undefined || b === undefined ? (a ?? b) : a < b ? a : b;

/** The box of a view as part of its filter, for whom no box can be told: of failed boots, none is in its durations. */
export function boxedFilterOf(view: BootsView): BootFilter {
  const { box = {} } = view;
  return {
    ...filterOf(view),
    ...omitUndefined({
      since: latest(view.since, box.since),
      until: earliest(view.until, box.until),
      minDuration: latest(view.minDuration, box.minDuration),
      maxDuration: earliest(view.maxDuration, box.maxDuration),
    }),
  };
}

/** Words of earlier versions, which had one choice for the charts and another one for the rows. */
const scale = (given: string): TimeScale | undefined =>
  given === "shared" ? "linear" : choiceOf(TIME_SCALES)(given);

export function parseBootsView(params: SearchParams, clock: Clock = utcClock()): ParsedView<BootsView> {
  const reader = readerOf(params);
  const { read, dropped } = reader;
  const view: BootsView = {
    ...readFilter(reader, clock),
    sort: read("sort", order) ?? WHOLE_LIST.sort,
    ...omitUndefined({
      scale: read("scale", scale) ?? read("axis", choiceOf(["log", "linear"])),
      box: read("box", parseBoxText),
    }),
    zoom: read("zoom", choiceOf(["all", "box"])) ?? WHOLE_LIST.zoom,
  };
  return { view, dropped };
}

/** The parameters of a view, as they are in its link or with its time as it is now; defaults are left out. */
function queryAs(view: BootsView, filter: BootFilter): URLSearchParams {
  const query = filterQuery(filter);
  if (view.box !== undefined) query.set("box", boxText(view.box));
  if (view.sort !== WHOLE_LIST.sort) query.set("sort", view.sort);
  if (view.scale !== undefined) query.set("scale", view.scale);
  if (view.zoom !== WHOLE_LIST.zoom) query.set("zoom", view.zoom);
  return query;
}

/** What asks for the boots of a view as it is now, whatever the zone of who answers: words of time are left out. */
export const bootsQuery = (view: BootsView): URLSearchParams => queryAs(view, withFixedTime(view));

/** Link to a view; defaults are left out, so that equal views have equal links. */
export const bootsHref = (view: BootsView) => hrefOf("/", queryAs(view, view));
