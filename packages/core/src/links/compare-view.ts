import type { Alignment } from "../compare/align.ts";
import type { BootId } from "../domain/boot.ts";
import { parseBootId } from "../domain/identity.ts";
import type { ZoomRange } from "../domain/time.ts";
import { durationText, parseDurationText } from "./link-values.ts";
import type { ParsedView, SearchParams } from "./permalink.ts";

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

const ALIGNMENT = /^(?:start|exec|ready|wall|phase:[A-Z_]{1,60})$/;
const SLUG = /^[a-z0-9+-]{1,300}$/;
const RANGE = /^(-?\d{1,18})\.\.(-?\d{1,18})$/;

const isAlignment = (text: string): text is Alignment => ALIGNMENT.test(text);

function parseRange(text: string): ZoomRange | undefined {
  const match = RANGE.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  const zoom = { fromNs: BigInt(match[1]), toNs: BigInt(match[2]) };
  return zoom.fromNs < zoom.toNs ? zoom : undefined;
}

const OPAQUE = 100;
const LEAST_OPACITY = 10;
function parseOpacity(text: string): number | undefined {
  const percent = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  return percent >= LEAST_OPACITY && percent <= OPAQUE ? percent : undefined;
}

const isLabel = (text: string) =>
  text.trim() === text && text.length <= MAX_COMPARE_LABEL && text.isWellFormed() && !/\p{Cc}/u.test(text);

export function parseCompareView(params: SearchParams): ParsedView<CompareView> {
  const dropped: string[] = [];
  const read = <T>(name: string, parse: (text: string) => T | undefined): T | undefined => {
    const given = params[name];
    if (given === undefined || given === "") return undefined;
    const value = typeof given === "string" ? parse(given) : undefined;
    if (value === undefined) dropped.push(name);
    return value;
  };
  const typed = (read("boots", (text) => text) ?? "").split(",").filter((text) => text !== "");
  const ids = [...new Set(typed.flatMap((text) => parseBootId(text) ?? []))];
  if (typed.some((text) => parseBootId(text) === undefined) || ids.length > MAX_COMPARED)
    dropped.push("boots");
  const boots = ids.slice(0, MAX_COMPARED);
  const baseline = read("baseline", (text) => boots.find((id) => id === parseBootId(text)));
  const sort = read("sort", (text) => boots.find((id) => id === parseBootId(text)));
  const labels = Object.fromEntries(
    boots.flatMap((id) => {
      const label = read(labelParameter(id), (text) => (isLabel(text.trim()) ? text.trim() : undefined));
      return label === undefined || label === "" ? [] : [[id, label]];
    }),
  );
  const threshold = read("threshold", parseDurationText);
  const span = read("span", (text) => (SLUG.test(text) ? text : undefined));
  const zoom = read("zoom", parseRange);
  const opacity = read("opacity", parseOpacity);
  const facts = read("facts", (text) => (text === "all" || text === "differing" ? text : undefined));
  const view: CompareView = {
    boots,
    ...(baseline === undefined || baseline === boots[0] ? {} : { baseline }),
    align: read("align", (text) => (isAlignment(text) ? text : undefined)) ?? "start",
    scale: read("scale", (text) => (text === "own" || text === "locked" ? text : undefined)) ?? "locked",
    mode: read("mode", (text) => (text === "overlay" || text === "side" ? text : undefined)) ?? "side",
    ...(opacity === undefined || opacity === OPAQUE ? {} : { opacity }),
    ...(threshold === undefined ? {} : { threshold }),
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
    ...(sort === undefined ? {} : { sort }),
    ...(span === undefined ? {} : { span }),
    ...(facts === "all" ? { facts } : {}),
    ...(zoom === undefined ? {} : { zoom }),
  };
  return { view, dropped };
}

/** Link to a comparison; what is as usual is left out, so that equal views have equal links. */
export function compareHref({
  boots,
  baseline,
  align = "start",
  scale = "locked",
  mode = "side",
  opacity = OPAQUE,
  threshold,
  labels = {},
  sort,
  span,
  facts,
  zoom,
}: Partial<CompareView>): string {
  const query = new URLSearchParams();
  if (boots !== undefined && boots.length > 0) query.set("boots", boots.join(","));
  if (baseline !== undefined && baseline !== boots?.[0]) query.set("baseline", baseline);
  if (align !== "start") query.set("align", align);
  if (scale !== "locked") query.set("scale", scale);
  if (mode !== "side") query.set("mode", mode);
  if (opacity !== OPAQUE) query.set("opacity", opacity.toString());
  if (threshold !== undefined) query.set("threshold", durationText(threshold));
  for (const id of boots ?? []) {
    const label = labels[id];
    if (label !== undefined) query.set(labelParameter(id), label);
  }
  if (sort !== undefined) query.set("sort", sort);
  if (span !== undefined) query.set("span", span);
  if (facts !== undefined) query.set("facts", facts);
  if (zoom !== undefined) query.set("zoom", `${zoom.fromNs}..${zoom.toNs}`);
  return query.size === 0 ? "/compare" : `/compare?${query.toString()}`;
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
