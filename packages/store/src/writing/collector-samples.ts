import type { Statement } from "better-sqlite3";
import { SAMPLE_NS, SAMPLES_KEPT, SAMPLES_NS, type CollectorSample } from "@hacotaki/core";
import { numberOf, present } from "../values/absent.ts";
import type { StoreReader, StoreWriter } from "../contract.ts";
import { int64, whole } from "../values/integers.ts";
import type { Read } from "../reading/read.ts";
import type { CollectorSampleRow } from "../connection/tables.ts";
import type { Ledger } from "./transaction.ts";

const placeOf = (at: bigint) => (at / SAMPLE_NS) % BigInt(SAMPLES_KEPT);

/** The ring of what a collector did: as many rows as an hour has stretches of ten seconds, never more. */
export function createSampleWriter({ db, transact }: Ledger): Pick<StoreWriter, "saveCollectorSample"> {
  // Prepared when there is something to keep: a database before its migration has no such table.
  let prepared: Statement | undefined;
  const save = () =>
    (prepared ??= db.prepare(
      `INSERT OR REPLACE INTO collector_sample (place, at, length, started_at, pid, wall_offset, events, dropped, limited,
       waiting, commits, largest_commit, lag_mean, lag_most, cpu, memory_bytes, database_bytes, wal_bytes)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ));
  return {
    saveCollectorSample: (sample) =>
      transact("write to", () => {
        save().run(
          placeOf(sample.at),
          int64(sample.at),
          int64(sample.length),
          int64(sample.startedAt),
          whole(sample.pid),
          int64(sample.wallOffset),
          ...[sample.events, sample.dropped, sample.limited, sample.waiting].map(whole),
          ...[sample.commits, sample.largestCommit].map(whole),
          sample.lagMean === undefined ? null : whole(sample.lagMean),
          sample.lagMost === undefined ? null : whole(sample.lagMost),
          ...[sample.cpu, sample.memoryBytes, sample.databaseBytes, sample.walBytes].map(whole),
        );
      }),
  };
}

const sampleOf = (row: CollectorSampleRow): CollectorSample =>
  present<CollectorSample>({
    at: row.at,
    length: row.length,
    startedAt: row.started_at,
    pid: Number(row.pid),
    wallOffset: row.wall_offset,
    events: Number(row.events),
    dropped: Number(row.dropped),
    limited: Number(row.limited),
    waiting: Number(row.waiting),
    commits: Number(row.commits),
    largestCommit: Number(row.largest_commit),
    lagMean: numberOf(row.lag_mean),
    lagMost: numberOf(row.lag_most),
    cpu: Number(row.cpu),
    memoryBytes: Number(row.memory_bytes),
    databaseBytes: Number(row.database_bytes),
    walBytes: Number(row.wal_bytes),
  });

export const createCollectorSampleReader = (read: Read): Pick<StoreReader, "collectorSamples"> => ({
  collectorSamples: (now) =>
    read("read the collector's samples of", async (db) => {
      const rows = await db
        .selectFrom("collector_sample")
        .selectAll()
        .where("at", ">", now - SAMPLES_NS)
        .where("at", "<=", now + SAMPLE_NS)
        .orderBy("at")
        .execute();
      return rows.map(sampleOf);
    }),
});
