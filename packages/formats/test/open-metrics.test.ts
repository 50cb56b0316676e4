import { createColumns, bootSample } from "@hacotaki/core";
import { expect, test } from "vitest";
import { openMetrics, prometheusText, type MetricFacts } from "../src/index.ts";
import { recorded, take } from "./importing.ts";

const NAMES = [
  "head-min-true.ndjson",
  "head-tcp-c.ndjson",
  "head-fail-nocmd.ndjson",
  "head-multi-daemon.ndjson",
];
const boots = (await Promise.all(NAMES.map((name) => take(recorded(name))))).flatMap((taken) =>
  taken.boots(),
);
const columns = createColumns();
for (const boot of boots) columns.put(bootSample(boot));
const FACTS: MetricFacts = {
  collectedEvents: 77n,
  process: { cpuSeconds: 1.5, memoryBytes: 120_000_000, startSeconds: 1_790_000_000 },
  collector: {
    at: 1_790_000_000_000_000_000n,
    length: 10_000_000_000n,
    startedAt: 1_790_000_000_000_000_000n,
    pid: 42,
    wallOffset: 0n,
    events: 500,
    dropped: 0,
    limited: 3,
    waiting: 12,
    commits: 4,
    largestCommit: 200,
    lagMean: 20_000_000,
    lagMost: 45_000_000,
    cpu: 100_000_000,
    memoryBytes: 80_000_000,
    databaseBytes: 4_096,
    walBytes: 0,
  },
  boots: columns.histograms(),
  storedEvents: 412,
  recordings: 4,
  droppedEvents: 7n,
  databaseBytes: 4096,
  walBytes: 0,
  revision: 12n,
  schemaVersion: 'odd "name"\\\n',
  sqliteVersion: "3.50.0",
};
const text = [...openMetrics(FACTS)].join("");
const lines = text.split("\n");
const value = (name: string) => Number(lines.find((line) => line.startsWith(`${name} `))?.split(" ")[1]);

test("the text ends with its end mark, and has one family of a name with its samples behind it", () => {
  expect(text.endsWith("\n# EOF\n")).toBe(true);
  const families = lines.filter((line) => line.startsWith("# TYPE ")).map((line) => line.split(" ")[2] ?? "");
  expect(new Set(families).size).toBe(families.length);
  let family = "";
  for (const line of lines) {
    if (line.startsWith("# TYPE ")) family = line.split(" ")[2] ?? "";
    else if (line !== "" && !line.startsWith("#")) expect(line.startsWith(family), line).toBe(true);
  }
});

test("buckets ascend, and the last one is the count", () => {
  const series = Map.groupBy(
    lines.filter((line) => line.includes("_bucket{")),
    (line) => line.replace(/,?le="[^"]*"\}.*/, ""),
  );
  expect(series.size).toBeGreaterThan(20);
  for (const [name, buckets] of series) {
    const counts = buckets.map((line) => Number(/\} (\d+)/.exec(line)?.[1]));
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    const count = `${name.replace("_bucket", "_count")}}`.replace("{}", "");
    expect(value(count), count).toBe(counts.at(-1));
  }
});

test("every boot that came up is counted, and an example names one of them", () => {
  const up = boots.filter(({ outcome }) => outcome === "up" || outcome === "ready");
  expect(value("hacotaki_boot_duration_seconds_count")).toBe(up.length);
  const examples = [...text.matchAll(/# \{boot="([0-9a-z]{16})"\} [0-9.e-]+( \d+\.\d{3})?$/gm)];
  expect(examples.length).toBeGreaterThan(0);
  for (const [, id] of examples) expect(up.map((boot) => `${boot.id}`)).toContain(id);
});

test("no label holds a name that a container, a host or a user gave", () => {
  const labels = new Set([...text.matchAll(/([a-z_]+)="/g)].map(([, name]) => name));
  expect(labels).toEqual(
    new Set(["le", "boot", "span", "group", "outcome", "file", "schema_version", "sqlite_version"]),
  );
  expect(text).toContain(String.raw`schema_version="odd \"name\"\\\n"`);
});

test("Prometheus's older text says the same, without units and examples, families called as their samples", () => {
  const older = [...prometheusText(FACTS)].join("");
  expect(older).not.toMatch(/# (EOF|UNIT)| # \{/);
  expect(older).toContain(
    "# TYPE hacotaki_dropped_events_total counter\n# HELP hacotaki_dropped_events_total ",
  );
  expect(older).toContain("# TYPE hacotaki_database_info gauge\n");
  const samples = (from: string) =>
    from
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => line.replace(/ # \{boot=.*$/, ""));
  expect(samples(older)).toEqual(samples(text));
  const families = [...older.matchAll(/^# TYPE (\S+)/gm)].map(([, name = ""]) => name);
  for (const line of samples(older)) {
    const name = /^\w+/.exec(line)?.[0] ?? "";
    expect(families).toContain(families.includes(name) ? name : name.replace(/_(bucket|sum|count)$/, ""));
  }
});

test("what the collector did last is told in seconds and ratios, and nothing of one that is not at work", () => {
  expect(value("hacotaki_collector_events_per_second")).toBe(50);
  expect(value("hacotaki_collector_lag_seconds")).toBe(0.045);
  expect(value("hacotaki_collector_cpu_ratio")).toBe(0.01);
  expect(value("hacotaki_collected_events_total")).toBe(77);
  expect(value("process_cpu_seconds_total")).toBe(1.5);
  const { collector: _none, ...without } = FACTS;
  expect([...openMetrics(without)].join("")).not.toContain("hacotaki_collector_lag");
});

test("shipping to a fleet is told where there is any: how far it is, and what failed", () => {
  expect(text).not.toContain("hacotaki_ship");
  const shipping = {
    ...{ isTaken: false, waiting: 12, lagNs: 90_500_000_000n, boots: 40, failures: 3, refused: 1 },
    toldAt: 1_790_000_000_000_000_000n,
  };
  const told = [...openMetrics({ ...FACTS, shipping })].join("").split("\n");
  expect(told).toEqual(
    expect.arrayContaining([
      "hacotaki_ship_up 0",
      "hacotaki_ship_waiting_boots 12",
      "hacotaki_ship_lag_seconds 90.500",
      "hacotaki_shipped_boots_total 40",
      "hacotaki_ship_failures_total 3",
      "hacotaki_ship_refused_boots_total 1",
    ]),
  );
});
