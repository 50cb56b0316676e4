import type { Boot, BootProcess, Mark, Span } from "../domain/boot.ts";
import type { MarkBin } from "../domain/marks.ts";
import { LANES, type Lane } from "../domain/phase.ts";
import { compareBigints } from "../domain/time.ts";

/** A row of the waterfall's tree: a lane with its processes and marks, or one of its spans. */
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
    };

/** A span's slug, or its lane: what a row is called on the page. */
export const rowKey = (row: WaterfallRow) => (row.kind === "lane" ? `lane:${row.lane}` : row.span.slug);

/** Where each row stands, by its key. */
export const indexesOf = (rows: readonly WaterfallRow[]): ReadonlyMap<string, number> =>
  new Map(rows.map((row, index): [string, number] => [rowKey(row), index]));

type Input = {
  readonly boot: Boot;
  readonly marks: readonly Mark[];
  readonly bins?: readonly MarkBin[];
  readonly collapsed: readonly Lane[];
};

const byStart = (a: Span, b: Span) => compareBigints(a.startAt, b.startAt);

/** Lanes from the outside in, each with its spans by start; a lane without anything in it is left out. */
export function rowsOf({ boot, marks, bins = [], collapsed }: Input): readonly WaterfallRow[] {
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
      ? [
          head,
          ...spans.map(
            (span, index): WaterfallRow => ({ kind: "span", lane, span, position: index + 1, size }),
          ),
        ]
      : [head];
  });
}
