import {
  compareLetter,
  bootDuration,
  deltaOf,
  filterText,
  isoWallTime,
  type ComparedMeasure,
  type JudgedLimit,
} from "@hacotaki/core";
import type { BootsReport } from "./boots-report.ts";
import type { ChosenCohort, CohortsReport } from "./cohorts-report.ts";

const decimal = (ns: bigint | undefined) => (ns === undefined ? null : ns.toString());
const rounded = (ns: number | undefined) => (ns === undefined ? null : Math.round(ns).toString());

const limitJson = ({ limit, state, delta }: JudgedLimit) => ({
  limit: limit.text,
  state,
  deltaNs: rounded(delta),
});

/** Boots held against the first of them, ns as decimal strings. */
export const bootsJson = ({ boots, compared, sentences, judged, conclusion, permalink }: BootsReport) => ({
  kind: "boots",
  conclusion: conclusion ?? null,
  sentences,
  permalink: permalink ?? null,
  upTo: compared.upTo ?? null,
  boots: boots.map((boot, place) => ({
    letter: compareLetter(place),
    id: boot.id,
    container: boot.container,
    host: boot.hostName,
    wallTime: isoWallTime(boot.wallTime) ?? null,
    outcome: boot.outcome,
    bootDurationNs: decimal(bootDuration(boot)),
    comparedNs: decimal(compared.totals[place]),
    deltaNs: decimal((compared.totals[place] ?? 0n) - (compared.totals[0] ?? 0n)),
    limits: (judged.find(({ candidate }) => candidate === place)?.limits ?? []).map(limitJson),
  })),
  spans: compared.rows.map((row) => ({
    slug: row.slug,
    label: row.label,
    group: row.group,
    onPath: row.onPath,
    isCombined: row.isCombined,
    durationsNs: row.durations.map(decimal),
    deltasNs: boots.map((_, place) => decimal(deltaOf(row, 0, place))),
  })),
});

const sideJson = ({ name, filter }: ChosenCohort, boots: number) => ({
  name: name ?? null,
  filter: filterText(filter),
  boots,
});

const measureJson = (measure: ComparedMeasure) => ({
  slug: measure.slug,
  label: measure.label,
  group: measure.group ?? null,
  onPath: measure.onPath,
  verdict: measure.verdict,
  baseline: { n: measure.baseline?.n ?? 0, p50Ns: rounded(measure.baseline?.p50) },
  candidate: { n: measure.candidate?.n ?? 0, p50Ns: rounded(measure.candidate?.p50) },
  shiftNs: rounded(measure.shift?.estimate),
  shiftLowNs: rounded(measure.shift?.low),
  shiftHighNs: rounded(measure.shift?.high),
  p: measure.p ?? null,
  adjustedP: measure.adjusted ?? null,
  superiority: measure.superiority ?? null,
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
  alpha: comparison.options.alpha,
  minChange: comparison.options.minChange,
  baseline: sideJson(baseline, comparison.baseline),
  candidate: sideJson(candidate, comparison.candidate),
  shared: comparison.shared,
  needed: findings.needed ?? null,
  limits: judged.map(limitJson),
  measures: comparison.measures.map(measureJson),
  attributes: comparison.attributes.map(({ attribute, value, selectedShare, restShare }) => ({
    attribute,
    value: value ?? null,
    candidateShare: selectedShare,
    baselineShare: restShare,
  })),
});
