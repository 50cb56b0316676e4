import { OUTCOMES, type BootId, type Outcome } from "./boot.ts";
import { LANES, type Lane } from "./phase.ts";

/** Query parameters as a server or `URLSearchParams` gives them; a repeated name is an array. */
export type SearchParams = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A view read from a URL, and the names of the parameters that made no sense and were left out. */
export type ParsedView<View> = { readonly view: View; readonly dropped: readonly string[] };

/** What the list of boots shows. */
export type BootsView = {
  readonly container?: string;
  readonly host?: string;
  readonly outcomes: readonly Outcome[];
  readonly text?: string;
  readonly sort: "newest" | "slowest";
  /** One time scale for all mini-waterfalls, or each row its own. */
  readonly scale: "shared" | "own";
};

/** Offsets from the boot's start. */
export type ZoomRange = { readonly fromNs: bigint; readonly toNs: bigint };

/** What the page of a boot shows. */
export type BootView = {
  /** Slug of the selected span. */
  readonly span?: string;
  readonly zoom?: ZoomRange;
  readonly collapsed: readonly Lane[];
};

const MAX_TEXT = 200;
const SLUG = /^[a-z0-9-]{1,100}$/;
/** Signed: a launcher's process starts before its exec. 18 digits stay inside 64 bits. */
const RANGE = /^(-?\d{1,18})\.\.(-?\d{1,18})$/;

/** Check boxes of a form without script send their name once for each. */
const REPEATABLE: ReadonlySet<string> = new Set(["outcome", "collapsed"]);

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

export function parseBootsView(params: SearchParams): ParsedView<BootsView> {
  const { read, dropped } = reader(params);
  const view: BootsView = {
    ...optional("container", read("container", text)),
    ...optional("host", read("host", text)),
    outcomes: read("outcome", several(OUTCOMES)) ?? [],
    ...optional("text", read("q", text)),
    sort: read("sort", choice(["newest", "slowest"])) ?? "newest",
    scale: read("scale", choice(["shared", "own"])) ?? "shared",
  };
  return { view, dropped };
}

/** The parameters of a view; defaults are left out, so that equal views have equal links. */
export function bootsQuery(view: BootsView): URLSearchParams {
  const query = new URLSearchParams();
  if (view.container !== undefined) query.set("container", view.container);
  if (view.host !== undefined) query.set("host", view.host);
  if (view.outcomes.length > 0) query.set("outcome", view.outcomes.join(","));
  if (view.text !== undefined) query.set("q", view.text);
  if (view.sort !== "newest") query.set("sort", view.sort);
  if (view.scale !== "shared") query.set("scale", view.scale);
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
  };
  return { view, dropped };
}

export function bootHref(id: BootId, view: BootView = { collapsed: [] }): string {
  const query = new URLSearchParams();
  if (view.span !== undefined) query.set("span", view.span);
  if (view.zoom !== undefined) query.set("zoom", `${view.zoom.fromNs}..${view.zoom.toNs}`);
  if (view.collapsed.length > 0) query.set("collapsed", view.collapsed.join(","));
  return withQuery(`/boots/${id}`, query);
}
