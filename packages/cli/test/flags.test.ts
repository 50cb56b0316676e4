import { describe, expect, test } from "vitest";
import { durationFlag, localClock, momentFlag, secondsFlag, timeFlag } from "../src/flags/flags.ts";

describe("a duration flag", () => {
  test.each([
    ["20ms", 20_000_000n],
    ["1.5s", 1_500_000_000n],
    ["800us", 800_000n],
    ["800µs", 800_000n],
    ["7ns", 7n],
    ["2m", 120_000_000_000n],
    ["1 h", 3_600_000_000_000n],
    ["0.000000001s", 1n],
    ["200", 200_000_000n],
  ])("%s is exact in nanoseconds", (text, ns) => {
    expect(durationFlag(text)).toBe(ns);
  });

  test.each(["", "ms", "-1ms", "1e3ms", "1.ms", "1,5s", "20 parsecs", "0.0000000001s"])(
    "%j is refused",
    (text) => {
      expect(() => durationFlag(text)).toThrow(/give a number and a unit, .*milliseconds/);
    },
  );

  test("a bare number counts in seconds where they are meant", () => {
    expect(secondsFlag("60")).toBe(60_000_000_000n);
    expect(secondsFlag("60ms")).toBe(60_000_000n);
  });
});

describe("a flag of time", () => {
  test("is read as the pages read it, by this machine's clock", () => {
    const before = localClock().now;
    const { since = 0n, until } = timeFlag("now-2h");
    expect(until).toBeUndefined();
    expect(since).toBeGreaterThanOrEqual(before - 7_200_000_000_000n);
    expect(momentFlag("first")("2026-11-22T20:00-05:00")).toBe(1_795_395_600_000_000_000n);
    expect(momentFlag("last")("2026-11-22")).toBeGreaterThan(momentFlag("first")("2026-11-22"));
  });

  test("that is not understood says what is", () => {
    expect(() => timeFlag("soon")).toThrow(/yesterday, 2026-11-28, 14:00-14:30, now-2h/);
    expect(() => momentFlag("first")("soon")).toThrow(/yesterday, 14:00, 2026-11-28/);
  });
});
