import type { ComparedRow } from "@hacotaki/core";
import { expect, test } from "vitest";
import { changedRows, largestDelta, pairOf, relative, sortedRows } from "../compared-table.ts";

const row = (slug: string, durations: readonly bigint[], onPath = true): ComparedRow => ({
  slug,
  label: slug,
  group: "unattributed",
  lane: "container",
  onPath,
  isCombined: false,
  offsets: durations.map(() => 0n),
  durations,
});
const rows = [
  row("same", [10n, 10n]),
  row("slower", [10n, 15n]),
  row("faster", [30n, 10n]),
  row("beside", [0n, 900n], false),
];
const slugs = (of: readonly ComparedRow[]) => of.map(({ slug }) => slug);

test("without a threshold all rows are shown, at zero those that changed, above zero those that reach it", () => {
  expect(slugs(changedRows(rows, 2, 0, undefined))).toEqual(slugs(rows));
  expect(slugs(changedRows(rows, 2, 0, 0n))).toEqual(["slower", "faster", "beside"]);
  expect(slugs(changedRows(rows, 2, 0, 20n))).toEqual(["faster", "beside"]);
});

test("rows are sorted by how much they differ either way, and those beside the path stay below", () => {
  expect(slugs(sortedRows(rows, 0, 1))).toEqual(["faster", "slower", "same", "beside"]);
});

test("the largest difference is one of the path", () => {
  expect(largestDelta(rows, 2, 0)).toBe(20n);
});

test("two boots are a pair, whichever is the baseline; more are none", () => {
  expect([pairOf(2, 0), pairOf(2, 1), pairOf(3, 0)]).toEqual([1, 0, undefined]);
});

test("a share of the baseline's duration needs both durations", () => {
  const table = { baseline: 0, pair: 1, changes: "percent" } as const;
  expect(relative(table, [100n, 150n])).toBe("+50.0 %");
  expect(relative({ ...table, changes: "times" }, [100n, 150n])).toBe("1.50×");
  expect(relative(table, [undefined, 150n])).toBe("");
});
