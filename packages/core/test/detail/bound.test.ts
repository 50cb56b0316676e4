import {
  createDetailBound,
  instant,
  MOST_CALLS,
  MOST_WAITS,
  type SyscallEvent,
  type WaitEvent,
} from "../../src/index.ts";
import { expect, test } from "vitest";

const MS = 1_000_000n;
let seq = 0;
const call = (name: string, ns: bigint, when: "enter" | "exit" = "exit"): SyscallEvent => ({
  kind: "syscall",
  name,
  when,
  at: instant(1_000n * MS + ns),
  seq: seq++,
  tgid: 7,
  tid: 7,
  parameters: {},
  ...(when === "exit" ? { enterAt: instant(1_000n * MS) } : {}),
});
const wait = (ns: bigint): WaitEvent => ({
  kind: "wait",
  at: instant(1_000n * MS + ns),
  from: instant(1_000n * MS),
  left: "sleeping",
  seq: seq++,
  tgid: 7,
  tid: 7,
});
const times = <T>(count: number, make: () => T) => Array.from({ length: count }, make);

test("keeps the first calls whatever they took, then the long ones, and counts the rest", () => {
  const bound = createDetailBound();
  expect(times(MOST_CALLS, () => bound.kept(call("read", 5n))).every((each) => each !== undefined)).toBe(
    true,
  );
  expect(bound.kept(call("read", 5n))).toBeUndefined();
  expect(bound.kept(call("read", 5n * MS))).toBeDefined();
  expect(bound.rest).toMatchObject({ calls: 1, callNs: 5n });
});

test("keeps ever fewer of what is long: a boot of any number of slow calls stays bounded", () => {
  const bound = createDetailBound();
  const kept = times(200_000, () => bound.kept(call("read", 3n * MS))).filter(
    (each) => each !== undefined,
  ).length;
  expect(kept).toBeLessThan(3 * MOST_CALLS);
  expect(bound.kept(call("read", 60_000n * MS))).toBeDefined();
  expect(bound.rest.calls + kept).toBe(200_000);
});

test("keeps what shows how far a boot has come, however many calls came before", () => {
  const bound = createDetailBound();
  times(5 * MOST_CALLS, () => bound.kept(call("read", 5n)));
  for (const name of ["pivot_root", "umount2", "seccomp", "capset"])
    expect(bound.kept(call(name, 5n))).toBeDefined();
});

test("keeps the end of a call whose beginning was kept, or it would seem to hang", () => {
  const bound = createDetailBound();
  expect(bound.kept(call("read", 0n, "enter"))).toBeDefined();
  times(MOST_CALLS, () => bound.kept({ ...call("read", 5n), tid: 8 }));
  expect(bound.kept(call("read", 5n))).toBeDefined();
  expect(bound.kept(call("read", 0n, "enter"))).toBeUndefined();
  expect(bound.kept(call("read", 5n))).toBeUndefined();
});

test("bounds waits apart from calls", () => {
  const bound = createDetailBound();
  expect(times(MOST_WAITS, () => bound.kept(wait(5n))).every((each) => each !== undefined)).toBe(true);
  expect(bound.kept(wait(5n))).toBeUndefined();
  expect(bound.kept(wait(50n * MS))).toBeDefined();
  expect(bound.kept(call("read", 5n))).toBeDefined();
  expect(bound.rest).toEqual({ calls: 0, callNs: 0n, waits: 1, waitNs: 5n });
});

test("tells with the next wait that is kept of those of its thread that were not", () => {
  const bound = createDetailBound();
  times(MOST_WAITS, () => bound.kept(wait(5n)));
  bound.kept({ ...wait(10n), runnableAt: instant(1_000n * MS + 7n) });
  bound.kept({ ...wait(9n), short: { count: 2, blocked: 1n, runnable: 1n } });
  bound.kept({ ...wait(9n), tid: 8 });
  expect(bound.kept(wait(50n * MS))).toMatchObject({ short: { count: 4, blocked: 17n, runnable: 4n } });
  expect(bound.kept(wait(50n * MS))).not.toHaveProperty("short");
});
