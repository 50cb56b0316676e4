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
import type { Attribute } from "../statistics/population.ts";
import type { Slices } from "../statistics/slices.ts";
import { spanRank } from "../domain/span.ts";
import { MAX_ATTRIBUTES, attributeDifferences, readings } from "./differs.ts";
import { matchingRows } from "./match.ts";
import { POPULATION_OUTCOMES } from "./populations.ts";
import type { Table } from "./table.ts";
import { sortedValues } from "./values.ts";

/** Boots that never came up are left out unless they are asked for: what they have of a span says nothing of the others. */
const withOutcomes = (filter: BootFilter): BootFilter =>
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
  const spans = [...table.spans].sort(
    (a, b) =>
      Number(b.kind.onPath) - Number(a.kind.onPath) ||
      spanRank(a.kind.slug) - spanRank(b.kind.slug) ||
      (a.kind.slug < b.kind.slug ? -1 : 1),
  );
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
  host: ["host"],
  "haco-file": ["hacoFile"],
  outcome: ["outcomes"],
  "furthest-phase": ["phase"],
  reason: ["reason"],
  hour: ["since", "until", "time"],
};

/** A cohort of a container's boots is all of that container: what the sides were chosen by is no finding. */
const isChosen = (attribute: Attribute, filters: readonly BootFilter[]) =>
  (CHOSEN_BY[attribute] ?? []).some((key) => filters.some((filter) => filter[key] !== undefined));

/** Two cohorts of boots, measure by measure, and what else tells them apart. */
export function* compareCohorts(
  table: Table,
  filters: { readonly baseline: BootFilter; readonly candidate: BootFilter },
  options: CohortOptions,
): Slices<CohortComparison> {
  const baseline = matchingRows(table, withOutcomes(filters.baseline));
  const candidate = matchingRows(table, withOutcomes(filters.candidate));
  yield;
  const measured = yield* measuresOf(table, baseline, candidate);
  const attributes =
    baseline.length === 0 || candidate.length === 0
      ? []
      : readings(table)
          .filter(({ attribute }) => !isChosen(attribute, [filters.baseline, filters.candidate]))
          .flatMap((reading) => attributeDifferences(reading, candidate, baseline))
          .sort((a, b) => b.selectedShare - b.restShare - (a.selectedShare - a.restShare))
          .slice(0, MAX_ATTRIBUTES);
  yield;
  const measures = yield* comparing(measured, options);
  return {
    baseline: baseline.length,
    candidate: candidate.length,
    shared: countShared(baseline, candidate),
    options,
    enough: enoughBoots(measured.length, options.alpha),
    measures,
    distributions: Object.fromEntries(
      measured.map(({ slug, ...sides }) => [
        slug,
        { baseline: ecdfOf(sides.baseline), candidate: ecdfOf(sides.candidate) },
      ]),
    ),
    attributes,
  };
}
