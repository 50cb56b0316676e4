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
  shiftFor,
  spanDistributions,
  type Exactness,
  type SpanAsking,
} from "./distributions.ts";
import { matching } from "./matching.ts";

/** What is usual for a boot, of all boots that there are. */
export const createPopulation =
  ({ ask, kinds, mostExact }: SpanAsking & Exactness) =>
  async (reference: PopulationReference, held?: HeldBoot): Promise<Population> => {
    const { container, host, since, until } = reference;
    const of = matching({
      container,
      outcomes: POPULATION_OUTCOMES,
      ...omitUndefined({ host, since, until }),
    });
    const boots = {
      text: `${of.text}${held === undefined ? "" : " AND boot_id != {held:String}"}`,
      side: "0",
      params: { ...of.params, ...(held === undefined ? {} : { held: held.id }) },
    };
    const [row] = await ask<{ readonly n: string }>(
      "count the boots of",
      `SELECT toString(count()) AS n FROM ${boots.text}`,
      boots.params,
    );
    const n = Number(row?.n ?? 0);
    const shift = shiftFor(n, mostExact);
    const [measures, spans, causes] = await Promise.all([
      bootDistributions(ask, boots, shift),
      spanDistributions({ ask, kinds }, boots, shift),
      causeDistributions(ask, boots, shift),
    ]);
    const sortedBy = (measure: string) => measures.find(({ slug }) => slug === measure)?.sorted() ?? [];
    return toldPopulation(
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
  };
