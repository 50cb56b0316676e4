import type { BootFilter, Sample } from "@hacotaki/core";
import type { Ask } from "../reader/ask.ts";
import type { Condition } from "../reader/filter.ts";
import { ALL, FEW, SAMPLE, thinned, type Drawn } from "./drawn.ts";
import { matching } from "./matching.ts";

/** From when on a sample is asked. */
export type Sampling = {
  /** Of a fleet of so many boots each is looked at, always. */
  readonly mostWhole: number;
  /** With fewer boots than this in the sample all of them are looked at: ranks among those would lie too far off. */
  readonly leastSampled: number;
  /** The same of boots in a box: a few slow ones are looked at whole. */
  readonly leastChosen: number;
  /** Of more boots than twice this on each side a part of the sample is enough: ranks among these lie as close as is told. */
  readonly enoughSampled: number;
};
/** Whom boots are counted of, and how many there are: in the sample, where that is asked; undefined where nobody looked. */
export type Draw = { readonly drawn: Drawn; readonly n?: number };
/** Boots with a condition; with fewer of them than `least` in the sample all of them are looked at. */
type Side = { readonly text: string; readonly least: number };
export const NOT_DRAWN: Draw = { drawn: ALL };

/** Whether there are more boots than are looked at: of rows, with earlier versions, which costs no look at any. */
export async function isVast(ask: Ask, { mostWhole }: Pick<Sampling, "mostWhole">): Promise<boolean> {
  const [row] = await ask<{ readonly n: string }>(
    "count the boots of",
    "SELECT toString(count()) AS n FROM {db:Identifier}.boot",
  );
  return Number(row?.n ?? 0) > mostWhole;
}

/** Whom each side is counted of: of the boots of a sample that `from` finds, those with its condition. */
export async function drawsFor(
  ask: Ask,
  sampling: Sampling,
  from: Condition,
  sides: readonly Side[],
): Promise<readonly Draw[]> {
  if (!(await isVast(ask, sampling))) return sides.map(() => NOT_DRAWN);
  const counts = sides.map(({ text }, place) => `toString(countIf(${text})) AS n${place}`);
  const [row] = await ask<Readonly<Record<string, string>>>(
    "count the boots of",
    `SELECT ${counts.join(", ")} FROM ${from.text}`,
    from.params,
  );
  return sides.map(({ least }, place) => {
    const n = Number(row?.[`n${place}`] ?? 0);
    return n < least ? { drawn: FEW } : { drawn: SAMPLE, n };
  });
}

/** The same sides, of a part of the sample where all of it is more than enough for each; how many they are is to be counted. */
export function thinnedDraws(draws: readonly Draw[], { enoughSampled }: Sampling): readonly Draw[] {
  const least = Math.min(...draws.map(({ drawn, n }) => (drawn === SAMPLE ? (n ?? 0) : 0)));
  const times = 2 ** Math.floor(Math.log2(Math.max(1, least / enoughSampled)));
  if (times === 1) return draws;
  const drawn = thinned(times);
  return draws.map(() => ({ drawn }));
}

/** Whom boots of a filter are counted of. */
export async function drawOf(ask: Ask, sampling: Sampling, filter: BootFilter): Promise<Draw> {
  const [draw] = await drawsFor(ask, sampling, matching(filter, "", SAMPLE), [
    { text: "1", least: sampling.leastSampled },
  ]);
  return draw ?? NOT_DRAWN;
}
export const drawFor = async (ask: Ask, sampling: Sampling, filter: BootFilter): Promise<Drawn> =>
  (await drawOf(ask, sampling, filter)).drawn;

/** What is told of it, where boots of a sample were looked at: of several sides, where they were of any. */
export function sampleOf(sides: readonly { readonly drawn: Drawn; readonly n: number }[]): {
  readonly sample?: Sample;
} {
  const sampled = sides.filter(({ drawn }) => drawn.oneIn > 1);
  if (sampled.length === 0) return {};
  return {
    sample: {
      oneIn: Math.max(...sampled.map(({ drawn }) => drawn.oneIn)),
      n: Math.min(...sampled.map(({ n }) => n)),
    },
  };
}
