import { statSync } from "node:fs";
import { utcNow, type Changes, type CollectorSample } from "@hacotaki/core";
import type { StoreWriter } from "@hacotaki/store";
import { bootNow } from "../clock.ts";
import { isTransient } from "../transient.ts";

/** What a collector knows of itself at a moment, counted since its start. */
export type Totals = {
  readonly events: bigint;
  /** By the ring buffer, and by the memory for what waits. */
  readonly dropped: bigint;
  readonly limited: bigint;
  /** Events that wait for the database now. */
  readonly waiting: number;
};

export type Samples = {
  /** Writes what was done since the last sample; a database that refuses is told all of it the next time. */
  write(): void;
};

type Options = { readonly store: StoreWriter; readonly dbPath: string; readonly totals: () => Totals };

/** Commits since the last sample. */
export type CommitMeter = {
  /** `changes` were committed. Looks at the instants alone. */
  committed(changes: Changes): void;
  /** What came since it was asked last, and begins anew. */
  take(): Pick<CollectorSample, "commits" | "largestCommit" | "lagMean" | "lagMost">;
};

const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

export function createCommitMeter(now: () => bigint = bootNow): CommitMeter {
  let [commits, lagged, largest, sum, most] = [0, 0, 0, 0, 0];
  return {
    committed({ events }) {
      commits++;
      if (events.length > largest) largest = events.length;
      let oldest: bigint | undefined;
      for (const { event } of events) if (oldest === undefined || event.at < oldest) oldest = event.at;
      if (oldest === undefined) return;
      const lag = Math.max(0, Number(now() - oldest));
      lagged++;
      sum += lag;
      if (lag > most) most = lag;
    },
    take() {
      const lags = lagged === 0 ? {} : { lagMean: Math.round(sum / lagged), lagMost: most };
      const taken = { commits, largestCommit: largest, ...lags };
      [commits, lagged, largest, sum, most] = [0, 0, 0, 0, 0];
      return taken;
    },
  };
}

/** The same store, whose commits are measured. */
export const meteredStore = (store: StoreWriter, meter: CommitMeter): StoreWriter => ({
  ...store,
  save(changes, recording) {
    store.save(changes, recording);
    meter.committed(changes);
  },
});

/** Tells the database what this collector does, for pages, metrics and `hacotaki doctor`. */
export function createSamples({ store, dbPath, totals }: Options, meter: CommitMeter): Samples {
  const startedAt = utcNow();
  let at = bootNow();
  let cpu = process.cpuUsage();
  let before = totals();

  return {
    write() {
      const [now, wall, used, total] = [bootNow(), utcNow(), process.cpuUsage(), totals()];
      const commits = meter.take();
      const sample: CollectorSample = {
        at: wall,
        length: now - at,
        startedAt,
        pid: process.pid,
        wallOffset: wall - now,
        events: Number(total.events - before.events),
        // A binary that was let go takes what it had to give up out of the sum.
        dropped: Math.max(0, Number(total.dropped - before.dropped)),
        limited: Number(total.limited - before.limited),
        waiting: total.waiting,
        ...commits,
        cpu: (used.user - cpu.user + used.system - cpu.system) * 1_000,
        memoryBytes: process.memoryUsage.rss(),
        databaseBytes: sizeOf(dbPath),
        walBytes: sizeOf(`${dbPath}-wal`),
      };
      try {
        store.saveCollectorSample(sample);
      } catch (error) {
        if (!isTransient(error)) throw error;
        return;
      }
      [at, cpu, before] = [now, used, total];
    },
  };
}
