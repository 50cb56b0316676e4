import { expect, test } from "vitest";
import { awaySince } from "../watched.ts";

const S = 1_000_000_000n;
const recording = (startedAt: bigint, seenAt: bigint, endedAt?: bigint, hostId = "a") => ({
  kind: "live" as const,
  hostId,
  startedAt: startedAt * S,
  seenAt: seenAt * S,
  ...(endedAt === undefined ? {} : { endedAt: endedAt * S }),
});
const boot = { hostId: "a", wallTime: 100n * S };
const now = 1_000n * S;

test("a boot is watched while a collector that saw it begin is attached", () => {
  expect(awaySince(boot, [recording(50n, 995n)], now)).toBeUndefined();
  expect(awaySince(boot, [recording(50n, 200n), recording(60n, 995n)], now)).toBeUndefined();
});

test("a collector that ended, or is silent, has left the boot since its last sign of life", () => {
  expect(awaySince(boot, [recording(50n, 200n, 210n)], now)).toBe(210n * S);
  expect(awaySince(boot, [recording(50n, 300n), recording(50n, 200n, 210n)], now)).toBe(300n * S);
});

test("nobody leaves a boot before it begins", () => {
  expect(awaySince(boot, [recording(50n, 98n)], now)).toBe(boot.wallTime);
});

test("a collector that came later, or is of another host, did not see the boot begin", () => {
  const left = recording(50n, 200n, 210n);
  expect(awaySince(boot, [left, recording(150n, 995n), recording(50n, 995n, undefined, "b")], now)).toBe(
    210n * S,
  );
});

test("nothing is said of a boot whose collector or wall time is not known", () => {
  expect(awaySince(boot, [], now)).toBeUndefined();
  expect(awaySince({ hostId: "a" }, [recording(50n, 200n, 210n)], now)).toBeUndefined();
});
