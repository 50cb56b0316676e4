import {
  compareLetter,
  signedInColumn,
  changeFormat,
  comparedFormat,
  formatChange,
  bootDuration,
  columnFormat,
  deltaOf,
  formatInColumn,
  visibleText,
  type ColumnFormat,
  type Group,
} from "@hacotaki/core";
import type { BootsReport } from "../compare/boots-report.ts";
import { CONCLUSIONS, limitText } from "../compare/limit-words.ts";
import { deltaBar, withArrow } from "./delta.ts";
import { columnWidth, fittingColumns, tableWidth, type RankedColumn } from "./fitting-columns.ts";
import { outcomeText } from "./outcome.ts";
import type { Paint } from "./paint.ts";
import { drawTable } from "./table.ts";
import type { Terminal } from "./terminal.ts";
import { localTime } from "./wall-time.ts";
import { truncate, wrap } from "./width.ts";

const MISSING = "missing";
const NOTHING = "–";
const MOST_LABEL = 40;
const LEAST_HALF = 4;
const MOST_HALF = 16;
const BAR_TITLE = "FASTER │ SLOWER";

/** A line of the table: a span, or the sum of the path. */
type Line = {
  readonly label: string;
  readonly kind: "path" | "total" | "beside";
  readonly group: Group;
  readonly durations: readonly (bigint | undefined)[];
  readonly deltas: readonly (bigint | undefined)[];
};

/** The path, its sum, and what lies beside it. */
function linesOf({ compared, boots }: BootsReport): readonly Line[] {
  const { rows, totals, upTo } = compared;
  const lines = rows.map(
    (row): Line => ({
      label: visibleText(row.label, MOST_LABEL),
      kind: row.onPath ? "path" : "beside",
      group: row.group,
      durations: row.durations,
      deltas: boots.map((_, place) =>
        // Beside the path, what is not there may only not be over yet.
        !row.onPath && (row.durations[place] === undefined || row.durations[0] === undefined)
          ? undefined
          : deltaOf(row, 0, place),
      ),
    }),
  );
  const total: Line = {
    label: upTo === undefined ? "boot" : `up to ${visibleText(upTo, MOST_LABEL)}`,
    kind: "total",
    group: "unattributed",
    durations: totals,
    deltas: totals.map((ns) => ns - (totals[0] ?? 0n)),
  };
  const isPath = ({ kind }: Line) => kind === "path";
  return [...lines.filter(isPath), total, ...lines.filter((line) => !isPath(line))];
}

const painted =
  (lines: readonly Line[], paint: Paint, whole: (line: Line, text: string) => string) =>
  (row: number, text: string) => {
    const line = lines[row];
    if (!line) return text;
    if (line.kind === "total") return paint.bold(whole(line, text));
    return line.kind === "beside" ? paint.dim(text) : whole(line, text);
  };

function durationColumn(
  lines: readonly Line[],
  place: number,
  { format, paint }: { readonly format: ColumnFormat; readonly paint: Paint },
): RankedColumn {
  return {
    title: `${compareLetter(place)}/${format.unit}`,
    cells: lines.map(({ durations, kind }) => {
      const ns = durations[place];
      return ns === undefined ? (kind === "beside" ? NOTHING : MISSING) : formatInColumn(ns, format);
    }),
    alignRight: true,
    rank: place === 0 ? 2 : 1,
    paint: painted(lines, paint, (_, text) => text),
  };
}

type Style = { readonly format: ColumnFormat; readonly terminal: Terminal; readonly paint: Paint };

function deltaColumn(
  lines: readonly Line[],
  place: number,
  { format, terminal, paint }: Style,
): RankedColumn {
  return {
    title: `${compareLetter(place)}−A/${format.unit}`,
    cells: lines.map(({ deltas }) => {
      const ns = deltas[place];
      return ns === undefined ? NOTHING : withArrow(ns, signedInColumn(ns, format), terminal);
    }),
    alignRight: true,
    paint: painted(lines, paint, ({ deltas }, text) => paint.delta(deltas[place] ?? 0n, text)),
  };
}

function shareColumn(lines: readonly Line[], paint: Paint): RankedColumn {
  const changes = changeFormat(
    lines.flatMap(({ durations: [baseline, after], deltas: [, delta] }) =>
      baseline === undefined || after === undefined || delta === undefined ? [] : [{ delta, baseline }],
    ),
  );
  return {
    title: "CHANGE",
    cells: lines.map(({ durations: [before, after], deltas: [, delta] }) => {
      if (delta === undefined) return NOTHING;
      if (before === undefined) return "new";
      return after === undefined ? "gone" : formatChange({ delta, baseline: before }, changes);
    }),
    alignRight: true,
    rank: 3,
    paint: painted(lines, paint, (_, text) => text),
  };
}

/** Drawn into what room is left, if it is enough to see anything. */
function withBars(
  columns: readonly RankedColumn[],
  lines: readonly Line[],
  { terminal, paint }: Style,
): readonly RankedColumn[] {
  const room = Math.floor((terminal.columns - tableWidth(columns) - 3) / 2);
  if (room < LEAST_HALF) return columns;
  const half = Math.min(room, MOST_HALF);
  const spans = lines.filter(({ kind }) => kind === "path");
  const largest = spans.reduce((most, { deltas }) => {
    const ns = deltas[1] ?? 0n;
    const size = ns < 0n ? -ns : ns;
    return size > most ? size : most;
  }, 0n);
  return [
    ...columns,
    {
      title: half >= 7 && terminal.hasBlocks ? " ".repeat(half - 7) + BAR_TITLE : "",
      // Filled in when painted: what escape codes a cell holds must not count as its width.
      cells: lines.map(() => ""),
      paint: (row) => {
        const line = lines[row];
        return line?.kind === "path" ? deltaBar(line.deltas[1] ?? 0n, largest, half, terminal, paint) : "";
      },
    },
  ];
}

