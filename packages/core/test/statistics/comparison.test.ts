import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { holm } from "../../src/statistics/adjust.ts";
import { changePoints } from "../../src/statistics/change-points.ts";
import { normalQuantile, normalTail } from "../../src/statistics/normal.ts";
import { rankSum } from "../../src/statistics/rank-sum.ts";
import { differenceAt, shiftOf } from "../../src/statistics/shift.ts";

const ascending = (values: readonly number[]) => [...values].sort((a, b) => a - b);
const sample = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 12 }).map(ascending);

// Hollander & Wolfe (1973), p. 69: permeability of the human chorioamnion; the example of R's wilcox.test.
const TERM = ascending([0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]);
const EARLY = ascending([1.15, 0.88, 0.9, 0.74, 1.21]);
// The example of scipy.stats.mannwhitneyu: ages at diagnosis of diabetes.
const MALES = ascending([19, 22, 16, 29, 24]);
const FEMALES = ascending([20, 11, 17, 12]);
// Ozone in New York, May and August 1973 (R's data set airquality); the second example of R's wilcox.test.
const MAY = ascending([
  41, 36, 12, 18, 28, 23, 19, 8, 7, 16, 11, 14, 18, 14, 34, 6, 30, 11, 1, 11, 4, 32, 23, 45, 115, 37,
]);
const AUGUST = ascending([
  39, 9, 16, 78, 35, 66, 122, 89, 110, 44, 28, 65, 22, 59, 23, 31, 44, 21, 9, 45, 168, 73, 76, 118, 84, 85,
]);
// Miles per gallon of cars (R's data set mtcars); the example of Yau, "R Tutorial", Mann-Whitney-Wilcoxon test.
const AUTOMATIC = ascending([
  21.4, 18.7, 18.1, 14.3, 24.4, 22.8, 19.2, 17.8, 16.4, 17.3, 15.2, 10.4, 10.4, 14.7, 21.5, 15.5, 15.2, 13.3,
  19.2,
]);
const MANUAL = ascending([21.0, 21.0, 22.8, 32.4, 30.4, 33.9, 27.3, 26.0, 30.4, 15.8, 19.7, 15.0, 21.4]);

describe("published results are met", () => {
  test("of R's wilcox.test(x, y, conf.int = TRUE): W = 35, one-sided p = 0.1272, shift 0.305 in [-0.15, 0.76]", () => {
    const { u, p } = rankSum(TERM, EARLY);
    expect(u).toBe(35);
    expect(p / 2).toBeCloseTo(0.1272, 4);
    const { estimate, low, high } = shiftOf(TERM, EARLY, 0.95);
    expect([estimate, low, high].map((value) => Number(value.toFixed(6)))).toEqual([0.305, -0.15, 0.76]);
  });

  test("of SciPy's mannwhitneyu: U = 17, exact p = 1/9", () => {
    const { u, p } = rankSum(MALES, FEMALES);
    expect(u).toBe(17);
    expect(p).toBeCloseTo(1 / 9, 12);
  });

  test("of R's wilcox.test where values are equal: W = 127.5, p = 0.0001208, and W = 42, p = 0.001871", () => {
    const ozone = rankSum(MAY, AUGUST);
    expect([ozone.u, Number(ozone.p.toPrecision(4))]).toEqual([127.5, 0.0001208]);
    const mileage = rankSum(AUTOMATIC, MANUAL);
    expect([mileage.u, Number(mileage.p.toPrecision(4))]).toEqual([42, 0.001871]);
  });

  test("of wilcox.test(conf.int = TRUE) where values are equal, as its root finding, done anew in SciPy, tells them", () => {
    const rounded = ({ estimate, low, high }: ReturnType<typeof shiftOf>) =>
      [estimate, low, high].map((value) => Number(value.toFixed(3)));
    expect(rounded(shiftOf(MAY, AUGUST, 0.95))).toEqual([-32, -53, -15]);
    expect(rounded(shiftOf(AUTOMATIC, MANUAL, 0.95))).toEqual([-6.8, -11.7, -2.9]);
  });

  test("of tables of the normal distribution", () => {
    expect(normalTail(1.959963984540054)).toBeCloseTo(0.025, 14);
    expect(normalTail(0)).toBe(0.5);
    expect(normalTail(-1)).toBeCloseTo(0.8413447460685429, 13);
    expect(normalTail(7) / 1.279812543885835e-12).toBeCloseTo(1, 9);
    expect(normalQuantile(0.005)).toBeCloseTo(2.5758293035489, 10);
  });

  test("of Holm's procedure, step by step", () => {
    expect(holm([0.01, 0.04, 0.03, 0.005]).map((p) => Number(p.toFixed(9)))).toEqual([
      0.03, 0.06, 0.06, 0.02,
    ]);
    expect(holm([])).toEqual([]);
  });

  test("of Cobb (1978): the Nile's yearly flow at Aswan, 1871 to 1970, fell after 1898", () => {
    const flow = Float32Array.from(
      [
        [1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799],
        [958, 1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916],
        [692, 1020, 1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698],
        [845, 744, 796, 1040, 759, 781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812, 742],
        [801, 1040, 860, 874, 848, 890, 744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901],
        [1170, 912, 746, 919, 718, 714, 740],
      ].flat(),
    );
    expect(flow).toHaveLength(100);
    expect(changePoints(flow, 0.01).map(({ at }) => 1871 + at)).toEqual([1899]);
  });
});

