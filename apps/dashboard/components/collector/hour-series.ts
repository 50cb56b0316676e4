import { cpuShare, eventsPerSecond, type CollectorSample, type OwnSample } from "@hacotaki/core";
import type { Stretch } from "../../charts/hour/layout.ts";

export type Unit = "count" | "duration" | "share" | "bytes";

/** One chart: series of one unit, each by the name of its message. */
export type HourChartData = {
  readonly name: "events" | "lag" | "drops" | "batch" | "database" | "cpu" | "memory";
  readonly unit: Unit;
  /** The least that the full height stands for: an idle hour is a line at the foot. */
  readonly least: number;
  readonly series: readonly {
    readonly name:
      | "all"
      | "mean"
      | "most"
      | "database"
      | "wal"
      | "collector"
      | "dashboard"
      | "dropped"
      | "limited";
    readonly stretches: readonly Stretch[];
  }[];
};

const MS = 1e6;

/** What the charts of the last hour show. */
export function hourCharts(
  samples: readonly CollectorSample[],
  own: readonly OwnSample[],
): readonly HourChartData[] {
  const of = (value: (sample: CollectorSample) => number | undefined): readonly Stretch[] =>
    samples.map((sample) => ({ since: sample.at - sample.length, until: sample.at, value: value(sample) }));
  const ofOwn = (value: (sample: OwnSample) => number): readonly Stretch[] =>
    own.map((sample) => ({ since: sample.at - sample.length, until: sample.at, value: value(sample) }));
  const hasLimited = samples.some(({ limited }) => limited > 0);
  return [
    { name: "events", unit: "count", least: 10, series: [{ name: "all", stretches: of(eventsPerSecond) }] },
    {
      name: "lag",
      unit: "duration",
      least: 100 * MS,
      series: [
        { name: "mean", stretches: of(({ lagMean }) => lagMean) },
        { name: "most", stretches: of(({ lagMost }) => lagMost) },
      ],
    },
    {
      name: "drops",
      unit: "count",
      least: 10,
      series: [
        { name: "dropped", stretches: of(({ dropped }) => dropped) },
        ...(hasLimited ? [{ name: "limited" as const, stretches: of(({ limited }) => limited) }] : []),
      ],
    },
    {
      name: "batch",
      unit: "count",
      least: 10,
      series: [
        {
          name: "mean",
          stretches: of(({ commits, events }) => (commits > 0 ? events / commits : undefined)),
        },
        {
          name: "most",
          stretches: of(({ commits, largestCommit }) => (commits > 0 ? largestCommit : undefined)),
        },
      ],
    },
    {
      name: "database",
      unit: "bytes",
      least: 1_000_000,
      series: [
        { name: "database", stretches: of(({ databaseBytes }) => databaseBytes) },
        { name: "wal", stretches: of(({ walBytes }) => walBytes) },
      ],
    },
    {
      name: "cpu",
      unit: "share",
      least: 0.02,
      series: [
        { name: "collector", stretches: of(cpuShare) },
        { name: "dashboard", stretches: ofOwn(cpuShare) },
      ],
    },
    {
      name: "memory",
      unit: "bytes",
      least: 100_000_000,
      series: [
        { name: "collector", stretches: of(({ memoryBytes }) => memoryBytes) },
        { name: "dashboard", stretches: ofOwn(({ memoryBytes }) => memoryBytes) },
      ],
    },
  ];
}

/** The newest value that is told, and the highest. */
export function nowAndMost(stretches: readonly Stretch[]): { readonly now?: number; readonly most?: number } {
  const told = stretches.flatMap(({ value }) => value ?? []);
  const now = told.at(-1);
  return now === undefined ? {} : { now, most: told.reduce((most, value) => Math.max(most, value), 0) };
}

const STEP_NS = 300_000_000_000n;

export type HourStep = {
  readonly since: bigint;
  readonly until: bigint;
  readonly samples: readonly CollectorSample[];
};

/** The hour in steps of five minutes, the newest first: the same in figures. Steps without a sample are left out. */
export function hourSteps(samples: readonly CollectorSample[], until: bigint): readonly HourStep[] {
  return Array.from({ length: 12 }, (_, place) => {
    const end = until - STEP_NS * BigInt(place);
    const since = end - STEP_NS;
    return { since, until: end, samples: samples.filter(({ at }) => at > since && at <= end) };
  }).filter((step) => step.samples.length > 0);
}
