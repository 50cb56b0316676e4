import { describe, expect, test } from "vitest";
import { addBoot } from "../../src/assembly/boots.ts";
import { file } from "../../src/assembly/filing.ts";
import { adopt, joinRuns, suffer } from "../../src/assembly/runs.ts";
import { KEPT_PROCESSES } from "../../src/assembly/tree.ts";
import type { LossEvent } from "../../src/index.ts";
import { assemblyOf, childOf, runOf, told } from "../made-assembly.ts";
import { loss, phase } from "../made-events.ts";

describe("a run", () => {
  test("begins with its first process, which has its pid from then on", () => {
    const assembly = assemblyOf();
    const process = runOf(assembly, 5, 100);
    expect([...assembly.runs]).toEqual([process.run]);
    expect(process.run.processes).toEqual([process]);
    expect(assembly.live.get(100)).toBe(process);
  });

  test("has suffered the losses that were counted since it began, and no earlier ones", () => {
    const assembly = assemblyOf([loss(0, 4), loss(3, 9)]);
    expect(runOf(assembly, 5, 100).run.losses).toEqual([
      { reason: "dropped", from: 3_000_000n, to: 9_000_000n },
    ]);
  });

  test("keeps so many processes, counts what containers and hooks fork beyond them, and keeps haconiwa's own", () => {
    const assembly = assemblyOf();
    const launcher = runOf(assembly, 0, 1);
    const hook = childOf(assembly, launcher, 1, 2);
    hook.role = "helper";
    for (let n = 0; n < KEPT_PROCESSES; n++) childOf(assembly, hook, 2, 1_000 + n);
    const own = childOf(assembly, launcher, 3, 3);
    const { run } = launcher;
    expect(run.processes).toHaveLength(KEPT_PROCESSES + 1);
    expect(run.processes).toContain(own);
    expect(run.uncounted).toBe(2);
  });
});

describe("two runs that turn out to be one", () => {
  test("are the one that began first", () => {
    const assembly = assemblyOf();
    const [early, late] = [runOf(assembly, 1, 100), runOf(assembly, 2, 200)];
    joinRuns(assembly, late.run, early.run);
    expect([...assembly.runs]).toEqual([early.run]);
    expect(late.run).toBe(early.run);
    expect(early.run.processes).toEqual([early, late]);
    expect(assembly.step.joined).toEqual([]);
  });

  test("are the one that others know of, and others are told", () => {
    const assembly = assemblyOf();
    const [early, late] = [runOf(assembly, 1, 100), runOf(assembly, 2, 200)];
    told(late.run);
    joinRuns(assembly, early.run, late.run);
    expect([...assembly.runs]).toEqual([late.run]);
    expect(late.run.firstAt).toBe(1_000_000n);
    const third = runOf(assembly, 3, 300);
    told(third.run);
    const { run } = third;
    joinRuns(assembly, run, late.run);
    expect(assembly.step.joined).toHaveLength(1);
    expect(run.takenBy).toBe(late.run);
  });

  test("file what was held back of the one under the other", () => {
    const assembly = assemblyOf();
    const [known, held] = [runOf(assembly, 1, 100), runOf(assembly, 2, 200)];
    told(known.run);
    file(assembly, held, phase(3, 200, 1));
    expect(assembly.step.events).toEqual([]);
    adopt(assembly, held, known);
    expect(assembly.step.events).toHaveLength(1);
    expect(held.parent).toBe(known);
  });

  test("make nobody their own ancestor, whatever pids say of each other", () => {
    const assembly = assemblyOf();
    const parent = runOf(assembly, 1, 6);
    const child = childOf(assembly, parent, 2, 3);
    const other = runOf(assembly, 3, 9);
    adopt(assembly, parent, child);
    adopt(assembly, other, other);
    expect(child.parent).toBe(parent);
    expect([parent.parent, other.parent]).toEqual([undefined, undefined]);
  });

  test("are two where each has a launcher", () => {
    const assembly = assemblyOf();
    const [a, b] = [runOf(assembly, 1, 100), runOf(assembly, 2, 200)];
    for (const launcher of [a, b]) launcher.run.launcher = launcher;
    joinRuns(assembly, a.run, b.run);
    expect(assembly.runs.size).toBe(2);
  });

  test("have suffered a loss once that both suffered", () => {
    const assembly = assemblyOf();
    const [a, b] = [runOf(assembly, 1, 100), runOf(assembly, 2, 200)];
    for (const each of [a, b]) suffer(assembly, each, loss(0, 9) as LossEvent);
    joinRuns(assembly, a.run, b.run);
    expect(a.run.losses).toHaveLength(1);
  });

  test("dismiss the boot that stood in for one, and retire its id where it was given out", () => {
    const assembly = assemblyOf();
    const [a, b] = [runOf(assembly, 1, 100), runOf(assembly, 2, 200)];
    const standIn = addBoot(assembly, a.run, a, "hpid");
    a.run.standIn = standIn;
    standIn.lastId = "0123456789abcdef" as NonNullable<typeof standIn.lastId>;
    const boot = addBoot(assembly, b.run, b, "hpid");
    joinRuns(assembly, a.run, b.run);
    expect(a.run.boots).toEqual([boot]);
    expect(assembly.step.retired).toEqual([standIn.lastId]);
  });
});
