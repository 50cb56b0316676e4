import { describe, expect, test } from "vitest";
import {
  compareMeasures,
  createColumns,
  DEFAULT_COHORT_OPTIONS,
  type BootSample,
  type CohortComparison,
} from "../../src/index.ts";
import { normalQuantile } from "../../src/statistics/normal.ts";

const SPANS = [
  "runtime-start",
  "evaluate",
  "prepare",
  "fork",
  "namespace",
  "filesystem",
  "rlimit",
  "cgroup",
  "remount",
  "uid-map",
  "pivot-root",
  "capability",
  "seccomp",
  "handover",
  "exec",
  "wait-setup",
  "app-start",
];
/** Typical lengths of the spans, ns: a few are long, most are short. */
const TYPICAL = SPANS.map((_, place) => 40e6 / (place + 1) ** 1.5);

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
/** Log-normal noise: the logarithm's standard deviation is a twentieth, as of a span on a quiet host. */
const QUIET = 0.05;
const noise = (random: () => number, sigma = QUIET) => {
  const share = random();
  const z = normalQuantile(Math.min(share, 1 - share) || 1e-12);
  return Math.exp(sigma * (share < 0.5 ? -z : z));
};

const id = (n: number) => n.toString(16).padStart(16, "0") as BootSample["id"];
function samplesOf(
  n: number,
  container: string,
  random: () => number,
  factor: (slug: string) => number,
  sigma = QUIET,
) {
  return Array.from({ length: n }, (_, place): BootSample => {
    const spans = SPANS.map((slug, at) => ({
      kind: {
        slug,
        label: slug,
        group: "supervise" as const,
        onPath: slug !== "wait-setup" && slug !== "app-start",
      },
      duration: (TYPICAL[at] ?? 0) * noise(random, sigma) * factor(slug),
    }));
    return {
      id: id(place + (container === "after" ? 1_000_000 : 0)),
      container,
      hostId: "h",
      hostName: "h",
      outcome: "up",
      wallTime: BigInt(place + 1) * 1_000_000_000n,
      duration: spans.filter(({ kind }) => kind.onPath).reduce((sum, span) => sum + span.duration, 0),
      spans,
    };
  });
}

function compared(
  n: number,
  seed: number,
  factor: (slug: string) => number,
  { alpha = 0.01, sigma = QUIET } = {},
): CohortComparison {
  const random = randomOf(seed);
  const columns = createColumns();
  for (const sample of samplesOf(n, "before", random, () => 1, sigma)) columns.put(sample);
  for (const sample of samplesOf(n, "after", random, factor, sigma)) columns.put(sample);
  return columns.compare(
    { container: "before" },
    { container: "after" },
    { alpha, minChange: 0, minShift: 0 },
  );
}
const flagged = ({ measures }: CohortComparison) =>
  measures
    .filter(({ verdict, slug }) => (verdict === "slower" || verdict === "faster") && slug !== "boot")
    .map(({ slug }) => slug);

