import { OUTCOMES, type BootId } from "../domain/boot.ts";
import { NO_PHASE, type BootFilter, type BootSort } from "../domain/filter.ts";
import { LANES, type Lane } from "../domain/phase.ts";
import type { ZoomRange } from "../domain/time.ts";
import type { DurationAxis } from "../statistics/population.ts";
import { durationText, parseDurationText, parseWallTimeText, wallTimeLink } from "./link-values.ts";

/** Query parameters as a server or `URLSearchParams` gives them; a repeated name is an array. */
export type SearchParams = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A view read from a URL, and the names of the parameters that made no sense and were left out. */
export type ParsedView<View> = { readonly view: View; readonly dropped: readonly string[] };

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

/** What the waterfall shows besides the boot's own spans, and what can be switched off. */
export const CHART_LAYERS = ["usual", "waits"] as const;
export type ChartLayer = (typeof CHART_LAYERS)[number];

/** What the page of a boot shows. */
export type BootView = {
  /** Slug of the selected span. */
  readonly span?: string;
  readonly zoom?: ZoomRange;
  readonly collapsed: readonly Lane[];
  /** Left out where everything is shown. */
  readonly hidden?: readonly ChartLayer[];
  /** The table of spans as long as it is. */
  readonly allSpans?: true;
  /** Where the tables of marks and of events go on: cursors of their pages. */
  readonly marks?: string;
  readonly events?: string;
};

const MAX_TEXT = 200;
const MAX_PATH = 4096;
const CURSOR = /^[\w-]{1,1000}$/;
const SLUG = /^[a-z0-9-]{1,100}$/;
/** Signed: a launcher's process starts before its exec. 18 digits stay inside 64 bits. */
const RANGE = /^(-?\d{1,18})\.\.(-?\d{1,18})$/;

/** Check boxes of a form without script send their name once for each. */
const REPEATABLE: ReadonlySet<string> = new Set(["outcome", "collapsed", "hide"]);

const isOneOf = <T extends string>(options: readonly T[], text: string): text is T =>
  (options as readonly string[]).includes(text);

/** Collects readings of single parameters; each that fails is named in `dropped`. */
function reader(params: SearchParams) {
  const dropped: string[] = [];
  return {
    dropped,
    read<T>(name: string, parse: (text: string) => T | undefined): T | undefined {
      const given = params[name];
      if (given === undefined || given === "") return undefined;
      const text =
        typeof given === "string"
          ? given
          : REPEATABLE.has(name)
            ? given.join(",")
            : given.length === 1
              ? given[0]
              : undefined;
      if (text === "") return undefined;
      const value = text === undefined ? undefined : parse(text);
      if (value === undefined) dropped.push(name);
      return value;
    },
  };
}

const text = (given: string) => (given.length <= MAX_TEXT && given.isWellFormed() ? given : undefined);
/** Haco files have paths of any length the system allows. */
const path = (given: string) => (given.length <= MAX_PATH && given.isWellFormed() ? given : undefined);
/** A constant of the domain, whatever generation of the probes has it. */
const phase = (given: string) =>
  given === NO_PHASE || /^[A-Z][A-Z0-9_]{0,63}$/.test(given) ? given : undefined;
const choice =
  <T extends string>(options: readonly T[]) =>
  (given: string) =>
    isOneOf(options, given) ? given : undefined;
/** Comma-separated members of a closed list, each once, in the list's order. One stranger spoils it. */
const several =
  <T extends string>(options: readonly T[]) =>
  (given: string) => {
    const members = given.split(",");
    return members.every((member) => isOneOf(options, member))
      ? options.filter((option) => members.includes(option))
      : undefined;
  };
