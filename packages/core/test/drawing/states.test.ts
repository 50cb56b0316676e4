import { expect, test } from "vitest";
import { layoutStates, statesOf } from "../../src/drawing/states.ts";
import { layoutUnseen } from "../../src/drawing/unseen.ts";
import { instant, type ShownPart } from "../../src/index.ts";
import { madeDetail, START } from "../made-detail.ts";

const parts: readonly ShownPart[] = [
  { kind: "kernel", durationNs: 60n, frame: "synchronize_rcu" },
  { kind: "running", durationNs: 20n },
  { kind: "kernel", durationNs: 20n, frame: "cgroup_attach" },
];

test("states are shares of the bar, one a kind and always in the same order", () => {
  const states = layoutStates({ parts }, 0.2, 0.7);
  expect(states.map(({ kind }) => kind)).toEqual(["running", "kernel"]);
  expect(states[0]?.x).toBeCloseTo(0.2);
  expect(states[0]?.width).toBeCloseTo(0.1);
  expect((states[1]?.x ?? 0) + (states[1]?.width ?? 0)).toBeCloseTo(0.7);
});

test("of a bar that reaches out of the range the states in it are drawn", () => {
  expect(layoutStates({ parts }, -0.5, 0.5)).toEqual([{ kind: "kernel", x: 0, width: 0.5 }]);
});

test("a span of which nothing is known has no states", () => {
  expect(layoutStates({ parts: [] }, 0, 1)).toEqual([]);
  const spans = [
    { slug: "a", calls: 1, helpers: 0, parts },
    { slug: "b", calls: 1, helpers: 0, parts: [] },
  ];
  expect([...statesOf(madeDetail([], [], { spans })).keys()]).toEqual(["a"]);
});

test("what lies before the inside was seen is marked, and nothing where it was seen throughout", () => {
  const boot = { startAt: instant(START) };
  const range = { fromNs: -100n, toNs: 900n };
  const seen = (offset: bigint, level: "calls" | "off" = "calls") =>
    layoutUnseen({ level, seenFrom: instant(START + offset) }, boot, range);
  expect(seen(400n)).toEqual({ x: 0.1, width: 0.4 });
  expect(seen(0n)).toBeUndefined();
  expect(seen(400n, "off")).toBeUndefined();
  expect(layoutUnseen({ level: "calls" }, boot, range)).toBeUndefined();
});
