import {
  chosenPercent,
  comparedBootsMarkdown,
  compareLetter,
  escapeMarkdown,
  formatInColumn,
  markdownFold,
  markdownProse,
  markdownTable,
  signedInColumn,
  changeOf,
  formatChange,
  mediansFormat,
  shiftsFormat,
  type ComparedMeasure,
} from "@hacotaki/core";
import { attributeText, pText } from "../terminal/compare-cohorts.ts";
import type { BootsReport } from "./boots-report.ts";
import { readableFilter, shownMeasures, type ChosenCohort, type CohortsReport } from "./cohorts-report.ts";
import { cohortLegend, roundedNs } from "./cohorts-words.ts";
import { CONCLUSIONS, limitText } from "./limit-words.ts";

const arrow = (ns: bigint) => (ns > 0n ? "▲ " : ns < 0n ? "▼ " : "");

/** A list ends with a blank line; no list is nothing. */
const listed = (items: readonly string[]): readonly string[] => (items.length === 0 ? [] : [...items, ""]);
const linkLines = (permalink: string | undefined): readonly string[] =>
  permalink === undefined ? [] : ["", `[Open this comparison](<${permalink}>)`];

/** Boots held against the first of them, fit for a pull request. */
export const bootsMarkdown = ({
  boots,
  compared,
  judged,
  conclusion,
  permalink,
}: BootsReport): readonly string[] => [
  ...comparedBootsMarkdown({
    title: conclusion === undefined ? "Boots compared" : CONCLUSIONS[conclusion],
    boots,
    compared,
    baseline: 0,
    remarks: judged.flatMap(({ candidate, limits }) =>
      limits.map((each) => `${compareLetter(candidate)}: ${limitText(each)}`),
    ),
  }),
  ...linkLines(permalink),
];

function sideLine(letter: string, { name, filter }: ChosenCohort, boots: number): string {
  const told = name === undefined ? "" : `${markdownProse(name)}: `;
  return `- ${letter}: ${told}\`${readableFilter(filter)}\`, ${boots === 1 ? "1 boot" : `${boots} boots`}`;
}

function measureTable(
  { comparison }: CohortsReport,
  measures: readonly ComparedMeasure[],
): readonly string[] {
  const format = mediansFormat(comparison.measures);
  const changes = shiftsFormat(comparison.measures);
  const median = (side: ComparedMeasure["baseline"]) =>
    side ? formatInColumn(roundedNs(side.p50), format) : "–";
  const shiftCell = (measure: ComparedMeasure) => {
    const { verdict, shift } = measure;
    if (verdict === "too-few") return "too few boots";
    if (verdict === "same" || !shift) return "\\~";
    const ns = roundedNs(shift.estimate);
    const share = formatChange(changeOf(measure), changes);
    return `${arrow(ns)}${signedInColumn(ns, format)}${share === "" ? "" : ` (${share})`}`;
  };
  return markdownTable(
    [
      "span",
      `A/${format.unit}`,
      `B/${format.unit}`,
      `shift/${format.unit}`,
      `${chosenPercent(1 - comparison.options.alpha)} interval`,
      "p",
      "n",
    ],
    measures.map((measure) => [
      measure.slug === "boot" || measure.slug === "ready"
        ? `**${measure.label}**`
        : escapeMarkdown(measure.label),
      median(measure.baseline),
      median(measure.candidate),
      shiftCell(measure),
      measure.shift
        ? `${signedInColumn(roundedNs(measure.shift.low), format)} … ${signedInColumn(roundedNs(measure.shift.high), format)}`
        : "–",
      escapeMarkdown(pText(measure.adjusted)),
      `${measure.baseline?.n ?? 0} : ${measure.candidate?.n ?? 0}`,
    ]),
  );
}

/** Two cohorts, fit for a pull request: what changed at once, everything else behind a fold. */
export function cohortsMarkdown(report: CohortsReport): readonly string[] {
  const { comparison, baseline, candidate, sentence, judged, conclusion, permalink } = report;
  const limited = new Set(judged.map(({ limit }) => limit.slug));
  const measures = shownMeasures(comparison);
  const shown = measures.filter(
    ({ slug, onPath, verdict }) =>
      slug === "boot" || limited.has(slug) || (onPath && (verdict === "slower" || verdict === "faster")),
  );
  return [
    `### ${CONCLUSIONS[conclusion]}`,
    "",
    markdownProse(sentence),
    "",
    ...listed(judged.map((each) => `- ${markdownProse(limitText(each))}`)),
    ...(shown.length === 0 ? [] : [...measureTable(report, shown), ""]),
    ...(measures.length === 0
      ? []
      : [
          ...markdownFold(`All ${measures.length} measures`, [
            ...measureTable(report, measures),
            "",
            markdownProse(cohortLegend(comparison)),
          ]),
          "",
        ]),
    ...markdownFold("What was compared", [
      sideLine("A", baseline, comparison.baseline),
      sideLine("B", candidate, comparison.candidate),
      ...(comparison.shared > 0 ? [`- on both sides: ${comparison.shared}`] : []),
      ...comparison.attributes.map((each) => `- ${markdownProse(attributeText(each))}`),
    ]),
    ...linkLines(permalink),
  ];
}
