import {
  cohortFindings,
  cohortSentence,
  concludeCohorts,
  judgeCohorts,
  readableFilter,
  type BootFilter,
  type CohortComparison,
  type CohortFindings,
  type Conclusion,
  type JudgedLimit,
  type Limit,
} from "@hacotaki/core";

/** One side as it was chosen: the boots of a filter, which may have been kept under a name. */
export type ChosenCohort = { readonly name: string | undefined; readonly filter: BootFilter };

/** Two cohorts compared; everything that any of the forms prints. */
export type CohortsReport = {
  readonly baseline: ChosenCohort;
  readonly candidate: ChosenCohort;
  readonly comparison: CohortComparison;
  readonly findings: CohortFindings;
  readonly sentence: string;
  readonly judged: readonly JudgedLimit[];
  readonly conclusion: Conclusion;
  readonly permalink: string | undefined;
};

/** Why there is nothing to compare; undefined where there is. */
function emptySentence(
  { baseline, candidate }: Pick<CohortsReport, "baseline" | "candidate">,
  boots: Pick<CohortComparison, "baseline" | "candidate">,
): string | undefined {
  const empty = [
    ...(boots.baseline === 0 ? [`the baseline (${readableFilter(baseline.filter)})`] : []),
    ...(boots.candidate === 0 ? [`the candidate (${readableFilter(candidate.filter)})`] : []),
  ];
  return empty.length === 0
    ? undefined
    : `No boot that came up matches the filter of ${empty.join(", nor of ")}.`;
}

/** What there is to show of each measure: nothing, where one side is empty. */
export const shownMeasures = ({ baseline, candidate, measures }: CohortComparison) =>
  baseline === 0 || candidate === 0 ? [] : measures;

export function cohortsReport(
  sides: Pick<CohortsReport, "baseline" | "candidate">,
  comparison: CohortComparison,
  limits: readonly Limit[],
  permalink: string | undefined,
): CohortsReport {
  const findings = cohortFindings(comparison);
  const judged = judgeCohorts(comparison, limits);
  return {
    ...sides,
    comparison,
    findings,
    sentence: emptySentence(sides, comparison) ?? cohortSentence(comparison, findings),
    judged,
    conclusion: concludeCohorts(comparison, judged),
    permalink,
  };
}
