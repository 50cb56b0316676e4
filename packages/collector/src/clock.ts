import { readFileSync } from "node:fs";
import { instant, utcNow, type Instant } from "@hacotaki/core";

/** /proc/uptime counts CLOCK_BOOTTIME in hundredths of a second. */
const TICK = 10_000_000n;

function uptime(): bigint {
  const [seconds = "0", hundredths = "0"] =
    readFileSync("/proc/uptime", "utf8").split(" ", 1)[0]?.split(".") ?? [];
  return BigInt(seconds) * 1_000_000_000n + BigInt(hundredths) * TICK;
}

/** How far CLOCK_BOOTTIME is ahead of CLOCK_MONOTONIC, and how far the wall clock was when that was measured. */
type Lead = { readonly boot: bigint; readonly wall: bigint };

function measureLead(monotonic: bigint, wall: bigint): Lead {
  const boot = uptime() - monotonic;
  return { boot: boot < TICK && boot > -2n * TICK ? 0n : boot, wall };
}

let lead: Lead | undefined;

/**
 * CLOCK_BOOTTIME now. Node reads CLOCK_MONOTONIC alone, which stands still while the machine is suspended:
 * /proc/uptime tells how far they are apart, to 10 ms; apart by less than that they are the same clock. Reading it costs
 * more than all else here, so it is read again only after the wall clock, which does not stand still, moved against
 * CLOCK_MONOTONIC.
 */
export function bootNow(): Instant {
  const monotonic = process.hrtime.bigint();
  const wall = utcNow() - monotonic;
  if (lead === undefined || wall - lead.wall > TICK || lead.wall - wall > TICK)
    lead = measureLead(monotonic, wall);
  return instant(monotonic + lead.boot);
}
