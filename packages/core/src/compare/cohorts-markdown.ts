import { chosenPercent, formatChange, formatInColumn, signedInColumn } from "../words/format.ts";
import { escapeMarkdown, markdownFold, markdownProse, markdownTable } from "../words/markdown.ts";
import { attributeText, cohortLegend, pText, roundedNs } from "./cohorts-words.ts";
import type { CohortComparison, ComparedMeasure } from "./cohorts.ts";
import { sampleText } from "./sample-words.ts";
import { changeOf, isTold, mediansFormat, shiftsFormat } from "./measures.ts";

/** One side as it is told: a filter as a person would type it, and the name it was kept under. */
export type CohortText = { readonly name: string | undefined; readonly filter: string };

export type ComparedCohortsText = {
  readonly title: string;
  /** What the comparison says. */
  readonly sentence: string;
  readonly baseline: CohortText;
  readonly candidate: CohortText;
  readonly comparison: CohortComparison;
  /** Said of it besides, each a line of a list. */
  readonly remarks?: readonly string[];
  /** Slugs of measures that are shown whatever they say. */
  readonly shown?: ReadonlySet<string>;
};

const arrow = (ns: bigint) => (ns > 0n ? "▲ " : ns < 0n ? "▼ " : "");
/** A list ends with a blank line; no list is nothing. */
const listed = (items: readonly string[]): readonly string[] => (items.length === 0 ? [] : [...items, ""]);

function sideLine(letter: string, { name, filter }: CohortText, boots: number): string {
  const told = name === undefined ? "" : `${markdownProse(name)}: `;
  return `- ${letter}: ${told}\`${filter}\`, ${boots === 1 ? "1 boot" : `${boots} boots`}`;
}

function measureTable(comparison: CohortComparison, measures: readonly ComparedMeasure[]): readonly string[] {
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

/** Two cohorts as Markdown fit for a ticket or a pull request: what changed at once, everything else behind a fold. */
export function comparedCohortsMarkdown({
  title,
  sentence,
  baseline,
  candidate,
  comparison,
  remarks = [],
  shown: limited = new Set(),
}: ComparedCohortsText): readonly string[] {
  const measures = comparison.baseline === 0 || comparison.candidate === 0 ? [] : comparison.measures;
  const shown = measures.filter(
    (measure) => measure.slug === "boot" || limited.has(measure.slug) || (measure.onPath && isTold(measure)),
  );
  return [
    `### ${title}`,
    "",
    markdownProse(sentence),
    "",
    ...listed(remarks.map((each) => `- ${markdownProse(each)}`)),
    ...listed(shown.length === 0 ? [] : measureTable(comparison, shown)),
    ...(measures.length === 0
      ? []
      : [
          ...markdownFold(`All ${measures.length} measures`, [
            ...measureTable(comparison, measures),
            "",
            markdownProse(cohortLegend(comparison)),
          ]),
          "",
        ]),
    ...markdownFold("What was compared", [
      sideLine("A", baseline, comparison.baseline),
      sideLine("B", candidate, comparison.candidate),
      ...(comparison.sample ? [`- ${sampleText(comparison.sample)}`] : []),
      ...(comparison.shared > 0 ? [`- on both sides: ${comparison.shared}`] : []),
      ...comparison.attributes.map((each) => `- ${markdownProse(attributeText(each))}`),
    ]),
  ];
}
