import fc from "fast-check";
import { expect, test } from "vitest";
import type { BootId, RunId } from "../../src/domain/boot.ts";
import type { BootSummary, MiniSpan } from "../../src/domain/summary.ts";
import { instant } from "../../src/domain/time.ts";
import { packBoots, unpackBoots } from "../../src/words/packed-boots.ts";
import { encodeWire } from "../../src/words/wire.ts";

const ns = fc.bigInt(0n, 2n ** 62n);

const someSpan: fc.Arbitrary<MiniSpan> = fc
  .record({
    slug: fc.constantFrom("fork", "hook:Some name, with 1 2"),
    state: fc.constantFrom("closed" as const, "failed" as const),
    offsetNs: ns,
    durationNs: ns,
    isOpen: fc.boolean(),
  })
  .map(({ isOpen, durationNs, ...span }) => ({
    ...span,
    ...{ group: "supervise", lane: "supervisor", onPath: span.slug === "fork" },
    ...(isOpen ? { state: "open" } : { durationNs }),
  }));

const someBoot: fc.Arbitrary<BootSummary> = fc
  .record({ at: ns, container: fc.string(), exitCode: fc.option(fc.nat()), spans: fc.array(someSpan) })
  .map(({ at, container, exitCode, spans }) => ({
    id: "0123456789abcdef" as BootId,
    runId: "fedcba9876543210" as RunId,
    hostId: "h",
    hostName: "42",
    container,
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
    ...(exitCode === null ? {} : { exitCode }),
    spans,
  }));

test("a page of the list is unpacked as it was", () => {
  fc.assert(
    fc.property(fc.array(someBoot, { maxLength: 5 }), ns, fc.option(fc.string()), (boots, revision, next) => {
      const message = {
        ...{ boots, revision },
        ...(next === null ? {} : { next, looked: { known: next.length, total: 9 } }),
      };
      expect(unpackBoots(packBoots(message))).toEqual(message);
    }),
  );
});

test("a packed page takes less than half of the room", () => {
  const follows = (n: number): MiniSpan => ({
    slug: `hook-${n}`,
    ...{ group: "supervise", lane: "supervisor", state: "closed", onPath: true },
    offsetNs: BigInt(n) * 1_234_567n,
    durationNs: 1_234_567n,
  });
  const [boot] = fc.sample(someBoot, 1);
  const boots = Array.from({ length: 30 }, () => ({
    ...(boot as BootSummary),
    container: "web",
    spans: Array.from({ length: 17 }, (_, n) => follows(n)),
  }));
  const message = { boots, revision: 1n };
  expect(packBoots(message).length).toBeLessThan(encodeWire(message).length / 2);
});
