import {
  comparedBootsMarkdown,
  comparedCohortsMarkdown,
  compareLetter,
  readableFilter,
} from "@hacotaki/core";
import type { BootsReport } from "./boots-report.ts";
import type { ChosenCohort, CohortsReport } from "./cohorts-report.ts";
import { CONCLUSIONS, limitText } from "./limit-words.ts";

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

const sideOf = ({ name, filter }: ChosenCohort) => ({ name, filter: readableFilter(filter) });

/** Two cohorts, fit for a pull request: what changed at once, everything else behind a fold. */
export function cohortsMarkdown(report: CohortsReport): readonly string[] {
  const { comparison, baseline, candidate, sentence, judged, conclusion, permalink } = report;
  return [
    ...comparedCohortsMarkdown({
      title: CONCLUSIONS[conclusion],
      sentence,
      baseline: sideOf(baseline),
      candidate: sideOf(candidate),
      comparison,
      remarks: judged.map(limitText),
      shown: new Set(judged.map(({ limit }) => limit.slug)),
    }),
    ...linkLines(permalink),
  ];
}
