import {
  LANES,
  type Boot,
  type Group,
  type Mark,
  type MarkBin,
  type Span,
  type ZoomRange,
} from "@hacotaki/core";
import { densityPath, layoutDensity } from "@hacotaki/core/drawing/density";

/** All bars of one colour, as one path: however many spans there are, the minimap is a handful of elements. */
export type MinimapPath = {
  readonly key: string;
  readonly group: Group;
  readonly state: Span["state"];
  readonly d: string;
};
export type MinimapMark = { readonly key: string; readonly x: number; readonly y: number };
export type Minimap = {
  readonly heightPx: number;
  readonly paths: readonly MinimapPath[];
  readonly marks: readonly MinimapMark[];
  /** Of marks too many to be drawn one by one: a path a line, and the line's top. */
  readonly densities: readonly { readonly y: number; readonly d: string }[];
};

/** Widths of the drawing, whatever it is stretched to; heights are pixels. */
export const MINIMAP_WIDTH = 1000;
const BAR_PX = 4;
const STEP_PX = 6;
const PADDING_PX = 6;
/** About two pixels on a laptop. */
const MIN_WIDTH = 2;

type Input = {
  readonly boot: Boot;
  readonly marks: readonly Mark[];
  readonly bins?: readonly MarkBin[];
  /** What the whole width stands for. */
  readonly domain: ZoomRange;
  readonly nowNs: bigint | undefined;
};
type Line = {
  readonly spans: readonly Span[];
  readonly marks: readonly Mark[];
  readonly bins: readonly MarkBin[];
};

/** A line for what a lane adds to the boot path, and one for what it does beside it. */
function linesOf({ boot, marks, bins = [] }: Input): readonly Line[] {
  return LANES.flatMap((lane) => {
    const spans = boot.spans.filter((span) => span.lane === lane);
    const on = spans.filter(({ onPath }) => onPath);
    const beside = spans.filter(({ onPath }) => !onPath);
    const ours = marks.filter((mark) => mark.lane === lane);
    const counted = bins.filter((bin) => bin.lane === lane);
    return [
      ...(on.length + ours.length + counted.length > 0 ? [{ spans: on, marks: ours, bins: counted }] : []),
      ...(beside.length > 0 ? [{ spans: beside, marks: [], bins: [] }] : []),
    ];
  });
}

const rounded = (value: number) => Math.round(value * 10) / 10;

export function layoutMinimap(input: Input): Minimap {
  const { boot, domain, nowNs } = input;
  const lines = linesOf(input);
  const densities: { y: number; d: string }[] = [];
  const length = Number(domain.toNs - domain.fromNs);
  const fractionOf = (offset: bigint) => Number(offset - domain.fromNs) / length;
  const clamp = (fraction: number) => Math.min(1, Math.max(0, fraction));
  const paths = new Map<string, { group: Group; state: Span["state"]; parts: string[] }>();
  const placed: MinimapMark[] = [];
  for (const [index, line] of lines.entries()) {
    const y = PADDING_PX + index * STEP_PX;
    let drawnTo = "";
    for (const span of line.spans) {
      const end = span.state === "open" ? (nowNs ?? domain.toNs) : span.endAt - boot.startAt;
      const from = fractionOf(span.startAt - boot.startAt);
      const to = fractionOf(end);
      if (from > 1 || to < 0) continue;
      const x = rounded(clamp(from) * MINIMAP_WIDTH);
      const width = Math.max(MIN_WIDTH, rounded(clamp(to) * MINIMAP_WIDTH - x));
      const key = `${span.group}-${span.state}`;
      const place = `${key} ${x} ${width}`;
      // Ten thousand spans share a thousand columns: what would be drawn twice is drawn once.
      if (place === drawnTo) continue;
      drawnTo = place;
      const path = paths.get(key) ?? { group: span.group, state: span.state, parts: [] };
      path.parts.push(`M${x} ${y}h${width}v${BAR_PX}h-${width}z`);
      paths.set(key, path);
    }
    for (const mark of line.marks) {
      const x = fractionOf(mark.at - boot.startAt);
      if (x < 0 || x > 1) continue;
      placed.push({ key: `${mark.at}-${mark.seq}-${mark.tgid}`, x, y: y + BAR_PX / 2 });
    }
    const density = layoutDensity(line.bins, boot.startAt, domain);
    if (density)
      densities.push({
        y,
        d: densityPath(density, { width: MINIMAP_WIDTH, height: BAR_PX }, 1),
      });
  }
  return {
    heightPx: 2 * PADDING_PX + Math.max(1, lines.length) * STEP_PX - (STEP_PX - BAR_PX),
    paths: [...paths].map(([key, { group, state, parts }]) => ({ key, group, state, d: parts.join("") })),
    marks: placed,
    densities,
  };
}

/** What of the domain is shown, as fractions of it. */
export type Brush = { readonly from: number; readonly to: number };

export function brushOf(range: ZoomRange, domain: ZoomRange): Brush {
  const length = Number(domain.toNs - domain.fromNs);
  const at = (ns: bigint) => Math.min(1, Math.max(0, Number(ns - domain.fromNs) / length));
  return { from: at(range.fromNs), to: at(range.toNs) };
}

export type BrushPart = "from" | "to" | "middle";

/** Keys of a slider move by a hundredth of the whole, coarse ones by a tenth. */
const FINE = 100n;
const COARSE = 10n;

/** One part of the brush moved by an offset; an edge stops at the other, the whole stays inside. */
export function movedBrush(range: ZoomRange, domain: ZoomRange, part: BrushPart, by: bigint): ZoomRange {
  const { fromNs, toNs } = range;
  const limited = (value: bigint, low: bigint, high: bigint) =>
    value < low ? low : value > high ? high : value;
  if (part === "from") return { fromNs: limited(fromNs + by, domain.fromNs, toNs - 1n), toNs };
  if (part === "to") return { fromNs, toNs: limited(toNs + by, fromNs + 1n, domain.toNs) };
  const shift = limited(by, domain.fromNs - fromNs, domain.toNs - toNs);
  return { fromNs: fromNs + shift, toNs: toNs + shift };
}

/** What a key does to a part of the brush; undefined for keys that are not a slider's. */
export function keyedBrush(
  range: ZoomRange,
  domain: ZoomRange,
  part: BrushPart,
  { key, isCoarse }: { readonly key: string; readonly isCoarse: boolean },
): ZoomRange | undefined {
  const length = domain.toNs - domain.fromNs;
  const coarse = length / COARSE;
  const step = isCoarse ? coarse : length / FINE;
  const by = (
    {
      ArrowLeft: -step,
      ArrowDown: -step,
      ArrowRight: step,
      ArrowUp: step,
      PageDown: -coarse,
      PageUp: coarse,
      Home: -length,
      End: length,
    } as Readonly<Record<string, bigint | undefined>>
  )[key];
  return by === undefined ? undefined : movedBrush(range, domain, part, by);
}
