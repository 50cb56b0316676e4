import { GROUPS, type Contention, type Group } from "@hacotaki/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { layoutContention, type ContentionGeometry } from "../contention/layout.ts";

const contentionOf = (counts: readonly ReadonlyMap<Group, number>[]): Contention => {
  const totals = counts.map((each) => [...each.values()].reduce((sum, n) => sum + n, 0));
  return {
    lengthNs: BigInt(counts.length) * 1_000n,
    steps: counts.map((each, step) => ({
      fromNs: BigInt(step) * 1_000n,
      toNs: BigInt(step + 1) * 1_000n,
      counts: each,
      total: totals[step] ?? 0,
    })),
    most: Math.max(0, ...totals),
    groups: GROUPS.map((group) => ({ group, most: 0, mean: 0 })),
    boots: 1,
  };
};

const someCounts = fc.array(
  fc
    .dictionary(fc.constantFrom("supervise", "filesystem", "exec"), fc.integer({ min: 1, max: 5 }))
    .map((counts) => new Map(Object.entries(counts)) as ReadonlyMap<Group, number>),
  { minLength: 1, maxLength: 30 },
);

/** Height of a group at a place, in boots. */
function heightAt({ areas, top }: ContentionGeometry, group: Group, at: number): number {
  const boxes = areas.find((area) => area.group === group)?.runs.flat() ?? [];
  const box = boxes.find(({ x, end }) => x <= at && at < end);
  return box ? Math.round((box.bottom - box.top) * top) : 0;
}

test("each group is as high as the boots in it, at every moment, and no two overlap", () => {
  fc.assert(
    fc.property(someCounts, (counts) => {
      const geometry = layoutContention(contentionOf(counts), { narrow: 300, wide: 800 });
      for (const [step, wanted] of counts.entries()) {
        const at = (step + 0.5) / counts.length;
        for (const group of GROUPS) expect(heightAt(geometry, group, at)).toBe(wanted.get(group) ?? 0);
        const here = geometry.areas
          .flatMap(({ runs }) => runs.flat())
          .filter(({ x, end }) => x <= at && at < end)
          .sort((a, b) => b.bottom - a.bottom);
        for (const [index, box] of here.entries())
          expect(box.bottom).toBeCloseTo(here[index - 1]?.top ?? 1, 9);
      }
    }),
  );
});

test("what does not change is one box, and where no boot is in a group nothing is drawn", () => {
  const one = new Map<Group, number>([["exec", 1]]);
  const { areas } = layoutContention(contentionOf([one, one, new Map(), one]), { narrow: 300, wide: 800 });
  const runs = areas.find(({ group }) => group === "exec")?.runs ?? [];
  expect(runs.map((run) => run.map(({ x, end }) => [x, end]))).toEqual([[[0, 0.5]], [[0.75, 1]]]);
  expect(areas.find(({ group }) => group === "network")?.runs).toEqual([]);
});
