import type { BootId, Group, Outcome } from "../domain/boot.ts";
import type { BootFilter, BootSort, Box } from "../domain/filter.ts";
import type { ReasonSlug } from "../domain/reason.ts";

/*
 * Statistics of many boots. Durations are numbers of ns here, not bigints: they are kept as 32-bit floats, exact to one
 * part in 16 million, and no nanosecond of one boot is ever counted with them.
 */

/** Fewer boots than this are no population: no percentile is told of them. */
export const MIN_POPULATION = 5;

/**
 * Where boots are too many to look at each, a part of them is looked at: one in `oneIn`, drawn by a hash of their ids.
 * Sizes (boots that match, of a cohort, in a box, in a cell of a chart) are told as of all, so many times those of the part;
 * `n` of quantiles, spans and values are of the part itself.
 */
export type Sample = {
  readonly oneIn: number;
  /** Boots that were looked at; of two sides, of the one with fewer. */
  readonly n: number;
};

/** Of n durations, ns. Linear interpolation between order statistics (Hyndman & Fan 1996, type 7). */
export type Quantiles = {
  readonly n: number;
  readonly min: number;
  readonly p5: number;
  readonly p25: number;
  readonly p50: number;
  readonly p75: number;
  readonly p95: number;
  readonly max: number;
};

/**
 * Share of the others that took less time, from 0 to 1, ties counted half (mid-rank percentile).
 * Undefined where there are fewer than `MIN_POPULATION` others.
 */
export type Percentile = number | undefined;

/** The boots that one is held against. Always `up` or `ready` ones; the boot itself is left out. */
export type PopulationReference = {
  readonly container: string;
  readonly host?: string;
  /** Wall time, UTC ns, inclusive. */
  readonly since?: bigint;
  readonly until?: bigint;
};

export type SpanPopulation = {
  readonly slug: string;
  readonly label: string;
  readonly group: Group;
  readonly onPath: boolean;
  readonly quantiles: Quantiles;
  /** Median absolute deviation from the median, ns. */
  readonly mad: number;
  /** Where the boot in question lies among them, if it has the span, closed. */
  readonly percentile: Percentile;
};

/** What boots of a population lose to a cause, ns. */
export type CausePopulation = {
  readonly slug: ReasonSlug;
  /** Boots that have it; of the others it counts as nothing. */
  readonly n: number;
  readonly p50: number;
  readonly p95: number;
};

/** What is usual for a boot. */
export type Population = {
  readonly reference: PopulationReference;
  /** Boots in it, the one in question left out. */
  readonly n: number;
  readonly boot?: Quantiles;
  readonly bootMad?: number;
  readonly bootPercentile: Percentile;
  readonly ready?: Quantiles;
  readonly readyMad?: number;
  readonly readyPercentile: Percentile;
  /** In the order of the boot path. */
  readonly spans: readonly SpanPopulation[];
  readonly sample?: Sample;
  /** Of boots whose causes are known, as many as have one "unexplained". Undefined in what was kept before causes were. */
  readonly causes?: readonly CausePopulation[];
};

export type DurationAxis = "log" | "linear";

/** What the charts over the list show: the boots of a filter, in whose range of time they are drawn. */
export type OverviewQuery = {
  readonly filter: BootFilter;
  /** Drawn, not cut away. */
  readonly box?: Box;
  readonly axis: DurationAxis;
  /** Draw the box and little around it, instead of everything. */
  readonly zoom: boolean;
};

