import { expect, test } from "vitest";
import type { ComparedRow } from "@hacotaki/core";
import { comparedExtent, layoutComparedRow } from "../compare/layout.ts";

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
