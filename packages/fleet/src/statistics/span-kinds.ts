import { labelOfToday, type Group, type SampledSpan } from "@hacotaki/core";
import type { Ask } from "../reader/ask.ts";
import { ALL, SAMPLE } from "./drawn.ts";
import { isVast, type Sampling } from "./sampling.ts";

/** A hostile host may name spans as it likes: so many are told of, those that most boots have, as columns do. */
const MOST_SPANS = 64;
/**
 * Kinds are looked for anew after ten times as long as that took, a second at least, once there is a slug that is not known;
 * where there are more than are told of, and with or without such a slug, after a minute.
 */
const AGAIN_FACTOR = 10;
const LEAST_LOOK_MS = 1_000;
const LOOK_MS = 60_000;

/** What the spans of the fleet are, by their slugs: each has a number, which a database counts by sooner than by texts. */
export type SpanKinds = {
  /** As they were last looked for. */
  known(): Promise<readonly SampledSpan[]>;
  /** There was a slug that is not known. False where nothing new is to be expected. */
  look(): boolean;
};

type Row = {
  readonly slug: string;
  readonly label: string;
  readonly family: string;
  readonly on_path: number;
};

const kindOf = ({ slug, label, family, on_path }: Row): SampledSpan => ({
  slug,
  label: labelOfToday(slug, label),
  group: family as Group, // as our shippers write it
  onPath: on_path === 1,
});

export function createSpanKinds(
  ask: Ask,
  sampling: Pick<Sampling, "mostWhole">,
  now: () => number = () => performance.now(),
): SpanKinds {
  /** Not to be looked for again before, and no longer told from then on, ms. */
  let [again, stale] = [Infinity, Infinity];
  let kinds: Promise<readonly SampledSpan[]> | undefined;

  async function read(): Promise<readonly SampledSpan[]> {
    const { view } = (await isVast(ask, sampling)) ? SAMPLE : ALL;
    const rows = await ask<Row>(
      "read the spans of",
      `SELECT slug, any(label) AS label, any(family) AS family, any(on_path) AS on_path
       FROM (SELECT \`span.slug\`, \`span.label\`, \`span.family\`, \`span.on_path\` FROM {db:Identifier}.${view})
       ARRAY JOIN \`span.slug\` AS slug, \`span.label\` AS label, \`span.family\` AS family, \`span.on_path\` AS on_path
       GROUP BY slug ORDER BY count() DESC, slug LIMIT ${MOST_SPANS}`,
    );
    return rows.map(kindOf);
  }
  return {
    known() {
      if (kinds === undefined || now() >= stale) {
        const began = now();
        const reading = read();
        kinds = reading;
        [again, stale] = [Infinity, Infinity];
        reading.then(
          ({ length }) => {
            const least = now() + (now() - began) * AGAIN_FACTOR;
            again = Math.max(least, now() + (length < MOST_SPANS ? LEAST_LOOK_MS : LOOK_MS));
            stale = Math.max(least, now() + LOOK_MS);
          },
          () => (kinds = undefined),
        );
      }
      return kinds;
    },
    look() {
      if (now() < again) return false;
      kinds = undefined;
      return true;
    },
  };
}
