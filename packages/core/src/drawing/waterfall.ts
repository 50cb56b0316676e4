import type { Boot, Group, Mark, Span } from "../domain/boot.ts";
import { spanLabel } from "../domain/span.ts";
import type { ZoomRange } from "../domain/time.ts";
import { formatDuration, visibleText } from "../words/format.ts";
import { layoutDensity, type Density } from "./density.ts";
import type { WaterfallRow } from "./rows.ts";
import { layoutUsual, type Usual, type UsualGeometry } from "./usual.ts";

/**
 * All horizontal measures are fractions of the chart's width, so that a page drawn by the server is right at any width;
 * the width in pixels decides only where text fits.
 */
export type TextPlace =
  | { readonly place: "after"; readonly x: number }
  | { readonly place: "before"; readonly x: number }
  | { readonly place: "inside"; readonly x: number };

export type BarGeometry = {
  readonly group: Group;
  readonly state: Span["state"];
  readonly onPath: boolean;
  readonly x: number;
  readonly width: number;
  /** Too thin to be seen as it is: drawn two pixels wide. */
  readonly isThin: boolean;
  /** Name inside the bar, where it fits; elsewhere the row's first column has to do. */
  readonly inner: string | undefined;
  readonly outer: TextPlace & { readonly text: string };
  readonly usual: UsualGeometry | undefined;
  /** How much longer (or, with its sign, shorter) than usual, of a span that explains the boot. */
  readonly excess: string | undefined;
};
/** A span that lies outside of the range: an arrow at that edge. */
export type OffscreenGeometry = {
  readonly group: Group;
  readonly edge: "left" | "right";
  readonly text: string;
};

export type MarkGeometry = { readonly key: string; readonly x: number; readonly mark: Mark };
export type LifeGeometry = {
  readonly key: string;
  readonly x: number;
  readonly width: number;
  readonly ended: boolean;
};

export type RowGeometry =
  | {
      readonly kind: "lane";
      readonly row: Extract<WaterfallRow, { kind: "lane" }>;
      readonly lives: readonly LifeGeometry[];
      readonly marks: readonly MarkGeometry[];
      /** Of marks too many to be drawn one by one. */
      readonly density: Density | undefined;
      /** Marks right of the range. */
      readonly later: number;
    }
  | { readonly kind: "bar"; readonly row: Extract<WaterfallRow, { kind: "span" }>; readonly bar: BarGeometry }
  | {
      readonly kind: "offscreen";
      readonly row: Extract<WaterfallRow, { kind: "span" }>;
      readonly arrow: OffscreenGeometry;
    };

type Input = {
  readonly boot: Boot;
  readonly rows: readonly WaterfallRow[];
  readonly range: ZoomRange;
  /** Offset of this very moment from the boot's start, while it is open. */
  readonly nowNs: bigint | undefined;
  readonly widthPx: number;
  /** Where vertical lines run, as fractions: figures stand beside them where they can. */
  readonly lines?: readonly number[];
  /** What other boots took, by slug; none where it is not shown. */
  readonly usual?: ReadonlyMap<string, Usual>;
  /** Spans that explain why the boot is not as usual: ns longer, by slug. */
  readonly blamed?: ReadonlyMap<string, bigint>;
};

/** IBM Plex Mono at 11 px advances 6.6 px a character; Plex Sans is narrower. */
const CHARACTER_PX = 6.6;
const GAP_PX = 6;
/** Generous: a width that is not measured yet may be half of this one. */
const THIN_PX = 6;

const textPx = (text: string) => text.length * CHARACTER_PX + 2 * GAP_PX;
const clamp = (fraction: number) => Math.min(1, Math.max(0, fraction));

/** Offsets are subtracted as integers and narrowed last. */
const fractionOf = (offset: bigint, { fromNs, toNs }: ZoomRange) =>
  Number(offset - fromNs) / Number(toNs - fromNs);

