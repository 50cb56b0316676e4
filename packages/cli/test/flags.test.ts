import { describe, expect, test } from "vitest";
import { parseDuration } from "../src/flags.ts";

describe("a duration flag", () => {
  test.each([
    ["20ms", 20_000_000n],
    ["1.5s", 1_500_000_000n],
    ["800us", 800_000n],
    ["800µs", 800_000n],
    ["7ns", 7n],
    ["2m", 120_000_000_000n],
    ["1 h", 3_600_000_000_000n],
    ["0.0000000015s", 1n],
  ])("%s is exact in nanoseconds", (text, ns) => {
    expect(parseDuration(text)).toBe(ns);
  });

  test.each(["20", "", "ms", "-1ms", "1e3ms", "1.ms", "1,5s", "20 parsecs"])("%j is refused", (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  test("a bare number counts in the default unit where there is one", () => {
    expect(parseDuration("60", "s")).toBe(60_000_000_000n);
    expect(parseDuration("60ms", "s")).toBe(60_000_000n);
  });
});
