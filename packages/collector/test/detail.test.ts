import { instant, type Boot, type BootEvent, type BootId, type FactEvent } from "@hacotaki/core";
import { expect, test, vi } from "vitest";
import { createDetail } from "../src/detail/detail.ts";
import { createDetailWindow } from "../src/detail/detail-window.ts";
import type { Pipeline } from "../src/events/pipeline.ts";

/** A kernel that is told when to look. */
function kernel() {
  const asked: string[] = [];
  return {
    asked,
    openWindow(level: string) {
      asked.push(level);
      return 50n;
    },
    closeWindow: () => void asked.push("close"),
  };
}

test("a window opens once, and closes when nothing was needed for two seconds", () => {
  let now = 0;
  const session = kernel();
  const window = createDetailWindow(session, "full", () => now);
  expect([window.need(), window.need()]).toEqual([true, false]);
  expect(window.openSince).toBe(50n);
  now = 1_900;
  expect(window.closeIfIdle(true)).toBe(false);
  now = 3_800;
  expect(window.closeIfIdle(false)).toBe(false);
  window.extend();
  now = 5_700;
  expect(window.closeIfIdle(false)).toBe(false);
  now = 5_900;
  expect(window.closeIfIdle(false)).toBe(true);
  window.extend();
  expect(window.openSince).toBeUndefined();
  expect(session.asked).toEqual(["full", "close"]);
});

function scene() {
  const session = kernel();
  const facts: FactEvent[] = [];
  const pipeline = { add: (more: readonly FactEvent[]) => void facts.push(...more) } as Pipeline;
  const detail = createDetail(session, "calls");
  const exec = (argv: string[], root: string | undefined, tgid = 10, at = 100n): BootEvent => ({
    kind: "exec",
    at: instant(at),
    seq: 1,
    tgid,
    startAt: instant(90n),
    file: argv[0] ?? "",
    argv,
    traced: false,
    ...(root === undefined ? {} : { root }),
  });
  const told = (key: string) => facts.filter((fact) => fact.key === key);
  const boot = (facts: object) =>
    ({ id: "b" as BootId, launcherTgid: 10, startAt: instant(100n), ...facts }) as Boot;
  return { session, detail, pipeline, exec, told, boot };
}
const RUNC = "/usr/sbin/runc";

test.each([
  ["runc run", ["runc", "run", "c"], RUNC, true],
  ["runc create", ["runc", "create", "c"], RUNC, true],
  ["runc start", ["runc", "start", "c"], RUNC, true],
  ["a health check", ["runc", "exec", "c"], RUNC, false],
  ["runc state", ["runc", "state", "c"], RUNC, false],
  ["docker run", ["docker", "run", "web"], "/usr/bin/docker", true],
  ["docker ps", ["docker", "ps"], "/usr/bin/docker", false],
  ["a shim", ["containerd-shim-runc-v2", "-id", "c", "start"], "/usr/bin/containerd-shim-runc-v2", true],
  ["a program like any other", ["/bin/true"], undefined, false],
])("%s opens the window or not", (_, argv, root, isOpened) => {
  const { session, detail, pipeline, exec } = scene();
  detail.take([exec(argv, root)], pipeline);
  expect(session.asked).toEqual(isOpened ? ["calls"] : []);
});

test("a run is told since when it is seen: from its own exec where the window is open by then", () => {
  const { detail, pipeline, exec, told } = scene();
  detail.take([exec(["runc", "run", "c"], RUNC, 10, 40n)], pipeline);
  detail.take([exec(["runc", "run", "d"], RUNC, 11, 100n)], pipeline);
  expect(told("detail").map(({ tgid, at, value }) => [tgid, at, value])).toEqual([
    [10, 50n, "calls"],
    [11, 100n, "calls"],
  ]);
});

test("a runtime that executes a copy of itself is told of once", () => {
  const { detail, pipeline, exec, told } = scene();
  detail.take([exec(["crun", "run", "c"], "/usr/bin/crun")], pipeline);
  detail.take([exec(["crun", "run", "c"], "/usr/bin/crun", 10, 200n)], pipeline);
  expect(told("detail")).toHaveLength(1);
});

test("a boot that is over keeps the window open no longer, and one that hangs for a minute neither", () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  try {
    const { session, detail, pipeline, exec, told, boot } = scene();
    detail.take([exec(["runc", "run", "c"], RUNC)], pipeline);
    detail.onBoots([boot({})], pipeline);
    vi.advanceTimersByTime(50_000);
    detail.look();
    expect(session.asked).toEqual(["calls"]);
    vi.advanceTimersByTime(20_000);
    detail.look();
    expect(session.asked).toEqual(["calls", "close"]);
    expect(told("detail").map(({ value }) => value)).toEqual(["calls", "off"]);
    // It comes up after all: nothing is opened for what is over.
    detail.onBoots([boot({ upAt: instant(900n), endAt: instant(900n) })], pipeline);
    expect(session.asked).toEqual(["calls", "close"]);
  } finally {
    vi.useRealTimers();
  }
});

test("what was not kept of a boot is told once it is over, with the pressure by then", () => {
  const { detail, pipeline, exec, told, boot } = scene();
  const call = (seq: number): BootEvent => ({
    kind: "syscall",
    name: "read",
    when: "exit",
    at: instant(200n),
    enterAt: instant(150n),
    seq,
    tgid: 10,
    tid: 10,
    parameters: {},
  });
  const calls = Array.from({ length: 1_010 }, (_, seq) => call(seq));
  const kept = detail.take([exec(["runc", "run", "c"], RUNC), ...calls], pipeline);
  expect(kept).toHaveLength(1_001);
  detail.onBoots([boot({ upAt: instant(900n), endAt: instant(900n) })], pipeline);
  detail.onBoots([boot({ upAt: instant(900n), endAt: instant(900n), exitAt: instant(950n) })], pipeline);
  expect(told("detail-rest").map(({ value }) => value)).toEqual([
    '{"calls":10,"callNs":"500","waits":0,"waitNs":"0"}',
  ]);
  expect(told("pressure").length).toBe(2);
});

test("nothing is looked at with detail off", () => {
  const { session, pipeline, exec } = scene();
  const detail = createDetail(session, "off");
  const events = [exec(["runc", "run", "c"], RUNC)];
  expect(detail.take(events, pipeline)).toBe(events);
  expect(session.asked).toEqual([]);
});
