import fc from "fast-check";
import { expect, test } from "vitest";
import {
  baselineNameProblem,
  cohortHref,
  LEAST_ALPHA,
  MOST_ALPHA,
  MOST_MIN_CHANGE,
  OUTCOMES,
  parseCohortView,
  type CohortSide,
  type CohortView,
} from "../../src/index.ts";

const someText = fc.string({ minLength: 1, maxLength: 40, unit: "grapheme" });
const int64 = fc.bigInt(0n, 2n ** 63n - 1n);
const someSide: fc.Arbitrary<CohortSide> = fc.oneof(
  fc
    .record(
      {
        container: someText,
        host: someText,
        hacoFile: someText,
        text: someText,
        outcomes: fc.subarray([...OUTCOMES], { minLength: 1 }),
        minDuration: int64,
        since: int64,
      },
      { requiredKeys: [] },
    )
    .map((filter): CohortSide => ({ kind: "filter", filter })),
  someText
    .filter((name) => baselineNameProblem(name) === undefined)
    .map((name): CohortSide => ({ kind: "named", name })),
);
const millionths = (least: number, most: number) =>
  fc.integer({ min: Math.round(least * 1e6), max: Math.round(most * 1e6) }).map((n) => n / 1e6);
const someView: fc.Arbitrary<CohortView> = fc.record(
  {
    baseline: someSide,
    candidate: someSide,
    alpha: millionths(LEAST_ALPHA, MOST_ALPHA),
    minChange: millionths(0, MOST_MIN_CHANGE),
    span: fc.stringMatching(/^[a-z0-9-]{1,40}$/),
  },
  { requiredKeys: ["alpha", "minChange"] },
);

const paramsOf = (href: string) => Object.fromEntries(new URL(href, "http://localhost").searchParams);

test("a link to a comparison of cohorts reads back as the same comparison", () => {
  fc.assert(
    fc.property(someView, (view) => {
      expect(parseCohortView(paramsOf(cohortHref(view)))).toEqual({ view, dropped: [] });
    }),
    { numRuns: 500 },
  );
});

test("what is as usual is not in the link, and every boot is an asterisk", () => {
  expect(
    cohortHref({
      baseline: { kind: "named", name: "before the upgrade" },
      candidate: { kind: "filter", filter: {} },
      alpha: 0.01,
      minChange: 0.02,
    }),
  ).toBe("/compare?baseline=%40before+the+upgrade&candidate=*");
  expect(cohortHref({})).toBe("/compare");
});

test("parts of a side that make no sense are left out one by one, and named with their side", () => {
  const { view, dropped } = parseCohortView({
    baseline: "container=web&min=soon&wat=1",
    candidate: "@no=name",
    alpha: "2",
    "min-change": "0.05",
    span: "<b>",
  });
  expect(view).toEqual({
    baseline: { kind: "filter", filter: { container: "web" } },
    alpha: 0.01,
    minChange: 0.05,
  });
  expect(dropped).toEqual(["baseline: min", "baseline: wat", "candidate", "alpha", "span"]);
});

test("a side of which nothing makes sense is no side, rather than every boot", () => {
  const { view, dropped } = parseCohortView({ baseline: "nonsense", candidate: ["a=1", "b=2"] });
  expect([view.baseline, view.candidate]).toEqual([undefined, undefined]);
  expect(dropped).toEqual(["baseline", "candidate"]);
});