/** Boots of one outcome in one cell of the scatter. */
export type ScatterCell = {
  readonly column: number;
  readonly row: number;
  readonly outcome: Outcome;
  readonly n: number;
};
export type ScatterPoint = {
  readonly id: BootId;
  readonly container: string;
  /** UTC ns. */
  readonly wallTime: bigint;
  /** Boot duration, or of a failed boot the time to its death; beyond the axis where it is longer. */
  readonly duration: number;
  readonly outcome: Outcome;
  readonly inside: boolean;
};
/** The marks of the scatter. Answer of `GET /api/points`. */
export type PointsMessage = { readonly points: readonly ScatterPoint[] };
/** How long boots are drawn in a list, until the last of up, ready and dead: ns. */
export type Lengths = { readonly p50: number; readonly p95: number; readonly longest: number };
export type Overview = {
  readonly sample?: Sample;
  /** Boots that match. */
  readonly n: number;
  /** Boots in the box, too: those of the list. */
  readonly inside: number;
  /** Of all that match. */
  readonly failed: number;
  /** Matching boots with nothing to draw (booting, begun unseen) by column of the scatter. */
  readonly unmeasured: { readonly n: number; readonly columns: readonly number[] };
  /** Matching boots longer than the axis of durations, by column of the scatter; `longest` in ns. */
  readonly beyond: {
    readonly n: number;
    readonly inside: number;
    readonly longest: number;
    readonly columns: readonly number[];
  };
  /** Of the boots in the box. */
  readonly lengths?: Lengths;
  /**
   * What the axes span: UTC ns, and ns. Undefined without a single boot to draw. A linear axis of durations ends at the
   * p95 where the longest would squeeze all others.
   */
  readonly domain?: {
    readonly since: bigint;
    readonly until: bigint;
    readonly min: number;
    readonly max: number;
  };
  /** Points while they are few, else cells of a grid over the domain: row 0 is the shortest, column 0 the earliest. */
  readonly scatter:
    | { readonly kind: "points"; readonly points: readonly ScatterPoint[] }
    | {
        readonly kind: "cells";
        readonly columns: number;
        readonly rows: number;
        readonly cells: readonly ScatterCell[];
      };
  /**
   * Counts between edges (one more than counts), evenly spaced on the axis: of boot durations, or where all boots failed
   * of times to their deaths. `inside` are those in the box.
   */
  readonly histogram: {
    readonly edges: readonly number[];
    readonly counts: readonly number[];
    readonly inside: readonly number[];
  };
};

export const ATTRIBUTES = [
  "container",
  "host",
  "haco-file",
  "command",
  "kernel",
  "hour",
  "outcome",
  "furthest-phase",
  "reason",
] as const;
/** What boots are told apart by besides time. `hour` is the UTC hour of the day of the wall time, "00" to "23". */
export type Attribute = (typeof ATTRIBUTES)[number];

/** How much more often a value occurs among the selected than among the rest. */
export type AttributeDifference = {
  readonly attribute: Attribute;
  /** Undefined: not known of these boots. */
  readonly value: string | undefined;
  /** A host's id, by which lists are narrowed. */
  readonly key?: string;
  readonly selected: number;
  readonly rest: number;
  /** Of the selected, of the rest: 0 to 1. */
  readonly selectedShare: number;
  readonly restShare: number;
};
/** A span's duration among the selected and the rest. */
export type SpanDifference = {
  readonly slug: string;
  readonly label: string;
  readonly group: Group;
  readonly selected: { readonly n: number; readonly p50: number };
  readonly rest: { readonly n: number; readonly p50: number };
  /** Chance that a selected boot's span is longer than one of the rest's (ties half): 0.5 is no difference. Mann-Whitney's U / (n·m). */
  readonly superiority: number;
};
/** What a box is held against: the other boots of the filter. */
export type DiffersQuery = { readonly filter: BootFilter; readonly box: Box };
/** Boots in the box against those that match the filter but are not in the box. */
export type WhatDiffers = {
  readonly selected: number;
  readonly rest: number;
  readonly sample?: Sample;
  /** The largest difference of shares first. */
  readonly attributes: readonly AttributeDifference[];
  /** The largest difference of medians first. */
  readonly spans: readonly SpanDifference[];
};

