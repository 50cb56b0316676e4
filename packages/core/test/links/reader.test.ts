import { describe, expect, test } from "vitest";
import { choiceOf, hrefOf, parseZoom, queryOf, readerOf, severalOf } from "../../src/links/reader.ts";

const parseNumber = (text: string) => (/^\d+$/.test(text) ? BigInt(text) : undefined);

describe("a parameter", () => {
  test("that is absent or empty is none, and nothing is said of it", () => {
    const { read, dropped } = readerOf({ empty: "", none: [""] });
    expect([read("empty", String), read("none", String), read("absent", String)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(dropped).toEqual([]);
  });

  test("that makes no sense, or is given twice, is dropped by its name", () => {
    const { read, dropped } = readerOf({ n: "x", twice: ["1", "2"], once: ["3"] });
    expect([read("n", parseNumber), read("twice", parseNumber), read("once", parseNumber)]).toEqual([
      undefined,
      undefined,
      3n,
    ]);
    expect(dropped).toEqual(["n", "twice"]);
  });

  test("of check boxes may be given several times", () => {
    const { read } = readerOf({ outcome: ["up", "failed"] });
    expect(read("outcome", severalOf(["failed", "ready", "up"]))).toEqual(["failed", "up"]);
  });
});

test("of a range whose end is before its beginning, the end is dropped", () => {
  const { readRange, dropped } = readerOf({ from: "5", to: "4" });
  expect(readRange(["from", "to"], parseNumber)).toEqual([5n, undefined]);
  expect(dropped).toEqual(["to"]);
  expect(readerOf({ to: "4" }).readRange(["from", "to"], parseNumber)).toEqual([undefined, 4n]);
});

test("one stranger spoils a list", () => {
  expect(severalOf(["a", "b"])("a,c")).toBeUndefined();
  expect(choiceOf(["a", "b"])("c")).toBeUndefined();
});

test("a zoom goes forwards", () => {
  expect(parseZoom("-5..7")).toEqual({ fromNs: -5n, toNs: 7n });
  expect([parseZoom("7..7"), parseZoom("7..5"), parseZoom("7")]).toEqual([undefined, undefined, undefined]);
});

test("what is undefined or empty is not written", () => {
  expect(hrefOf("/x", queryOf({ a: undefined, b: "" }))).toBe("/x");
  expect(hrefOf("/x", queryOf({ a: "1", b: "2 3" }))).toBe("/x?a=1&b=2+3");
});
