import { describe, expect, test } from "vitest";
import { waitsOf } from "@hacotaki/core";
import { bootExtent, happenedUntil, wholeExtent } from "@hacotaki/core/drawing/extent";
import { indexesOf, rowKey, rowsOf } from "@hacotaki/core/drawing/rows";
import { layoutWaterfall } from "@hacotaki/core/drawing/waterfall";
import { hitAt } from "../waterfall/hit.ts";
import { layoutWaits } from "../waterfall/waits.ts";
import { exampleBoot } from "../../test/example-boots.ts";

const WIDTH = 1000;
const ROW = 26;

async function chartOf(container: string) {
  const { boot, marks } = await exampleBoot(container);
  const rows = rowsOf({ boot, marks, collapsed: [] });
  const range = bootExtent({ boot, nowNs: undefined });
  const geometry = layoutWaterfall({ boot, rows, range, nowNs: undefined, widthPx: WIDTH });
  const waits = layoutWaits(waitsOf(boot), { boot, indexes: indexesOf(rows), range });
  const extent = { widthPx: WIDTH, heightPx: rows.length * ROW };
  const at = (key: string, xPx: number, yPx?: number) => {
    const index = rows.findIndex((row) => rowKey(row) === key);
    return hitAt(geometry[index], waits, { xPx, yPx: yPx ?? index * ROW + 13 }, extent, boot.startAt);
  };
  const barOf = (key: string) => {
    const row = geometry.find((each) => rowKey(each.row) === key);
    if (row?.kind !== "bar") throw new Error(`no bar of ${key}`);
    return row.bar;
  };
  return { boot, marks, geometry, waits, extent, at, barOf };
}

describe("what is pointed at", () => {
  test("is a bar, also a thin one that is missed by a hair, and nothing far from it", async () => {
    const { at, barOf } = await chartOf("min-true");
    const { x, width } = barOf("rlimit");
    const middle = (x + width / 2) * WIDTH;
    expect(at("rlimit", middle)).toEqual({ kind: "span", slug: "rlimit" });
    expect(at("rlimit", middle + 4)).toEqual({ kind: "span", slug: "rlimit" });
    expect(at("rlimit", middle - 300)).toBeUndefined();
  });
  test("is an arrow between two lanes where no bar lies over it", async () => {
    const { at, waits, extent } = await chartOf("min-true");
    const wait = waits.find(({ y1, y2 }) => Math.abs(y2 - y1) > 2 / 20);
    if (!wait) throw new Error("no long arrow");
    const yPx = ((wait.y1 + wait.y2) / 2) * extent.heightPx;
    expect(at("clean-up", wait.x1 * WIDTH + 2, yPx)).toEqual({ kind: "wait", key: wait.key });
  });
  test("is the nearest mark of a lane, else the lane that lives there", async () => {
    const { at, geometry } = await chartOf("user-probes");
    const lane = geometry.find((row) => row.kind === "lane" && row.marks.length > 0);
    if (lane?.kind !== "lane") throw new Error("no marks");
    const [mark] = lane.marks;
    const key = rowKey(lane.row);
    expect(at(key, (mark?.x ?? 0) * WIDTH + 1)).toMatchObject({ kind: "mark" });
    const [life] = lane.lives;
    const free = ((life?.x ?? 0) + (life?.width ?? 0) / 2) * WIDTH;
    const isFree = lane.marks.every(({ x }) => Math.abs(x * WIDTH - free) > 6);
    expect(at(key, free)?.kind).toBe(isFree ? "lane" : "mark");
  });
});

test("the room right of a boot is none of what happened", async () => {
  const { boot, marks } = await chartOf("tcp-c");
  const of = { boot, marks, nowNs: undefined };
  expect(happenedUntil(of, bootExtent(of))).toBe((boot.readyAt ?? 0n) - boot.startAt);
  expect(happenedUntil(of, wholeExtent(of))).toBeLessThan(wholeExtent(of).toNs);
});
