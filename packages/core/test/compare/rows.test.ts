import fc from "fast-check";
import { expect, test } from "vitest";
import { partition, type BoundaryKey } from "../../src/domain/span.ts";
import {
  alignBoots,
  alignedAt,
  alignmentsOf,
  bootDuration,
  compareBoots,
  deltaOf,
  instant,
  pairVerdict,
  type Boot,
} from "../../src/index.ts";
import { assemble, readRecording, recordingNames } from "../recording.ts";

const recorded = recordingNames().flatMap((name): readonly Boot[] => {
  const { source, events } = readRecording(name);
  return [...assemble(source, events).boots.values()];
});
const whole = recorded.filter((boot) => bootDuration(boot) !== undefined);

const PATH = ["exec", 0, 1, 31, 32, 2, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, "up"] as const;
const LABELS: Readonly<Record<string, string>> = { exec: "exec", up: "exec" };
const labelOf = (key: BoundaryKey) => LABELS[String(key)] ?? `P${key}`;

/** A boot that passed these, each so many ns after the one before. */
function bootOf(passed: readonly (readonly [BoundaryKey, number])[]): Boot {
  let at = 1_000n;
  const boundaries = passed.map(([key, after]) => {
    at += BigInt(after);
    return { key, at: instant(at), label: labelOf(key) };
  });
  const first = boundaries[0];
  const last = boundaries.at(-1);
  if (!first || !last) throw new Error("a boot has a beginning");
  const isUp = last.key === "up";
  return {
    startAt: first.at,
    startBy: first.key === "exec" ? "exec" : "phase",
    ...(isUp ? { upAt: last.at } : {}),
    losses: [],
    spans: partition(boundaries, isUp ? { kind: "reached" } : { kind: "died", at: instant(last.at + 5n) }),
  } as unknown as Boot; // only what a comparison reads of a boot
}
/** Passes that any build, loss or failure may leave of a path, in its order. */
const anyBoot = fc
  .tuple(
    fc.subarray(PATH.slice(1, -1) as unknown as BoundaryKey[]),
    fc.boolean(),
    fc.array(fc.nat(1_000_000), { minLength: 20, maxLength: 20 }),
  )
  .map(([inner, isStartSeen, gaps]) => {
    const keys: BoundaryKey[] = [
      ...(isStartSeen || inner.length === 0 ? ["exec" as const] : []),
      ...inner,
      "up",
    ];
    return bootOf(keys.map((key, index) => [key, gaps[index] ?? 0] as const));
  });

test("the deltas of all rows on the path add up to the difference of the totals, for every pair of recorded boots", () => {
  expect(whole.length).toBeGreaterThan(5);
  for (const baseline of whole)
    for (const candidate of whole) {
      const { rows, totals, upTo } = compareBoots([baseline, candidate]);
      expect(upTo).toBeUndefined();
      expect(totals).toEqual([bootDuration(baseline), bootDuration(candidate)]);
      const sum = rows.filter(({ onPath }) => onPath).reduce((ns, row) => ns + deltaOf(row, 0, 1), 0n);
      expect(sum).toBe((bootDuration(candidate) ?? 0n) - (bootDuration(baseline) ?? 0n));
    }
});

test("of a pair in which one failed they add up to what both took until the last pass that both know", () => {
  const failed = recorded.filter((boot) => bootDuration(boot) === undefined);
  expect(failed.length).toBeGreaterThan(2);
  const passed = ({ startAt, spans }: Boot, upTo: string): bigint => {
    const closed = spans.filter((span) => span.state === "closed").filter(({ onPath }) => onPath);
    const ended = closed.find(({ to }) => to === upTo)?.endAt;
    return (ended ?? closed.find(({ from }) => from === upTo)?.startAt ?? startAt) - startAt;
  };
  for (const baseline of failed)
    for (const candidate of recorded) {
      const { rows, totals, upTo = "up" } = compareBoots([baseline, candidate]);
      expect(totals).toEqual([passed(baseline, upTo), passed(candidate, upTo)]);
      const sum = rows.filter(({ onPath }) => onPath).reduce((ns, row) => ns + deltaOf(row, 0, 1), 0n);
      expect(sum).toBe((totals[1] ?? 0n) - (totals[0] ?? 0n));
    }
});

test("whatever passes boots have or lack, each one's rows add up to its boot duration, and no slug repeats", () => {
  fc.assert(
    fc.property(fc.array(anyBoot, { minLength: 1, maxLength: 8 }), (boots) => {
      const { rows, totals } = compareBoots(boots);
      expect(totals).toEqual(boots.map((boot) => bootDuration(boot)));
      expect(new Set(rows.map(({ slug }) => slug)).size).toBe(rows.length);
      for (const { durations } of rows)
        for (const ns of durations) if (ns !== undefined) expect(ns >= 0n).toBe(true);
    }),
  );
});

test("a boot compared with itself differs nowhere, and has its own spans for rows", () => {
  for (const boot of whole) {
    const { rows } = compareBoots([boot, boot]);
    expect(rows.every((row) => deltaOf(row, 0, 1) === 0n && !row.isCombined)).toBe(true);
    expect(rows.filter(({ onPath }) => onPath).map(({ slug }) => slug)).toEqual(
      boot.spans.filter(({ onPath }) => onPath).map(({ slug }) => slug),
    );
  }
});

