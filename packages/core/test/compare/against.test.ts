import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  AGAINST,
  againstHref,
  createColumns,
  heldAgainstPopulation,
  heldBoot,
  instant,
  parseAgainstView,
  referenceOf,
  type Boot,
  type BootId,
  type BootSample,
} from "../../src/index.ts";
import { idAt } from "../columns/sample-boots.ts";

const MS = 1_000_000;
const someId = fc.stringMatching(/^[0-9a-hjkmnp-tv-z]{16}$/).map((text) => text as BootId);
const paramsOf = (href: string) => Object.fromEntries(new URL(href, "http://localhost").searchParams);

describe("the link of a boot against its population", () => {
  test("reads back as the same view", () => {
    fc.assert(
      fc.property(someId, fc.constantFrom(...AGAINST), (boot, against) => {
        expect(parseAgainstView(paramsOf(againstHref({ boot, against })))).toEqual({
          view: { boot, against },
          dropped: [],
        });
      }),
    );
  });

  test("drops what makes no sense, and is no such link without a boot", () => {
    expect(parseAgainstView({ boot: idAt(1), against: "everyone" })).toEqual({
      view: { boot: idAt(1), against: "container" },
      dropped: ["against"],
    });
    for (const params of [{}, { boot: "" }, { boot: "no" }, { boot: [idAt(1), idAt(2)] }])
      expect(parseAgainstView(params)).toBeUndefined();
  });
});

const DAY = 86_400_000_000_000n;
const WALL = 1_700_000_000_000_000_000n;
const kind = { slug: "pivot-root", label: "pivot_root", group: "filesystem", onPath: true } as const;
const sample = (n: number, ms: number, more: Partial<BootSample> = {}): BootSample => ({
  id: idAt(n),
  container: "web",
  hostId: "h1",
  hostName: "h1",
  outcome: "up",
  wallTime: WALL,
  duration: ms * MS,
  spans: [{ kind, duration: ms * MS }],
  ...more,
});
const boot = (ms: number): Boot => ({
  id: idAt(0),
  runId: idAt(0) as unknown as Boot["runId"],
  hostId: "h1",
  hostName: "h1",
  kernelBootId: "k",
  sourceKind: "live",
  container: "web",
  containerSource: "hostname",
  generation: "0.11",
  outcome: "up",
  losses: [],
  startAt: instant(0n),
  startBy: "exec",
  upAt: instant(BigInt(ms * MS)),
  upBy: "exec",
  wallTime: WALL,
  lineage: "lineage",
  processes: [],
  processCount: 0,
  markCount: 0,
  spans: [
    {
      ...kind,
      lane: "container",
      from: "A",
      to: "B",
      state: "closed",
      startAt: instant(0n),
      endAt: instant(BigInt(ms * MS)),
    },
  ],
});

function standings(own: number, others: readonly number[]) {
  const columns = createColumns();
  for (const [n, ms] of others.entries()) columns.put(sample(n + 1, ms));
  const population = columns.population({ container: "web" }, heldBoot(boot(own)));
  return heldAgainstPopulation(boot(own), population).map(({ of, standing }) => [of, standing]);
}
const both = (standing: string) => [
  ["boot", standing],
  ["span", standing],
];

test("what lies outside p5 to p95 and far from the median by the spread of the others is out of the ordinary", () => {
  const others = [20, 21, 22, 23, 24, 25, 26];
  expect(standings(23, others)).toEqual(both("usual"));
  expect(standings(60, others)).toEqual(both("longer"));
  expect(standings(1, others)).toEqual(both("shorter"));
});

test("longer than every other boot is not usual, however near it lies", () => {
  const others = [20, 21, 22, 23, 24, 25, 26];
  expect(standings(27, others)).toEqual(both("long"));
  expect(standings(19, others)).toEqual(both("short"));
});

test("what many others take as well is usual, however far it lies from the median", () => {
  const others = [
    ...Array.from({ length: 80 }, (_, n) => 20 + n / 100),
    ...Array.from({ length: 20 }, () => 60),
  ];
  expect(standings(60, others)).toEqual(both("usual"));
});

test("of fewer than five others nothing is called usual or not", () => {
  expect(standings(60, [20, 21, 22, 23])).toEqual(both("too-few"));
});

test("where most took exactly the same, a duration outside p5 to p95 has no spread to be measured by", () => {
  expect(standings(20, [20, 20, 20, 20, 31])).toEqual(both("usual"));
  expect(standings(21, [20, 20, 20, 20, 31])).toEqual(both("usual"));
  expect(standings(32, [20, 20, 20, 20, 31])).toEqual(both("no-spread"));
});

test("each choice of a population takes in the boots that its words say", () => {
  const columns = createColumns();
  columns.put(sample(1, 20));
  columns.put(sample(2, 20, { hostId: "h2" }));
  columns.put(sample(3, 20, { wallTime: WALL - 6n * DAY }));
  columns.put(sample(4, 20, { wallTime: WALL - 8n * DAY }));
  columns.put(sample(5, 20, { wallTime: WALL + DAY }));
  columns.put(sample(6, 20, { container: "db" }));
  columns.put(sample(7, 20, { outcome: "failed" }));
  const n = AGAINST.map((against) => {
    const reference = referenceOf(against, boot(20));
    return reference && columns.population(reference, heldBoot(boot(20))).n;
  });
  expect(n).toEqual([5, 4, 3, 4]);
});

test("without a wall time there is no before", () => {
  const { wallTime: _none, ...timeless } = boot(20);
  expect(AGAINST.map((against) => referenceOf(against, timeless) !== undefined)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
