import { bootDuration, readyDuration, type Boot, type Group } from "../domain/boot.ts";
import { omitUndefined } from "../domain/omit-undefined.ts";
import { modifiedZ, OUTLYING } from "../statistics/deviation.ts";
import type { Population, SpanPopulation } from "../statistics/population.ts";
import { usualOf, type Usual } from "./blame.ts";

/** What a duration is among those of its population. */
export type Standing =
  /** Fewer than `MIN_POPULATION` others have it. */
  | "too-few"
  /** Between p5 and p95 of the others. */
  | "usual"
  /** Outside p5 to p95, and far from the median by the spread of the others: out of the ordinary. */
  | "longer"
  | "shorter"
  /** Outside p5 to p95, but not far. */
  | "long"
  | "short"
  /** Outside p5 to p95, where at least half of the others took exactly the same: there is no spread to measure it by. */
  | "no-spread";

/** What is held against the population: the boot, the way to ready, or one span. */
export type AgainstRow = {
  readonly of: "boot" | "ready" | "span";
  /** Empty but for spans. */
  readonly slug: string;
  readonly label: string;
  readonly group: Group;
  readonly onPath: boolean;
  readonly durationNs: bigint;
  /** Undefined for `too-few`. */
  readonly usual?: Usual;
  /** How many others have it. */
  readonly n: number;
  readonly standing: Standing;
};

type Known = Pick<SpanPopulation, "quantiles" | "mad" | "percentile">;

function standingOf(durationNs: bigint, usual: Usual | undefined, known: Known | undefined): Standing {
  if (usual === undefined || known === undefined) return "too-few";
  // Populations are kept as 32-bit floats: what is equal has to be so after the same rounding.
  const value = Math.fround(Number(durationNs));
  const { p5, p50, p95 } = known.quantiles;
  if (value >= p5 && value <= p95) return "usual";
  const z = modifiedZ(value, p50, known.mad);
  if (z === undefined) return "no-spread";
  const isFar = Math.abs(z) > OUTLYING;
  if (value > p95) return isFar ? "longer" : "long";
  return isFar ? "shorter" : "short";
}

function held(
  facts: Pick<AgainstRow, "of" | "slug" | "label" | "group" | "onPath">,
  durationNs: bigint,
  known: Known | undefined,
): AgainstRow {
  const usual = known && usualOf(known);
  return {
    ...facts,
    durationNs,
    ...omitUndefined({ usual }),
    n: known?.quantiles.n ?? 0,
    standing: standingOf(durationNs, usual, known),
  };
}

const whole = (of: "boot" | "ready") =>
  ({ of, slug: "", label: "", group: "unattributed", onPath: false }) as const;

/** A boot, and each of its spans that ended, against what is usual: the whole first, then in the order of time. */
export function heldAgainstPopulation(boot: Boot, population: Population): readonly AgainstRow[] {
  const known = new Map(population.spans.map((each) => [each.slug, each]));
  const duration = bootDuration(boot);
  const ready = readyDuration(boot);
  const { boot: boots, ready: readies } = population;
  return [
    ...(duration === undefined
      ? []
      : [
          held(
            whole("boot"),
            duration,
            boots && {
              quantiles: boots,
              mad: population.bootMad ?? 0,
              percentile: population.bootPercentile,
            },
          ),
        ]),
    ...(ready === undefined
      ? []
      : [
          held(
            whole("ready"),
            ready,
            readies && {
              quantiles: readies,
              mad: population.readyMad ?? 0,
              percentile: population.readyPercentile,
            },
          ),
        ]),
    ...boot.spans.flatMap((span) => {
      if (span.state !== "closed") return [];
      const { slug, label, group, onPath } = span;
      return held({ of: "span", slug, label, group, onPath }, span.endAt - span.startAt, known.get(slug));
    }),
  ];
}
