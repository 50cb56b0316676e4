import type { Group } from "../domain/boot.ts";
import type { BootFilter } from "../domain/filter.ts";
import type { Contrast } from "./contrast.ts";
import { MIN_POPULATION, type Sample } from "./population.ts";

/** What boots are put together by: their host, its kernel's release, the runtime, or a label of the host by its name. */
export type GroupedBy = "host" | "kernel" | "runtime" | `label:${string}`;
export type GroupsQuery = { readonly by: GroupedBy; readonly filter: BootFilter };

/** As for cohorts: beyond chance, and worth a word. */
const ALPHA = 0.01;
const LEAST_CHANGE = 0.02;
const LEAST_NS = 1_000;

/** Groups that are told of, those with most boots: a label may be another one on every host. */
export const MOST_GROUPS = 1_000;

/** Of a span whose boots of one group take longer than those of all others. Durations in ns. */
export type SlowSpan = {
  readonly slug: string;
  readonly label: string;
  readonly group: Group;
  readonly n: number;
  readonly p50: number;
  /** Median of the others. */
  readonly restP50: number;
  /** Chance that one of the group is longer than one of the others. */
  readonly superiority: number;
};

export const GROUP_VERDICTS = ["slower", "faster", "same", "too-few"] as const;
export type GroupVerdict = (typeof GROUP_VERDICTS)[number];

export type BootGroup = {
  /** The host's id, the kernel's release, the runtime's name or the label's value; "" of boots that have none. */
  readonly key: string;
  readonly boots: number;
  readonly failed: number;
  /** Ids of the hosts, ascending. */
  readonly hosts: readonly string[];
  /** Wall time of the newest boot, UTC ns. */
  readonly last?: bigint;
  /** Of the boots that came up, ns. */
  readonly boot?: {
    readonly n: number;
    readonly p50: number;
    readonly p95: number;
    readonly restP50?: number;
    /** Against all other groups together. */
    readonly verdict: GroupVerdict;
  };
  /** Of the boot path, what costs most first. */
  readonly slow: readonly SlowSpan[];
};
export type BootGroups = {
  readonly groups: readonly BootGroup[];
  /** Groups that are not told of. */
  readonly omitted: number;
  /** Where durations are of a sample; boots and failures are counted of all. */
  readonly sample?: Sample;
};

export type CountedGroup = Pick<BootGroup, "key" | "boots" | "failed" | "hosts" | "last">;
export type ContrastedSpan = Pick<SlowSpan, "slug" | "label" | "group"> & {
  /** In the order of the groups. */
  readonly contrasts: readonly (Contrast | undefined)[];
};

const isEnough = (contrast: Contrast | undefined) =>
  contrast?.rest !== undefined && contrast.n >= MIN_POPULATION && contrast.rest.n >= MIN_POPULATION;

/** `tests` are made at once: that anything is called slower or faster by chance is as likely as of one. */
function verdictOf(contrast: Contrast, tests: number): GroupVerdict {
  const { p50, rest } = contrast;
  if (rest === undefined || !isEnough(contrast)) return "too-few";
  const change = p50 - rest.p50;
  if (rest.p * tests >= ALPHA || Math.abs(change) < Math.max(LEAST_NS, rest.p50 * LEAST_CHANGE))
    return "same";
  if (change > 0) return rest.superiority > 0.5 ? "slower" : "same";
  return rest.superiority < 0.5 ? "faster" : "same";
}

/** Most boots first; keys decide between equals. Returns those that are told of. */
export const inOrderOfBoots = <Counted extends CountedGroup>(groups: readonly Counted[]): Counted[] =>
  groups.toSorted((a, b) => b.boots - a.boots || (a.key < b.key ? -1 : 1)).slice(0, MOST_GROUPS);

/** What is told of groups whose boots were counted, and their durations held against each other, wherever that was. */
export function toldGroups(
  counted: readonly CountedGroup[],
  boots: readonly (Contrast | undefined)[],
  spans: readonly ContrastedSpan[],
): readonly BootGroup[] {
  const tests = [boots, ...spans.map(({ contrasts }) => contrasts)].flat().filter(isEnough).length;
  return counted.map((group, place) => {
    const own = boots[place];
    const slow = spans.flatMap(({ contrasts, slug, label, group: family }): SlowSpan[] => {
      const span = contrasts[place];
      if (span?.rest === undefined || verdictOf(span, tests) !== "slower") return [];
      const { p50: restP50, superiority } = span.rest;
      return [{ slug, label, group: family, n: span.n, p50: span.p50, restP50, superiority }];
    });
    return {
      ...group,
      ...(own === undefined
        ? {}
        : {
            boot: {
              ...{ n: own.n, p50: own.p50, p95: own.p95, verdict: verdictOf(own, tests) },
              ...(own.rest === undefined ? {} : { restP50: own.rest.p50 }),
            },
          }),
      slow: slow.sort((a, b) => b.p50 - b.restP50 - (a.p50 - a.restP50)),
    };
  });
}
