import type { BootId } from "../domain/boot.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import { LANES, type Lane } from "../domain/phase.ts";
import { ALL_CALLS, type Expanded } from "../domain/shown-detail.ts";
import type { ZoomRange } from "../domain/time.ts";
import {
  hrefOf,
  matching,
  MAX_TEXT,
  parseSlug,
  parseZoom,
  queryOf,
  readerOf,
  severalOf,
  textUpTo,
  zoomText,
  type Parse,
  type ParsedView,
  type SearchParams,
} from "./reader.ts";

/** What the waterfall shows besides the boot's own spans, and what can be switched off. */
export const CHART_LAYERS = ["usual", "waits", "states"] as const;
export type ChartLayer = (typeof CHART_LAYERS)[number];

/** What the page of a boot shows. */
export type BootView = {
  /** Slug of the selected span. */
  readonly span?: string;
  readonly zoom?: ZoomRange;
  /** Between which offsets something is measured. */
  readonly measure?: ZoomRange;
  /** What is looked for in the boot. */
  readonly find?: string;
  readonly collapsed: readonly Lane[];
  /** Rows of which the inside is shown; left out where there is none. */
  readonly expanded?: Expanded;
  /** What of the selected span's inside is selected. */
  readonly part?: string;
  /** Left out where everything is shown. */
  readonly hidden?: readonly ChartLayer[];
  /** The table of spans as long as it is. */
  readonly allSpans?: true;
  /** Where the tables of marks and of events go on: cursors of their pages. */
  readonly marks?: string;
  readonly events?: string;
};

/** More than a boot has spans: a link cannot make a page longer than that. */
const MAX_EXPANDED = 400;
const isExpandable = (text: string) =>
  parseSlug(text.endsWith(ALL_CALLS) ? text.slice(0, -ALL_CALLS.length) : text) !== undefined;

export const parseExpanded: Parse<Expanded> = (text) => {
  if (text === "all") return text;
  const slugs = text.split(",");
  return slugs.length <= MAX_EXPANDED && slugs.every(isExpandable) ? [...new Set(slugs)] : undefined;
};

export const expandedText = (expanded: Expanded): string => (expanded === "all" ? "all" : expanded.join(","));

/** A call or helper of a span by when it began, after the boot's start, and by its thread or process. */
const parsePart = matching(/^[ch]-?\d{1,18}-\d{1,10}$/);

const parseCursor = matching(/^[\w-]{1,1000}$/);

export function parseBootView(params: SearchParams): ParsedView<BootView> {
  const { read, dropped } = readerOf(params);
  const view = omitUndefined({
    span: read("span", parseSlug),
    zoom: read("zoom", parseZoom),
    measure: read("measure", parseZoom),
    find: read("find", textUpTo(MAX_TEXT)),
    collapsed: read("collapsed", severalOf(LANES)) ?? [],
    expanded: read("expanded", parseExpanded),
    part: read("part", parsePart),
    hidden: read("hide", severalOf(CHART_LAYERS)),
    allSpans: read("spans", (text) => text === "all" || undefined),
    marks: read("marks", parseCursor),
    events: read("events", parseCursor),
  });
  return { view, dropped };
}

export const bootHref = (id: BootId, view: BootView = { collapsed: [] }): string =>
  hrefOf(
    `/boots/${id}`,
    queryOf({
      span: view.span,
      zoom: view.zoom && zoomText(view.zoom),
      measure: view.measure && zoomText(view.measure),
      find: view.find,
      collapsed: view.collapsed.join(","),
      expanded: view.expanded && expandedText(view.expanded),
      part: view.part,
      hide: view.hidden?.join(","),
      spans: view.allSpans === true ? "all" : undefined,
      marks: view.marks,
      events: view.events,
    }),
  );

/** Whether a view shows calls and helpers of spans themselves, or looks through them. */
export const wantsInside = ({ expanded, span, find }: BootView): boolean =>
  expanded !== undefined || span !== undefined || find !== undefined;
