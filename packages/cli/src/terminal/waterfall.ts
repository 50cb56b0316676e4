import {
  columnFormat,
  formatInColumn,
  formatDuration,
  formatPercent,
  formatTimes,
  heldAgainst,
  instant,
  LANES,
  spanLabel,
  usualOf,
  visibleText,
  type Boot,
  type BootDetail,
  type DrawnMarks,
  type Lane,
  type Mark,
  type MarkBin,
  type Population,
  type Span,
} from "@hacotaki/core";
import { columnAt, drawBar } from "./bar.ts";
import { insideOf, type Inside, type InsideRow } from "./inside-rows.ts";
import type { Paint } from "./paint.ts";
import { placeLabels, ticksOf } from "./ruler.ts";
import type { Terminal } from "./terminal.ts";
import { displayWidth, fitLeft, fitRight, widestOf } from "./width.ts";
import { windowOf } from "./window.ts";

const INDENT = "  ";
const LEAST_LABEL = 10;
const COLUMNS_A_TICK = 9;
/** Of a terminal's columns, at most; calls are told with their arguments. */
const LABELS = 0.34;
const LABELS_WITH_CALLS = 0.45;
/** More marks than this say nothing more in a terminal; `--json` has them all. */
const MOST_MARKS = 12;

/** Narrower terminals need the room for the bars. */
const NOTES_FROM = 72;
const NOTE_COLUMNS = 15;
const NOTE_TITLE = "×usual   pct";

/** How each closed span compares: "  2.6×    97 %". Nothing at all where nothing is usual. */
function notesOf(boot: Boot, population: Population | undefined): ReadonlyMap<Span, string> {
  const known = new Map(population?.spans.map((each) => [each.slug, each]));
  return new Map(
    boot.spans.flatMap((span): [Span, string][] => {
      const usual = span.state === "closed" ? usualOf(known.get(span.slug)) : undefined;
      if (usual === undefined || span.state !== "closed") return [];
      const { times } = heldAgainst(span.endAt - span.startAt, usual);
      const percentile = usual.percentile === undefined ? "–" : formatPercent(usual.percentile);
      return [[span, fitRight(times === undefined ? "–" : formatTimes(times), 8) + fitRight(percentile, 7)]];
    }),
  );
}

type Layout = {
  readonly labelColumns: number;
  readonly barColumns: number;
  readonly durationColumns: number;
  readonly lengthNs: bigint;
  readonly startAt: bigint;
  /** Columns of the instants that cross all rows: exec and ready. */
  readonly lines: readonly number[];
};

const fraction = (layout: Layout, at: bigint) => Number(at - layout.startAt) / Number(layout.lengthNs);

/** An empty row of bars, with the lines that cross it. */
const crossed = (layout: Layout, { hasBlocks }: Terminal) => {
  const cells = Array.from({ length: layout.barColumns }, () => " ");
  for (const column of layout.lines) cells[column] = hasBlocks ? "┊" : "|";
  return cells;
};

/** Puts `text` over a row's cells from `column` on; what is left and right of it is dimmed. */
function overlay(
  cells: readonly string[],
  column: number,
  text: string,
  paint: Paint,
  tint: (text: string) => string,
) {
  const width = displayWidth(text);
  const left = cells.slice(0, column).join("");
  const right = cells.slice(column + width).join("");
  return dimmed(left, paint) + tint(text) + dimmed(right, paint);
}
const dimmed = (text: string, paint: Paint) => (text.trim() === "" ? text : paint.dim(text));

function durationText(span: Span, format: ReturnType<typeof columnFormat>): string {
  if (span.state === "open") return "open";
  return `${formatInColumn(span.endAt - span.startAt, format)} ${format.unit}`;
}

