import fc from "fast-check";
import { expect, test } from "vitest";
import {
  createColumns,
  type BootHistograms,
  type BootSample,
  type DurationHistogram,
} from "../../src/index.ts";
import { idAt, someSample, someSamples } from "./sample-boots.ts";

const isCounted = ({ outcome }: BootSample) => outcome === "up" || outcome === "ready";
const total = ({ counts }: DurationHistogram) => counts.reduce((sum, n) => sum + n, 0);
const nameOf = ({ of }: DurationHistogram) =>
  of.kind === "span" ? `span ${of.slug}` : of.kind === "group" ? `group ${of.group}` : of.kind;
const told = (samples: Iterable<BootSample>) => {
  const columns = createColumns();
  for (const sample of samples) columns.put(sample);
  return columns.histograms();
};
const countsOf = ({ histograms }: BootHistograms) =>
  new Map(
    histograms
      .filter((each) => total(each) > 0)
      .map((each) => [nameOf(each), { counts: each.counts, sum: each.sum }]),
  );
const counted = (samples: Iterable<BootSample>) => countsOf(told(samples));
const boot = (ms: number, more: Partial<BootSample> = {}): BootSample => ({
  id: idAt(1),
  container: "web",
  hostId: "h",
  hostName: "h",
  outcome: "up",
  duration: ms * 1e6,
  spans: [],
  ...more,
});

test("buckets go 1-2-5 from 100 µs, and their edges belong to them", () => {
  const { edges, histograms } = told([boot(0.1), boot(0.2, { id: idAt(2) }), boot(0.21, { id: idAt(3) })]);
  expect(edges.slice(0, 4)).toEqual([100_000, 200_000, 500_000, 1_000_000]);
  const [durations] = histograms;
  expect(durations?.counts.slice(0, 4)).toEqual([1, 1, 1, 0]);
  expect(durations?.counts).toHaveLength(edges.length + 1);
});

test("only boots that came up are counted, each of their closed spans once, whatever the order they came in", () => {
  fc.assert(
    fc.property(someSamples(12), fc.array(fc.nat(11), { maxLength: 20 }), (samples, again) => {
      const replaced = again.flatMap((at) => samples[at] ?? []);
      expect(counted([...samples, ...replaced])).toEqual(counted(samples.toReversed()));
      const histogram = (name: string) => told(samples).histograms.find((each) => nameOf(each) === name);
      const expected = samples.filter((sample) => isCounted(sample) && sample.duration !== undefined);
      const boots = histogram("boot");
      expect(boots && total(boots)).toBe(expected.length);
      expect(boots?.sum).toBe(expected.reduce((sum, { duration = 0 }) => sum + duration, 0));
    }),
  );
});

test("a boot that changes is counted as it is now", () => {
  fc.assert(
    fc.property(someSamples(8), someSample(3), (samples, changed) => {
      const now = [...samples.filter(({ id }) => id !== changed.id), changed];
      expect(counted([...samples, changed])).toEqual(counted(now));
    }),
  );
});

test("a boot that is removed stays counted, for a scraper takes less for a restart", () => {
  const columns = createColumns();
  columns.put(boot(3));
  columns.remove(idAt(1));
  const { histograms, outcomes } = columns.histograms();
  expect(total(histograms[0] as DurationHistogram)).toBe(1);
  expect(outcomes.every(({ n }) => n === 0)).toBe(true);
});

test("boots that came, changed and went are counted as they were last, whatever had been counted by then", () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.nat(9).chain((n) => someSample(n)) },
    { weight: 2, arbitrary: fc.nat(9).map(idAt) },
    { weight: 1, arbitrary: fc.constant("prepare" as const) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const columns = createColumns();
      const present = new Map<string, BootSample>();
      const gone: BootSample[] = [];
      for (const each of steps)
        if (each === "prepare") while (columns.prepare());
        else if (typeof each === "string") {
          columns.remove(each);
          gone.push(...[present.get(each)].filter((sample) => sample !== undefined));
          present.delete(each);
        } else {
          columns.put(each);
          present.set(each.id, each);
        }
      const all = [...present.values(), ...gone].map((sample, n) => ({ ...sample, id: idAt(n) }));
      expect(countsOf(columns.histograms())).toEqual(counted(all));
    }),
    { numRuns: 300 },
  );
});

test("a group's duration is the sum of its spans on the boot path", () => {
  const span = (slug: string, ms: number, onPath: boolean) => ({
    kind: { slug, label: slug, group: "filesystem" as const, onPath },
    duration: ms * 1e6,
  });
  const { histograms } = told([
    boot(9, { spans: [span("remount", 3, true), span("pivot-root", 4, true), span("beside", 50, false)] }),
  ]);
  const group = histograms.find(({ of }) => of.kind === "group" && of.group === "filesystem");
  expect(group).toMatchObject({ sum: 7e6 });
  expect(group && total(group)).toBe(1);
});

test("the example of a bucket is the newest boot in it", () => {
  const at = (n: number, wallTime: bigint) => boot(3, { id: idAt(n), wallTime });
  const [durations] = told([at(1, 5_000n), at(2, 9_000n), at(3, 7_000n)]).histograms;
  expect(durations?.examples.filter((example) => example !== undefined)).toEqual([
    { boot: idAt(2), duration: 3e6, wallTime: 9_000n },
  ]);
});
