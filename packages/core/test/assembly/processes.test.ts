import { describe, expect, test } from "vitest";
import {
  createAssembler,
  deriveRun,
  instant,
  type Boot,
  type BootEvent,
  type Changes,
} from "../../src/index.ts";
import {
  allExit,
  exit,
  fork,
  haconiwa,
  listen,
  LIVE,
  loss,
  origin,
  phase,
  program,
  setUp,
} from "../made-events.ts";
import { assemble, settle } from "../recording.ts";

const bootOf = (boots: ReadonlyMap<string, Boot>, launcherTgid: number) =>
  [...boots.values()].find((boot) => boot.launcherTgid === launcherTgid);
const advanceAll = (events: readonly BootEvent[]) => {
  const assembler = createAssembler(LIVE);
  assembler.push(events);
  const last = events.reduce((newest, { at }) => (at > newest ? at : newest), instant(0n));
  return { assembler, changes: assembler.advance(last) };
};

test("a container whose command is haconiwa itself comes up, and its boot and the inner one both end", () => {
  const events = [
    ...setUp(0, 100),
    haconiwa(30, 102),
    phase(40, 102, 0),
    fork(41, 102, 201),
    phase(42, 201, 1),
    phase(43, 201, 2),
    fork(44, 201, 202),
    ...[11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21].map((code) => phase(35 + code, 202, code)),
    program(60, 202, "/bin/true"),
    exit(70, 202),
    exit(71, 201),
    exit(72, 102, 7),
    exit(73, 101),
    exit(74, 100),
  ];
  const { assembler, changes } = advanceAll(events);
  const { boots } = settle([changes]);
  expect(bootOf(boots, 100)).toMatchObject({ outcome: "up", upAt: 30_000_000n, exitCode: 7 });
  expect(bootOf(boots, 102)).toMatchObject({ outcome: "up", upAt: 60_000_000n, exitCode: 0 });
  expect(assembler.living()).toEqual([]);
  for (const runId of new Set(changes.events.map((filed) => filed.runId))) {
    const own = changes.events.filter((filed) => filed.runId === runId).map(({ event }) => event);
    const [whole] = changes.boots.filter((boot) => boot.runId === runId);
    expect(deriveRun(LIVE, own).boots).toEqual([whole]);
    expect(
      deriveRun(
        LIVE,
        changes.events.map(({ event }) => event),
      ).boots,
    ).toContainEqual(whole);
  }
});

test("a hook that starts another haconiwa leaves no process behind", () => {
  const { assembler } = advanceAll([
    ...setUp(0, 100),
    fork(27, 101, 300),
    haconiwa(28, 300),
    phase(29, 300, 0),
    program(30, 102, "/bin/true"),
    exit(31, 300, 1),
    ...allExit(32, 100),
  ]);
  expect(assembler.living()).toEqual([]);
});

test("a pid given out again closes the process that nobody saw go, in its own run alone", () => {
  const events = [
    ...setUp(0, 100),
    program(30, 102, "/bin/server"),
    ...setUp(1_000, 200),
    fork(1_027, 201, 102),
    ...allExit(1_050, 200),
  ];
  const { assembler, changes } = advanceAll(events);
  const first = bootOf(settle([changes]).boots, 100);
  expect(first?.exitAt).toBe(1_027_000_000n);
  expect(first?.exitCode).toBeUndefined();
  expect(assembler.living().filter(({ tgid }) => tgid === 102)).toHaveLength(1);
  const own = changes.events.filter(({ runId }) => runId === first?.runId).map(({ event }) => event);
  expect(deriveRun(LIVE, own).boots).toEqual([first]);
});

test("an exit of a process that started earlier is not the exit of who has its pid now", () => {
  const startAt = (event: BootEvent, ms: number) => ({ ...event, startAt: instant(BigInt(ms) * 1_000_000n) });
  const events = setUp(1_000, 100).map((event) => startAt(event, 1_000 + (event.tgid ?? 0) - 100));
  const stale: BootEvent = { ...origin(1_020, 102), kind: "exit", startAt: instant(5n) };
  const { boots } = settle([advanceAll([...events, stale]).changes]);
  expect(bootOf(boots, 100)).toMatchObject({ outcome: "booting", losses: [] });
});

