import { expect, test } from "vitest";
import { addBoot } from "../../src/assembly/boots.ts";
import {
  bootOver,
  exitFacts,
  familyOf,
  isOver,
  KEPT_PROCESSES,
  laneOfProcess,
  processesOf,
} from "../../src/assembly/tree.ts";
import { assemblyOf, childOf, ms, runOf } from "../made-assembly.ts";

const supervised = () => {
  const assembly = assemblyOf();
  const launcher = runOf(assembly, 1, 100);
  launcher.role = "launcher";
  const supervisor = childOf(assembly, launcher, 2, 101);
  supervisor.role = "supervisor";
  const boot = addBoot(assembly, launcher.run, supervisor, "lineage");
  boot.supervisor = supervisor;
  supervisor.boot = boot;
  return { assembly, launcher, supervisor, boot };
};

test("a helper stands on the lane, and is of the boot, of who started it", () => {
  const { assembly, supervisor, boot } = supervised();
  const hook = childOf(assembly, supervisor, 3, 200);
  const below = childOf(assembly, hook, 4, 201);
  hook.role = below.role = "helper";
  expect([laneOfProcess(below), bootOver(below)]).toEqual(["supervisor", boot]);
});

test("what all boots of a run share is each one's, and what is another's is not", () => {
  const { assembly, launcher, supervisor, boot } = supervised();
  const other = childOf(assembly, launcher, 3, 102);
  other.role = "supervisor";
  other.boot = addBoot(assembly, launcher.run, other, "lineage");
  const { processes, count } = processesOf(boot, familyOf(boot.run));
  expect(processes.map(({ tgid }) => tgid)).toEqual([launcher.tgid, supervisor.tgid]);
  expect(count).toBe(2);
});

test("of the processes beside haconiwa's own so many are kept, in the order of their starts, and all counted", () => {
  const { assembly, supervisor, boot } = supervised();
  for (let n = 0; n < KEPT_PROCESSES + 9; n++)
    childOf(assembly, supervisor, 1_000 - n, 1_000 + n).role = "helper";
  const { processes, count } = processesOf(boot, familyOf(boot.run));
  expect([processes.length, count]).toEqual([KEPT_PROCESSES + 2, KEPT_PROCESSES + 11]);
  expect(processes.map(({ startAt }) => startAt)).toEqual(
    processes.map(({ startAt }) => startAt).toSorted((a, b) => (a < b ? -1 : 1)),
  );
});

test("a process that a signal ended has no code", () => {
  expect(exitFacts({ at: ms(1), code: 0, signal: 9 })).toEqual({ exitSignal: 9 });
  expect(exitFacts({ at: ms(1), code: 3, signal: 0 })).toEqual({ exitCode: 3 });
  expect(exitFacts(undefined)).toEqual({});
});

test("a boot is over once every process of it that is known is gone", () => {
  const { supervisor, boot } = supervised();
  expect(isOver(boot)).toBe(false);
  supervisor.exit = { at: ms(9) };
  expect(isOver(boot)).toBe(true);
});
