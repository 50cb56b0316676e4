import {
  bootDuration,
  columnFormat,
  formatInColumn,
  formatPercent,
  quantileRank,
  readyDuration,
  scaleEnd,
  timeToDeath,
  visibleText,
  type BootSummary,
  type Percentile,
} from "@hacotaki/core";
import { drawMiniWaterfall } from "./mini-waterfall.ts";
import { outcomeText } from "./outcome.ts";
import type { Paint } from "./paint.ts";
import type { Terminal } from "./terminal.ts";
import { localTime } from "./wall-time.ts";
import { fitLeft, fitRight, widestOf } from "./width.ts";

const GAP = "  ";
const LEAST_NAME = 12;
const LEAST_MINI = 12;
const MOST_MINI = 40;
/** Narrower tables need the room of year and milliseconds for names. */
const FULL_TIME_FROM = 100;
/** From this width on there is room for percentiles. */
export const PERCENTILE_FROM = 92;

type Column = { readonly title: string; readonly cells: readonly string[]; readonly alignRight?: boolean };

const widthOf = ({ title, cells }: Column) => widestOf([title, ...cells]);

/** Durations in the unit of the longest; a blank where there is none. */
function durationColumn(name: string, durations: readonly (bigint | undefined)[]): Column {
  const format = columnFormat(durations.filter((each) => each !== undefined));
  return {
    title: durations.some((each) => each !== undefined) ? `${name}/${format.unit}` : name,
    cells: durations.map((each) => (each === undefined ? "–" : formatInColumn(each, format))),
    alignRight: true,
  };
}

export type BootTableOptions = {
  /** Nothing is cut or left out, whatever the terminal's width; the haco file is a column more. */
  readonly isWide: boolean;
  /** In the order of the boots. */
  readonly percentiles: readonly Percentile[];
  /** Slug of a span to show as a column. */
  readonly span: string | undefined;
};

function percentileColumn(percentiles: readonly Percentile[]): Column {
  return {
    title: "PCT",
    cells: percentiles.map((each) => (each === undefined ? "–" : formatPercent(each))),
    alignRight: true,
  };
}

const spanColumn = (boots: readonly BootSummary[], slug: string): Column =>
  durationColumn(
    slug.toUpperCase(),
    boots.map(({ spans }) => spans.find((span) => span.slug === slug)?.durationNs),
  );

/** One scale for all rows, which a single boot that is far longer does not stretch. */
function scaleOf(boots: readonly BootSummary[]): bigint {
  const lengths = boots
    .map((boot) => Number(bootDuration(boot) ?? timeToDeath(boot) ?? 0n))
    .sort((a, b) => a - b);
  const p95 = lengths[quantileRank(lengths.length, 0.95)] ?? 0;
  return BigInt(scaleEnd(p95, lengths.at(-1) ?? 0));
}

const lengthOf = (boot: BootSummary) => bootDuration(boot) ?? timeToDeath(boot);
/** Whether a row's figure does not begin with haconiwa's start. */
const isSinceFirstPhase = (boot: BootSummary) => boot.startBy === "phase" && lengthOf(boot) !== undefined;

/** Figures with a sign behind those that are marked, and as much room behind the others. */
const withSign = ({ title, cells, ...rest }: Column, marked: readonly boolean[], sign: string): Column =>
  marked.includes(true)
    ? { title: `${title} `, cells: cells.map((cell, row) => cell + (marked[row] ? sign : " ")), ...rest }
    : { title, cells, ...rest };

/** Boots as rows, in the order they come. Narrow terminals lose the host, then part of the names. */
export function bootTable(
  boots: readonly BootSummary[],
  screen: Terminal,
  paint: Paint,
  { isWide, percentiles, span }: BootTableOptions,
): string[] {
  const terminal = isWide ? { ...screen, columns: Number.MAX_SAFE_INTEGER } : screen;
  const sign = terminal.hasBlocks ? "†" : "*";
  const isHeld = terminal.columns >= PERCENTILE_FROM && percentiles.some((each) => each !== undefined);
  const container: Column = {
    title: "CONTAINER",
    cells: boots.map((boot) => visibleText(boot.container, 80)),
  };
  const host: Column = { title: "HOST", cells: boots.map((boot) => visibleText(boot.hostName, 60)) };
  const others: Column[] = [
    { title: "ID", cells: boots.map((boot) => boot.id) },
    {
      title: "STARTED",
      cells: boots.map((boot) => localTime(boot.wallTime, { isShort: terminal.columns < FULL_TIME_FROM })),
    },
    { title: "OUTCOME", cells: boots.map((boot) => outcomeText(boot.outcome, terminal)) },
    withSign(durationColumn("BOOT", boots.map(lengthOf)), boots.map(isSinceFirstPhase), sign),
    durationColumn("READY", boots.map(readyDuration)),
    ...(span === undefined ? [] : [spanColumn(boots, span)]),
    ...(isHeld ? [percentileColumn(percentiles)] : []),
  ];
  const hacoFile: Column = {
    title: "HACO FILE",
    cells: boots.map((each) => (each.hacoFile === undefined ? "–" : visibleText(each.hacoFile, 200))),
  };
  const fixed = others.reduce((sum, column) => sum + widthOf(column) + GAP.length, 0);
  const room = terminal.columns - fixed;
  const hasHost = room >= 2 * (LEAST_NAME + GAP.length);
  const nameColumns = Math.max(
    LEAST_NAME,
    Math.min(widthOf(container), room - (hasHost ? LEAST_NAME + GAP.length : 0)),
  );
  const hostColumns = hasHost ? Math.min(widthOf(host), room - nameColumns - GAP.length) : 0;
  const left = room - nameColumns - (hasHost ? hostColumns + GAP.length : 0);
  const miniColumns = !isWide && left - GAP.length >= LEAST_MINI ? Math.min(left - GAP.length, MOST_MINI) : 0;
  const scaleNs = scaleOf(boots);

  const cell = (column: Column, text: string, columns = widthOf(column)) =>
    column.alignRight === true ? fitRight(text, columns) : fitLeft(text, columns);
  const [id, started, outcome, ...figures] = others;
  const columns = [
    ...(id ? [[id, widthOf(id)] as const] : []),
    ...(started ? [[started, widthOf(started)] as const] : []),
    [container, nameColumns] as const,
    ...(hasHost ? [[host, hostColumns] as const] : []),
    ...(outcome ? [[outcome, widthOf(outcome)] as const] : []),
    ...figures.map((column) => [column, widthOf(column)] as const),
    ...(isWide ? [[hacoFile, widthOf(hacoFile)] as const] : []),
  ];
  const header = columns.map(([column, width]) => cell(column, column.title, width)).join(GAP);
  const rows = boots.map((each, row) => {
    const cells = columns.map(([column, width]) => {
      const text = cell(column, column.cells[row] ?? "", width);
      return column === outcome ? paint.outcome(each.outcome, text) : text;
    });
    const mini = miniColumns > 0 ? GAP + drawMiniWaterfall(each, scaleNs, miniColumns, terminal, paint) : "";
    return (cells.join(GAP) + mini).trimEnd();
  });
  const note = boots.some(isSinceFirstPhase)
    ? [paint.dim(`${sign} since the first phase seen: the start of haconiwa was not seen`)]
    : [];
  return [paint.dim(header.trimEnd()), ...rows, ...note];
}
