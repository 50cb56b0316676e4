import fc from "fast-check";
import { expect, test } from "vitest";
import { contrastsOf } from "../../src/statistics/contrast.ts";
import { quantileOf } from "../../src/statistics/quantile.ts";
import { rankSum } from "../../src/statistics/rank-sum.ts";

/** Few different values: ties are the rule. */
const someGroups = fc.array(fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 40 }), {
  minLength: 1,
  maxLength: 5,
});
const ascending = (values: readonly number[]) => Float32Array.from(values).sort();

test("each group is held against all others together, as the rank-sum test holds two samples", () => {
  fc.assert(
    fc.property(someGroups, (groups) => {
      const all = groups
        .flatMap((values, group) => values.map((value) => ({ value, group })))
        .sort((a, b) => a.value - b.value);
      const contrasts = contrastsOf(
        {
          values: Float32Array.from(all, ({ value }) => value),
          groups: Uint32Array.from(all, ({ group }) => group),
        },
        groups.length,
      );
      for (const [place, values] of groups.entries()) {
        const own = ascending(values);
        const rest = ascending(groups.filter((_, other) => other !== place).flat());
        const contrast = contrasts[place];
        if (own.length === 0) {
          expect(contrast).toBeUndefined();
          continue;
        }
        expect(contrast).toMatchObject({
          n: own.length,
          p50: quantileOf(own, 0.5),
          p95: quantileOf(own, 0.95),
        });
        if (rest.length === 0) {
          expect(contrast?.rest).toBeUndefined();
          continue;
        }
        const { u, p } = rankSum(own, rest);
        expect(contrast?.rest).toEqual({
          n: rest.length,
          p50: quantileOf(rest, 0.5),
          superiority: u / (own.length * rest.length),
          p,
        });
      }
    }),
  );
});

test("durations that come as counts tell the same as one by one", () => {
  fc.assert(
    fc.property(someGroups, (groups) => {
      const all = groups
        .flatMap((values, group) => values.map((value) => ({ value, group })))
        .sort((a, b) => a.value - b.value || a.group - b.group);
      const some = Map.groupBy(all, ({ value, group }) => `${value} ${group}`);
      const distinct = [...some.values()].flatMap((same) => same.slice(0, 1));
      const one = contrastsOf(
        {
          values: Float32Array.from(all, ({ value }) => value),
          groups: Uint32Array.from(all, ({ group }) => group),
        },
        groups.length,
      );
      const counted = contrastsOf(
        {
          values: Float32Array.from(distinct, ({ value }) => value),
          groups: Uint32Array.from(distinct, ({ group }) => group),
          counts: Uint32Array.from(
            distinct,
            ({ value, group }) => some.get(`${value} ${group}`)?.length ?? 0,
          ),
        },
        groups.length,
      );
      expect(counted).toEqual(one);
    }),
  );
});
