import type { BootId } from "../domain/boot.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import { LANES, type Lane } from "../domain/phase.ts";
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
  type ParsedView,
  type SearchParams,
} from "./reader.ts";

/** What the waterfall shows besides the boot's own spans, and what can be switched off. */
export const CHART_LAYERS = ["usual", "waits"] as const;
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
  /** Left out where everything is shown. */
  readonly hidden?: readonly ChartLayer[];
  /** The table of spans as long as it is. */
  readonly allSpans?: true;
  /** Where the tables of marks and of events go on: cursors of their pages. */
  readonly marks?: string;
  readonly events?: string;
};

const parseCursor = matching(/^[\w-]{1,1000}$/);

export function parseBootView(params: SearchParams): ParsedView<BootView> {
  const { read, dropped } = readerOf(params);
  const view = omitUndefined({
    span: read("span", parseSlug),
    zoom: read("zoom", parseZoom),
    measure: read("measure", parseZoom),
    find: read("find", textUpTo(MAX_TEXT)),
    collapsed: read("collapsed", severalOf(LANES)) ?? [],
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
      hide: view.hidden?.join(","),
      spans: view.allSpans === true ? "all" : undefined,
      marks: view.marks,
      events: view.events,
    }),
  );
