import { readFileSync } from "node:fs";
import { instant, type Instant } from "@hacotaki/core";

/** /proc/uptime counts CLOCK_BOOTTIME in hundredths of a second. */
const TICK = 10_000_000n;

function uptime(): bigint {
  const [seconds = "0", hundredths = "0"] =
    readFileSync("/proc/uptime", "utf8").split(" ", 1)[0]?.split(".") ?? [];
  return BigInt(seconds) * 1_000_000_000n + BigInt(hundredths) * TICK;
}

/**
 * CLOCK_BOOTTIME now. Node reads CLOCK_MONOTONIC alone, which stands still while the machine is suspended:
 * /proc/uptime tells how far they are apart, to 10 ms; apart by less than that they are the same clock.
 */
export function bootNow(): Instant {
  const monotonic = process.hrtime.bigint();
  const apart = uptime() - monotonic;
  return instant(apart < TICK && apart > -2n * TICK ? monotonic : monotonic + apart);
}

/** UTC, ns, to the millisecond. */
export const wallNow = (): bigint => BigInt(Date.now()) * 1_000_000n;
