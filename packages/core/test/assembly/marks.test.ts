import { expect, test } from "vitest";
import { leaveMark, MAX_WAITING_MARKS } from "../../src/assembly/marks.ts";
import { assemblyOf, childOf, mark, ms, runOf, TEXT } from "../made-assembly.ts";

test("a mark of a process whose part is known is told at once, on that part's lane", () => {
  const assembly = assemblyOf();
  const process = runOf(assembly, 1, 100);
  process.role = "container";
  leaveMark(assembly, process, { ...mark(2), text: "hello" }, 7);
  expect(assembly.step.marks).toMatchObject([
    { at: ms(2), seq: 7, tgid: 100, lane: "container", name: "USR1", flag: 123, text: "hello" },
  ]);
});

test("a mark is of the boot of its process's nearest ancestor that has one", () => {
  const assembly = assemblyOf();
  const parent = runOf(assembly, 1, 100);
  const child = childOf(assembly, parent, 2, 101);
  child.role = "helper";
  leaveMark(assembly, child, mark(3), 0);
  expect(assembly.step.marks[0]?.bootId).toBeUndefined();
});

test("a mark that comes twice is one", () => {
  const assembly = assemblyOf();
  const process = runOf(assembly, 1, 100);
  process.role = "root";
  for (const seq of [1, 1, 2]) leaveMark(assembly, process, mark(2), seq);
  expect(assembly.step.marks).toHaveLength(2);
});

test("so many marks wait for the part of their process; then all are told, under a boot that stands in", () => {
  const assembly = assemblyOf();
  const process = runOf(assembly, 1, 100);
  for (let n = 1; n < MAX_WAITING_MARKS; n++) leaveMark(assembly, process, mark(n), n);
  expect(assembly.step.marks).toEqual([]);
  leaveMark(assembly, process, mark(MAX_WAITING_MARKS), 0);
  expect(assembly.step.marks).toHaveLength(MAX_WAITING_MARKS);
  expect(assembly.waitingMarks.size).toBe(0);
  expect(process.run.standIn).toMatchObject({ marks: MAX_WAITING_MARKS });
  leaveMark(assembly, process, mark(500), 0);
  expect(assembly.step.marks).toHaveLength(MAX_WAITING_MARKS + 1);
});

test("no boot stands in where a text tells, or where the run has a launcher", () => {
  for (const [source, hasLauncher] of [
    [TEXT, false],
    [undefined, true],
  ] as const) {
    const assembly = assemblyOf([], source);
    const process = runOf(assembly, 1, 100);
    if (hasLauncher) process.run.launcher = childOf(assembly, process, 1, 99);
    for (let n = 0; n < MAX_WAITING_MARKS; n++) leaveMark(assembly, process, mark(n), n);
    expect(process.run.standIn).toBeUndefined();
    expect(assembly.step.marks).toHaveLength(MAX_WAITING_MARKS);
  }
});

test("what is dead, or has no pid, does not let its marks wait", () => {
  const assembly = assemblyOf();
  const dead = runOf(assembly, 1, 100);
  dead.exit = { at: ms(2) };
  leaveMark(assembly, dead, mark(1), 0);
  expect(assembly.step.marks).toHaveLength(1);
});
