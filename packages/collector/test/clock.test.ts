import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { bootNow } from "../src/clock.ts";

/** Hundredths of a second, rounded down, as the kernel counts CLOCK_BOOTTIME. */
const uptime = () => BigInt(readFileSync("/proc/uptime", "utf8").split(" ", 1)[0]?.replace(".", "") ?? "");

test("now is what the kernel says, at the first look and at those that remember how far the clocks are apart", () => {
  for (let look = 0; look < 1_000; look++) {
    const before = uptime();
    const now = bootNow() / 10_000_000n;
    const after = uptime();
    // Apart by less than two hundredths, the clocks are taken for one.
    expect(now).toBeGreaterThanOrEqual(before - 2n);
    expect(now).toBeLessThanOrEqual(after + 2n);
  }
});
