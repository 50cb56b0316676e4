import fc from "fast-check";
import { expect, test } from "vitest";
import { OUTCOMES, type BootId } from "../../src/domain/boot.ts";
import { LANES } from "../../src/domain/phase.ts";
import {
  durationText,
  parseDurationText,
  parseWallTimeText,
  wallTimeLink,
} from "../../src/links/link-values.ts";
import {
  bootHref,
  boxedFilterOf,
  TIME_SCALES,
  CHART_LAYERS,
  bootsHref,
  bootsQuery,
  filterOf,
  filterQuery,
  parseBootFilter,
  parseBootView,
  parseBootsView,
  WHOLE_LIST,
  type BootsView,
  type BootView,
  type SearchParams,
} from "../../src/index.ts";

const id = "0123456789abcdef" as BootId;

function paramsOf(href: string): SearchParams {
  const { searchParams } = new URL(href, "http://localhost");
  return Object.fromEntries(
    [...new Set(searchParams.keys())].map((name) => {
      const all = searchParams.getAll(name);
      return [name, all.length === 1 ? all[0] : all];
    }),
  );
}

const name = fc.string({ minLength: 1, maxLength: 60, unit: "grapheme" });
const optional = <T>(key: string, value: fc.Arbitrary<T>) =>
  fc.option(
    value.map((v) => ({ [key]: v })),
    { nil: {} },
  );
const int64 = fc.bigInt(0n, 2n ** 63n - 1n);
/** Either end of a range, both in order, or none. */
const pair = (from: string, to: string) =>
  fc.tuple(int64, int64, fc.boolean(), fc.boolean()).map(([a, b, hasFrom, hasTo]) => ({
    ...(hasFrom ? { [from]: a < b ? a : b } : {}),
    ...(hasTo ? { [to]: a < b ? b : a } : {}),
  }));
const bootsViews = fc
  .tuple(
    optional("container", name),
    optional("host", name),
    optional("text", name),
    optional("outcomes", fc.subarray([...OUTCOMES], { minLength: 1 })),
    optional("hacoFile", name),
    optional("hostLabel", name),
    optional("kernel", name),
    optional("phase", fc.constantFrom("none", "CONTAINER_CHROOTED")),
    pair("minDuration", "maxDuration"),
    pair("since", "until"),
    fc.record({
      sort: fc.constantFrom("newest", "slowest", "span:pivot-root", "span:between-2-and-11"),
      zoom: fc.constantFrom("all", "box"),
    }),
    optional("scale", fc.constantFrom(...TIME_SCALES)),
    optional(
      "box",
      fc
        .tuple(pair("minDuration", "maxDuration"), pair("since", "until"))
        .map(([durations, times]) => ({ ...durations, ...times }))
        .filter((box) => Object.keys(box).length > 0),
    ),
  )
  .map((parts) => Object.assign({}, ...parts) as BootsView);
const bootViews = fc
  .tuple(
    optional("span", fc.constantFrom("pivot-root", "between-2-and-11", "after-exec")),
    optional(
      "zoom",
      fc
        .tuple(fc.bigInt(-(10n ** 12n), 10n ** 12n), fc.bigInt(1n, 10n ** 12n))
        .map(([fromNs, length]) => ({ fromNs, toNs: fromNs + length })),
    ),
    fc.record({ collapsed: fc.subarray([...LANES]) }),
    optional("hidden", fc.subarray([...CHART_LAYERS], { minLength: 1 })),
    optional(
      "expanded",
      fc.oneof(fc.constant("all"), fc.subarray(["pivot-root", "hook-true-2.all"], { minLength: 1 })),
    ),
    optional("part", fc.constantFrom("c-120-4711", "h93000000-12")),
    optional("allSpans", fc.constant(true as const)),
  )
  .map((parts) => Object.assign({}, ...parts) as BootView);

test("a view of the list survives its link", () => {
  fc.assert(
    fc.property(bootsViews, (view) => {
      expect(parseBootsView(paramsOf(bootsHref(view)))).toEqual({ view, dropped: [] });
    }),
  );
});

test("a view of a boot survives its link", () => {
  fc.assert(
    fc.property(bootViews, (view) => {
      expect(parseBootView(paramsOf(bootHref(id, view)))).toEqual({ view, dropped: [] });
    }),
  );
});

test("a link to everything as it comes has no parameters", () => {
  expect(bootsHref(WHOLE_LIST)).toBe("/");
  expect(bootHref(id)).toBe("/boots/0123456789abcdef");
  expect(bootHref(id, { span: "pivot-root", zoom: { fromNs: 0n, toNs: 5n }, collapsed: [] })).toBe(
    "/boots/0123456789abcdef?span=pivot-root&zoom=0..5",
  );
});

test("words of earlier versions keep a meaning, and a box is written as one", () => {
  const scaleIn = (params: Record<string, string>) => parseBootsView(params).view.scale;
  expect([
    scaleIn({ scale: "shared" }),
    scaleIn({ axis: "log" }),
    scaleIn({ axis: "log", scale: "own" }),
  ]).toEqual(["linear", "log", "own"]);
  const box = { since: 1_769_860_800_500_000_000n, minDuration: 20_000_000n };
  expect(bootsHref({ ...WHOLE_LIST, box })).toBe(
    `/?box=${encodeURIComponent("2026-01-31T12:00:00.5Z..,20ms..")}`,
  );
  expect(boxedFilterOf({ ...WHOLE_LIST, minDuration: 50_000_000n, box })).toEqual({
    ...box,
    minDuration: 50_000_000n,
  });
});

