import type { Boot, Group, Mark, Span } from "../domain/boot.ts";
import type { SpanInside } from "../domain/shown-detail.ts";
import { spanLabel } from "../domain/span.ts";
import type { ZoomRange } from "../domain/time.ts";
import { instant } from "../domain/time.ts";
import { counted, formatDuration, visibleText } from "../words/format.ts";
import { signalName } from "../words/signal.ts";
import { layoutDensity, type Density } from "./density.ts";
import { sharedAsCounted, sharedNs } from "./inside.ts";
import type { WaterfallRow } from "./rows.ts";
import { layoutStates, type StateGeometry } from "./states.ts";
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
  /** What its process did meanwhile, as shares; none where that is not known or not shown. */
  readonly states: readonly StateGeometry[];
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

type RowOf<Kind extends WaterfallRow["kind"]> = Extract<WaterfallRow, { kind: Kind }>;
/** A system call or a helper inside of a span, as a bar; how it failed is told behind its duration. */
export type PartGeometry = Pick<BarGeometry, "group" | "x" | "width" | "isThin" | "outer"> & {
  readonly state: "closed" | "open";
  readonly error: string | undefined;
};

export type RowGeometry =
  | {
      readonly kind: "lane";
      readonly row: RowOf<"lane">;
      readonly lives: readonly LifeGeometry[];
      readonly marks: readonly MarkGeometry[];
      /** Of marks too many to be drawn one by one. */
      readonly density: Density | undefined;
      /** Marks right of the range. */
      readonly later: number;
    }
  | { readonly kind: "bar"; readonly row: RowOf<"span">; readonly bar: BarGeometry }
  | { readonly kind: "part"; readonly row: RowOf<"call" | "helper">; readonly part: PartGeometry }
  | {
      readonly kind: "shorter";
      readonly row: RowOf<"shorter">;
      readonly group: Group;
      readonly density: Density | undefined;
      /** There is nothing in it but waits that held nobody up. */
      readonly isIdle: boolean;
      /** What all of them took, without such waits where there is anything else. */
      readonly ns: bigint;
    }
  | {
      readonly kind: "offscreen";
      readonly row: RowOf<"span" | "call" | "helper">;
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
  /** What processes did meanwhile, by slug; none where it is not shown. */
  readonly states?: ReadonlyMap<string, SpanInside>;
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

/** What is drawn as a bar: until now, where it has no end. */
type Stretch = { readonly group: Group; readonly startAt: bigint; readonly endAt: bigint | undefined };
type Placed = Pick<BarGeometry, "x" | "width" | "isThin"> & {
  readonly text: string;
  /** Its ends as fractions of the range, which it may exceed. */
  readonly from: number;
  readonly to: number;
};

const SECOND_NS = 1_000_000_000n;
/** How long what is open has gone on: from a second on by the clock of all that tells of the boot. */
function soFarText(startNs: bigint, nowNs: bigint): string {
  const ns = (nowNs < SECOND_NS ? nowNs : counted(nowNs)) - startNs;
  return `${formatDuration(ns < 0n ? 0n : ns)} …`;
}

/** Where a stretch of time lies in the range; an arrow where it lies outside. */
function placeStretch(
  { group, startAt, endAt }: Stretch,
  { boot, range, nowNs, widthPx }: Input,
): Placed | OffscreenGeometry {
  const startNs = startAt - boot.startAt;
  const endNs = endAt === undefined ? (nowNs ?? range.toNs) : endAt - boot.startAt;
  const text =
    endAt !== undefined
      ? formatDuration(endNs - startNs)
      : nowNs === undefined
        ? "…"
        : soFarText(startNs, endNs);
  const from = fractionOf(startNs, range);
  const to = fractionOf(endNs, range);
  if (from > 1 || to < 0) return { group, edge: from > 1 ? "right" : "left", text };
  const x = clamp(from);
  const width = Math.max(0, clamp(to) - x);
  return { x, width, isThin: width * widthPx < THIN_PX, text, from, to };
}

function layoutBar(span: Span, input: Input): BarGeometry | OffscreenGeometry {
  const { range, widthPx, lines = [], usual, blamed, states } = input;
  const endAt = span.state === "open" ? undefined : span.endAt;
  const placed = placeStretch({ group: span.group, startAt: span.startAt, endAt }, input);
  if ("edge" in placed) return placed;
  const { x, width, isThin, text, from, to } = placed;
  const label = visibleText(spanLabel(span));
  const others = usual?.get(span.slug);
  const longerNs = blamed?.get(span.slug);
  const excess = longerNs === undefined ? undefined : signedExcess(longerNs);
  const told = excess === undefined ? text : `${text} ${excess}`;
  const fits = span.onPath && span.group !== "unattributed" && width * widthPx >= textPx(label);
  const inside = states?.get(span.slug);
  return {
    group: span.group,
    state: span.state,
    onPath: span.onPath,
    x,
    width,
    isThin,
    inner: fits ? label : undefined,
    outer: { ...placeOuter(x, x + width, told, { widthPx, lines }), text },
    usual: others && layoutUsual(others, from, Number(range.toNs - range.fromNs)),
    states: inside ? layoutStates(inside, from, to) : [],
    excess,
  };
}

/** How a helper failed: its exit code or signal. */
const failureOf = ({ exitCode = 0, exitSignal = 0 }: RowOf<"helper">["helper"]) =>
  exitSignal !== 0 ? signalName(exitSignal) : exitCode !== 0 ? `exit ${exitCode}` : undefined;

function layoutPart(row: RowOf<"call" | "helper">, input: Input): RowGeometry {
  const { widthPx, lines = [] } = input;
  const { startAt, endAt } = row.kind === "call" ? row.call : row.helper;
  const { group } = row.span;
  const placed = placeStretch({ group, startAt, endAt }, input);
  if ("edge" in placed) return { kind: "offscreen", row, arrow: placed };
  const { x, width, isThin, text } = placed;
  const error =
    row.kind === "helper" ? failureOf(row.helper) : row.call.isError === true ? row.call.result : undefined;
  const told = error === undefined ? text : `${text} ${error}`;
  return {
    kind: "part",
    row,
    part: {
      group,
      state: endAt === undefined ? "open" : "closed",
      x,
      width,
      isThin,
      outer: { ...placeOuter(x, x + width, told, { widthPx, lines }), text },
      error,
    },
  };
}

/** So many px is a stretch of a density of calls wide: what lies closer together is one. */
const COLUMN_PX = 3;

/** Many calls on one row: in how many of them something ran, stretch by stretch. */
function layoutShorter(row: RowOf<"shorter">, { boot, range, widthPx }: Input): RowGeometry {
  const columns = Math.max(1, Math.ceil(widthPx / COLUMN_PX));
  const length = range.toNs - range.fromNs;
  const counts = new Map<number, number>();
  const columnOf = (at: bigint) =>
    Number(((at - boot.startAt - range.fromNs) * BigInt(columns)) / (length === 0n ? 1n : length));
  for (const { startAt, endAt = startAt } of sharedAsCounted(row.calls)) {
    const last = Math.min(columns - 1, columnOf(endAt));
    for (let column = Math.max(0, columnOf(startAt)); column <= last; column++)
      counts.set(column, (counts.get(column) ?? 0) + 1);
  }
  const edge = (column: number) =>
    instant(boot.startAt + range.fromNs + (length * BigInt(column)) / BigInt(columns));
  const bins = [...counts].map(([column, count]) => ({
    lane: row.lane,
    startAt: edge(column),
    endAt: edge(column + 1),
    count,
  }));
  return {
    kind: "shorter",
    row,
    group: row.span.group,
    density: layoutDensity(bins, boot.startAt, range),
    isIdle: row.calls.every(({ isIdle }) => isIdle),
    ns: sharedNs(row.calls),
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
    if (row.kind === "shorter") return layoutShorter(row, input);
    if (row.kind !== "span") return layoutPart(row, input);
    const bar = layoutBar(row.span, input);
    return "edge" in bar ? { kind: "offscreen", row, arrow: bar } : { kind: "bar", row, bar };
  });
}
