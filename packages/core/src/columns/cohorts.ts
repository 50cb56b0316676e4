import {
  comparing,
  ecdfOf,
  enoughBoots,
  type CohortComparison,
  type CohortOptions,
  type Measure,
  type MeasuredCohorts,
} from "../compare/cohorts.ts";
import type { BootFilter } from "../domain/filter.ts";
import { ATTRIBUTES, type Attribute, type AttributeDifference } from "../statistics/population.ts";
import type { Slices } from "../statistics/slices.ts";
import { spanRank } from "../domain/span.ts";
import { MAX_ATTRIBUTES, attributeDifferences, readings } from "./differs.ts";
import { matchingRows } from "./match.ts";
import { POPULATION_OUTCOMES } from "./populations.ts";
import type { SampledSpan } from "./sample.ts";
import type { Table } from "./table.ts";
import { sortedValues } from "./values.ts";

export type CohortFilters = { readonly baseline: BootFilter; readonly candidate: BootFilter };

/** Boots that never came up are left out unless they are asked for: what they have of a span says nothing of the others. */
export const withOutcomes = (filter: BootFilter): BootFilter =>
  filter.outcomes === undefined || filter.outcomes.length === 0
    ? { ...filter, outcomes: POPULATION_OUTCOMES }
    : filter;

/** Rows of both, which ascend. */
function countShared(a: Uint32Array, b: Uint32Array): number {
  let shared = 0;
  let at = 0;
  for (const row of a) {
    while (at < b.length && (b[at] ?? 0) < row) at++;
    if (b[at] === row) shared++;
  }
  return shared;
}

export const BOOT_MEASURE: Measure = { slug: "boot", label: "boot", group: undefined, onPath: false };
export const READY_MEASURE: Measure = { slug: "ready", label: "ready", group: undefined, onPath: false };

/** Spans of the boot path first, in its order, then what lies beside it. */
export const inOrderOfPath = (a: SampledSpan, b: SampledSpan): number =>
  Number(b.onPath) - Number(a.onPath) || spanRank(a.slug) - spanRank(b.slug) || (a.slug < b.slug ? -1 : 1);

function* measuresOf(
  table: Table,
  baseline: Uint32Array,
  candidate: Uint32Array,
): Slices<readonly MeasuredCohorts[]> {
  const measured = (measure: Measure, values: Float32Array): readonly MeasuredCohorts[] => {
    const sides = {
      baseline: sortedValues(values, baseline),
      candidate: sortedValues(values, candidate),
    };
    return sides.baseline.length + sides.candidate.length === 0 ? [] : [{ ...measure, ...sides }];
  };
  const spans = table.spans.toSorted((a, b) => inOrderOfPath(a.kind, b.kind));
  const all = [...measured(BOOT_MEASURE, table.duration), ...measured(READY_MEASURE, table.ready)];
  for (const { kind, values } of spans) {
    const { slug, label, group, onPath } = kind;
    all.push(...measured({ slug, label, group, onPath }, values));
    yield;
  }
  return all;
}

/** What a filter chooses boots by, where an attribute has the same. */
const CHOSEN_BY: Readonly<Partial<Record<Attribute, readonly (keyof BootFilter)[]>>> = {
  container: ["container"],
  host: ["host", "hostLabel"],
  kernel: ["kernel"],
  "haco-file": ["hacoFile"],
  outcome: ["outcomes"],
  "furthest-phase": ["phase"],
  reason: ["reason"],
  hour: ["since", "until", "time"],
};

/** A cohort of a container's boots is all of that container: what the sides were chosen by is no finding. */
const isChosen = (attribute: Attribute, filters: readonly BootFilter[]) =>
  (CHOSEN_BY[attribute] ?? []).some((key) => filters.some((filter) => filter[key] !== undefined));

/** Attributes that tell two cohorts apart, and that neither was chosen by. */
export const toldOf = (filters: CohortFilters): readonly Attribute[] =>
  ATTRIBUTES.filter((attribute) => !isChosen(attribute, [filters.baseline, filters.candidate]));

type Counted = Pick<CohortComparison, "baseline" | "candidate" | "shared">;

/** What is told of cohorts whose boots were counted, and their durations put in order, wherever that was. */
export function* toldComparison(
  counts: Counted,
  measured: readonly MeasuredCohorts[],
  frequent: readonly AttributeDifference[],
  options: CohortOptions,
): Slices<CohortComparison> {
  const measures = yield* comparing(measured, options);
  return {
    ...counts,
    options,
    enough: enoughBoots(measured.length, options.alpha),
    measures,
    distributions: Object.fromEntries(
      measured.map(({ slug, ...sides }) => [
        slug,
        { baseline: ecdfOf(sides.baseline), candidate: ecdfOf(sides.candidate) },
      ]),
    ),
    attributes: frequent
      .toSorted((a, b) => b.selectedShare - b.restShare - (a.selectedShare - a.restShare))
      .slice(0, MAX_ATTRIBUTES),
  };
}

/** Two cohorts of boots, measure by measure, and what else tells them apart. */
export function* compareCohorts(
  table: Table,
  filters: CohortFilters,
  options: CohortOptions,
): Slices<CohortComparison> {
  const baseline = matchingRows(table, withOutcomes(filters.baseline));
  const candidate = matchingRows(table, withOutcomes(filters.candidate));
  yield;
  const measured = yield* measuresOf(table, baseline, candidate);
  const told = toldOf(filters);
  const frequent =
    baseline.length === 0 || candidate.length === 0
      ? []
      : readings(table)
          .filter(({ attribute }) => told.includes(attribute))
          .flatMap((reading) => attributeDifferences(reading, candidate, baseline));
  yield;
  const counts = {
    baseline: baseline.length,
    candidate: candidate.length,
    shared: countShared(baseline, candidate),
  };
  return yield* toldComparison(counts, measured, frequent, options);
}
