import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { SAMPLE_NS, utcNow, type CollectorSample } from "@hacotaki/core";
import { openStore, type MessageState } from "@hacotaki/store";
import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { deliveryChecks, hourChecks, retentionCheck } from "../src/health/health-checks.ts";
import { hacotaki, newFolder } from "./hacotaki.ts";

const S = 1_000_000_000n;
const sample = (n: number, more: Partial<CollectorSample> = {}): CollectorSample => ({
  at: BigInt(n) * SAMPLE_NS,
  length: SAMPLE_NS,
  startedAt: 1n,
  pid: 42,
  wallOffset: 0n,
  events: 100,
  dropped: 0,
  limited: 0,
  waiting: 0,
  commits: 3,
  largestCommit: 40,
  lagMean: 20_000_000,
  lagMost: 45_000_000,
  cpu: 1_000_000,
  memoryBytes: 80_000_000,
  databaseBytes: 4_096,
  walBytes: 0,
  ...more,
});
const said = (...samples: CollectorSample[]) =>
  hourChecks(samples).map(({ state, found }) => `${state}: ${found}`);

test("a quiet hour is one line, and each thing that went wrong one of its own", () => {
  expect(said()).toEqual([]);
  expect(said(sample(0), sample(1))).toEqual([
    "ok: 10 events a second now, commits after 45.0 ms at most, nothing lost",
  ]);
  expect(said(sample(0, { lagMost: 2.4e9 }))[0]).toContain("committed up to 2.40 s");
  expect(said(sample(0), sample(1, { waiting: 1200 }))[0]).toContain("1,200 events wait");
  expect(said(sample(0, { dropped: 7 }))[0]).toContain("7 events were dropped");
  expect(said(sample(0, { limited: 50 }))).toEqual([expect.stringContaining("a flood: 50 events")]);
  expect(said(sample(0), sample(1, { wallOffset: -3600n * S }))[0]).toContain("set back by 1 h");
  expect(said(sample(0), sample(1, { startedAt: 2n }))[0]).toContain("began anew once");
});

test("every warning says what to do", () => {
  const all = hourChecks([
    sample(0, { dropped: 9, limited: 1, lagMost: 2e9 }),
    sample(1, { wallOffset: 9n * S, waiting: 1 }),
    sample(2, { startedAt: 2n }),
  ]);
  expect(all.length).toBeGreaterThan(4);
  for (const { state, advice } of all) expect([state, typeof advice]).toEqual(["warn", "string"]);
});

test("a limit of size that cannot be held is told with why", () => {
  const facts = {
    marginBytes: 0,
    toldAt: 1n,
    deletedBoots: 0,
    deletedBefore: 0,
    keptRuns: 12,
    bytes: 90e6,
    maxBytes: 50e6,
  };
  expect(retentionCheck({ ...facts, state: "held" }).state).toBe("ok");
  expect(retentionCheck({ ...facts, state: "over" })).toMatchObject({
    state: "warn",
    found: expect.stringContaining("90 MB of 50 MB"),
    advice: expect.stringContaining("--max-size"),
  });
  expect(retentionCheck(undefined).found).toContain("every boot is kept");
});

test("of a webhook its newest message counts: one that was taken again is well", () => {
  const message = (id: string, more: Partial<MessageState>): MessageState => ({
    id,
    kind: "firing",
    webhook: "ops",
    queuedAt: 1n,
    tries: 3,
    ...more,
  });
  const failing = message("a", { problem: "it answers with status 500", nextAt: 9n });
  expect(deliveryChecks([failing], 2n)).toMatchObject([
    {
      state: "warn",
      found: expect.stringContaining("status 500"),
      advice: expect.stringContaining("alerts test ops"),
    },
  ]);
  expect(deliveryChecks([message("b", { sentAt: 5n }), failing], 6n)).toEqual([]);
});

const checksOf = async (...args: string[]) =>
  JSON.parse((await hacotaki(["doctor", "--json", ...args])).stdout) as {
    name: string;
    state: string;
    found: string;
  }[];

test("doctor tells of a database that is held, of a collector that died, and of a dashboard that is not ready", async () => {
  const db = join(newFolder(), "hacotaki.db");
  const store = openStore(db, { mode: "write" });
  const recording = store.startRecording({
    kind: "live",
    hostId: "h",
    hostName: "h",
    kernelBootId: "k",
    path: "/opt/haconiwa",
    probes: [],
    hasKernelEvents: true,
    startedAt: utcNow() - 7_200n * S,
    // No process has this pid.
    pid: 4_194_304 + 7,
  });
  store.touchRecording(recording, { seenAt: utcNow() - 3_600n * S, events: 0n, dropped: 0n });
  store.close();
  const server = createServer((_request, response) =>
    response
      .writeHead(503)
      .end(JSON.stringify({ status: "not-ready", reason: "columns: 1 of 2 boots are counted" })),
  ).listen(0, "127.0.0.1");
  await once(server, "listening");
  const holder = new Database(db);
  onTestFinished(() => {
    holder.close();
    server.close();
  });
  holder.exec("BEGIN IMMEDIATE");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const checks = await checksOf("--db", db, "--dashboard", url);
  const of = (name: string) => checks.find((check) => check.name === name);
  expect(of("writing")).toMatchObject({
    state: "fail",
    found: expect.stringContaining("another process holds"),
  });
  expect(of("collector")).toMatchObject({ state: "warn", found: expect.stringContaining("without a word") });
  expect(of("dashboard at work")).toMatchObject({
    state: "warn",
    found: expect.stringContaining("1 of 2 boots"),
  });
  const { code, stderr } = await hacotaki(["health", "--dashboard", url]);
  expect([code, stderr]).toEqual([1, expect.stringContaining("columns: 1 of 2 boots are counted")]);
  const life = await hacotaki(["health", "--collector", "--db", db]);
  expect([life.code, life.stderr]).toEqual([1, expect.stringContaining("no sign of life for")]);
});
