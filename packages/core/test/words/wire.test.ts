import fc from "fast-check";
import { expect, test } from "vitest";
import type { BootId, RunId } from "../../src/domain/boot.ts";
import type { BootSummary } from "../../src/domain/summary.ts";
import { instant } from "../../src/domain/time.ts";
import { decodeWire, encodeWire, toWire, type ChangesMessage, type Wire } from "../../src/words/wire.ts";

const big = fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n);

const summary = (at: bigint): BootSummary => ({
  id: "0123456789abcdef" as BootId,
  runId: "fedcba9876543210" as RunId,
  hostId: "h",
  hostName: "42",
  container: "7",
  generation: "0.11",
  sourceKind: "live",
  outcome: "booting",
  losses: ["dropped"],
  startAt: instant(at),
  startBy: "exec",
  wallTime: at,
  lineage: "lineage",
  markCount: 3,
  revision: at,
  spans: [
    {
      slug: "fork",
      group: "supervise",
      lane: "supervisor",
      state: "closed",
      onPath: true,
      offsetNs: at,
      durationNs: 1n,
    },
  ],
});

test("nothing of a message is lost on its way, not even a nanosecond past 2^53", () => {
  fc.assert(
    fc.property(big, big, fc.boolean(), (at, now, skipped) => {
      const message: ChangesMessage = {
        since: at,
        revision: now,
        boots: [summary(at)],
        retired: ["00000000000000zz" as BootId],
        skipped,
        now,
      };
      const wire = JSON.parse(encodeWire(message)) as Wire<ChangesMessage>;
      expect(wire).toEqual(toWire(message));
      expect(decodeWire<ChangesMessage>(wire)).toEqual(message);
    }),
  );
});

test("text that looks like a number stays text", () => {
  expect(decodeWire<BootSummary>(toWire(summary(1n)))).toMatchObject({ container: "7", hostName: "42" });
});