test("a boot is ready when its container's tree listens, not when haconiwa itself does", () => {
  const events = [
    ...setUp(0, 100),
    program(30, 102, "/bin/server"),
    listen(31, 101),
    fork(32, 102, 110),
    listen(33, 110),
  ];
  const { boots } = assemble(LIVE, events);
  expect(bootOf(boots, 100)).toMatchObject({ outcome: "ready", readyAt: 33_000_000n });
});

test("haconiwa's own processes are kept beside 200 others, and all are counted", () => {
  const before = Array.from({ length: 300 }, (_, n) => [
    fork(12, 101, 1_000 + n),
    program(12, 1_000 + n, "/bin/sh"),
    exit(12, 1_000 + n),
  ]).flat();
  const { boots } = assemble(LIVE, [...setUp(0, 100), ...before, program(30, 102, "/bin/true")]);
  const boot = bootOf(boots, 100);
  expect(boot?.processCount).toBe(303);
  expect(boot?.processes.map(({ tgid }) => tgid)).toEqual(expect.arrayContaining([100, 101, 102]));
  expect(boot?.processes).toHaveLength(203);
});

test("hooks of a supervisor that go on while its container runs are counted, not kept", () => {
  const hooks = Array.from({ length: 500 }, (_, n) => [
    fork(100 + n, 101, 1_000),
    program(100 + n, 1_000, "/bin/sh"),
    exit(100 + n, 1_000),
  ]).flat();
  const { boots } = assemble(LIVE, [...setUp(0, 100), program(30, 102, "/bin/server"), ...hooks]);
  const boot = bootOf(boots, 100);
  expect(boot?.processCount).toBe(503);
  expect(boot?.processes.length).toBeLessThanOrEqual(203);
});

/** The boot of launcher 100, failed and gone within a moment, when a loss is counted only afterwards. */
const failing = [...setUp(0, 100).slice(0, 12), exit(20, 102, 1), exit(21, 101), exit(22, 100)];

test("a loss marks the boots of its window that were over before it was counted", () => {
  const assembler = createAssembler(LIVE);
  const all: Changes[] = [];
  assembler.push(failing);
  assembler.push([loss(0, 1_000)]);
  all.push(assembler.advance(instant(500_000_000n)));
  all.push(assembler.advance(instant(1_000_000_000n)));
  expect(bootOf(settle(all).boots, 100)).toMatchObject({ outcome: "partial", losses: ["dropped"] });
});

test("a loss marks the boots of its window whose events come after it", () => {
  const assembler = createAssembler(LIVE);
  const all: Changes[] = [];
  assembler.push([loss(0, 1_000)]);
  all.push(assembler.advance(instant(1_000_000_000n)));
  assembler.push([...failing, ...setUp(2_000, 300), program(2_030, 302, "/bin/true")]);
  all.push(assembler.advance(instant(3_000_000_000n)));
  const { boots } = settle(all);
  expect(bootOf(boots, 100)).toMatchObject({ outcome: "partial", losses: ["dropped"] });
  expect(bootOf(boots, 300)).toMatchObject({ outcome: "up", losses: [] });
});

test("what a process did before it was linked goes with it to its run", () => {
  const whole = setUp(0, 100);
  const events = [
    ...whole.filter((event) => event.tgid !== 102 && !(event.kind === "fork" && event.tgid === 101)),
    { ...fork(15, 102, 110), ppid: 101 },
    ...whole.filter((event) => event.tgid === 102).map((event) => ({ ...event, ppid: 101 })),
  ];
  const { changes } = advanceAll(events);
  const [boot] = changes.boots;
  expect(boot?.processes.map(({ tgid }) => tgid)).toEqual([100, 101, 102, 110]);
  const filed = changes.events.map(({ event }) => event);
  expect(filed.filter(({ kind }) => kind === "fork")).toHaveLength(2);
  expect(deriveRun(LIVE, filed).boots).toEqual(changes.boots);
});

