/** So often a collector tells what it did. */
export const SAMPLE_NS = 10_000_000_000n;
/** And so many samples are kept: those of an hour. */
export const SAMPLES_KEPT = 360;
export const SAMPLES_NS = SAMPLE_NS * BigInt(SAMPLES_KEPT);

/** What a collector did in some ten seconds. Counts are of this stretch alone. */
export type CollectorSample = {
  /** Wall time of its end, UTC ns. */
  readonly at: bigint;
  /** ns. */
  readonly length: bigint;
  /** UTC ns at which the collector's process began to collect: another one, another process. */
  readonly startedAt: bigint;
  readonly pid: number;
  /** UTC minus CLOCK_BOOTTIME, ns: it changes when somebody sets the wall clock. */
  readonly wallOffset: bigint;
  readonly events: number;
  /** Lost: the ring buffer, or the memory for what waits for the database, was full. */
  readonly dropped: number;
  /** Left out by the limit of events that a run may fire. */
  readonly limited: number;
  /** Events that wait for the database at its end. */
  readonly waiting: number;
  readonly commits: number;
  /** Events in the largest commit. */
  readonly largestCommit: number;
  /** From an event to its commit, of the oldest event of each commit, ns. */
  readonly lagMean?: number;
  readonly lagMost?: number;
  /** CPU time of the collector, ns. */
  readonly cpu: number;
  /** Resident at its end. */
  readonly memoryBytes: number;
  readonly databaseBytes: number;
  readonly walBytes: number;
};

/** What the dashboard's own process took in some seconds. */
export type OwnSample = {
  /** UTC ns. */
  readonly at: bigint;
  /** ns. */
  readonly length: bigint;
  /** CPU time, ns. */
  readonly cpu: number;
  readonly memoryBytes: number;
};

/** Events a second. */
export const eventsPerSecond = ({ events, length }: Pick<CollectorSample, "events" | "length">): number =>
  length > 0n ? (events * 1e9) / Number(length) : 0;

/** Of one core: 1 is all of it. */
export const cpuShare = ({ cpu, length }: Pick<CollectorSample, "cpu" | "length">): number =>
  length > 0n ? cpu / Number(length) : 0;

/** A smaller difference of the clocks is what NTP corrects all day, and how exactly they are read. */
const STEP_NS = 1_000_000_000n;

/** The wall clock was set: forward where `by` is positive (ns), some time before `at`. */
export type ClockStep = { readonly at: bigint; readonly by: bigint };

/** Where the wall clock moved against CLOCK_BOOTTIME by more than a second between two samples of one process. */
export function clockSteps(
  samples: readonly Pick<CollectorSample, "at" | "startedAt" | "wallOffset">[],
): readonly ClockStep[] {
  return samples.flatMap((sample, place) => {
    const before = samples[place - 1];
    if (before === undefined || before.startedAt !== sample.startedAt) return [];
    const by = sample.wallOffset - before.wallOffset;
    return by > STEP_NS || by < -STEP_NS ? [{ at: sample.at, by }] : [];
  });
}

/** How often a collector began anew within the samples: each time another ended, was stopped, or was killed. */
export const restartsIn = (samples: readonly Pick<CollectorSample, "startedAt">[]): number =>
  Math.max(0, new Set(samples.map(({ startedAt }) => startedAt)).size - 1);