test("where one boot lumps two spans together, the stretch is compared as a whole", () => {
  const lumped = bootOf([
    ["exec", 0],
    [0, 40],
    [2, 30],
    [11, 5],
    ["up", 10],
  ]);
  const told = bootOf([
    ["exec", 0],
    [0, 40],
    [1, 20],
    [2, 12],
    [11, 5],
    ["up", 10],
  ]);
  const row = compareBoots([lumped, told]).rows.find(({ isCombined }) => isCombined);
  expect(row).toMatchObject({
    slug: "evaluate+prepare",
    label: "evaluate haco file + prepare",
    durations: [30n, 32n],
  });
});

test("a span that one side does not have is missing there, and the rest stands row by row", () => {
  const plain = bootOf([
    ["exec", 0],
    [0, 40],
    [1, 20],
    [2, 12],
    [11, 5],
    ["up", 10],
  ]);
  const network = bootOf([
    ["exec", 0],
    [0, 40],
    [1, 20],
    [31, 7],
    [32, 90],
    [2, 5],
    [11, 5],
    ["up", 10],
  ]);
  const durations = Object.fromEntries(
    compareBoots([plain, network]).rows.map((row) => [row.slug, row.durations]),
  );
  expect(durations).toMatchObject({
    prepare: [12n, 7n],
    network: [undefined, 90n],
    "prepare-after-network": [undefined, 5n],
    fork: [5n, 5n],
  });
});

test("a boot that failed is compared as far as both came, and it is said how far", () => {
  const up = bootOf([
    ["exec", 0],
    [0, 40],
    [1, 20],
    [2, 12],
    [11, 5],
    [12, 8],
    ["up", 10],
  ]);
  const failed = bootOf([
    ["exec", 0],
    [0, 44],
    [1, 20],
    [2, 12],
    [11, 9],
  ]);
  const { rows, totals, upTo } = compareBoots([up, failed]);
  expect(upTo).toBe("P11");
  expect(totals).toEqual([77n, 85n]);
  expect(rows.map(({ slug }) => slug)).toEqual(["runtime-start", "evaluate", "prepare", "fork"]);
});

test("the verdict names the row that moved most the way the whole did, and its part of it", () => {
  const baseline = bootOf([
    ["exec", 0],
    [0, 40],
    [1, 20],
    [2, 30],
    ["up", 10],
  ]);
  const candidate = bootOf([
    ["exec", 0],
    [0, 130],
    [1, 20],
    [2, 20],
    ["up", 10],
  ]);
  const verdict = pairVerdict(compareBoots([baseline, candidate]), 0, 1);
  expect(verdict).toMatchObject({
    delta: 80n,
    main: { delta: 90n, row: { slug: "runtime-start" } },
    share: 1.125,
  });
});

test("aligned boots have the instant they are aligned on at one place", () => {
  const [a, b] = [
    bootOf([
      ["exec", 0],
      [0, 40],
      [1, 20],
      [2, 30],
      ["up", 10],
    ]),
    bootOf([
      ["exec", 500],
      [0, 70],
      [1, 5],
      [2, 30],
      ["up", 10],
    ]),
  ] as const;
  expect((["start", "wall", "exec", "phase:P1"] as const).map((each) => alignedAt([a, b], 0, each))).toEqual([
    0n,
    0n,
    100n,
    60n,
  ]);
  expect(alignBoots([a, b], 0, "start")).toEqual([0n, 0n]);
  expect(alignBoots([a, b], 0, "exec")).toEqual([0n, 100n - 115n]);
  expect(alignBoots([a, b], 0, "phase:P1")).toEqual([0n, 60n - 75n]);
  expect(alignBoots([a, b], 0, "ready")).toEqual([undefined, undefined]);
  expect(alignmentsOf([a, b], 0)).toEqual(["start", "exec"]);
});

test("boots of OCI runtimes are compared by slug, whatever the order in which runtimes pass things", () => {
  const spanOf = (slug: string, from: number, to: number, group = "supervise") => ({
    slug,
    label: slug,
    group,
    lane: "container",
    onPath: true,
    state: "closed",
    startAt: instant(BigInt(from)),
    endAt: instant(BigInt(to)),
    from: `${slug} begins`,
    to: slug === "exec" ? "exec" : slug,
  });
  const ociBoot = (spans: readonly ReturnType<typeof spanOf>[]) =>
    ({
      startAt: instant(0n),
      startBy: "exec",
      upAt: spans.at(-1)?.endAt,
      losses: [],
      oci: { runtime: "runc" },
      spans,
    }) as unknown as Boot; // only what a comparison reads of a boot
  const boots = [
    ociBoot([spanOf("cgroup", 0, 10), spanOf("namespace", 10, 70), spanOf("exec", 70, 80)]),
    ociBoot([spanOf("namespace", 0, 20), spanOf("cgroup", 20, 25), spanOf("exec", 25, 30)]),
  ];
  const { rows, totals, upTo } = compareBoots(boots);
  expect(rows.map(({ slug, durations }) => [slug, ...durations])).toEqual([
    ["cgroup", 10n, 5n],
    ["namespace", 60n, 20n],
    ["exec", 10n, 5n],
  ]);
  expect(totals).toEqual([80n, 30n]);
  expect(upTo).toBeUndefined();
  const lumped = ociBoot([spanOf("set-up", 0, 25, "unattributed"), spanOf("exec", 25, 30)]);
  expect(compareBoots([boots[0] as Boot, lumped]).totals).toEqual([80n, 30n]);
});
