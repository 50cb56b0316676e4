import { describe, expect, test } from "vitest";
import { forget } from "../../src/assembly/forget.ts";
import { take } from "../../src/assembly/take.ts";
import { instant, type BootEvent } from "../../src/index.ts";
import { assemblyOf, ms, processAt } from "../made-assembly.ts";
import { exit, fork, haconiwa, listen, loss, origin, phase, program, setUp } from "../made-events.ts";

const fact = (at: number, tgid: number, key: "cwd" | "wall-offset" | "cgroup", value: string): BootEvent => ({
  ...origin(at, tgid),
  kind: "fact",
  key,
  value,
});

describe("a fork", () => {
  test("adds the child to its parent's run, and an unknown parent before it", () => {
    const assembly = assemblyOf([fork(1, 100, 101)]);
    const [parent, child] = [processAt(assembly, 100), processAt(assembly, 101)];
    expect(child.parent).toBe(parent);
    expect(child.run).toBe(parent.run);
    expect(child).toMatchObject({ ppid: 100, forkedAt: ms(1) });
  });

  test("that comes twice is one", () => {
    const event = fork(1, 100, 101);
    expect(processAt(assemblyOf([event, event]), 100).run.processes).toHaveLength(2);
  });

  test("of a container is the boot's before its exec, and the application's afterwards", () => {
    const before = assemblyOf([...setUp(0, 100), fork(27, 102, 200)]);
    expect(processAt(before, 200)).toMatchObject({ boot: processAt(before, 102).boot });
    expect(processAt(before, 200).role).toBeUndefined();
    const after = assemblyOf([...setUp(0, 100), program(30, 102, "/bin/sh"), fork(31, 102, 200)]);
    expect(processAt(after, 200).role).toBe("application");
  });

  test("of a process that left haconiwa is a helper", () => {
    const assembly = assemblyOf([fork(1, 100, 101), program(2, 101, "/bin/sh"), fork(3, 101, 102)]);
    expect(processAt(assembly, 102).role).toBe("helper");
  });
});

describe("an exec", () => {
  test("of haconiwa begins a run with its launcher", () => {
    const assembly = assemblyOf([haconiwa(1, 100)]);
    expect(processAt(assembly, 100)).toMatchObject({ role: "launcher", tracedExec: { at: ms(1) } });
    expect(processAt(assembly, 100).run.launcher).toBe(processAt(assembly, 100));
  });

  test("of haconiwa in a known process begins another run, and remembers the process it was", () => {
    const assembly = assemblyOf([...setUp(0, 100), haconiwa(30, 102)]);
    const inner = processAt(assembly, 102);
    expect(inner.former).toMatchObject({ role: "container", exec: { file: "/usr/bin/haconiwa" } });
    expect(inner.run).not.toBe(inner.former?.run);
  });

  test("of another program by a process nobody knows is none of ours", () => {
    expect(assemblyOf([program(1, 100, "/bin/sh")]).runs.size).toBe(0);
  });
});

test("an exit ends the process, and what it was before it started haconiwa", () => {
  const assembly = assemblyOf([...setUp(0, 100), haconiwa(30, 102)]);
  const inner = processAt(assembly, 102);
  take(assembly, exit(40, 102, 3));
  expect([inner.exit, inner.former?.exit]).toEqual([
    { at: ms(40), code: 3, signal: 0 },
    { at: ms(40), code: 3, signal: 0 },
  ]);
});

test("the first to listen in the tree of a container that came up makes it ready", () => {
  const up = [...setUp(0, 100), program(30, 102, "/bin/server")];
  const ready = (...events: BootEvent[]) => processAt(assemblyOf([...up, ...events]), 102).boot?.ready?.at;
  expect(ready(listen(31, 102), listen(32, 102))).toBe(ms(31));
  expect(ready(listen(31, 101))).toBeUndefined();
  expect(ready(fork(31, 102, 200), listen(33, 200))).toBe(ms(33));
});

describe("a fact", () => {
  test("is its boot's, or its run's before there is a boot, as it was told first", () => {
    const assembly = assemblyOf([
      haconiwa(0, 100),
      fact(1, 100, "cwd", "/a"),
      fact(2, 100, "cwd", "/b"),
      ...setUp(3, 100).slice(1),
      fact(40, 102, "cgroup", "/c"),
    ]);
    const { run, boot } = processAt(assembly, 102);
    expect(run.facts).toEqual(new Map([["cwd", "/a"]]));
    expect(boot?.facts).toEqual(new Map([["cgroup", "/c"]]));
  });

  test("of a wall clock is a number of nanoseconds or nothing", () => {
    const offset = (value: string) =>
      processAt(assemblyOf([haconiwa(0, 100), fact(1, 100, "wall-offset", value)]), 100).run.wallOffset;
    expect([offset("-5"), offset("five")]).toEqual([-5n, undefined]);
  });
});

test("a loss marks the runs under way in its window, and not a boot that was up before it", () => {
  const assembly = assemblyOf([...setUp(0, 100), program(30, 102, "/bin/true"), haconiwa(40, 200)]);
  take(assembly, loss(35, 50));
  expect(processAt(assembly, 100).run.losses).toEqual([]);
  expect(processAt(assembly, 200).run.losses).toHaveLength(1);
  take(assembly, loss(29, 60));
  expect(processAt(assembly, 100).run.losses).toHaveLength(1);
});

test("a loss of one process marks its run alone, also when that is over", () => {
  const assembly = assemblyOf([haconiwa(0, 100), haconiwa(1, 200)]);
  const lossOf = (at: number, tgid: number): BootEvent => ({
    ...origin(at, tgid),
    kind: "loss",
    reason: "limited",
    from: instant(0n),
  });
  take(assembly, lossOf(10, 100));
  expect(processAt(assembly, 100).run.losses).toHaveLength(1);
  expect(processAt(assembly, 200).run.losses).toEqual([]);
  const { run } = processAt(assembly, 200);
  take(assembly, exit(20, 200));
  forget(assembly);
  take(assembly, lossOf(30, 200));
  expect(run.losses).toHaveLength(1);
});

test("the newest instant taken in is now", () => {
  const assembly = assemblyOf([phase(5, 100, 1), phase(3, 200, 1)]);
  expect(assembly.now).toBe(instant(5_000_000n));
});