/** A stretch of wall time of one container's life. */
export type ContainerBin = {
  /** UTC ns: [since, until). */
  readonly since: bigint;
  readonly until: bigint;
  readonly n: number;
  readonly failed: number;
  readonly boot?: Quantiles;
  /** Medians by slug, spans of the boot path in its order. */
  readonly spans: readonly { readonly slug: string; readonly p50: number }[];
};
export type SpanHistogram = {
  readonly slug: string;
  readonly label: string;
  readonly group: Group;
  readonly onPath: boolean;
  readonly quantiles: Quantiles;
  /** As in `Overview`, on a logarithmic axis. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
};
/** How far boots came that failed. */
export type FunnelStep = {
  /** Constant of the phase; undefined: none was passed. */
  readonly phase: string | undefined;
  /** Boots of any outcome that got at least here. */
  readonly reached: number;
  /** Failed boots that got just here. */
  readonly failed: number;
};
/** How one container boots. */
export type ContainerReport = {
  /** Of which the spans are told: boots, and their durations, are counted one by one. */
  readonly sample?: Sample;
  readonly container: string;
  /** Hosts it booted on at any time, the one with the most boots first. */
  readonly hosts: readonly { readonly id: string; readonly name: string; readonly n: number }[];
  readonly n: number;
  readonly outcomes: readonly { readonly outcome: Outcome; readonly n: number }[];
  readonly boot?: Quantiles;
  readonly ready?: Quantiles;
  readonly bins: readonly ContainerBin[];
  readonly spans: readonly SpanHistogram[];
  readonly funnel: readonly FunnelStep[];
  /** Boots by the reason that is told first of them by itself, most first; undefined: boots of which none is. */
  readonly reasons: readonly { readonly slug: ReasonSlug | undefined; readonly n: number }[];
};

/** A container as a table of all of them shows it. */
export type ContainerSummary = Pick<ContainerReport, "container"> & Omit<NamedFigures, "name">;
/** All boots of one container, or of one image, in a few figures. */
export type NamedFigures = Pick<ContainerReport, "n" | "outcomes" | "boot"> & {
  readonly name: string;
  /** Wall time of the newest boot, UTC ns, to the microsecond. */
  readonly last?: bigint;
};
/** How boots of one container, or image, took over all of their time, in even stretches from the first to the last. */
export type NamedCourse = {
  readonly name: string;
  readonly stretches: readonly Omit<ContainerBin, "spans">[];
};

export type Selection = {
  readonly filter?: BootFilter;
  readonly box?: Box;
  readonly sort?: BootSort;
  readonly limit: number;
  /** `next` of the page before, of the same filter and sort. */
  readonly after?: string;
};
export type SelectedPage = { readonly ids: readonly BootId[]; readonly next?: string };

/** How many of the stored boots the statistics know of already. */
export type StatisticsState = {
  readonly known: number;
  /** Boots that are counted once all are known. */
  readonly total: number;
  /** Boots there are, where the newest of them alone are counted. */
  readonly all?: number;
};

/** What made a boot as long as it was, by the rules of `blame`: ns. */
export type BootWhy =
  | { readonly kind: "usual" }
  | {
      readonly kind: "slower" | "faster";
      /** So many times the median of the others. */
      readonly times: number;
      /** The span that lost (or gained) most against its median, and how much; undefined where none went that way. */
      readonly cause?: { readonly slug: string; readonly group: Group; readonly excess: number };
      /** What it was that cost it most, beyond the median, where that tells of at least half of the span's loss. */
      readonly reason?: { readonly slug: ReasonSlug; readonly excess: number };
    };
/** One boot as columns need it: where it lies in its population, and why; undefined where it has none. */
export type BootPercentile = { readonly id: BootId; readonly percentile: Percentile; readonly why?: BootWhy };

/** A boot held against its population, as far as it is known: durations in ns. */
export type HeldBoot = {
  readonly id: BootId;
  readonly duration?: number;
  readonly ready?: number;
  /** Closed spans only. */
  readonly spans: readonly { readonly slug: string; readonly duration: number }[];
};

export type HistogramOf =
  | { readonly kind: "boot" }
  | { readonly kind: "ready" }
  | { readonly kind: "span"; readonly slug: string; readonly group: Group; readonly onPath: boolean }
  /** All spans of a group on a boot's path together. */
  | { readonly kind: "group"; readonly group: Group };

/** One more count than there are edges: the last is of what lies beyond them. ns. */
export type DurationHistogram = {
  readonly of: HistogramOf;
  readonly counts: readonly number[];
  readonly sum: number;
  /** By bucket, the newest boot in it. */
  readonly examples: readonly (
    | { readonly boot: BootId; readonly duration: number; readonly wallTime?: bigint }
    | undefined
  )[];
};

/** Of all boots that came up and were seen since the statistics began; and how many there are of each outcome now. */
export type BootHistograms = {
  /** Upper edges, ns, inclusive. */
  readonly edges: readonly number[];
  readonly histograms: readonly DurationHistogram[];
  readonly outcomes: readonly { readonly outcome: Outcome; readonly n: number }[];
};
