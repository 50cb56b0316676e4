import fc from "fast-check";
import { expect, test } from "vitest";
import { summaryOf, type BootId, type BootSummary, type ChangesMessage, type Outcome } from "@hacotaki/core";
import { bootUsual, isStuck, soFarOf } from "../../ui/stuck.ts";
import {
  boardOf,
  catchUp,
  currentSpan,
  hold,
  liveState,
  pause,
  receive,
  release,
  waitingBoots,
  withChanges,
  type LiveState,
} from "../board-state.ts";
import { exampleBoot } from "../../../test/example-boots.ts";

const template = summaryOf((await exampleBoot("min-true")).boot);
const { exitAt: _, ...alive } = template;
const booting = (id: string, wallTime: bigint): BootSummary => ({
  ...alive,
  sourceKind: "live",
  id: id as BootId,
  wallTime,
  outcome: "booting",
  spans: [
    {
      slug: "evaluate",
      group: "supervise",
      lane: "launcher",
      state: "closed",
      onPath: true,
      offsetNs: 0n,
      durationNs: 5n,
    },
    { slug: "fork", group: "supervise", lane: "supervisor", state: "open", onPath: true, offsetNs: 5n },
  ],
});
const ended = (boot: BootSummary, outcome: Outcome = "up"): BootSummary => ({ ...boot, outcome });
const message = (boots: readonly BootSummary[], retired: readonly string[] = []): ChangesMessage => ({
  since: 0n,
  revision: 1n,
  boots,
  retired: retired as readonly BootId[],
  skipped: false,
  now: 0n,
});
const idsOf = (boots: readonly BootSummary[]) => boots.map(({ id }) => id as string);

test("what starts later is added below, and what ends moves to the finished ones", () => {
  const board = boardOf([booting("a", 10n), booting("b", 20n)]);
  expect(idsOf(board.booting)).toEqual(["a", "b"]);
  const after = withChanges(board, message([ended(booting("a", 10n)), booting("c", 30n)]));
  expect(idsOf(after.booting)).toEqual(["b", "c"]);
  expect(idsOf(after.finished)).toEqual(["a"]);
});

test("an import that never ended is not on its way", () => {
  expect(boardOf([{ ...booting("a", 10n), sourceKind: "events" }]).booting).toEqual([]);
});

test("a boot is in its open span since that began", () => {
  expect(currentSpan(booting("a", 0n), 12n)).toEqual({ slug: "fork", forNs: 7n });
});

test("a boot is stuck beyond four times its container's p95, or ten seconds where nothing is usual", () => {
  const usual = { n: 5, p50Ns: 50n, p95Ns: 100n };
  expect([isStuck(400n, usual), isStuck(401n, usual)]).toEqual([false, true]);
  expect([isStuck(10_000_000_000n, undefined), isStuck(10_000_000_001n, undefined)]).toEqual([false, true]);
});

test("fewer than five boots make nothing usual", () => {
  const quantiles = { min: 1, p5: 1, p25: 1, p50: 2.4, p75: 3, p95: 4.5, max: 5 };
  expect(bootUsual({ boot: { n: 4, ...quantiles } })).toBeUndefined();
  expect(bootUsual({ boot: { n: 5, ...quantiles } })).toEqual({ n: 5, p50Ns: 2n, p95Ns: 5n });
  expect(bootUsual({})).toBeUndefined();
});

test("while rows are held, one that ends is shown as ended in its place, and new ones are counted", () => {
  let state = hold(liveState([booting("a", 10n), booting("b", 20n)]));
  state = receive(state, message([ended(booting("a", 10n)), booting("c", 30n)]));
  expect(state.shown.booting.map(({ id, outcome }) => [id, outcome])).toEqual([
    ["a", "up"],
    ["b", "booting"],
  ]);
  expect(waitingBoots(state)).toBe(1);
  state = release(state);
  expect(idsOf(state.shown.booting)).toEqual(["b", "c"]);
  expect(idsOf(state.shown.finished)).toEqual(["a"]);
  expect(waitingBoots(state)).toBe(0);
});

test("a row whose boot turned out to be another one stays until the rows are left", () => {
  const state = receive(hold(liveState([booting("a", 10n)])), message([], ["a"]));
  expect(idsOf(state.shown.booting)).toEqual(["a"]);
  expect(release(state).shown.booting).toEqual([]);
});

test("a pause counts each boot that changed once, and leaving the rows does not end it", () => {
  let state = pause(liveState([booting("a", 10n)]));
  state = receive(state, message([ended(booting("a", 10n))]));
  state = receive(state, message([ended(booting("a", 10n), "ready"), booting("b", 20n)]));
  expect(state.changed.size).toBe(2);
  expect(release(hold(state)).mode).toBe("paused");
  expect(state.shown.booting.map(({ outcome }) => outcome)).toEqual(["booting"]);
  expect(catchUp(state).changed.size).toBe(0);
});

const ids = ["a", "b", "c", "d", "e", "f"];
const wallTimes = new Map(ids.map((id, index) => [id, BigInt(index + 1)]));
const boots = fc
  .tuple(fc.constantFrom(...ids), fc.constantFrom<Outcome>("booting", "up", "ready", "failed"))
  .map(([id, outcome]) => ended(booting(id, wallTimes.get(id) ?? 0n), outcome));
const steps = fc.array(
  fc.oneof(
    fc.array(boots, { maxLength: 3 }).map((changed) => ({ kind: "message" as const, changed })),
    fc.constantFrom("hold", "release", "pause", "catch-up").map((kind) => ({ kind })),
  ),
  { maxLength: 30 },
);
const ACTIONS: Readonly<Record<string, (state: LiveState) => LiveState>> = {
  hold,
  release,
  pause,
  "catch-up": catchUp,
};

test("whatever happened, rows stay while held, the picture stays while paused, and at the end all is known", () => {
  fc.assert(
    fc.property(steps, (all) => {
      let state = liveState([]);
      let simple = boardOf([]);
      for (const step of all) {
        const before = state;
        if ("changed" in step) {
          // A message tells of a boot once.
          const once = [...new Map(step.changed.map((boot) => [boot.id, boot])).values()];
          state = receive(state, message(once));
          simple = withChanges(simple, message(once));
          if (before.mode === "paused") expect(state.shown).toBe(before.shown);
          if (before.mode === "held")
            expect([idsOf(state.shown.booting), idsOf(state.shown.finished)]).toEqual([
              idsOf(before.shown.booting),
              idsOf(before.shown.finished),
            ]);
        } else state = ACTIONS[step.kind]?.(state) ?? state;
        if (state.mode === "following") expect(state.shown).toEqual(simple);
        expect(state.latest).toEqual(simple);
      }
      expect(release(catchUp(state)).shown).toEqual(simple);
    }),
  );
});

test("a boot's time so far is told by tenths, from ten seconds on by seconds", () => {
  expect([1_299_000_000n, 12_900_000_000n, 75_999_999_999n].map((now) => soFarOf(1n, now + 1n))).toEqual([
    1_200_000_000n,
    12_000_000_000n,
    75_000_000_000n,
  ]);
  expect(soFarOf(10n, 5n)).toBe(0n);
});