function spanRow(
  span: Span,
  boot: Boot,
  layout: Layout,
  durations: string,
  terminal: Terminal,
  paint: Paint,
): string {
  const start = fraction(layout, span.startAt);
  const end = span.state === "open" ? 1 : fraction(layout, span.endAt);
  const kind = span.group === "unattributed" ? "hatched" : span.state === "open" ? "open" : "solid";
  const cells = crossed(layout, terminal);
  const tint = (text: string) => (span.onPath ? paint.group(span.group, text) : paint.dim(text));
  const beyond = terminal.hasBlocks ? "→" : ">";
  const failed = span.state === "failed" ? (terminal.hasBlocks ? "✗ " : "x ") : "";
  const label = `${INDENT}${failed}${visibleText(spanLabel(span), 80)}`;
  let bars: string;
  if (end <= 0 && span.startAt < boot.startAt)
    bars = overlay(cells, 0, terminal.hasBlocks ? "←" : "<", paint, tint);
  else if (start >= 1) bars = overlay(cells, layout.barColumns - 1, beyond, paint, tint);
  else {
    const bar = drawBar({ start, end: Math.min(end, 1) }, layout.barColumns, {
      kind,
      hasBlocks: terminal.hasBlocks,
    });
    const text = end > 1 && kind !== "open" ? bar.text.slice(0, -1) + beyond : bar.text;
    bars = overlay(cells, bar.column, text, paint, tint);
  }
  const name = fitLeft(label, layout.labelColumns);
  const length = fitRight(durations, layout.durationColumns);
  const isOver = span.onPath || boot.outcome === "booting";
  return `${span.state === "failed" ? paint.failure(name) : name} ${bars} ${isOver ? length : paint.dim(length)}`;
}

/** What ran in a span: its bar where it ran, its length, and behind it how it went. */
function insideRow(row: InsideRow, layout: Layout, terminal: Terminal, paint: Paint): string {
  const start = Math.min(Math.max(fraction(layout, row.startAt), 0), 1);
  const end = row.endAt === undefined ? 1 : Math.min(Math.max(fraction(layout, row.endAt), start), 1);
  const kind = row.endAt === undefined ? "open" : "solid";
  const bar = drawBar({ start, end }, layout.barColumns, { kind, hasBlocks: terminal.hasBlocks });
  const tint = row.isFailed ? paint.failure : paint.dim;
  const bars = overlay(crossed(layout, terminal), bar.column, bar.text, paint, tint);
  const length = row.endAt === undefined ? "open" : formatDuration(row.endAt - row.startAt);
  const name = fitLeft(`${INDENT}${INDENT}${row.label}`, layout.labelColumns);
  return `${row.isFailed ? paint.failure(name) : paint.dim(name)} ${bars} ${paint.dim(fitRight(length, layout.durationColumns))}`;
}

function markRow(mark: Mark, layout: Layout, at: string, terminal: Terminal, paint: Paint): string {
  const text = mark.text === undefined ? "" : ` ${visibleText(mark.text, 40)}`;
  const label = `${INDENT}${visibleText(mark.name, 40)}${text}`;
  const where = fraction(layout, mark.at);
  const cells = crossed(layout, terminal);
  const sign = where > 1 ? (terminal.hasBlocks ? "→" : ">") : terminal.hasBlocks ? "◆" : "*";
  const bars = overlay(cells, columnAt(where, layout.barColumns), sign, paint, (shown) => shown);
  return `${fitLeft(label, layout.labelColumns)} ${bars} ${fitRight(at, layout.durationColumns)}`;
}

const LEVELS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;
const PLAIN_LEVELS = [".", ":", "*", "#"] as const;

/** Marks of a lane that are too many for a row each: how many lie in each column, by the logarithm. */
function densityRow(bins: readonly MarkBin[], layout: Layout, terminal: Terminal, paint: Paint): string {
  const counts = Array.from({ length: layout.barColumns }, () => 0);
  let later = 0;
  for (const { startAt, count } of bins) {
    const where = fraction(layout, startAt);
    const column = columnAt(where, layout.barColumns);
    if (where >= 1) later += count;
    else counts[column] = (counts[column] ?? 0) + count;
  }
  const most = Math.log1p(counts.reduce((max, count) => Math.max(max, count), 0));
  const levels = terminal.hasBlocks ? LEVELS : PLAIN_LEVELS;
  let cells = crossed(layout, terminal);
  for (const [column, count] of counts.entries()) {
    if (count === 0) continue;
    const level = Math.ceil((Math.log1p(count) / most) * levels.length) - 1;
    cells = cells.with(column, levels[level] ?? levels[0]);
  }
  if (later > 0) cells = cells.with(layout.barColumns - 1, terminal.hasBlocks ? "→" : ">");
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  const label = fitLeft(`${INDENT}${total} marks`, layout.labelColumns);
  return `${label} ${dimmed(cells.join(""), paint)}${" ".repeat(layout.durationColumns + 1)}`.trimEnd();
}

