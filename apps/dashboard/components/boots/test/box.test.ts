import { WHOLE_LIST, type BootsView } from "@hacotaki/core";
import { expect, test } from "vitest";
import { areaAt, areaOf, EDGES, withArea, withEdge, withoutBox } from "../box.ts";

const SECOND = 1_000_000_000n;
const domain = { since: 0n, until: 100n * SECOND, min: 1e6, max: 1e9 };
const axes = { domain, axis: "log" as const };
const view: BootsView = WHOLE_LIST;
const WHOLE = { left: 0, right: 1, top: 0, bottom: 1 };

test("a view without a box is the whole chart, and the whole chart narrows nothing", () => {
  expect(areaOf({}, domain, "log")).toEqual(WHOLE);
  expect(withArea(view, WHOLE, EDGES, axes)).toEqual(view);
});

test("a box is found again where it was drawn", () => {
  const area = { left: 0.25, right: 0.75, top: 0.2, bottom: 0.6 };
  const drawn = areaOf(withArea(view, area, EDGES, axes).box ?? {}, domain, "log");
  for (const edge of EDGES) expect(drawn[edge]).toBeCloseTo(area[edge], 1);
});

test("only edges that were moved are written", () => {
  const next = withArea(view, { ...WHOLE, left: 0.5 }, ["left"], axes);
  expect(next).toEqual({ ...view, box: { since: 50n * SECOND } });
  expect(withoutBox(next)).toEqual(view);
});

test("an edge stops at the other one and at the chart's end", () => {
  const area = { left: 0.2, right: 0.4, top: 0, bottom: 1 };
  expect(withEdge(area, "left", 0.9).left).toBe(0.4);
  expect(withEdge(area, "right", 2).right).toBe(1);
});

test("a click on counted boots is their cell, the last one at the very edge", () => {
  const scatter = { kind: "cells", paths: [], crosses: [], beyond: "", rug: "" } as const;
  const grid = { columns: 10, rows: 4 };
  expect(areaAt(scatter, grid, { x: 1, y: 1 }, { width: 100, height: 100 })).toEqual({
    kind: "cell",
    area: { left: 0.9, right: 1, top: 0.75, bottom: 1 },
  });
  expect(areaAt({ ...scatter, kind: "points" }, grid, { x: 0.5, y: 0.5 }, { width: 100, height: 100 })).toBe(
    undefined,
  );
});
