import type { ContainerSort, ContainerSummary } from "@hacotaki/core";
import { expect, test } from "vitest";
import { containerRows, failedShare, sortRows, type ContainerRow } from "../container-rows.ts";

const quantiles = (p50: number, p95: number) => ({
  n: 9,
  min: 0,
  p5: 0,
  p25: 0,
  p50,
  p75: p95,
  p95,
  max: p95,
});
function row(
  name: string,
  boots: number,
  failed: number,
  p50: number,
  p95: number,
  last: bigint,
): ContainerRow {
  const summary: Omit<ContainerSummary, "container"> = {
    n: boots,
    outcomes: [
      { outcome: "up", n: boots - failed },
      { outcome: "failed", n: failed },
    ],
    boot: quantiles(p50, p95),
    last,
  };
  return { name, boots, summary };
}
const rows: readonly ContainerRow[] = [
  row("b", 10, 5, 3, 4, 1n),
  row("a", 10, 1, 1, 9, 3n),
  row("c", 20, 0, 2, 5, 2n),
  { name: "new", boots: 1, summary: undefined },
];
const order = (sort: ContainerSort) => sortRows(rows, sort).map(({ name }) => name);

test("containers are sorted by any column, the largest first, and what is not known last", () => {
  expect(order("boots")).toEqual(["c", "a", "b", "new"]);
  expect(order("name")).toEqual(["a", "b", "c", "new"]);
  expect(order("median")).toEqual(["b", "c", "a", "new"]);
  expect(order("p95")).toEqual(["a", "c", "b", "new"]);
  expect(order("failed")).toEqual(["b", "a", "c", "new"]);
  expect(order("last")).toEqual(["a", "c", "b", "new"]);
});

test("the share that failed is of all boots of the container", () => {
  expect(rows.map(failedShare)).toEqual([0.5, 0.1, 0, undefined]);
});

test("a container that the statistics do not know yet is a row, one that is gone is none", () => {
  const [known] = rows;
  const summaries = ["b", "gone"].flatMap((container) =>
    known?.summary === undefined ? [] : { ...known.summary, container },
  );
  expect(
    containerRows(
      [
        { name: "b", boots: 10 },
        { name: "new", boots: 1 },
      ],
      summaries,
    ),
  ).toMatchObject([known ?? {}, { name: "new", boots: 1, summary: undefined }]);
});
