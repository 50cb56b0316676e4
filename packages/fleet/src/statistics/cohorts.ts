import {
  BOOT_MEASURE,
  frequentOf,
  inOneGo,
  inOrderOfPath,
  READY_MEASURE,
  toldComparison,
  toldOf,
  withOutcomes,
  type BootFilter,
  type CohortComparison,
  type CohortOptions,
  type MeasuredCohorts,
} from "@hacotaki/core";
import { conditionsOf, type Condition } from "../reader/filter.ts";
import { countedAttributes, summedValues, type Asking } from "./attributes.ts";
import {
  bootDistributions,
  countOf,
  shiftFor,
  spanDistributions,
  type Boots,
  type Distribution,
  type Exactness,
  type SpanAsking,
} from "./distributions.ts";
import { ALL, SAMPLE, type Drawn } from "./drawn.ts";
import { lookedAt, matching } from "./matching.ts";
import { drawsFor, NOT_DRAWN, sampleOf, type Draw, type Sampling } from "./sampling.ts";

/** Ascending, of one side; nothing where no boot of it has the measure. */
const sortedOf = (all: readonly Distribution[], measure: string) =>
  all.find(({ slug }) => slug === measure)?.sorted() ?? new Float32Array(0);

type Side = {
  readonly boots: readonly Distribution[];
  readonly spans: Awaited<ReturnType<typeof spanDistributions>>;
};

function measuresOf(baseline: Side, candidate: Side): readonly MeasuredCohorts[] {
  const kinds = new Map([...candidate.spans, ...baseline.spans].map(({ kind }) => [kind.slug, kind]));
  const ofBoots = [BOOT_MEASURE, READY_MEASURE].map((measure) => ({
    ...measure,
    baseline: sortedOf(baseline.boots, measure.slug),
    candidate: sortedOf(candidate.boots, measure.slug),
  }));
  const ofSpans = [...kinds.values()].sort(inOrderOfPath).map((kind) => ({
    ...kind,
    baseline: sortedOf(baseline.spans, kind.slug),
    candidate: sortedOf(candidate.spans, kind.slug),
  }));
  return [...ofBoots, ...ofSpans].filter(({ baseline: a, candidate: b }) => a.length + b.length > 0);
}

/** A cohort: the condition on its boots, whom they are counted of, and how many of those are looked at. */
type Cohort = Condition & { readonly drawn: Drawn; readonly n: number };

const asBoots = ({ text, params, drawn }: Omit<Cohort, "n">, side: string): Boots => ({
  text: lookedAt(text, drawn),
  side,
  params,
});

/** Two cohorts of boots. */
export const createCohorts =
  ({ ask, hosts, kinds, mostExact, ...sampling }: Asking & SpanAsking & Exactness & Sampling) =>
  async (baseline: BootFilter, candidate: BootFilter, options: CohortOptions): Promise<CohortComparison> => {
    const filters = { a: withOutcomes(baseline), b: withOutcomes(candidate) };
    const [isA, isB] = [conditionsOf(filters.a, "a"), conditionsOf(filters.b, "b")];
    const draws = await drawsFor(
      ask,
      sampling,
      { ...matching({}, "", SAMPLE), params: { ...isA.params, ...isB.params } },
      [isA, isB].map(({ text }) => ({ text, least: sampling.leastSampled })),
    );
    const cohortOf = async (of: keyof typeof filters, { drawn, n }: Draw = NOT_DRAWN): Promise<Cohort> => {
      const cohort = { ...matching(filters[of], of, drawn), drawn };
      return { ...cohort, n: n ?? (await countOf(ask, asBoots(cohort, "0"))) };
    };
    const [a, b] = [await cohortOf("a", draws[0]), await cohortOf("b", draws[1])];
    // One of a sample has no boots in common with one of all but those of the sample.
    const drawn = a.drawn === b.drawn ? a.drawn : ALL;
    const [ofA, ofB] = [matching(filters.a, "a", drawn), matching(filters.b, "b", drawn)];
    const shared = await countOf(ask, {
      text: `${ofA.text} AND boot_id GLOBAL IN (SELECT boot_id FROM ${ofB.text})`,
      params: { ...ofA.params, ...ofB.params },
    });
    const sideOf = async (cohort: Cohort): Promise<Side> => {
      const [boots, shift] = [asBoots(cohort, "0"), shiftFor(cohort.n, mostExact)];
      const [durations, spans] = await Promise.all([
        bootDistributions(ask, boots, shift),
        spanDistributions({ ask, kinds }, boots, shift),
      ]);
      return { boots: durations, spans };
    };
    const [sideA, sideB] = await Promise.all([sideOf(a), sideOf(b)]);
    const told = toldOf({ baseline, candidate });
    const counted =
      a.n === 0 || b.n === 0
        ? []
        : await Promise.all([
            countedAttributes({ ask, hosts }, asBoots(a, "0"), told),
            countedAttributes({ ask, hosts }, asBoots(b, "1"), told),
          ]);
    const frequent = summedValues(counted.flat()).flatMap(
      (each) => frequentOf(each, { selected: b.n, rest: a.n }) ?? [],
    );
    const counts = {
      baseline: a.n * a.drawn.oneIn,
      candidate: b.n * b.drawn.oneIn,
      shared: shared * drawn.oneIn,
    };
    return {
      ...inOneGo(toldComparison(counts, measuresOf(sideA, sideB), frequent, options)),
      ...sampleOf([a, b]),
    };
  };
