import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  createColumns,
  POPULATION_OUTCOMES,
  type BootGroup,
  type BootId,
  type BootSample,
  type GroupedBy,
} from "../../src/index.ts";
import { isMeant, someFilter, someSamples } from "./sample-boots.ts";

const columnsOf = (samples: readonly BootSample[]) => {
  const columns = createColumns();
  for (const sample of samples) columns.put(sample);
  return columns;
};
const labelled = (samples: readonly BootSample[]) =>
  samples.map(
    (sample, n): BootSample =>
      n % 3 === 0 ? sample : { ...sample, hostLabels: { role: n % 3 === 1 ? "web" : "db" } },
  );
const KEYS: readonly (readonly [GroupedBy, (sample: BootSample) => string])[] = [
  ["host", ({ hostId }) => hostId],
  ["kernel", ({ kernel }) => kernel ?? ""],
  ["runtime", ({ runtime }) => runtime ?? "haconiwa"],
  ["label:role", ({ hostLabels }) => hostLabels?.["role"] ?? ""],
  ["label:toString", () => ""],
];

test("boots of any filter are in the group of what they have, each once", () => {
  fc.assert(
    fc.property(someSamples(60).map(labelled), someFilter, (samples, filter) => {
      const columns = columnsOf(samples);
      for (const [by, keyOf] of KEYS) {
        const meant = Map.groupBy(
          samples.filter((sample) => isMeant(sample, filter)),
          keyOf,
        );
        const { groups, omitted } = columns.groups({ by, filter });
        expect(omitted).toBe(0);
        expect(new Set(groups.map(({ key }) => key))).toEqual(new Set(meant.keys()));
        for (const { key, boots, failed, hosts, last, boot } of groups) {
          const own = meant.get(key) ?? [];
          const times = own.flatMap(({ wallTime }) => wallTime ?? []);
          expect(boots).toBe(own.length);
          expect(failed).toBe(own.filter(({ outcome }) => outcome === "failed").length);
          expect(hosts).toEqual([...new Set(own.map(({ hostId }) => hostId))].sort());
          const newest = times.reduce((most, at) => (at > most ? at : most), 0n);
          expect(last).toBe(times.length === 0 ? undefined : newest);
          const cameUp = own.filter(
            ({ outcome, duration }) => POPULATION_OUTCOMES.includes(outcome) && duration !== undefined,
          );
          expect(boot?.n ?? 0).toBe(cameUp.length);
        }
      }
    }),
    { numRuns: 40 },
  );
});

const SPANS = [
  { slug: "network", label: "network", group: "network", onPath: true },
  { slug: "pivot-root", label: "pivot_root", group: "filesystem", onPath: true },
  { slug: "running", label: "running", group: "supervise", onPath: false },
] as const;

/** A boot of which the spans took so many ms. */
function boot(n: number, hostId: string, ms: readonly number[]): BootSample {
  return {
    id: `b${n.toString().padStart(15, "0")}` as BootId,
    container: "web",
    hostId,
    hostName: hostId,
    outcome: "up",
    duration: ms.slice(0, 2).reduce((sum, each) => sum + each * 1e6, 0),
    spans: SPANS.map((kind, at) => ({ kind, duration: (ms[at] ?? 0) * 1e6 })),
  };
}
/** Boots of three hosts, on one of which a span takes twice as long, and what is beside the boot path a thousand times. */
const made = (n: number) =>
  Array.from({ length: 3 * n }, (_, at) => {
    const host = `host-${at % 3}`;
    const isSlow = host === "host-2";
    const noise = ((at * 7919) % 97) / 97;
    return boot(at, host, [5 + noise, (isSlow ? 20 : 10) + noise, isSlow ? 9_000 : 9]);
  });

describe("a group", () => {
  const of = (groups: readonly BootGroup[], key: string) => groups.find((group) => group.key === key);

  test("is slow in the spans of the boot path that take longer than with all others, beyond chance", () => {
    const { groups } = columnsOf(made(40)).groups({ by: "host", filter: {} });
    const slow = of(groups, "host-2");
    expect(slow?.boot).toMatchObject({ n: 40, verdict: "slower" });
    expect(slow?.slow.map(({ slug }) => slug)).toEqual(["pivot-root"]);
    expect(slow?.slow[0]?.superiority).toBe(1);
    expect(slow?.slow[0]?.p50).toBeGreaterThan(20e6);
    expect(slow?.slow[0]?.restP50).toBeLessThan(11e6);
    for (const other of ["host-0", "host-1"]) expect(of(groups, other)?.slow).toEqual([]);
  });

  test("of few boots is neither slow nor quick", () => {
    const { groups } = columnsOf(made(4)).groups({ by: "host", filter: {} });
    expect(groups.map(({ boot: all }) => all?.verdict)).toEqual(["too-few", "too-few", "too-few"]);
    expect(groups.flatMap(({ slow }) => slow)).toEqual([]);
  });

  test("alone is held against nobody", () => {
    const { groups } = columnsOf(made(40)).groups({ by: "runtime", filter: {} });
    expect(groups).toHaveLength(1);
    expect(groups[0]?.boot).not.toHaveProperty("restP50");
    expect(groups[0]?.boot?.verdict).toBe("too-few");
  });
});

test("of very many groups those with most boots are told of, and the others counted", () => {
  const samples = Array.from({ length: 1_210 }, (_, n) => boot(n, `host-${n % 1_200}`, [1, 2, 3]));
  const { groups, omitted } = columnsOf(samples).groups({ by: "host", filter: {} });
  expect(groups).toHaveLength(1_000);
  expect(omitted).toBe(200);
  expect(groups.slice(0, 10).every(({ boots }) => boots === 2)).toBe(true);
});
