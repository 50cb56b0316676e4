import {
  cpuShare,
  eventsPerSecond,
  type BootHistograms,
  type CollectorSample,
  type DurationHistogram,
} from "@hacotaki/core";

/*
 * OpenMetrics 1.0, text. Nothing here grows with what containers, hosts or hooks are called: spans have at most as many
 * names as statistics have columns for.
 */
export const OPEN_METRICS_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/** What is told beside the boots' durations. */
export type MetricFacts = {
  readonly boots: BootHistograms;
  readonly storedEvents: number;
  readonly recordings: number;
  readonly droppedEvents: bigint;
  readonly databaseBytes: number;
  readonly walBytes: number;
  readonly revision: bigint;
  readonly schemaVersion: string;
  readonly sqliteVersion: string;
  /** UTC ns. */
  readonly oldestBoot?: bigint;
  /** Last sign of life of any collector, UTC ns. */
  readonly collectorSeen?: bigint;
  /** Events that collectors brought, all recordings together. */
  readonly collectedEvents: bigint;
  /** What the collector did last, if it is at work. */
  readonly collector?: CollectorSample;
  /** How boots are shipped to a fleet's database, where they are. Wall times are UTC ns. */
  readonly shipping?: {
    readonly isTaken: boolean;
    readonly waiting: number;
    /** Since nothing was left to ship; undefined: never yet. */
    readonly lagNs?: bigint;
    readonly boots: number;
    readonly failures: number;
    readonly refused: number;
    readonly toldAt: bigint;
  };
  /** Of the process that answers: CPU time in seconds, bytes resident, its start in UTC seconds. */
  readonly process: {
    readonly cpuSeconds: number;
    readonly memoryBytes: number;
    readonly startSeconds: number;
  };
};

type Labels = Readonly<Record<string, string>>;
type Kind = "gauge" | "counter" | "histogram" | "info";

const escaped = (text: string) =>
  text.toWellFormed().replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
const labelsOf = (labels: Labels) => {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
};
/** A number as the format wants it in `le`: with a fraction, always. */
const canonical = (value: number) => (Number.isInteger(value) ? `${value}.0` : `${value}`);
/** A moment in seconds by its digits, to the millisecond. */
const seconds = (ns: bigint) =>
  `${ns / 1_000_000_000n}.${((ns % 1_000_000_000n) / 1_000_000n).toString().padStart(3, "0")}`;

function head(name: string, kind: Kind, help: string): string {
  const unit = /_(seconds|bytes)$/.exec(name)?.[1];
  return `# TYPE ${name} ${kind}\n${unit === undefined ? "" : `# UNIT ${name} ${unit}\n`}# HELP ${name} ${escaped(help)}\n`;
}

const sample = (name: string, labels: Labels, value: string | number | bigint) =>
  `${name}${labelsOf(labels)} ${value}\n`;

function single(
  name: string,
  kind: "gauge" | "counter",
  help: string,
  value: string | number | bigint | undefined,
): string {
  if (value === undefined) return "";
  return head(name, kind, help) + sample(kind === "counter" ? `${name}_total` : name, {}, value);
}

function* histogramLines(
  name: string,
  labels: Labels,
  edges: readonly number[],
  { counts, sum, examples }: DurationHistogram,
): Generator<string> {
  let total = 0;
  for (const [bucket, count] of counts.entries()) {
    total += count;
    const edge = edges[bucket];
    const le = edge === undefined ? "+Inf" : canonical(edge / 1e9);
    const example = examples[bucket];
    const exemplar =
      example === undefined
        ? ""
        : ` # ${labelsOf({ boot: example.boot })} ${example.duration / 1e9}${example.wallTime === undefined ? "" : ` ${seconds(example.wallTime)}`}`;
    yield `${name}_bucket${labelsOf({ ...labels, le })} ${total}${exemplar}\n`;
  }
  yield sample(`${name}_sum`, labels, sum / 1e9);
  yield sample(`${name}_count`, labels, total);
}

const HISTOGRAMS = {
  boot: ["hacotaki_boot_duration_seconds", "From a boot's start to the exec of its container."],
  ready: ["hacotaki_ready_duration_seconds", "From a boot's start to its first listening socket."],
  span: ["hacotaki_span_duration_seconds", "Of each span of the boots that came up."],
  group: ["hacotaki_group_duration_seconds", "Of all spans of a group on a boot's path together."],
} as const;

function labelsOfHistogram({ of }: DurationHistogram): Labels {
  switch (of.kind) {
    case "boot":
    case "ready":
      return {};
    case "span":
      return { span: of.slug, group: of.group };
    case "group":
      return { group: of.group };
  }
}

