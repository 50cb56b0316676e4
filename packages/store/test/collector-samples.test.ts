import { SAMPLE_NS, SAMPLES_KEPT, type CollectorSample } from "@hacotaki/core";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { openStore } from "../src/index.ts";
import { temporaryDatabase } from "./folder.ts";

const START = 1_790_000_000_000_000_000n;
const sample = (n: number, more: Partial<CollectorSample> = {}): CollectorSample => ({
  at: START + BigInt(n) * SAMPLE_NS,
  length: SAMPLE_NS,
  startedAt: START,
  pid: 42,
  wallOffset: START - 7n,
  events: n,
  dropped: 0,
  limited: 0,
  waiting: 0,
  commits: 3,
  largestCommit: 1_000,
  lagMean: 20_000_000,
  lagMost: 45_000_000,
  cpu: 1_000_000,
  memoryBytes: 80_000_000,
  databaseBytes: 4_096,
  walBytes: 0,
  ...more,
});

test("an hour of samples is kept in a ring that never grows", async () => {
  const path = temporaryDatabase();
  const store = openStore(path, { mode: "write" });
  for (let n = 0; n < SAMPLES_KEPT + 40; n++) store.saveCollectorSample(sample(n));
  const newest = sample(SAMPLES_KEPT + 39);
  const kept = await store.collectorSamples(newest.at);
  store.close();
  expect(kept).toHaveLength(SAMPLES_KEPT);
  expect(kept.at(-1)).toEqual(newest);
  expect(kept[0]).toEqual(sample(40));
  const db = new Database(path, { readonly: true });
  expect(db.prepare("SELECT count(*) FROM collector_sample").pluck().get()).toBe(SAMPLES_KEPT);
  db.close();
});

test("what is older than an hour, or of a clock that was set back since, is not told", async () => {
  const store = openStore(temporaryDatabase(), { mode: "write" });
  store.saveCollectorSample(sample(0));
  store.saveCollectorSample(sample(500));
  const { lagMean: _mean, lagMost: _most, ...idle } = sample(501, { commits: 0, largestCommit: 0 });
  store.saveCollectorSample(idle);
  expect(await store.collectorSamples(sample(501).at)).toEqual([sample(500), idle]);
  expect(await store.collectorSamples(sample(400).at)).toEqual([]);
  store.close();
});
