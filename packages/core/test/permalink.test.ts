import { expect, test } from "vitest";
import fc from "fast-check";
import { OUTCOMES, type BootId } from "../src/boot.ts";
import { LANES } from "../src/phase.ts";
import {
  bootHref,
  bootsHref,
  parseBootView,
  parseBootsView,
  type BootsView,
  type BootView,
  type SearchParams,
} from "../src/permalink.ts";

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
const bootsViews = fc
  .tuple(
    optional("container", name),
    optional("host", name),
    optional("text", name),
    fc.record({
      outcomes: fc.subarray([...OUTCOMES]),
      sort: fc.constantFrom("newest", "slowest"),
      scale: fc.constantFrom("shared", "own"),
    }),
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
  expect(bootsHref({ outcomes: [], sort: "newest", scale: "shared" })).toBe("/");
  expect(bootHref(id)).toBe("/boots/0123456789abcdef");
  expect(bootHref(id, { span: "pivot-root", zoom: { fromNs: 0n, toNs: 5n }, collapsed: [] })).toBe(
    "/boots/0123456789abcdef?span=pivot-root&zoom=0..5",
  );
});

test("check boxes of a plain form are one list", () => {
  expect(parseBootsView({ outcome: ["failed", "up"], sort: ["slowest"] })).toEqual({
    view: { outcomes: ["up", "failed"], sort: "slowest", scale: "shared" },
    dropped: [],
  });
});

test("malformed parts are dropped one by one, and named", () => {
  expect(
    parseBootsView({ container: "web", outcome: "up,exploded", sort: ["newest", "slowest"], scale: "log" }),
  ).toEqual({
    view: { container: "web", outcomes: [], sort: "newest", scale: "shared" },
    dropped: ["outcome", "sort", "scale"],
  });
  expect(parseBootView({ span: "../../etc", zoom: "9..1", collapsed: "launcher,__proto__" })).toEqual({
    view: { collapsed: [] },
    dropped: ["span", "zoom", "collapsed"],
  });
});

test("no query whatever throws", () => {
  const value = fc.oneof(fc.string(), fc.array(fc.string()), fc.constant(undefined));
  fc.assert(
    fc.property(fc.dictionary(fc.string(), value), value, value, (params, span, outcome) => {
      parseBootView({ ...params, span, zoom: outcome });
      parseBootsView({ ...params, outcome, q: span });
    }),
  );
});
