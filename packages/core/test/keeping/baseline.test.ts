import fc from "fast-check";
import { expect, test } from "vitest";
import {
  baselineLine,
  baselineNameProblem,
  closedAt,
  filterText,
  parseBaselineLine,
  parseFilterText,
  type Baseline,
  type BootFilter,
  type BootId,
} from "../../src/index.ts";

const someFilter: fc.Arbitrary<BootFilter> = fc.record(
  {
    container: fc.string({ minLength: 1, maxLength: 40 }),
    hacoFile: fc.string({ minLength: 1, maxLength: 40 }),
    minDuration: fc.bigInt({ min: 0n, max: 10n ** 12n }),
    until: fc.bigInt({ min: 0n, max: 2n * 10n ** 18n }),
  },
  { requiredKeys: [] },
);
const someBaseline: fc.Arbitrary<Baseline> = fc
  .tuple(
    fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 .]{0,30}[a-z]$/),
    fc.option(fc.string({ maxLength: 100 }), { nil: undefined }),
    fc.oneof(
      someFilter.map((filter) => ({ kind: "group" as const, filter })),
      fc.constant({ kind: "boot" as const, id: "0b38m07hpcwsjbpf" as BootId }),
    ),
    fc.bigInt({ min: 0n, max: 2n * 10n ** 18n }),
  )
  .map(([name, note, of, savedAt]) => ({ name, ...(note === undefined ? {} : { note }), of, savedAt }));

test("a filter's text reads back as the filter", () => {
  fc.assert(
    fc.property(someFilter, (filter) => {
      expect(parseFilterText(filterText(filter))).toEqual({ filter });
    }),
  );
});

test("parts of a filter's text that make no sense are named, strangers too", () => {
  expect(parseFilterText("container=web&outcome=fine&wat=1")).toEqual({ bad: ["outcome", "wat"] });
});

test("a baseline's line reads back as the baseline, through JSON", () => {
  fc.assert(
    fc.property(someBaseline, (baseline) => {
      expect(parseBaselineLine(JSON.parse(JSON.stringify(baselineLine(baseline))))).toEqual(baseline);
    }),
  );
});

test.each([
  [7, "is no JSON object"],
  [{ event: "meta" }, "is it a baseline's file?"],
  [{ event: "baseline", schema: 9 }, "schema 9"],
  [{ event: "baseline", schema: 1 }, "name: is missing"],
  [{ event: "baseline", schema: 1, name: "a=b", saved_at_ns: "1" }, "name: a name has none of"],
  [{ event: "baseline", schema: 1, name: "a", saved_at_ns: 1 }, "saved_at_ns"],
  [{ event: "baseline", schema: 1, name: "a", saved_at_ns: "1" }, 'either "boot" or "filter"'],
  [{ event: "baseline", schema: 1, name: "a", saved_at_ns: "1", boot: "x" }, "boot: is no boot id"],
  [{ event: "baseline", schema: 1, name: "a", saved_at_ns: "1", filter: "min=soon" }, "filter: min"],
])("of %j it is said what is wrong", (line, words) => {
  expect(parseBaselineLine(line)).toMatchObject({ problem: expect.stringContaining(words) as string });
});

test("names are what no filter, path or option could be", () => {
  for (const name of ["before the upgrade", "更新前", "v1.2"])
    expect(baselineNameProblem(name)).toBeUndefined();
  for (const name of ["", " a", "a=b", "-x", "@x", "a/b", "a&b", "a\u202e", "x".repeat(81)])
    expect(baselineNameProblem(name), name).toBeDefined();
});

test("a cohort is closed at the instant it is saved, unless it ends earlier", () => {
  expect(closedAt({ container: "web" }, 9n)).toEqual({ container: "web", until: 9n });
  expect(closedAt({ until: 3n }, 9n)).toEqual({ until: 3n });
});

test("a cohort that is kept ends when it was kept, whatever its words would mean later", () => {
  const time = { words: "today", since: 1n, until: 90n };
  expect(closedAt({ container: "web", since: 1n, until: 90n, time }, 50n)).toEqual({
    container: "web",
    since: 1n,
    until: 50n,
  });
});