test("check boxes of a plain form are one list", () => {
  expect(parseBootsView({ outcome: ["failed", "up"], sort: ["slowest"] })).toEqual({
    view: { ...WHOLE_LIST, outcomes: ["up", "failed"], sort: "slowest" },
    dropped: [],
  });
});

test("malformed parts are dropped one by one, and named", () => {
  expect(
    parseBootsView({
      container: "web",
      outcome: "up,exploded",
      sort: ["newest", "slowest"],
      scale: "wide",
      box: "..,20ms..1ms",
      min: "20 parsecs",
      from: "2026-02-30T00:00:00Z",
      axis: "log2",
      zoom: "0..5",
    }),
  ).toEqual({
    view: { ...WHOLE_LIST, container: "web" },
    dropped: ["outcome", "min", "from", "sort", "scale", "axis", "box", "zoom"],
  });
  expect(parseBootsView({ min: "2s", max: "20ms", sort: "span:../x" })).toEqual({
    view: { ...WHOLE_LIST, minDuration: 2_000_000_000n },
    dropped: ["max", "sort"],
  });
  expect(parseBootView({ span: "../../etc", zoom: "9..1", collapsed: "launcher,__proto__" })).toEqual({
    view: { collapsed: [] },
    dropped: ["span", "zoom", "collapsed"],
  });
});

test("a bare number in a field of durations is of milliseconds", () => {
  expect(parseBootsView({ min: "200", max: "1.5s" }).view).toEqual({
    ...WHOLE_LIST,
    minDuration: 200_000_000n,
    maxDuration: 1_500_000_000n,
  });
});

test("no query whatever throws", () => {
  const value = fc.oneof(fc.string(), fc.array(fc.string()), fc.constant(undefined));
  fc.assert(
    fc.property(fc.dictionary(fc.string(), value), value, value, (params, span, outcome) => {
      parseBootView({ ...params, span, zoom: outcome });
      parseBootsView({ ...params, outcome, q: span, min: span, from: outcome, haco: span });
    }),
  );
});

test("a filter has the same words by itself as in the list", () => {
  fc.assert(
    fc.property(bootsViews, (view) => {
      const query = filterQuery(filterOf(view));
      expect(parseBootFilter(Object.fromEntries(query))).toEqual({ view: filterOf(view), dropped: [] });
      for (const [key, value] of query) expect(bootsQuery(view).get(key)).toBe(value);
    }),
  );
});

test.each([
  [20_000_000n, "20ms"],
  [1_500_000_000n, "1.5s"],
  [300_000n, "300us"],
  [191_617_506n, "191.617506ms"],
  [0n, "0ns"],
  [90_000_000_000n, "90s"],
])("%s ns is written %s", (ns, text) => {
  expect(durationText(ns)).toBe(text);
  expect(parseDurationText(text)).toBe(ns);
});

test.each([
  ["300 µs", 300_000n],
  ["2 min", 120_000_000_000n],
  ["1.5H", 5_400_000_000_000n],
  ["0.5ns", undefined],
  ["20", undefined],
  ["-1s", undefined],
  ["1e9ns", undefined],
  ["9999999999s", undefined],
])("%s typed as a duration means %s ns", (text, ns) => {
  expect(parseDurationText(text)).toBe(ns);
});

test.each([
  ["2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z"],
  ["2026-01-31 21:00+09:00", "2026-01-31T12:00:00Z"],
  ["2026-01-31T12:00:00.000000001Z", "2026-01-31T12:00:00.000000001Z"],
  ["2026-01-31T12:00:00.500Z", "2026-01-31T12:00:00.5Z"],
  ["2026-01-31Z", "2026-01-31T00:00:00Z"],
])("%s is the instant %s", (text, canonical) => {
  expect(wallTimeLink(parseWallTimeText(text) ?? 0n)).toBe(canonical);
});

test.each([
  "2026-01-31T12:00:00",
  "2026-13-01T00:00:00Z",
  "2026-02-30T00:00:00Z",
  "1969-12-31T00:00:00Z",
  "2300-01-01T00:00:00Z",
  "2026-01-01T24:00:00Z",
  "2026-01-01T00:00:00+25:00",
])("%s is no wall time", (text) => {
  expect(parseWallTimeText(text)).toBeUndefined();
});

test("of a boot's expanded spans a stranger spoils the list, and none is named twice", () => {
  expect(parseBootView({ expanded: "pivot-root,pivot-root.all,pivot-root" })).toEqual({
    view: { collapsed: [], expanded: ["pivot-root", "pivot-root.all"] },
    dropped: [],
  });
  for (const expanded of ["pivot-root,../../etc", "pivot-root.some", Array(500).fill("a").join()])
    expect(parseBootView({ expanded })).toEqual({ view: { collapsed: [] }, dropped: ["expanded"] });
});

test("a part of a span is a call or a helper at an instant of a thread or process, or is dropped", () => {
  for (const part of ["c1", "x1-2", "c1-2-3", "c-"])
    expect(parseBootView({ part })).toEqual({ view: { collapsed: [] }, dropped: ["part"] });
});
