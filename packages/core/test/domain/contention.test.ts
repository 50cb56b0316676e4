import fc from "fast-check";
import { expect, test } from "vitest";
import {
  contention,
  GROUPS,
  instant,
  laterSiblings,
  longestBeside,
  ownStart,
  type Boot,
  type BootId,
  type BootSummary,
  type Group,
  type MiniSpan,
  type RunId,
} from "../../src/index.ts";

const LENGTH = 1_000n;
const START = 5_000n;
const THIS = {
  id: "this" as BootId,
  runId: "run" as RunId,
  startAt: instant(START),
  upAt: instant(START + LENGTH),
  spans: [],
} as unknown as Boot; // only what `contention` reads of a boot

type Stretch = { readonly group: Group; readonly from: number; readonly to: number | undefined };
type Other = Pick<BootSummary, "id" | "runId" | "outcome" | "startAt" | "spans">;

const mini = ({ group, from, to }: Stretch, lane: MiniSpan["lane"] = "container"): MiniSpan => ({
  slug: `${group}-${from}`,
  group,
  lane,
  onPath: true,
  state: to === undefined ? "open" : "closed",
  offsetNs: BigInt(from),
  ...(to === undefined ? {} : { durationNs: BigInt(to - from) }),
});
/** Offsets are from the start of the boot in question. */
const other = (id: string, stretches: readonly Stretch[], runId = id): Other => ({
  id: id as BootId,
  runId: runId as RunId,
  outcome: "booting",
  startAt: instant(START),
  spans: stretches.map((each) => mini(each)),
});

const stretch = fc
  .tuple(
    fc.constantFrom(...GROUPS),
    fc.integer({ min: -800, max: 1200 }),
    fc.option(fc.nat(900), { nil: undefined }),
  )
  .map(
    ([group, from, length]): Stretch => ({
      group,
      from,
      to: length === undefined ? undefined : from + length,
    }),
  );
const others = fc
  .array(fc.array(stretch, { maxLength: 4 }), { maxLength: 8 })
  .map((all) => all.map((stretches, index) => other(`boot-${index}`, stretches)));

test("at every moment the counts are those of the spans that contain it", () => {
  fc.assert(
    fc.property(others, fc.nat(Number(LENGTH) - 1), (boots, moment) => {
      const at = BigInt(moment);
      const step = contention(THIS, boots).steps.find(({ fromNs, toNs }) => fromNs <= at && at < toNs);
      for (const group of GROUPS) {
        const inside = boots
          .flatMap(({ spans }) => spans)
          .filter(
            (span) =>
              span.group === group &&
              span.offsetNs <= at &&
              (span.durationNs === undefined || at < span.offsetNs + span.durationNs),
          );
        expect(step?.counts.get(group) ?? 0).toBe(inside.length);
      }
    }),
  );
});

test("steps cover the boot without gap or overlap, and neighbours differ", () => {
  fc.assert(
    fc.property(others, (boots) => {
      const { steps, most, lengthNs } = contention(THIS, boots);
      expect(lengthNs).toBe(LENGTH);
      expect(steps[0]?.fromNs).toBe(0n);
      expect(steps.at(-1)?.toNs).toBe(LENGTH);
      for (const [index, step] of steps.entries()) {
        const next = steps[index + 1];
        expect(step.total).toBe([...step.counts.values()].reduce((sum, each) => sum + each, 0));
        expect(Math.min(...step.counts.values(), 1)).toBe(1);
        if (!next) continue;
        expect(next.fromNs).toBe(step.toNs);
        expect(next.counts).not.toEqual(step.counts);
      }
      expect(most).toBe(Math.max(...steps.map(({ total }) => total)));
    }),
  );
});

test("the boot itself, and boots that were over or not begun, do not count", () => {
  const { boots, most } = contention(THIS, [
    other("this", [{ group: "exec", from: 0, to: 500 }]),
    other("before", [{ group: "exec", from: -100, to: 0 }]),
    other("after", [{ group: "exec", from: 1000, to: 1100 }]),
  ]);
  expect({ boots, most }).toEqual({ boots: 0, most: 0 });
});

test("the launcher that siblings share is not counted against them", () => {
  const shared: Stretch = { group: "supervise", from: 0, to: 100 };
  const own: Stretch = { group: "filesystem", from: 100, to: 200 };
  const sibling = (runId: string): Other => ({
    ...other("sibling", [], runId),
    spans: [mini(shared, "launcher"), mini(own)],
  });
  expect(contention(THIS, [sibling("run")]).groups.map(({ group }) => group)).toEqual(["filesystem"]);
  expect(contention(THIS, [sibling("another")]).groups).toHaveLength(2);
});

test("groups are told by how many boots were in them on average", () => {
  const { groups } = contention(THIS, [
    other("a", [{ group: "exec", from: 0, to: 100 }]),
    other("b", [{ group: "exec", from: 50, to: 150 }]),
    other("c", [{ group: "network", from: 0, to: undefined }]),
  ]);
  expect(groups).toEqual([
    { group: "network", most: 1, mean: 1 },
    { group: "exec", most: 2, mean: 0.2 },
  ]);
});

test("a span whose end nobody saw counts only while its boot is booting", () => {
  const open = other("a", [{ group: "exec", from: 0, to: undefined }]);
  expect(contention(THIS, [open]).most).toBe(1);
  expect(contention(THIS, [{ ...open, outcome: "partial" }]).most).toBe(0);
});

test("of many others those that ran beside it the longest are listed, in order of their start", () => {
  const late = { ...other("late", [{ group: "exec", from: 0, to: 900 }]), startAt: instant(START + 100n) };
  const long = other("long", [{ group: "exec", from: 0, to: 500 }]);
  const short = other("short", [{ group: "exec", from: 0, to: 10 }]);
  const before = other("before", [{ group: "exec", from: -700, to: 0 }]);
  const ids = (limit: number) =>
    longestBeside(THIS, [late, short, before, long, { ...long, id: THIS.id }], limit).map(({ id }) => id);
  expect(ids(2)).toEqual(["long", "late"]);
  expect(ids(9)).toEqual(["long", "short", "late"]);
});

test("boots of the same run are counted, listed and told to begin by one rule: from their own supervisor on", () => {
  const launcher: MiniSpan = mini({ group: "supervise", from: 0, to: 100 }, "launcher");
  const sibling = (id: string, from: number): Other => ({
    ...other(id, [{ group: "supervise", from, to: from + 500 }], "run"),
    spans: [launcher, mini({ group: "supervise", from, to: from + 500 }, "supervisor")],
  });
  const siblings = Array.from({ length: 18 }, (_, n) => sibling(`s${n}`, 100 + n * 100));
  const all = [...siblings, other("stranger", [{ group: "exec", from: 0, to: 50 }])];
  const { boots } = contention(THIS, all);
  expect(boots).toBe(10);
  expect(laterSiblings(THIS, all)).toBe(9);
  const listed = longestBeside(THIS, all, 30);
  expect(listed).toHaveLength(boots);
  expect(listed.map((each) => ownStart(THIS, each))).toEqual(
    listed.map((each) => (each.runId === THIS.runId ? each.spans[1]?.offsetNs : 0n)),
  );
});
