import {
  attributeText,
  chosenPercent,
  cohortLegend,
  pText,
  readableFilter,
  roundedNs,
  signedInColumn,
  changeOf,
  formatChange,
  formatInColumn,
  formatPercent,
  isCounted,
  isTold,
  mediansFormat,
  shiftsFormat,
  visibleText,
  type ComparedMeasure,
} from "@hacotaki/core";
import { shownMeasures, type ChosenCohort, type CohortsReport } from "../compare/cohorts-report.ts";
import { CONCLUSIONS, limitText } from "../compare/limit-words.ts";
import { deltaBar, withArrow } from "./delta.ts";
import { fittingColumns, tableWidth, type RankedColumn } from "./fitting-columns.ts";
import type { Paint } from "./paint.ts";
import { sparklines } from "./sparkline.ts";
import { drawTable } from "./table.ts";
import type { Terminal } from "./terminal.ts";
import { truncate, wrap } from "./width.ts";

const MOST_LABEL = 40;
const LEAST_LABEL = 14;
const NOTHING = "–";
const SAME = "~";
const TOO_FEW = "too few";
const SPARK_COLUMNS = 10;
const LEAST_HALF = 3;
const MOST_HALF = 10;
const MOST_ATTRIBUTES = 8;

const shiftNs = ({ shift }: ComparedMeasure) => roundedNs(shift?.estimate ?? 0);

function told(measure: ComparedMeasure, text: () => string): string {
  if (measure.verdict === "too-few") return TOO_FEW;
  return measure.verdict === "same" ? SAME : text();
}

type Style = { readonly terminal: Terminal; readonly paint: Paint };

function columnsOf({ comparison }: CohortsReport, { terminal, paint }: Style): readonly RankedColumn[] {
  const { measures, options, distributions } = comparison;
  const format = mediansFormat(measures);
  const changes = shiftsFormat(measures);
  const dimmed = (row: number, text: string) => {
    const measure = measures[row];
    return measure && isCounted(measure) ? text : paint.dim(text);
  };
  const column = (title: string, rank: number, cell: (measure: ComparedMeasure) => string): RankedColumn => ({
    title,
    cells: measures.map(cell),
    alignRight: true,
    rank,
    paint: dimmed,
  });
  const median = (side: "baseline" | "candidate") => (measure: ComparedMeasure) => {
    const quantiles = measure[side];
    return quantiles ? formatInColumn(roundedNs(quantiles.p50), format) : NOTHING;
  };
  const coloured = (row: number, text: string) => {
    const measure = measures[row];
    return measure && isTold(measure) && isCounted(measure)
      ? paint.delta(shiftNs(measure), text)
      : dimmed(row, text);
  };
  const lines = measures.map(({ slug }) => {
    const { baseline = [], candidate = [] } = distributions[slug] ?? {};
    return sparklines(baseline, candidate, SPARK_COLUMNS);
  });
  const spread: RankedColumn = {
    title: `${"SPREAD A".padEnd(SPARK_COLUMNS)}  SPREAD B`,
    cells: lines.map((line) => `${line.baseline.padEnd(SPARK_COLUMNS)}  ${line.candidate}`),
    rank: 7,
    paint: dimmed,
  };
  return [
    column("A/" + format.unit, 2, median("baseline")),
    column("B/" + format.unit, 1, median("candidate")),
    {
      title: `SHIFT/${format.unit}`,
      cells: measures.map((measure) =>
        told(measure, () => {
          const ns = shiftNs(measure);
          return withArrow(ns, signedInColumn(ns, format), terminal);
        }),
      ),
      alignRight: true,
      paint: coloured,
    },
    {
      ...column("CHANGE", 3, (measure) => (isTold(measure) ? formatChange(changeOf(measure), changes) : "")),
      paint: coloured,
    },
    column(`${chosenPercent(1 - options.alpha)} INTERVAL`, 5, ({ shift }) =>
      shift
        ? `${signedInColumn(roundedNs(shift.low), format)} … ${signedInColumn(roundedNs(shift.high), format)}`
        : NOTHING,
    ),
    column("P", 4, ({ adjusted }) => pText(adjusted)),
    column("B>A", 9, ({ superiority }) => (superiority === undefined ? NOTHING : formatPercent(superiority))),
    column("N", 8, ({ baseline, candidate }) => `${baseline?.n ?? 0}:${candidate?.n ?? 0}`),
    ...(terminal.hasBlocks ? [spread] : []),
  ];
}