describe("against plain computation", () => {
  test("shifts of a level are those of Pettitt's test, over and over", () => {
    const plain = (values: readonly number[], alpha: number, from = 0): number[] => {
      const n = values.length;
      const rankOf = (value: number) =>
        values.filter((each) => each < value).length +
        (values.filter((each) => each === value).length + 1) / 2;
      let [sum, most, at] = [0, 0, 0];
      for (let t = 1; t <= n - 5; t++) {
        sum += rankOf(values[t - 1] ?? 0);
        const magnitude = Math.abs(2 * sum - t * (n + 1));
        if (t >= 5 && magnitude > most) [most, at] = [magnitude, t];
      }
      if (at === 0 || 2 * Math.exp((-6 * most ** 2) / (n ** 3 + n ** 2)) > alpha) return [];
      return [
        ...plain(values.slice(0, at), alpha, from),
        from + at,
        ...plain(values.slice(at), alpha, from + at),
      ];
    };
    const level = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 40 });
    const levels = fc.array(fc.tuple(level, fc.integer({ min: 0, max: 60 })), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(levels, (given) => {
        const values = given.flatMap(([noise, base]) => noise.map((each) => base + each));
        expect(changePoints(Float32Array.from(values), 0.05).map(({ at }) => at)).toEqual(
          plain(values, 0.05),
        );
      }),
      { numRuns: 300 },
    );
  });

  test("the k-th difference is the k-th of all of them, and the shift is their median", () => {
    const many = fc
      .array(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.double({ min: 0, max: 1e9, noNaN: true })), {
        minLength: 1,
        maxLength: 40,
      })
      .map(ascending);
    fc.assert(
      fc.property(fc.oneof(sample, many), fc.oneof(sample, many), fc.nat(), (candidate, baseline, any) => {
        const all = ascending(candidate.flatMap((a) => baseline.map((b) => a - b)));
        const k = any % all.length;
        expect(differenceAt(candidate, baseline, k + 1)).toBe(all[k]);
        const [lower = 0, upper = 0] = [all[(all.length - 1) >> 1], all[all.length >> 1]];
        expect(shiftOf(candidate, baseline, 0.95).estimate).toBe((lower + upper) / 2);
      }),
      { numRuns: 1_000 },
    );
  });

  test("of many values, too, the k-th difference is the k-th of all of them: smooth, in two heaps, with ties", () => {
    const numbers = (seed: number) => () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
    const [next, other] = [numbers(7), numbers(11)];
    const shapes = [
      (random: () => number) => 1e7 * Math.exp(random() + random()),
      (random: () => number) => (random() < 0.3 ? 1e9 : 0) + 1e6 * random(),
      (random: () => number) => Math.floor(9 * random()),
    ];
    for (const shape of shapes) {
      const candidate = Float32Array.from({ length: 1_300 }, () => shape(next)).sort();
      const baseline = Float32Array.from({ length: 1_100 }, () => shape(other)).sort();
      const all = new Float64Array(candidate.length * baseline.length);
      candidate.forEach((a, i) => baseline.forEach((b, j) => (all[i * baseline.length + j] = a - b)));
      all.sort();
      for (const share of [0, 0.02, 0.49, 0.5, 0.51, 0.999, 1]) {
        const k = Math.round(share * (all.length - 1)) + 1;
        expect(differenceAt(candidate, baseline, k)).toBe(all[k - 1]);
      }
      const [lower = 0, upper = 0] = [all[(all.length - 1) >> 1], all[all.length >> 1]];
      expect(shiftOf(candidate, baseline, 0.95).estimate).toBe((lower + upper) / 2);
    }
  });

  test("the exact p counts every way in which the values could have been dealt out", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(100), { minLength: 2, maxLength: 9 }),
        fc.integer({ min: 1, max: 8 }),
        (values, size) => {
          const n = Math.min(size, values.length - 1);
          const uOf = (chosen: readonly number[]) =>
            chosen.reduce((u, a) => u + values.filter((b) => !chosen.includes(b) && b < a).length, 0);
          const pairs = n * (values.length - n);
          const far = (u: number) => Math.abs(u - pairs / 2);
          const mine = values.slice(0, n);
          const seen = far(uOf(mine));
          let [extreme, all] = [0, 0];
          for (let bits = 0; bits < 1 << values.length; bits++) {
            const chosen = values.filter((_, place) => bits & (1 << place));
            if (chosen.length !== n) continue;
            all++;
            if (far(uOf(chosen)) >= seen) extreme++;
          }
          const { p } = rankSum(ascending(mine), ascending(values.slice(n)));
          expect(p).toBeCloseTo(Math.min(1, extreme / all), 10);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("the approximation for larger samples is near the exact p, and equal values alone are no difference", () => {
    const a = Array.from({ length: 26 }, (_, i) => 2 * i + 9);
    const b = Array.from({ length: 26 }, (_, i) => 2 * i);
    const near = rankSum(a.slice(0, 25), b.slice(0, 25)).p;
    expect(Math.abs(rankSum(a, b).p - near)).toBeLessThan(0.02);
    expect(rankSum([3, 3, 3], [3, 3]).p).toBe(1);
  });

  test("the interval holds exactly the shifts that the test does not reject, equal values or not, few or many", () => {
    const values = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 3, maxLength: 60 }).map(ascending);
    fc.assert(
      fc.property(values, values, fc.constantFrom(0.05, 0.01), (candidate, baseline, alpha) => {
        const { low, high } = shiftOf(candidate, baseline, 1 - alpha);
        const isRejected = (shift: number) =>
          rankSum(
            candidate.map((value) => value - shift),
            baseline,
          ).p <= alpha;
        // Between the integers, where no two values of both samples are equal.
        for (const inside of [low + 0.5, high - 0.5])
          if (inside > low && inside < high) expect(isRejected(inside)).toBe(false);
        const least = (candidate[0] ?? 0) - (baseline.at(-1) ?? 0);
        const most = (candidate.at(-1) ?? 0) - (baseline[0] ?? 0);
        if (low > least) expect(isRejected(low - 0.5)).toBe(true);
        if (high < most) expect(isRejected(high + 0.5)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("a shift is found within its interval, and swapping the sides turns its sign", () => {
    fc.assert(
      fc.property(sample, sample, (candidate, baseline) => {
        const { estimate, low, high } = shiftOf(candidate, baseline, 0.95);
        expect(low <= estimate && estimate <= high).toBe(true);
        expect(shiftOf(baseline, candidate, 0.95).estimate).toBeCloseTo(-estimate, 9);
      }),
    );
  });
});

test("a level that never shifts has no change point, one that does has it where it did, and two have both", () => {
  let seed = 1;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 2_147_483_648;
  };
  const level = (n: number, of: number) => Array.from({ length: n }, () => of * (0.95 + random() / 10));
  expect(changePoints(Float32Array.from(level(200, 50)), 0.001)).toEqual([]);
  const points = changePoints(
    Float32Array.from([...level(60, 50), ...level(40, 70), ...level(80, 40)]),
    0.001,
  );
  expect(points.map(({ at }) => at)).toEqual([60, 100]);
  expect(changePoints(Float32Array.from([1, 2, 3]), 0.05)).toEqual([]);
});

test("a shift is found though one value lies far beyond all others", () => {
  // From one difference to the next instead of by halves it would be millions of steps, each through all values.
  const values = (by: number) => Float64Array.from({ length: 4_000 }, (_, n) => n * n * 0.997 + by);
  const far = Float64Array.from([...values(5_000), 1e15]);
  const { estimate, low, high } = shiftOf(far, values(0), 0.95);
  expect(estimate).toBeGreaterThan(0);
  expect(low).toBeLessThanOrEqual(estimate);
  expect(high).toBeGreaterThanOrEqual(estimate);
});
