import {
  isReasonSlug,
  omitUndefined,
  POPULATION_OUTCOMES,
  toldPopulation,
  type HeldBoot,
  type Population,
  type PopulationReference,
} from "@hacotaki/core";
import {
  bootDistributions,
  causeDistributions,
  countOf,
  shiftFor,
  spanDistributions,
  type Exactness,
  type SpanAsking,
} from "./distributions.ts";
import { lookedAt, matching } from "./matching.ts";
import { drawFor, sampleOf, type Sampling } from "./sampling.ts";

/** What is usual for a boot, of all boots that there are. */
export const createPopulation =
  ({ ask, kinds, mostExact, ...sampling }: SpanAsking & Exactness & Sampling) =>
  async (reference: PopulationReference, held?: HeldBoot): Promise<Population> => {
    const { container, host, since, until } = reference;
    const filter = {
      container,
      outcomes: POPULATION_OUTCOMES,
      ...omitUndefined({ host, since, until }),
    };
    const drawn = await drawFor(ask, sampling, filter);
    const of = matching(filter, "", drawn);
    const text = `${of.text}${held === undefined ? "" : " AND boot_id != {held:String}"}`;
    const boots = {
      text: lookedAt(text, drawn),
      side: "0",
      params: { ...of.params, ...(held === undefined ? {} : { held: held.id }) },
    };
    const n = await countOf(ask, boots);
    const shift = shiftFor(n, mostExact);
    const [measures, spans, causes] = await Promise.all([
      bootDistributions(ask, boots, shift),
      spanDistributions({ ask, kinds }, boots, shift),
      causeDistributions(ask, boots, shift),
    ]);
    const sortedBy = (measure: string) => measures.find(({ slug }) => slug === measure)?.sorted() ?? [];
    const population = toldPopulation(
      reference,
      {
        n,
        boot: sortedBy("boot"),
        ready: sortedBy("ready"),
        spans,
        causes: causes.flatMap(({ slug, sorted }) =>
          isReasonSlug(slug) ? [{ slug, sorted: sorted() }] : [],
        ),
      },
      held,
    );
    return { ...population, n: n * drawn.oneIn, ...sampleOf([{ drawn, n }]) };
  };