/** Bars of the shifts, where there are any to draw. */
function barColumns(
  { comparison }: CohortsReport,
  half: number,
  { terminal, paint }: Style,
): readonly RankedColumn[] {
  const { measures } = comparison;
  const sizes = measures
    .filter((measure) => measure.onPath && isTold(measure))
    .map((measure) => Math.abs(measure.shift?.estimate ?? 0));
  if (half < LEAST_HALF || sizes.length === 0) return [];
  const largest = roundedNs(Math.max(...sizes));
  return [
    {
      title: "",
      cells: measures.map(() => ""),
      paint: (row) => {
        const measure = measures[row];
        if (!measure?.onPath) return "";
        return deltaBar(isTold(measure) ? shiftNs(measure) : 0n, largest, half, terminal, paint);
      },
    },
  ];
}

function table(report: CohortsReport, style: Style): string[] {
  const { terminal, paint } = style;
  const { measures } = report.comparison;
  const labels = (room: number): RankedColumn => ({
    title: "SPAN",
    cells: measures.map(({ label }) => truncate(visibleText(label, MOST_LABEL), room)),
    paint: (row, text) => {
      const measure = measures[row];
      if (!measure) return text;
      if (measure.slug === "boot" || measure.slug === "ready") return paint.bold(text);
      return measure.onPath && measure.group !== undefined
        ? paint.group(measure.group, text)
        : paint.dim(text);
    },
  });
  const kept = fittingColumns([labels(LEAST_LABEL), ...columnsOf(report, style)], terminal.columns).slice(1);
  const columns = [labels(Math.max(LEAST_LABEL, terminal.columns - tableWidth(kept) - 2)), ...kept];
  const half = Math.min(MOST_HALF, Math.floor((terminal.columns - tableWidth(columns) - 3) / 2));
  return drawTable([...columns, ...barColumns(report, half, style)], paint);
}

function sideText(letter: string, { name, filter }: ChosenCohort, boots: number): string {
  const told = name === undefined ? "" : `"${visibleText(name, 80)}": `;
  return `${letter}  ${told}${readableFilter(filter)} (${boots === 1 ? "1 boot" : `${boots} boots`})`;
}

/** Two cohorts measure by measure, for people. */
export function drawCohorts(report: CohortsReport, terminal: Terminal, paint: Paint): string[] {
  const { comparison, baseline, candidate, sentence, judged, conclusion, permalink } = report;
  const { shared, attributes } = comparison;
  const text = (line: string) => wrap(line, terminal.columns);
  const differs = attributes.slice(0, MOST_ATTRIBUTES).map(attributeText);
  const isEmpty = shownMeasures(comparison).length === 0;
  return [
    ...text(`${CONCLUSIONS[conclusion]}. ${sentence}`),
    ...judged.flatMap((each) => text(limitText(each))),
    "",
    ...text(sideText("A", baseline, comparison.baseline)),
    ...text(sideText("B", candidate, comparison.candidate)),
    ...(shared > 0
      ? text(`${shared === 1 ? "1 boot is" : `${shared} boots are`} on both sides, compared with themselves.`)
      : []),
    ...(isEmpty ? [] : ["", ...table(report, { terminal, paint })]),
    ...(differs.length === 0
      ? []
      : ["", "What else differs:", ...differs.map((line) => truncate(`  ${line}`, terminal.columns))]),
    ...(isEmpty ? [] : ["", ...text(cohortLegend(comparison)).map((line) => paint.dim(line))]),
    ...(permalink === undefined ? [] : ["", permalink]),
  ];
}
