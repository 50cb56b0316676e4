import { clockSteps, cpuShare, eventsPerSecond, restartsIn } from "@hacotaki/core";
import { expect, test } from "vitest";

const S = 1_000_000_000n;
const at = (second: number, wallOffset: bigint, startedAt = 0n) => ({
  at: BigInt(second) * S,
  startedAt,
  wallOffset,
});

test("a clock that was set is told with its direction, NTP's corrections and another process are not", () => {
  expect(clockSteps([at(0, 0n), at(10, S / 2n), at(20, -3600n * S), at(30, -3600n * S, 5n)])).toEqual([
    { at: 20n * S, by: -3600n * S - S / 2n },
  ]);
});

test("each process after the first counts as a restart", () => {
  expect(restartsIn([])).toBe(0);
  expect(restartsIn([at(0, 0n, 1n), at(10, 0n, 1n)])).toBe(0);
  expect(restartsIn([at(0, 0n, 1n), at(10, 0n, 2n), at(20, 0n, 3n)])).toBe(2);
});

test("rates are of the stretch itself, and none of one without length", () => {
  expect(eventsPerSecond({ events: 50, length: 20n * S })).toBe(2.5);
  expect(eventsPerSecond({ events: 50, length: 0n })).toBe(0);
  expect(cpuShare({ cpu: 1e9, length: 10n * S })).toBe(0.1);
});
