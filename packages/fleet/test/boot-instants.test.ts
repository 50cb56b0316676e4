import { instant, type Boot } from "@hacotaki/core";
import { describe, expect, test } from "vitest";
import { knownOffsets, timesOf } from "../src/boot-instants.ts";

/** As much of a boot as its instants are told of: two spans, the second one open, and a process. */
const bootAt = (start: bigint, length: bigint): Boot =>
  ({
    startAt: instant(start),
    upAt: instant(start + length),
    processes: [{ lane: "container", startAt: instant(start + 5n) }],
    spans: [
      { state: "closed", startAt: instant(start), endAt: instant(start + length) },
      { state: "open", startAt: instant(start + length + 3n) },
    ],
  }) as unknown as Boot; // all that is read of one

describe("instants of a boot", () => {
  test.each([
    ["since its kernel booted", 7_000_000_000n],
    ["a year after its kernel booted, beyond what doubles tell", 31_536_000_000_000_001n],
  ])("are numbers from its start, %s", (_, start) => {
    expect(timesOf(bootAt(start, 41n))).toEqual({
      ...{ up: 41, end: undefined, exit: undefined, ready: undefined },
      ...{ starts: [5], exits: [undefined], gaps: [0, 3], lengths: [41, undefined] },
    });
  });

  test("which lie too far apart for doubles are exact nevertheless, and tell no events by their place", () => {
    const length = 2n ** 60n + 1n;
    const times = timesOf(bootAt(-5n, length));
    expect(times).toMatchObject({ up: length, lengths: [length, undefined], gaps: [0, 3] });
    expect(knownOffsets(times)).toBeUndefined();
  });

  test("are known each once, in order", () => {
    expect(knownOffsets(timesOf(bootAt(1n, 41n)))).toEqual(Float64Array.of(0, 5, 41, 44));
  });
});