const labelColumn = (lines: readonly Line[], room: number, paint: Paint): RankedColumn => ({
  title: "SPAN",
  cells: lines.map(({ label }) => truncate(label, room)),
  paint: painted(lines, paint, ({ kind, group }, text) =>
    kind === "path" ? paint.group(group, text) : text,
  ),
});

/** Candidates that stand side by side in one table. */
function blocks(columns: readonly RankedColumn[], room: number): readonly (readonly RankedColumn[])[] {
  const all: RankedColumn[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const column of columns) {
    const width = columnWidth(column) + 2;
    if (used + width > room) {
      all.push([]);
      used = 0;
    }
    all.at(-1)?.push(column);
    used += width;
  }
  return all;
}

/** A table with a rule above the sum of the path, and a gap below it. */
function drawSummed(
  columns: readonly RankedColumn[],
  lines: readonly Line[],
  { terminal, paint }: Style,
): string[] {
  const [head, ...rows] = drawTable(columns, paint);
  const sum = lines.findIndex(({ kind }) => kind === "total");
  const rule = paint.dim((terminal.hasBlocks ? "─" : "-").repeat(tableWidth(columns)));
  const beside = rows.slice(sum + 1);
  return [
    head ?? "",
    ...rows.slice(0, sum),
    rule,
    ...rows.slice(sum, sum + 1),
    ...(beside.length === 0 ? [] : ["", ...beside]),
  ];
}

function tables(report: BootsReport, terminal: Terminal, paint: Paint): string[] {
  const lines = linesOf(report);
  const style = { format: comparedFormat(report.compared), terminal, paint };
  const label = (others: readonly RankedColumn[]) =>
    labelColumn(lines, Math.max(12, terminal.columns - tableWidth(others) - 2), paint);
  const fit = (others: readonly RankedColumn[]) => {
    const kept = fittingColumns([labelColumn(lines, 12, paint), ...others], terminal.columns).slice(1);
    return [label(kept), ...kept];
  };
  const baseline = durationColumn(lines, 0, style);
  if (report.boots.length === 2) {
    const columns = fit([
      baseline,
      durationColumn(lines, 1, style),
      deltaColumn(lines, 1, style),
      shareColumn(lines, paint),
    ]);
    return drawSummed(withBars(columns, lines, style), lines, style);
  }
  const deltas = report.boots.slice(1).map((_, place) => deltaColumn(lines, place + 1, style));
  const least = Math.min(MOST_LABEL, columnWidth(labelColumn(lines, MOST_LABEL, paint)));
  const room = Math.max(15, terminal.columns - least - columnWidth(baseline) - 2);
  return blocks(deltas, room).flatMap((block, index) => [
    ...(index === 0 ? [] : [""]),
    ...drawSummed(fit([baseline, ...block]), lines, style),
  ]);
}

function chosen({ boots }: BootsReport, terminal: Terminal, paint: Paint): string[] {
  const format = columnFormat(boots.flatMap((boot) => bootDuration(boot) ?? []));
  const columns: readonly RankedColumn[] = [
    { title: "", cells: boots.map((_, place) => compareLetter(place)) },
    { title: "ID", cells: boots.map(({ id }) => id) },
    {
      title: "STARTED",
      cells: boots.map(({ wallTime }) => localTime(wallTime, { isShort: terminal.columns < 100 })),
      rank: 3,
    },
    { title: "CONTAINER", cells: boots.map(({ container }) => visibleText(container, 30)), rank: 1 },
    { title: "HOST", cells: boots.map(({ hostName }) => visibleText(hostName, 30)), rank: 4 },
    { title: "OUTCOME", cells: boots.map(({ outcome }) => outcomeText(outcome, terminal)), rank: 2 },
    {
      title: `BOOT/${format.unit}`,
      cells: boots.map((boot) => {
        const ns = bootDuration(boot);
        return ns === undefined ? NOTHING : formatInColumn(ns, format);
      }),
      alignRight: true,
    },
    { title: "", cells: boots.map((_, place) => (place === 0 ? "baseline" : "")), rank: 5 },
  ];
  return drawTable(fittingColumns(columns, terminal.columns), paint);
}

/** Boots held against the first of them, for people. */
export function drawBoots(report: BootsReport, terminal: Terminal, paint: Paint): string[] {
  const { sentences, judged, conclusion, compared, boots, permalink } = report;
  const limits = judged.flatMap(({ candidate, limits: own }) =>
    own.map((each) => `${boots.length > 2 ? `${compareLetter(candidate)}: ` : ""}${limitText(each)}`),
  );
  const notes = compared.rows.some(({ isCombined }) => isCombined)
    ? ["Spans that not every boot tells apart are compared as a whole."]
    : [];
  return [
    ...sentences.flatMap((sentence) => wrap(sentence, terminal.columns)),
    ...(conclusion === undefined ? [] : [`${CONCLUSIONS[conclusion]}.`]),
    ...limits.flatMap((line) => wrap(line, terminal.columns)),
    "",
    ...chosen(report, terminal, paint),
    "",
    ...tables(report, terminal, paint),
    ...notes.flatMap((note) => wrap(note, terminal.columns)).map((line) => paint.dim(line)),
    ...(permalink === undefined ? [] : ["", permalink]),
  ];
}