/** The flags over the lines: "exec ▾" ends in the exec's column, "▾ ready" begins in its own. */
function flagRow(boot: Boot, layout: Layout, isReadyBeyond: boolean, terminal: Terminal): string | undefined {
  const sign = terminal.hasBlocks ? "▾" : "v";
  let row = "";
  if (boot.upAt !== undefined) {
    const name = boot.upBy === "phase" ? "EXECING" : "exec";
    const column = columnAt(fraction(layout, boot.upAt), layout.barColumns);
    row =
      column >= name.length + 1
        ? `${" ".repeat(column - name.length - 1)}${name} ${sign}`
        : `${" ".repeat(column)}${sign} ${name}`;
  }
  if (boot.readyAt !== undefined) {
    const name = boot.readyPort === undefined ? "ready" : `ready :${boot.readyPort}`;
    if (isReadyBeyond) {
      const arrow = terminal.hasBlocks ? "→" : ">";
      const room = layout.barColumns - row.length - (row === "" ? 0 : 1);
      const text = [`${name} ${arrow}`, `ready ${arrow}`, arrow].find((each) => each.length <= room);
      if (text !== undefined) row = row.padEnd(layout.barColumns - text.length) + text;
    } else {
      const column = columnAt(fraction(layout, boot.readyAt), layout.barColumns);
      const text = `${name} ${sign}`;
      if (column - text.length >= row.length) row = row.padEnd(column + 1 - text.length) + text;
      else if (column >= row.length) row = row.padEnd(column) + sign;
    }
  }
  return row === "" ? undefined : row;
}

function layoutOf(
  boot: Boot,
  marks: readonly Mark[],
  durations: readonly string[],
  terminal: Terminal,
  noteColumns: number,
  inside: ReadonlyMap<Span, Inside>,
) {
  const window = windowOf(boot);
  const labels = [...boot.spans.map(spanLabel), ...marks.map((mark) => `${mark.name} ${mark.text ?? ""}`)];
  const rows = [...inside.values()].flatMap(({ rows }) => rows.map(({ label }) => `${INDENT}${label}`));
  const widest = Math.max(LEAST_LABEL, widestOf([...labels, ...rows]) + INDENT.length + 2);
  const share = inside.size === 0 ? LABELS : LABELS_WITH_CALLS;
  const labelColumns = Math.min(widest, Math.floor(terminal.columns * share));
  const durationColumns = Math.max(4, widestOf(durations));
  const layout: Layout = {
    labelColumns,
    durationColumns,
    barColumns: Math.max(8, terminal.columns - labelColumns - durationColumns - 2 - noteColumns),
    lengthNs: window.lengthNs,
    startAt: boot.startAt,
    lines: [],
  };
  const instants = [boot.upAt, window.isReadyBeyond ? undefined : boot.readyAt];
  const lines = instants.flatMap((at) =>
    at === undefined ? [] : [columnAt(fraction(layout, at), layout.barColumns)],
  );
  return { layout: { ...layout, lines }, isReadyBeyond: window.isReadyBeyond };
}

/** Marks and counts of a lane alike, as counts. */
const denseOf = (lane: Lane, { marks, bins }: Pick<DrawnMarks, "marks" | "bins">): readonly MarkBin[] => [
  ...marks.flatMap((mark) =>
    mark.lane === lane ? [{ lane, startAt: mark.at, endAt: instant(mark.at + 1n), count: 1 }] : [],
  ),
  ...bins.filter((bin) => bin.lane === lane),
];