describe("what is called a change", () => {
  test.each([
    { boots: 10, sigma: QUIET },
    { boots: 16, sigma: 0.08 },
  ])(
    "a span that got 20 % slower is named, at $boots boots a side and a noise of $sigma, in at least 95 of 100 trials",
    ({ boots, sigma }) => {
      let named = 0;
      let others = 0;
      for (let trial = 0; trial < 100; trial++) {
        const slow = SPANS[trial % SPANS.length] ?? "";
        const slugs = flagged(compared(boots, trial + 1, (slug) => (slug === slow ? 1.2 : 1), { sigma }));
        if (slugs.includes(slow)) named++;
        if (slugs.some((slug) => slug !== slow)) others++;
      }
      expect(named).toBeGreaterThanOrEqual(95);
      // One in a hundred comparisons may be wrong at alpha 0.01; four would be far out of that.
      expect(others).toBeLessThanOrEqual(3);
    },
  );

  test("at alpha 0.05, no more than 50 of a thousand comparisons of like with like call anything changed", () => {
    let wrong = 0;
    for (let trial = 0; trial < 1000; trial++)
      if (flagged(compared(10, 10_000 + trial, () => 1, { alpha: 0.05 })).length > 0) wrong++;
    expect(wrong).toBeLessThanOrEqual(50);
  });

  test("the same boots give the same figures every time", () => {
    expect(compared(30, 7, () => 1.1)).toEqual(compared(30, 7, () => 1.1));
  });

  test("a certain change that is too small to matter is called the same", () => {
    const random = randomOf(3);
    const baseline = Array.from({ length: 2000 }, () => 1e6 * noise(random)).sort((a, b) => a - b);
    const measure = { slug: "fork", label: "fork", group: "supervise" as const, onPath: true };
    const sides = { baseline, candidate: baseline.map((ns) => ns * 1.01) };
    const [row] = compareMeasures([{ ...measure, ...sides }], {
      alpha: 0.01,
      minChange: 0.02,
      minShift: 0,
    });
    expect(row?.adjusted).toBeLessThan(0.001);
    expect(row?.verdict).toBe("same");
    const strict = (minShift: number) =>
      compareMeasures([{ ...measure, ...sides }], { alpha: 0.01, minChange: 0.005, minShift })[0]?.verdict;
    expect(strict(5_000)).toBe("slower");
    expect(strict(20_000)).toBe("same");
  });

  test("where a span usually takes no time at all, what matters is told in nanoseconds alone", () => {
    const measure = { slug: "rlimit", label: "rlimit", group: "limits" as const, onPath: true };
    const baseline = Array.from({ length: 30 }, () => 0);
    const verdict = (ns: number) =>
      compareMeasures(
        [{ ...measure, baseline, candidate: baseline.map((_, place) => ns + place) }],
        DEFAULT_COHORT_OPTIONS,
      )[0]?.verdict;
    expect(verdict(500)).toBe("same");
    expect(verdict(5_000)).toBe("slower");
  });
});

describe("cohorts", () => {
  test("fewer than five boots on a side are too few, and nothing is tested", () => {
    const comparison = compared(4, 1, () => 5);
    expect(comparison.measures.every(({ verdict, p }) => verdict === "too-few" && p === undefined)).toBe(
      true,
    );
    expect(comparison.measures[0]?.baseline?.n).toBe(4);
  });

  test("so few boots that nothing could be significant are too few, not the same; one more and it is", () => {
    const { enough, measures } = compared(7, 1, () => 5);
    expect(enough).toBe(8);
    expect(measures.every(({ verdict, p }) => verdict === "too-few" && (p ?? 1) < 0.001)).toBe(true);
    const more = compared(8, 1, () => 5);
    expect(more.measures.every(({ verdict }) => verdict === "slower")).toBe(true);
  });

  test("boots of both groups are counted, and failed ones are left out unless asked for", () => {
    const columns = createColumns();
    const random = randomOf(1);
    for (const [place, sample] of samplesOf(20, "before", random, () => 1).entries())
      columns.put(place < 5 ? { ...sample, outcome: "failed" } : sample);
    const { baseline, candidate, shared } = columns.compare(
      { container: "before" },
      { since: 10_000_000_000n },
      DEFAULT_COHORT_OPTIONS,
    );
    expect({ baseline, candidate, shared }).toEqual({ baseline: 15, candidate: 11, shared: 11 });
    const asked = columns.compare({ outcomes: ["failed"] }, {}, DEFAULT_COHORT_OPTIONS);
    expect([asked.baseline, asked.candidate]).toEqual([5, 15]);
  });

  test("distributions climb to one", () => {
    const { distributions } = compared(200, 5, () => 1);
    for (const { baseline } of Object.values(distributions)) {
      expect(baseline.at(-1)?.share).toBe(1);
      expect(baseline.every(({ share }, at) => at === 0 || share > (baseline[at - 1]?.share ?? 1))).toBe(
        true,
      );
    }
  });

  test("attributes tell what else differs, and not what the sides were chosen by", () => {
    const random = randomOf(7);
    const columns = createColumns();
    for (const sample of samplesOf(20, "before", random, () => 1))
      columns.put({ ...sample, hostId: "h1", hostName: "old" });
    for (const sample of samplesOf(20, "after", random, () => 1))
      columns.put({ ...sample, hostId: "h2", hostName: "new" });
    const whole = { selectedShare: 1, restShare: 0 };
    expect(
      columns.compare({ container: "before" }, { container: "after" }, DEFAULT_COHORT_OPTIONS).attributes,
    ).toMatchObject([{ attribute: "host", value: "new", ...whole }]);
    expect(columns.compare({ host: "h1" }, { host: "h2" }, DEFAULT_COHORT_OPTIONS).attributes).toMatchObject([
      { attribute: "container", value: "after", ...whole },
    ]);
  });
});
