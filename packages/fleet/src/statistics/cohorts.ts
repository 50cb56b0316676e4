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
import { countedAttributes, type Asking } from "./attributes.ts";
import {
  bootDistributions,
  shiftFor,
  spanDistributions,
  type Boots,
  type Distribution,
  type Exactness,
  type SpanAsking,
} from "./distributions.ts";
import { matching } from "./matching.ts";

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

/** Two cohorts of boots. */
export const createCohorts =
  ({ ask, hosts, kinds, mostExact }: Asking & SpanAsking & Exactness) =>
  async (baseline: BootFilter, candidate: BootFilter, options: CohortOptions): Promise<CohortComparison> => {
    const a = matching(withOutcomes(baseline), "a");
    const b = matching(withOutcomes(candidate), "b");
    const isIn = (of: string) => `boot_id IN (SELECT boot_id FROM ${of})`;
    const count = async (text: string, params: Boots["params"]) => {
      const [row] = await ask<{ readonly n: string }>(
        "count the boots of",
        `SELECT toString(count()) AS n FROM ${text}`,
        params,
      );
      return Number(row?.n ?? 0);
    };
    const both = { ...a.params, ...b.params };
    const counts = {
      baseline: await count(a.text, a.params),
      candidate: await count(b.text, b.params),
      shared: await count(`${a.text} AND ${isIn(b.text)}`, both),
    };
    const sideOf = async ({ text, params }: typeof a, n: number): Promise<Side> => ({
      boots: await bootDistributions(ask, { text, params, side: "0" }, shiftFor(n, mostExact)),
      spans: await spanDistributions({ ask, kinds }, { text, params, side: "0" }, shiftFor(n, mostExact)),
    });
    const measured = measuresOf(await sideOf(a, counts.baseline), await sideOf(b, counts.candidate));
    const told = toldOf({ baseline, candidate });
    const [ofBaseline, ofCandidate] =
      counts.baseline === 0 || counts.candidate === 0
        ? [[], []]
        : await Promise.all([
            countedAttributes({ ask, hosts }, { ...a, side: "0" }, told),
            countedAttributes({ ask, hosts }, { ...b, side: "1" }, told),
          ]);
    const keyOf = ({ attribute, value, key }: (typeof ofBaseline)[number]) =>
      JSON.stringify([attribute, key ?? value ?? null]);
    const rest = new Map(ofBaseline.map((each) => [keyOf(each), each.rest]));
    const sizes = { selected: counts.candidate, rest: counts.baseline };
    const frequent = ofCandidate.flatMap(
      (each) => frequentOf({ ...each, rest: rest.get(keyOf(each)) ?? 0 }, sizes) ?? [],
    );
    return inOneGo(toldComparison(counts, measured, frequent, options));
  };
