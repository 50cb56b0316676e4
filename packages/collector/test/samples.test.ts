import { instant, type Changes } from "@hacotaki/core";
import { expect, test } from "vitest";
import { createCommitMeter } from "../src/writing/samples.ts";

const at = (...instants: number[]): Changes =>
  ({
    events: instants.map((each) => ({ event: { kind: "exit", at: instant(BigInt(each)), seq: 0, tgid: 1 } })),
    boots: [],
    marks: [],
    runs: [],
    retired: [],
  }) as unknown as Changes; // of these, the meter looks at the instants alone

test("a commit's lag is that of the event that waited longest, and each look begins anew", () => {
  let now = 1_000n;
  const meter = createCommitMeter(() => now);
  meter.committed(at(990, 900, 999));
  now = 2_000n;
  meter.committed(at(1_700));
  expect(meter.take()).toEqual({ commits: 2, largestCommit: 3, lagMean: 200, lagMost: 300 });
  expect(meter.take()).toEqual({ commits: 0, largestCommit: 0 });
});

test("a commit without an event has no lag, and an event of another clock's future waited for nothing", () => {
  const meter = createCommitMeter(() => 1_000n);
  meter.committed(at());
  meter.committed(at(5_000));
  expect(meter.take()).toEqual({ commits: 2, largestCommit: 1, lagMean: 0, lagMost: 0 });
});
