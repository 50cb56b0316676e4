import type { Boot, BootProcess, Mark, Span } from "../domain/boot.ts";
import type { MarkBin } from "../domain/marks.ts";
import { LANES, type Lane } from "../domain/phase.ts";
import { isExpanded, type Expanded, type ShownDetail } from "../domain/shown-detail.ts";
import { compareBigints } from "../domain/time.ts";
import { insideRows, type InsideRow } from "./inside.ts";

/** A row of the waterfall's tree: a lane with its processes and marks, one of its spans, or what ran in a span. */
export type WaterfallRow =
  | {
      readonly kind: "lane";
      readonly lane: Lane;
      readonly processes: readonly BootProcess[];
      readonly marks: readonly Mark[];
      /** Where there are too many to be drawn one by one. */
      readonly bins: readonly MarkBin[];
      readonly spanCount: number;
      readonly isOpen: boolean;
    }
  | {
      readonly kind: "span";
      readonly lane: Lane;
      readonly span: Span;
      readonly position: number;
      readonly size: number;
      /** Whether its inside is shown; undefined where nothing is known of it. */
      readonly isOpen?: boolean;
    }
  | (InsideRow & { readonly lane: Lane; readonly span: Span });

/** A span's slug, its lane, or the slug with a part of its inside: what a row is called on the page. */
export function rowKey(row: WaterfallRow): string {
  if (row.kind === "lane") return `lane:${row.lane}`;
  return row.kind === "span" ? row.span.slug : `${row.span.slug}/${row.part}`;
}

/** How deep a row lies in the tree: 1 is a lane, 2 a span. */
export const levelOf = (row: WaterfallRow): number =>
  row.kind === "lane" ? 1 : row.kind === "span" ? 2 : 2 + row.depth;

/** Deeper rows stand no further in. */
const DEEPEST = 5;

/** How far in a row below a span stands: 1 is the first step. */
export const shownDepth = ({ depth }: Pick<InsideRow, "depth">): number => Math.min(depth, DEEPEST);

/** Where each row stands, by its key. */
export const indexesOf = (rows: readonly WaterfallRow[]): ReadonlyMap<string, number> =>
  new Map(rows.map((row, index): [string, number] => [rowKey(row), index]));

type Input = {
  readonly boot: Boot;
  readonly marks: readonly Mark[];
  readonly bins?: readonly MarkBin[];
  readonly collapsed: readonly Lane[];
  /** What is known of the inside of spans, and of which of them it is shown. */
  readonly detail?: ShownDetail | undefined;
  readonly expanded?: Expanded | undefined;
};

const byStart = (a: Span, b: Span) => compareBigints(a.startAt, b.startAt);

/** A span, and below it what ran in it where that is known and shown. */
function spanRows(
  span: Span,
  place: { readonly position: number; readonly size: number },
  { boot, detail, expanded }: Input,
): readonly WaterfallRow[] {
  const { lane } = span;
  const known = detail?.spans.find(({ slug }) => slug === span.slug);
  const hasInside = known !== undefined && known.calls + known.helpers > 0;
  if (!hasInside) return [{ kind: "span", lane, span, ...place }];
  const isOpen = isExpanded(expanded, span.slug);
  const head: WaterfallRow = { kind: "span", lane, span, ...place, isOpen };
  if (!isOpen || detail?.inside === undefined) return [head];
  return [
    head,
    ...insideRows(span, detail.inside, boot.startAt, expanded).map((row) => ({ ...row, lane, span })),
  ];
}

/** Lanes from the outside in, each with its spans by start; a lane without anything in it is left out. */
export function rowsOf(input: Input): readonly WaterfallRow[] {
  const { boot, marks, bins = [], collapsed } = input;
  return LANES.flatMap((lane): WaterfallRow[] => {
    const spans = boot.spans.filter((span) => span.lane === lane).sort(byStart);
    const processes = boot.processes.filter((process) => process.lane === lane);
    const laneMarks = marks.filter((mark) => mark.lane === lane);
    const laneBins = bins.filter((bin) => bin.lane === lane);
    if (spans.length + processes.length + laneMarks.length + laneBins.length === 0) return [];
    const isOpen = !collapsed.includes(lane);
    const head: WaterfallRow = {
      kind: "lane",
      lane,
      processes,
      marks: laneMarks,
      bins: laneBins,
      spanCount: spans.length,
      isOpen,
    };
    const size = spans.length;
    return isOpen
      ? [head, ...spans.flatMap((span, index) => spanRows(span, { position: index + 1, size }, input))]
      : [head];
  });
}
