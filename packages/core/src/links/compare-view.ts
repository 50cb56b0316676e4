import type { Alignment } from "../compare/align.ts";
import type { BootId } from "../domain/boot.ts";
import { parseBootId } from "../domain/boot-id.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import type { ZoomRange } from "../domain/time.ts";
import { durationText, parseDurationField } from "./link-values.ts";
import {
  choiceOf,
  hrefOf,
  matching,
  parseZoom,
  queryOf,
  readerOf,
  unlessUsual,
  zoomText,
  type ParsedView,
  type Reader,
  type SearchParams,
} from "./reader.ts";

/** More waterfalls than this are no comparison any more. */
export const MAX_COMPARED = 8;

export const MAX_COMPARE_LABEL = 40;
export type CompareLabels = Readonly<Partial<Record<BootId, string>>>;

/** Name of the parameter, and of the form's field, that holds a boot's label. */
export const labelParameter = (id: BootId) => `label-${id}`;

/** What the comparison of chosen boots shows. */
export type CompareView = {
  /** In the order they are shown in, each once. */
  readonly boots: readonly BootId[];
  /** One of the boots; the first unless told. */
  readonly baseline?: BootId;
  readonly align: Alignment;
  /** One time scale for all waterfalls, or each boot its own. */
  readonly scale: "locked" | "own";
  /** Bars of a row below each other, or upon each other. */
  readonly mode: "side" | "overlay";
  /** How much of what lies below the candidates' bars they cover where they are overlaid, 10 to 100 percent; all unless told. */
  readonly opacity?: number;
  /** Only rows that differ by at least this much, ns; 0 hides what is equal. */
  readonly threshold?: bigint;
  /** What boots are called besides their letters. */
  readonly labels?: CompareLabels;
  /** Rows by how much this boot differs from the baseline in them, most first; along the boot path unless told. */
  readonly sort?: BootId;
  /** Slug of the selected row. */
  readonly span?: string;
  /** What the boots were booted with: all that is known of it; only what differs unless told. */
  readonly facts?: "all";
  /** On the common axis: offsets from the baseline's start. */
  readonly zoom?: ZoomRange;
};

const parseAlignment = (text: string): Alignment | undefined =>
  /^(?:start|exec|ready|wall|phase:[A-Z_]{1,60})$/.test(text) ? (text as Alignment) : undefined;
/** Rows of several spans have their slugs joined. */
const parseRowSlug = matching(/^[a-z0-9+-]{1,300}$/);

const OPAQUE = 100;
const LEAST_OPACITY = 10;
function parseOpacity(text: string): number | undefined {
  const percent = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  return percent >= LEAST_OPACITY && percent <= OPAQUE ? percent : undefined;
}

const isLabel = (text: string) =>
  text.trim() === text && text.length <= MAX_COMPARE_LABEL && text.isWellFormed() && !/\p{Cc}/u.test(text);
const parseLabel = (text: string) => (isLabel(text.trim()) ? text.trim() : undefined);

/** The boots a link names, each once: more than can be compared, and what is no boot, is dropped. */
function readBoots({ read, dropped }: Reader): readonly BootId[] {
  const typed = (read("boots", (text) => text) ?? "").split(",").filter((text) => text !== "");
  const ids = [...new Set(typed.flatMap((text) => parseBootId(text) ?? []))];
  if (typed.some((text) => parseBootId(text) === undefined) || ids.length > MAX_COMPARED)
    dropped.push("boots");
  return ids.slice(0, MAX_COMPARED);
}

function readLabels({ read }: Reader, boots: readonly BootId[]): CompareLabels | undefined {
  const labels = boots.flatMap((id) => {
    const label = read(labelParameter(id), parseLabel);
    return label === undefined || label === "" ? [] : [[id, label] as const];
  });
  return labels.length === 0 ? undefined : Object.fromEntries(labels);
}