const laneTitle = (boot: Boot, lane: Lane): string => {
  const process = boot.processes.find((each) => each.lane === lane);
  const pid = process?.tgid === undefined ? "" : ` ${process.tgid}`;
  return `${lane}${pid}`;
};

/**
 * Draws a boot, row by row: ruler, flags, then the lanes with their spans in time order and their marks.
 * The sum of the undimmed durations is the boot's.
 */
export function drawWaterfall(
  boot: Boot,
  { marks, bins, total }: DrawnMarks,
  terminal: Terminal,
  paint: Paint,
  population?: Population,
  detail?: BootDetail,
): string[] {
  const notes = terminal.columns < NOTES_FROM ? new Map<Span, string>() : notesOf(boot, population);
  const noteColumns = notes.size === 0 ? 0 : NOTE_COLUMNS;
  const durationsOf = (isOnPath: boolean) =>
    boot.spans.flatMap((span) =>
      span.state === "open" || span.onPath !== isOnPath ? [] : [span.endAt - span.startAt],
    );
  const format = columnFormat(durationsOf(true), durationsOf(false));
  const shown = bins.length > 0 ? [] : marks.slice(0, MOST_MARKS);
  const durations = new Map(boot.spans.map((span) => [span, durationText(span, format)]));
  const instants = new Map(
    shown.map((mark) => [mark, `@ ${formatInColumn(mark.at - boot.startAt, format)} ${format.unit}`]),
  );
  const insides = new Map(
    detail === undefined ? [] : boot.spans.map((span) => [span, insideOf(detail, span.slug)]),
  );
  const { layout, isReadyBeyond } = layoutOf(
    boot,
    shown,
    [...durations.values(), ...instants.values()],
    terminal,
    noteColumns,
    insides,
  );
  const margin = " ".repeat(layout.labelColumns + 1);
  const lengthNs = Number(layout.lengthNs);
  const ticks = ticksOf(lengthNs, Math.floor(layout.barColumns / COLUMNS_A_TICK)).map(({ atNs, label }) => ({
    column: columnAt(atNs / lengthNs, layout.barColumns),
    text: label,
  }));
  const flags = flagRow(boot, layout, isReadyBeyond, terminal);
  const ruler = placeLabels(ticks, layout.barColumns);
  const title = fitRight(NOTE_TITLE, layout.durationColumns + 1 + noteColumns);
  const rows = [
    margin + paint.dim(noteColumns === 0 ? ruler.trimEnd() : fitLeft(ruler, layout.barColumns) + title),
  ];
  if (flags !== undefined) rows.push(margin + flags);
  for (const lane of LANES) {
    const spans = boot.spans.filter((span) => span.lane === lane);
    const lanes = shown.filter((mark) => mark.lane === lane);
    const dense = denseOf(lane, { marks: bins.length > 0 ? marks : [], bins });
    if (spans.length + lanes.length + dense.length === 0) continue;
    rows.push(paint.bold(laneTitle(boot, lane)));
    for (const span of spans) {
      rows.push(
        spanRow(span, boot, layout, durations.get(span) ?? "", terminal, paint) +
          paint.dim((notes.get(span) ?? "").trimEnd()),
      );
      const inside = insides.get(span);
      for (const row of inside?.rows ?? []) rows.push(insideRow(row, layout, terminal, paint));
      for (const note of inside?.notes ?? [])
        rows.push(paint.dim(fitLeft(`${INDENT}${INDENT}${note}`, terminal.columns).trimEnd()));
    }
    for (const mark of lanes) rows.push(markRow(mark, layout, instants.get(mark) ?? "", terminal, paint));
    if (dense.length > 0) rows.push(densityRow(dense, layout, terminal, paint));
  }
  if (bins.length > 0) rows.push(paint.dim(`${INDENT}${total} marks in all (--json lists them)`));
  else if (total > shown.length)
    rows.push(paint.dim(`${INDENT}and ${total - shown.length} more marks (--json lists them all)`));
  return rows;
}
