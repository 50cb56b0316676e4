import fc from "fast-check";
import { expect, test } from "vitest";
import type { Boot, Span } from "@hacotaki/core";
import { brushOf, keyedBrush, layoutMinimap, MINIMAP_WIDTH, movedBrush } from "../minimap/layout.ts";
import { bootExtent, isWithin } from "@hacotaki/core/drawing/extent";
import { exampleBoot } from "../../test/example-boots.ts";

const mapOf = (boot: Boot, marks: Parameters<typeof layoutMinimap>[0]["marks"] = []) =>
  layoutMinimap({ boot, marks, domain: bootExtent({ boot, nowNs: undefined }), nowNs: undefined });

test("a lane has a line for the boot path and one for what it does beside it", async () => {
  // launcher, supervisor, supervisor beside the path, container
  expect(mapOf((await exampleBoot("min-true")).boot).heightPx).toBe(12 + 4 * 6 - 2);
  expect(mapOf((await exampleBoot("tcp-c")).boot).heightPx).toBe(12 + 5 * 6 - 2);
});

test("bars stand where they start, none thinner than can be seen", async () => {
  const { boot } = await exampleBoot("min-true");
  const bars = mapOf(boot).paths.flatMap(({ d }) =>
    [...d.matchAll(/M([\d.]+) ([\d.]+)h([\d.]+)/g)].map(([, x, , width]) => [Number(x), Number(width)]),
  );
  const length = Number(bootExtent({ boot, nowNs: undefined }).toNs);
  expect(bars[0]).toEqual([0, Math.round((58_832_531 / length) * 10_000) / 10]);
  for (const [x = -1, width = 0] of bars) {
    expect(x >= 0 && x <= MINIMAP_WIDTH).toBe(true);
    expect(width).toBeGreaterThanOrEqual(2);
  }
});

test("ten thousand spans are drawn in no more bars than there are columns", async () => {
  const { boot } = await exampleBoot("min-true");
  const [first] = boot.spans;
  if (first?.state !== "closed") throw new Error("no span");
  const spans = Array.from(
    { length: 10_000 },
    (_, index): Span => ({
      ...first,
      slug: `s${index}`,
      startAt: (boot.startAt + BigInt(index)) as typeof boot.startAt,
      endAt: (boot.startAt + BigInt(index) + 1n) as typeof boot.startAt,
    }),
  );
  const { paths } = layoutMinimap({
    boot: { ...boot, spans },
    marks: [],
    domain: { fromNs: 0n, toNs: 70_000_000n },
    nowNs: undefined,
  });
  expect(paths.map(({ d }) => d.split("M").length - 1)).toEqual([2]);
});

const domain = { fromNs: 0n, toNs: 1_000_000n };
const range = { fromNs: 200_000n, toNs: 400_000n };

test("the brush says what is shown, as fractions", () => {
  expect(brushOf(range, domain)).toEqual({ from: 0.2, to: 0.4 });
  expect(brushOf({ fromNs: -5n, toNs: 2_000_000n }, domain)).toEqual({ from: 0, to: 1 });
});

test("arrows move a handle by a hundredth, with Shift by a tenth, Home and End as far as it goes", () => {
  const keyed = (part: "from" | "to" | "middle", key: string, isCoarse = false) => {
    const next = keyedBrush(range, domain, part, { key, isCoarse });
    return next && [next.fromNs, next.toNs];
  };
  expect(keyed("from", "ArrowRight")).toEqual([210_000n, 400_000n]);
  expect(keyed("from", "ArrowLeft", true)).toEqual([100_000n, 400_000n]);
  expect(keyed("from", "End")).toEqual([399_999n, 400_000n]);
  expect(keyed("to", "Home")).toEqual([200_000n, 200_001n]);
  expect(keyed("to", "End")).toEqual([200_000n, 1_000_000n]);
  expect(keyed("middle", "PageUp")).toEqual([300_000n, 500_000n]);
  expect(keyed("middle", "End")).toEqual([800_000n, 1_000_000n]);
  expect(keyed("middle", "Enter")).toBeUndefined();
});

test("however it is moved, the brush stays inside, keeps its order, and its middle its length", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("from" as const, "to" as const, "middle" as const),
      fc.bigInt(-3_000_000n, 3_000_000n),
      (part, by) => {
        const next = movedBrush(range, domain, part, by);
        expect(isWithin(next, domain)).toBe(true);
        expect(next.fromNs < next.toNs).toBe(true);
        if (part === "middle") expect(next.toNs - next.fromNs).toBe(200_000n);
      },
    ),
  );
});
