import fc from "fast-check";
import { expect, test } from "vitest";
import { parseWallTimeText } from "@hacotaki/core";
import { zonedText } from "../wall-time.ts";

const NOON = 1_769_860_800_000_000_000n;

test("a wall time is written with the clock of the visitor's zone", () => {
  expect(zonedText(NOON, "UTC")).toBe("2026-01-31 12:00:00Z");
  expect(zonedText(NOON, "Asia/Tokyo")).toBe("2026-01-31 21:00:00+09:00");
  expect(zonedText(NOON + 5n, "America/St_Johns")).toBe("2026-01-31 08:30:00.000000005-03:30");
});

test("what is written in any zone is read back to the nanosecond", () => {
  const zones = fc.constantFrom(
    "UTC",
    "Asia/Tokyo",
    "America/St_Johns",
    "Pacific/Chatham",
    "Africa/Monrovia",
  );
  fc.assert(
    fc.property(fc.bigInt(10n ** 14n, 9n * 10n ** 18n), zones, (ns, zone) => {
      expect(parseWallTimeText(zonedText(ns, zone))).toBe(ns);
    }),
  );
});
