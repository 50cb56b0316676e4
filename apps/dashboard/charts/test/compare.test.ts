import { expect, test } from "vitest";
import type { ComparedRow } from "@hacotaki/core";
import { comparedExtent, layoutComparedRow, layoutFlags, layoutInstants } from "../compare/layout.ts";

const row = (offsets: (bigint | undefined)[], durations: (bigint | undefined)[], onPath = true) =>
  ({
    slug: "fork",
    label: "fork",
    group: "supervise",
    lane: "supervisor",
    onPath,
    isCombined: false,
    offsets,
    durations,
  }) satisfies ComparedRow;

test("the axis holds every boot's path where it was shifted to, with room at its end", () => {
  const rows = [row([0n, 0n], [100n, 50n]), row([100n, 50n], [300n, undefined], false)];
  expect(comparedExtent(rows, [0n, 150n])).toEqual({ fromNs: 0n, toNs: 220n });
  expect(comparedExtent(rows, [0n, -100n])).toEqual({ fromNs: -100n, toNs: 120n });
  expect(comparedExtent(rows, [0n, 0n], 1000n).toNs).toBe(1100n);
});

test("bars are cut at the edges of what is shown, and missing ones are missing", () => {
  const range = { fromNs: 100n, toNs: 200n };
  expect(layoutComparedRow(row([50n, 150n], [100n, 100n]), [0n, 0n], [range, range])).toEqual([
    { boot: 0, x: 0, width: 0.5 },
    { boot: 1, x: 0.5, width: 0.5 },
  ]);
  expect(layoutComparedRow(row([undefined, 300n], [undefined, 9n]), [0n, 0n], [range, range])).toEqual([]);
});

test("each boot can have a range of its own", () => {
  const bars = layoutComparedRow(
    row([0n, 0n], [10n, 10n]),
    [0n, 0n],
    [
      { fromNs: 0n, toNs: 10n },
      { fromNs: 0n, toNs: 100n },
    ],
  );
  expect(bars.map(({ width }) => width)).toEqual([1, 0.1]);
});

test("each boot has its exec and its ready, where it was shifted to and in sight", () => {
  const range = { fromNs: 0n, toNs: 100n };
  const boots = [{ execNs: 50n, readyNs: 90n }, { execNs: 30n }, {}];
  expect(layoutInstants(boots, [0n, 20n, 0n], [range, range, range])).toEqual([
    { boot: 0, kind: "exec", x: 0.5 },
    { boot: 0, kind: "ready", x: 0.9 },
    { boot: 1, kind: "exec", x: 0.5 },
  ]);
  expect(layoutInstants(boots, [60n, 80n, 0n], [range, range, range])).toEqual([]);
});

test("flags that would cover each other are one with all letters, of each kind by itself", () => {
  const at = (boot: number, x: number, kind: "exec" | "ready" = "exec") => ({ boot, kind, x });
  const instants = [at(1, 0.5), at(0, 0.51), at(2, 0.9), at(3, 0.5, "ready")];
  expect(layoutFlags(instants, "exec", 1000)).toEqual([
    { kind: "exec", x: 0.5, boots: [0, 1] },
    { kind: "exec", x: 0.9, boots: [2] },
  ]);
  expect(layoutFlags(instants, "ready", 1000)).toEqual([{ kind: "ready", x: 0.5, boots: [3] }]);
});