/** What the collector did in its last ten seconds, by its own account. */
function* collectorLines(sample: CollectorSample): Generator<string> {
  const gauge = (name: string, help: string, value: number | undefined) =>
    single(`hacotaki_collector_${name}`, "gauge", help, value);
  yield gauge("events_per_second", "Events taken in.", eventsPerSecond(sample));
  yield gauge(
    "lag_seconds",
    "Longest time from an event to its commit.",
    sample.lagMost === undefined ? undefined : sample.lagMost / 1e9,
  );
  yield gauge(
    "lag_mean_seconds",
    "Mean time from the oldest event of a commit to it.",
    sample.lagMean === undefined ? undefined : sample.lagMean / 1e9,
  );
  yield gauge("commit_events", "Events in the largest commit.", sample.largestCommit);
  yield gauge("waiting_events", "Events that wait for the database.", sample.waiting);
  yield gauge("limited_events", "Events left out by the limit of a run, in ten seconds.", sample.limited);
  yield gauge("cpu_ratio", "CPU time of the collector, of one core.", cpuShare(sample));
  yield gauge("memory_bytes", "Resident memory of the collector.", sample.memoryBytes);
}

/** How far shipping to the fleet's database is, by the shipper's own account. */
function* shippingLines({
  isTaken,
  waiting,
  lagNs,
  boots,
  failures,
  refused,
  toldAt,
}: NonNullable<MetricFacts["shipping"]>): Generator<string> {
  yield single("hacotaki_ship_up", "gauge", "Whether the fleet's database takes boots.", isTaken ? 1 : 0);
  yield single("hacotaki_ship_waiting_boots", "gauge", "Boots that changed and were not taken yet.", waiting);
  yield single(
    "hacotaki_ship_lag_seconds",
    "gauge",
    "Time since nothing was left to ship; 0 while nothing is.",
    lagNs && seconds(lagNs),
  );
  yield single("hacotaki_shipped_boots", "counter", "Boots that were taken, once for each change.", boots);
  yield single("hacotaki_ship_failures", "counter", "Tries to ship that failed.", failures);
  yield single("hacotaki_ship_refused_boots", "counter", "Boots that were refused for good.", refused);
  yield single(
    "hacotaki_ship_seen_timestamp_seconds",
    "gauge",
    "Last sign of life of the shipper.",
    seconds(toldAt),
  );
}

/** The text of one scrape, family by family. */
export function* openMetrics(facts: MetricFacts): Generator<string> {
  const { edges, histograms, outcomes } = facts.boots;
  for (const kind of ["boot", "ready", "span", "group"] as const) {
    const [name, help] = HISTOGRAMS[kind];
    yield head(name, "histogram", help);
    for (const histogram of histograms)
      if (histogram.of.kind === kind)
        yield* histogramLines(name, labelsOfHistogram(histogram), edges, histogram);
  }
  yield head("hacotaki_boots", "gauge", "Boots in the database by outcome.");
  for (const { outcome, n } of outcomes) yield sample("hacotaki_boots", { outcome }, n);
  yield single(
    "hacotaki_dropped_events",
    "counter",
    "Events that recordings lost, all together.",
    facts.droppedEvents,
  );
  yield single("hacotaki_stored_events", "gauge", "Raw events in the database.", facts.storedEvents);
  yield single(
    "hacotaki_recordings",
    "gauge",
    "Attaches of collectors, and imports, in the database.",
    facts.recordings,
  );
  yield single(
    "hacotaki_collector_seen_timestamp_seconds",
    "gauge",
    "Last sign of life of any collector.",
    facts.collectorSeen && seconds(facts.collectorSeen),
  );
  yield single(
    "hacotaki_collected_events",
    "counter",
    "Events that collectors brought, all together.",
    facts.collectedEvents,
  );
  if (facts.collector) yield* collectorLines(facts.collector);
  if (facts.shipping) yield* shippingLines(facts.shipping);
  yield single("process_cpu_seconds", "counter", "CPU time of the dashboard.", facts.process.cpuSeconds);
  yield single(
    "process_resident_memory_bytes",
    "gauge",
    "Resident memory of the dashboard.",
    facts.process.memoryBytes,
  );
  yield single(
    "process_start_time_seconds",
    "gauge",
    "When the dashboard's process started.",
    facts.process.startSeconds,
  );
  yield single(
    "hacotaki_oldest_boot_timestamp_seconds",
    "gauge",
    "Start of the oldest boot in the database.",
    facts.oldestBoot && seconds(facts.oldestBoot),
  );
  yield head("hacotaki_database_size_bytes", "gauge", "Size of the database's files.");
  yield sample("hacotaki_database_size_bytes", { file: "database" }, facts.databaseBytes);
  yield sample("hacotaki_database_size_bytes", { file: "wal" }, facts.walBytes);
  yield single(
    "hacotaki_database_changes",
    "counter",
    "Changes of boots, as the database counts them.",
    facts.revision,
  );
  yield head("hacotaki_database", "info", "What the database is written with.");
  yield sample(
    "hacotaki_database_info",
    { schema_version: facts.schemaVersion, sqlite_version: facts.sqliteVersion },
    1,
  );
  yield "# EOF\n";
}
