import { bootDuration, type Boot, type Group, type Outcome } from "../domain/boot.ts";
import type { BootGroup, BootGroups, GroupVerdict } from "../statistics/boot-groups.ts";
import type { Attribute, Sample } from "../statistics/population.ts";
import { isoWallTime } from "../words/json.ts";
import type { CohortComparison, CohortVerdict, ComparedMeasure } from "./cohorts.ts";
import { deltaOf, type ComparedBoots } from "./rows.ts";

const decimal = (ns: bigint | undefined) => (ns === undefined ? null : ns.toString());
const rounded = (ns: number | undefined) => (ns === undefined ? null : Math.round(ns).toString());

/** Boots held against the first of them. ns are decimal strings; what is not known or not there is null. */
export type ComparedBootsJson = {
  readonly upTo: string | null;
  readonly boots: readonly {
    readonly id: string;
    readonly container: string;
    readonly host: string;
    readonly wallTime: string | null;
    readonly outcome: Outcome;
    readonly bootDurationNs: string | null;
    readonly comparedNs: string | null;
    readonly deltaNs: string | null;
  }[];
  readonly spans: readonly {
    readonly slug: string;
    readonly label: string;
    readonly group: Group;
    readonly onPath: boolean;
    readonly isCombined: boolean;
    readonly durationsNs: readonly (string | null)[];
    readonly deltasNs: readonly (string | null)[];
  }[];
};

export const comparedBootsJson = (boots: readonly Boot[], compared: ComparedBoots): ComparedBootsJson => ({
  upTo: compared.upTo ?? null,
  boots: boots.map((boot, place) => ({
    id: boot.id,
    container: boot.container,
    host: boot.hostName,
    wallTime: isoWallTime(boot.wallTime) ?? null,
    outcome: boot.outcome,
    bootDurationNs: decimal(bootDuration(boot)),
    comparedNs: decimal(compared.totals[place]),
    deltaNs: decimal((compared.totals[place] ?? 0n) - (compared.totals[0] ?? 0n)),
  })),
  spans: compared.rows.map((row) => ({
    slug: row.slug,
    label: row.label,
    group: row.group,
    onPath: row.onPath,
    isCombined: row.isCombined,
    durationsNs: row.durations.map(decimal),
    deltasNs: boots.map((_, place) => decimal(deltaOf(row, 0, place))),
  })),
});

/** One measure of two cohorts. */
export type ComparedMeasureJson = {
  readonly slug: string;
  readonly label: string;
  readonly group: Group | null;
  readonly onPath: boolean;
  readonly verdict: CohortVerdict;
  readonly baseline: { readonly n: number; readonly p50Ns: string | null };
  readonly candidate: { readonly n: number; readonly p50Ns: string | null };
  readonly shiftNs: string | null;
  readonly shiftLowNs: string | null;
  readonly shiftHighNs: string | null;
  readonly p: number | null;
  readonly adjustedP: number | null;
  readonly superiority: number | null;
};
/** What else tells two cohorts apart; shares from 0 to 1. */
export type ComparedAttributeJson = {
  readonly attribute: Attribute;
  readonly value: string | null;
  readonly candidateShare: number;
  readonly baselineShare: number;
};
/** Two cohorts. ns are decimal strings; what could not be told is null. */
export type CohortComparisonJson = {
  readonly alpha: number;
  readonly minChange: number;
  readonly shared: number;
  readonly measures: readonly ComparedMeasureJson[];
  readonly attributes: readonly ComparedAttributeJson[];
};

const measureJson = (measure: ComparedMeasure): ComparedMeasureJson => ({
  slug: measure.slug,
  label: measure.label,
  group: measure.group ?? null,
  onPath: measure.onPath,
  verdict: measure.verdict,
  baseline: { n: measure.baseline?.n ?? 0, p50Ns: rounded(measure.baseline?.p50) },
  candidate: { n: measure.candidate?.n ?? 0, p50Ns: rounded(measure.candidate?.p50) },
  shiftNs: rounded(measure.shift?.estimate),
  shiftLowNs: rounded(measure.shift?.low),
  shiftHighNs: rounded(measure.shift?.high),
  p: measure.p ?? null,
  adjustedP: measure.adjusted ?? null,
  superiority: measure.superiority ?? null,
});

export const cohortComparisonJson = (comparison: CohortComparison): CohortComparisonJson => ({
  alpha: comparison.options.alpha,
  minChange: comparison.options.minChange,
  shared: comparison.shared,
  measures: comparison.measures.map(measureJson),
  attributes: comparison.attributes.map(({ attribute, value, selectedShare, restShare }) => ({
    attribute,
    value: value ?? null,
    candidateShare: selectedShare,
    baselineShare: restShare,
  })),
});

/** A group of boots held against all others: by host, kernel, runtime or a label of the host. */
export type BootGroupJson = {
  /** The host's id, the kernel's release, the runtime's name or the label's value; null of boots that have none. */
  readonly key: string | null;
  readonly boots: number;
  readonly failed: number;
  /** Ids. */
  readonly hosts: readonly string[];
  readonly lastWallTime: string | null;
  /** Of boots that came up. */
  readonly n: number;
  readonly p50Ns: string | null;
  readonly p95Ns: string | null;
  readonly restP50Ns: string | null;
  readonly verdict: GroupVerdict;
  readonly slow: readonly {
    readonly slug: string;
    readonly label: string;
    readonly group: Group;
    readonly n: number;
    readonly p50Ns: string | null;
    readonly restP50Ns: string | null;
    readonly superiority: number;
  }[];
};
/** Groups, those with most boots first. Durations may be of a sample; boots and failures are of all. */
export type BootGroupsJson = {
  readonly groups: readonly BootGroupJson[];
  readonly omitted: number;
  readonly sample: Sample | null;
};

const groupJson = ({ key, boots, failed, hosts, last, boot, slow }: BootGroup): BootGroupJson => ({
  ...{ key: key === "" ? null : key, boots, failed, hosts, lastWallTime: isoWallTime(last) ?? null },
  n: boot?.n ?? 0,
  p50Ns: rounded(boot?.p50),
  p95Ns: rounded(boot?.p95),
  restP50Ns: rounded(boot?.restP50),
  verdict: boot?.verdict ?? "too-few",
  slow: slow.map(({ slug, label, group, n, p50, restP50, superiority }) => ({
    ...{ slug, label, group, n, superiority },
    p50Ns: rounded(p50),
    restP50Ns: rounded(restP50),
  })),
});
export const bootGroupsJson = ({ groups, omitted, sample }: BootGroups): BootGroupsJson => ({
  ...{ groups: groups.map(groupJson), omitted, sample: sample ?? null },
});