/** After the bar where there is room, before it, else inside; rather where no flag's line runs through the figures. */
function placeOuter(
  x: number,
  end: number,
  text: string,
  { widthPx, lines = [] }: Pick<Input, "widthPx" | "lines">,
): TextPlace {
  const need = textPx(text) / widthPx;
  const isClear = (from: number, to: number) => !lines.some((line) => line > from && line < to);
  const fitsAfter = 1 - end >= need;
  const fitsBefore = x >= need;
  if (fitsAfter && (isClear(end + GAP_PX / 2 / widthPx, end + need) || !fitsBefore || !isClear(x - need, x)))
    return { place: "after", x: end };
  if (fitsBefore) return { place: "before", x };
  return { place: "inside", x: end };
}

const signedExcess = (ns: bigint) =>
  ns < 0n ? `▼ \u2212${formatDuration(-ns)}` : `▲ +${formatDuration(ns)}`;

function layoutBar(
  span: Span,
  { boot, range, nowNs, widthPx, lines = [], usual, blamed }: Input,
): BarGeometry | OffscreenGeometry {
  const startNs = span.startAt - boot.startAt;
  const endNs = span.state === "open" ? (nowNs ?? range.toNs) : span.endAt - boot.startAt;
  const text =
    span.state === "open"
      ? nowNs === undefined
        ? "…"
        : `${formatDuration(endNs > startNs ? endNs - startNs : 0n)} …`
      : formatDuration(endNs - startNs);
  const from = fractionOf(startNs, range);
  const to = fractionOf(endNs, range);
  if (from > 1 || to < 0)
    return {
      group: span.group,
      edge: from > 1 ? "right" : "left",
      text,
    };
  const x = clamp(from);
  const width = Math.max(0, clamp(to) - x);
  const label = visibleText(spanLabel(span));
  const others = usual?.get(span.slug);
  const longerNs = blamed?.get(span.slug);
  const excess = longerNs === undefined ? undefined : signedExcess(longerNs);
  const told = excess === undefined ? text : `${text} ${excess}`;
  const fits = span.onPath && span.group !== "unattributed" && width * widthPx >= textPx(label);
  return {
    group: span.group,
    state: span.state,
    onPath: span.onPath,
    x,
    width,
    isThin: width * widthPx < THIN_PX,
    inner: fits ? label : undefined,
    outer: { ...placeOuter(x, x + width, told, { widthPx, lines }), text },
    usual: others && layoutUsual(others, from, Number(range.toNs - range.fromNs)),
    excess,
  };
}

function layoutLane(
  row: Extract<WaterfallRow, { kind: "lane" }>,
  { boot, range, nowNs }: Input,
): RowGeometry {
  const lives = row.processes.flatMap((process): LifeGeometry[] => {
    const from = fractionOf(process.startAt - boot.startAt, range);
    const end = process.exitAt === undefined ? (nowNs ?? range.toNs) : process.exitAt - boot.startAt;
    const to = fractionOf(end, range);
    if (from > 1 || to < 0) return [];
    const x = clamp(from);
    return [
      {
        key: `${process.tgid}-${process.startAt}`,
        x,
        width: clamp(to) - x,
        ended: process.exitAt !== undefined && to <= 1,
      },
    ];
  });
  const all = row.marks.map((mark) => ({ mark, x: fractionOf(mark.at - boot.startAt, range) }));
  const marks = all
    .filter(({ x }) => x >= 0 && x <= 1)
    .map(({ mark, x }) => ({ key: `${mark.at}-${mark.seq}-${mark.tgid}`, x, mark }));
  const laterBins = row.bins.filter(({ startAt }) => startAt - boot.startAt >= range.toNs);
  return {
    kind: "lane",
    row,
    lives,
    marks,
    density: layoutDensity(row.bins, boot.startAt, range),
    later: all.filter(({ x }) => x > 1).length + laterBins.reduce((sum, { count }) => sum + count, 0),
  };
}

export function layoutWaterfall(input: Input): readonly RowGeometry[] {
  return input.rows.map((row): RowGeometry => {
    if (row.kind === "lane") return layoutLane(row, input);
    const bar = layoutBar(row.span, input);
    return "edge" in bar ? { kind: "offscreen", row, arrow: bar } : { kind: "bar", row, bar };
  });
}