test("a command that boots nothing, however long its shell goes on, is not held in memory", () => {
  const commands = Array.from({ length: 5_000 }, (_, n) => [
    fork(100 + n, 101, 1_000),
    program(100 + n, 1_000, "/bin/sh"),
    exit(100 + n, 1_000),
  ]).flat();
  const { changes } = advanceAll([
    haconiwa(0, 100),
    fork(1, 100, 101),
    program(2, 101, "/bin/bash"),
    ...commands,
    phase(6_000, 100, 0),
    exit(6_001, 101),
    exit(6_002, 100, 1),
  ]);
  expect(changes.events.length).toBeLessThan(1_000);
  expect(changes.boots).toMatchObject([{ outcome: "failed", processCount: 5_002 }]);
});

test("a mark of a process that a hook forked is on the lane, and of the boot, of who ran the hook", () => {
  const { changes } = advanceAll([
    ...setUp(0, 100),
    fork(27, 101, 300),
    fork(27, 102, 301),
    phase(28, 300, 123),
    phase(28, 301, 124),
    exit(29, 300),
    exit(29, 301),
  ]);
  const [boot] = changes.boots;
  expect(boot?.markCount).toBe(2);
  expect(changes.marks).toMatchObject([
    { name: "USR1", lane: "supervisor", bootId: boot?.id },
    { name: "USR2", lane: "container", bootId: boot?.id },
  ]);
  expect(boot?.processes.map(({ tgid, lane }) => [tgid, lane])).toEqual([
    [100, "launcher"],
    [101, "supervisor"],
    [102, "container"],
    [300, "supervisor"],
    [301, "container"],
  ]);
});

describe("marks of a process whose part is not known", () => {
  const marks = (count: number) => Array.from({ length: count }, (_, n) => phase(100 + n, 500, 123));

  test("are told without end, under a boot that stands in, and none waits in memory", () => {
    const { assembler, changes } = advanceAll(marks(1_000));
    const [boot] = changes.boots;
    expect(changes.boots).toMatchObject([
      { outcome: "partial", losses: ["attached-late"], markCount: 1_000 },
    ]);
    expect(changes.marks).toHaveLength(1_000);
    expect(new Set(changes.marks.map(({ bootId }) => bootId))).toEqual(new Set([boot?.id]));
    assembler.push([{ ...phase(2_000, 500, 123) }]);
    expect(assembler.advance(instant(2_000_000_000n)).marks).toHaveLength(1);
  });

  test("belong to its boot, which is no other than the one that stood in, once it shows its part", () => {
    const before = advanceAll(marks(150));
    const [standIn] = before.changes.boots;
    before.assembler.push([phase(3_000, 500, 18), exit(3_001, 500, 1)]);
    const after = before.assembler.advance(instant(4_000_000_000n));
    expect(after.retired).toEqual([]);
    expect(after.boots).toMatchObject([{ id: standIn?.id, containerTgid: 500, markCount: 150 }]);
    expect(
      deriveRun(
        LIVE,
        [...before.changes.events, ...after.events].map(({ event }) => event),
      ).boots,
    ).toEqual(after.boots);
  });

  test("leave no boot behind that stood in, once its run turns out to have one", () => {
    const supervisor = { ...phase(10, 601, 3), ppid: 500 };
    const { changes } = advanceAll([supervisor, { ...phase(11, 601, 4), ppid: 500 }, ...marks(200)]);
    expect(changes.boots).toMatchObject([{ supervisorTgid: 601 }]);
    expect(changes.marks).toHaveLength(200);
  });
});

test.each([
  ["27", 27],
  ["a few", undefined],
  ["-1", undefined],
])("a boot tells how many mounts its container had, where a number was told: %s", (value, mounts) => {
  const told: BootEvent = { ...origin(24, 102), kind: "fact", key: "mounts", value };
  const { boots } = advanceAll([...setUp(0, 100), told, program(30, 102, "/bin/true")]).changes;
  expect(boots.map((boot) => boot.mounts)).toEqual([mounts]);
});