const range = (given: string): ZoomRange | undefined => {
  const match = RANGE.exec(given);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  const zoom = { fromNs: BigInt(match[1]), toNs: BigInt(match[2]) };
  return zoom.fromNs < zoom.toNs ? zoom : undefined;
};
const optional = <K extends string, T>(name: K, value: T | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { readonly [key in K]?: T };

const cursor = (given: string) => (CURSOR.test(given) ? given : undefined);

const slugOfSort = (sort: string) => (sort.startsWith("span:") ? sort.slice("span:".length) : undefined);

/** Slug of the span a list is sorted by. */
export const sortedSpan = ({ sort }: Pick<BootsView, "sort">) => slugOfSort(sort);

const order = (given: string): BootSort | undefined => {
  const slug = slugOfSort(given);
  if (slug !== undefined) return SLUG.test(slug) ? `span:${slug}` : undefined;
  return given === "newest" || given === "slowest" ? given : undefined;
};

type Reader = ReturnType<typeof reader>;

function readFilter({ read, dropped }: Reader): BootFilter {
  const outcomes = read("outcome", several(OUTCOMES));
  const min = read("min", parseDurationText);
  const max = read("max", parseDurationText);
  const since = read("from", parseWallTimeText);
  const until = read("to", parseWallTimeText);
  const isEmpty = (from: bigint | undefined, to: bigint | undefined) =>
    from !== undefined && to !== undefined && from > to;
  if (isEmpty(min, max)) dropped.push("max");
  if (isEmpty(since, until)) dropped.push("to");
  return {
    ...optional("container", read("container", text)),
    ...optional("host", read("host", text)),
    ...optional("outcomes", outcomes),
    ...optional("text", read("q", text)),
    ...optional("hacoFile", read("haco", path)),
    ...optional("phase", read("phase", phase)),
    ...optional("minDuration", min),
    ...optional("maxDuration", isEmpty(min, max) ? undefined : max),
    ...optional("since", since),
    ...optional("until", isEmpty(since, until) ? undefined : until),
  };
}

/** The boots a link means: of the list, or of one side of a comparison. */
export function parseBootFilter(params: SearchParams): ParsedView<BootFilter> {
  const from = reader(params);
  return { view: readFilter(from), dropped: from.dropped };
}

export function filterQuery(filter: BootFilter): URLSearchParams {
  const query = new URLSearchParams();
  const set = (name: string, value: string | undefined) => {
    if (value !== undefined && value !== "") query.set(name, value);
  };
  const written = <T>(value: T | undefined, write: (value: T) => string) =>
    value === undefined ? undefined : write(value);
  set("container", filter.container);
  set("host", filter.host);
  set("outcome", filter.outcomes?.join(","));
  set("q", filter.text);
  set("haco", filter.hacoFile);
  set("phase", filter.phase);
  set("min", written(filter.minDuration, durationText));
  set("max", written(filter.maxDuration, durationText));
  set("from", written(filter.since, wallTimeLink));
  set("to", written(filter.until, wallTimeLink));
  return query;
}

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

export function parseBootsView(params: SearchParams): ParsedView<BootsView> {
  const from = reader(params);
  const { read, dropped } = from;
  const view: BootsView = {
    ...readFilter(from),
    sort: read("sort", order) ?? WHOLE_LIST.sort,
    scale: read("scale", choice(["shared", "own"])) ?? WHOLE_LIST.scale,
    axis: read("axis", choice(["log", "linear"])) ?? WHOLE_LIST.axis,
    zoom: read("zoom", choice(["all", "box"])) ?? WHOLE_LIST.zoom,
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

const withQuery = (path: string, query: URLSearchParams) =>
  query.size === 0 ? path : `${path}?${query.toString()}`;

export const bootsHref = (view: BootsView) => withQuery("/", bootsQuery(view));

export function parseBootView(params: SearchParams): ParsedView<BootView> {
  const { read, dropped } = reader(params);
  const view: BootView = {
    ...optional(
      "span",
      read("span", (given) => (SLUG.test(given) ? given : undefined)),
    ),
    ...optional("zoom", read("zoom", range)),
    collapsed: read("collapsed", several(LANES)) ?? [],
    ...optional("hidden", read("hide", several(CHART_LAYERS))),
    ...optional(
      "allSpans",
      read("spans", (given) => given === "all" || undefined),
    ),
    ...optional("marks", read("marks", cursor)),
    ...optional("events", read("events", cursor)),
  };
  return { view, dropped };
}

export function bootHref(id: BootId, view: BootView = { collapsed: [] }): string {
  const query = new URLSearchParams();
  if (view.span !== undefined) query.set("span", view.span);
  if (view.zoom !== undefined) query.set("zoom", `${view.zoom.fromNs}..${view.zoom.toNs}`);
  if (view.collapsed.length > 0) query.set("collapsed", view.collapsed.join(","));
  if (view.hidden !== undefined && view.hidden.length > 0) query.set("hide", view.hidden.join(","));
  if (view.allSpans === true) query.set("spans", "all");
  if (view.marks !== undefined) query.set("marks", view.marks);
  if (view.events !== undefined) query.set("events", view.events);
  return withQuery(`/boots/${id}`, query);
}
