import fc from "fast-check";
import { expect, test } from "vitest";
import { layoutDensity, densityPath } from "../../src/drawing/density.ts";
import {
  binWidth,
  cutUp,
  drawnMarks,
  instant,
  LANES,
  MARK_BINS,
  MARKS_DRAWN,
  type Mark,
  type RunId,
} from "../../src/index.ts";

const markAt = (at: bigint, seq: number): Mark => ({
  runId: "r" as RunId,
  at: instant(at),
  seq,
  lane: LANES[seq % LANES.length] ?? "launcher",
  name: "misc",
  flag: seq,
});
const stretch = fc
  .tuple(fc.bigInt({ min: -1_000_000n, max: 10n ** 15n }), fc.bigInt({ min: 1n, max: 10n ** 15n }))
  .map(([from, length]) => ({ from, to: from + length }));

test("a stretch is cut into bounded parts that follow one another, on multiples of a power of two", () => {
  fc.assert(
    fc.property(stretch, ({ from, to }) => {
      const parts = cutUp({ from, to });
      const width = binWidth(to - from);
      expect(parts.length).toBeLessThanOrEqual(MARK_BINS);
      expect(parts[0]?.from).toBe(from);
      expect(parts.at(-1)?.to).toBe(to);
      for (const [index, part] of parts.entries()) {
        expect(part.to > part.from).toBe(true);
        if (index > 0) expect(part.from).toBe(parts[index - 1]?.to);
        if (index > 0) expect(part.from % width).toBe(0n);
      }
    }),
  );
});

test("marks that are drawn are all marks: each itself or counted where it lies, on its lane", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 900 }),
      stretch,
      fc.option(stretch, { nil: undefined }),
      (count, life, shown) => {
        const length = life.to - life.from;
        const marks = Array.from({ length: count }, (_, n) =>
          markAt(life.from + (length * BigInt(n * n)) / BigInt(count * count), n),
        );
        const drawn = drawnMarks(marks, shown);
        expect(drawn.total).toBe(count);
        if (count <= MARKS_DRAWN) expect(drawn.marks).toEqual(marks);
        else
          for (const lane of LANES) {
            const bins = drawn.bins.filter((bin) => bin.lane === lane);
            const own = marks.filter((mark) => mark.lane === lane);
            expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(own.length);
            for (const bin of bins)
              expect(own.filter(({ at }) => at >= bin.startAt && at < bin.endAt)).toHaveLength(bin.count);
          }
      },
    ),
  );
});

test("a density is drawn within its box, the fullest bar as high as the box, and what lies alone still shows", () => {
  const bins = [
    { lane: "supervisor", startAt: instant(0n), endAt: instant(10n), count: 1 },
    { lane: "supervisor", startAt: instant(10n), endAt: instant(20n), count: 100_000 },
    { lane: "supervisor", startAt: instant(90n), endAt: instant(200n), count: 5 },
    { lane: "supervisor", startAt: instant(200n), endAt: instant(300n), count: 7 },
  ] as const;
  const density = layoutDensity(bins, 0n, { fromNs: 0n, toNs: 100n });
  expect(density?.count).toBe(100_006);
  expect(density?.bars).toHaveLength(3);
  for (const { x, width, height } of density?.bars ?? []) {
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x + width).toBeLessThanOrEqual(1);
    expect(height).toBeGreaterThanOrEqual(0.2);
    expect(height).toBeLessThanOrEqual(1);
  }
  expect(density?.bars[1]?.height).toBe(1);
  expect(density && densityPath(density, { width: 100, height: 10 }, 1)).toContain("M10 0h10v10h-10z");
  expect(layoutDensity(bins, 0n, { fromNs: 400n, toNs: 500n })).toBeUndefined();
});