export function parseCompareView(params: SearchParams): ParsedView<CompareView> {
  const reader = readerOf(params);
  const { read, dropped } = reader;
  const boots = readBoots(reader);
  const oneOfThem = (text: string) => boots.find((id) => id === parseBootId(text));
  const baseline = read("baseline", oneOfThem);
  const opacity = read("opacity", parseOpacity);
  const facts = read("facts", choiceOf(["all", "differing"]));
  const view: CompareView = {
    boots,
    align: read("align", parseAlignment) ?? "start",
    scale: read("scale", choiceOf(["own", "locked"])) ?? "locked",
    mode: read("mode", choiceOf(["overlay", "side"])) ?? "side",
    ...omitUndefined({
      baseline: unlessUsual(baseline, boots[0]),
      opacity: unlessUsual(opacity, OPAQUE),
      threshold: read("threshold", parseDurationField),
      labels: readLabels(reader, boots),
      sort: read("sort", oneOfThem),
      span: read("span", parseRowSlug),
      facts: facts === "all" ? facts : undefined,
      zoom: read("zoom", parseZoom),
    }),
  };
  return { view, dropped };
}

/** Link to a comparison; what is as usual is left out, so that equal views have equal links. */
export function compareHref({ boots = [], labels = {}, ...view }: Partial<CompareView>): string {
  const query = queryOf({
    boots: boots.join(","),
    baseline: unlessUsual(view.baseline, boots[0]),
    align: unlessUsual(view.align, "start"),
    scale: unlessUsual(view.scale, "locked"),
    mode: unlessUsual(view.mode, "side"),
    opacity: unlessUsual(view.opacity, OPAQUE)?.toString(),
    threshold: view.threshold === undefined ? undefined : durationText(view.threshold),
    ...Object.fromEntries(boots.map((id) => [labelParameter(id), labels[id]])),
    sort: view.sort,
    span: view.span,
    facts: view.facts,
    zoom: view.zoom && zoomText(view.zoom),
  });
  return hrefOf("/compare", query);
}

/** The comparison with one boot more, at its end. */
export const withBoot = (view: CompareView, id: BootId): CompareView =>
  view.boots.includes(id) || view.boots.length >= MAX_COMPARED
    ? view
    : { ...view, boots: [...view.boots, id] };

/** The comparison without a boot, and without everything that was said of it. */
export function withoutBoot({ baseline, sort, labels = {}, ...rest }: CompareView, id: BootId): CompareView {
  const boots = rest.boots.filter((each) => each !== id);
  const { [id]: _, ...others } = labels;
  return {
    ...rest,
    boots,
    ...(Object.keys(others).length === 0 ? {} : { labels: others }),
    ...(baseline === undefined || baseline === id || baseline === boots[0] ? {} : { baseline }),
    ...(sort === undefined || sort === id ? {} : { sort }),
  };
}

/** The comparison with a boot at another place, the others in their order; the baseline stays the boot it was. */
export function withPlaced(view: CompareView, id: BootId, place: number): CompareView {
  const from = view.boots.indexOf(id);
  if (from === -1 || from === place || view.boots[place] === undefined) return view;
  const boots = view.boots.filter((each) => each !== id).toSpliced(place, 0, id);
  const { baseline = view.boots[0], ...rest } = view;
  return { ...rest, boots, ...(baseline === undefined || baseline === boots[0] ? {} : { baseline }) };
}

/** The comparison with a boot one place earlier or later. */
export const withMoved = (view: CompareView, id: BootId, by: -1 | 1): CompareView =>
  withPlaced(view, id, view.boots.indexOf(id) + by);

/** Two boots the other way round: what was the candidate is the baseline. */
export function swapped({ boots, baseline = boots[0], ...rest }: CompareView): CompareView {
  const turned = boots.toReversed();
  const other = boots.find((id) => id !== baseline);
  return {
    ...rest,
    boots: turned,
    ...(other === undefined || other === turned[0] ? {} : { baseline: other }),
  };
}
