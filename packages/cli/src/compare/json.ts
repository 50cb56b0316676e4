import {
  cohortComparisonJson,
  comparedBootsJson,
  compareLetter,
  filterText,
  type JudgedLimit,
} from "@hacotaki/core";
import type { BootsReport } from "./boots-report.ts";
import type { ChosenCohort, CohortsReport } from "./cohorts-report.ts";

const limitJson = ({ limit, state, delta }: JudgedLimit) => ({
  limit: limit.text,
  state,
  deltaNs: delta === undefined ? null : Math.round(delta).toString(),
});

/** Boots held against the first of them, ns as decimal strings. */
export function bootsJson({ boots, compared, sentences, judged, conclusion, permalink }: BootsReport) {
  const { boots: told, ...rest } = comparedBootsJson(boots, compared);
  return {
    kind: "boots",
    conclusion: conclusion ?? null,
    sentences,
    permalink: permalink ?? null,
    ...rest,
    boots: told.map((boot, place) => ({
      letter: compareLetter(place),
      ...boot,
      limits: (judged.find(({ candidate }) => candidate === place)?.limits ?? []).map(limitJson),
    })),
  };
}

const sideJson = ({ name, filter }: ChosenCohort, boots: number) => ({
  name: name ?? null,
  filter: filterText(filter),
  boots,
});

/** Two cohorts measure by measure, ns as decimal strings. */
export const cohortsJson = ({
  baseline,
  candidate,
  comparison,
  findings,
  sentence,
  judged,
  conclusion,
  permalink,
}: CohortsReport) => ({
  kind: "cohorts",
  conclusion,
  sentence,
  permalink: permalink ?? null,
  baseline: sideJson(baseline, comparison.baseline),
  candidate: sideJson(candidate, comparison.candidate),
  needed: findings.needed ?? null,
  limits: judged.map(limitJson),
  ...cohortComparisonJson(comparison),
});
