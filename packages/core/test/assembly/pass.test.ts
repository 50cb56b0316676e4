import { expect, test } from "vitest";
import { assemblyOf, ms, processAt, TEXT } from "../made-assembly.ts";
import { haconiwa, phase, program, setUp } from "../made-events.ts";

test("a phase counts when it was passed first: again, it is a mark", () => {
  const assembly = assemblyOf([...setUp(0, 100), phase(28, 102, 18)]);
  expect(processAt(assembly, 102).passes.get(18)?.at).toBe(ms(23));
  expect(assembly.step.marks).toMatchObject([{ name: "phase 18", flag: 18, at: ms(28) }]);
});

test("an earlier pass that comes late is the first", () => {
  const late = { ...phase(5, 101, 1) };
  const assembly = assemblyOf([phase(9, 101, 1), late]);
  expect(processAt(assembly, 101).passes.get(1)?.at).toBe(ms(5));
  expect(processAt(assembly, 101).boot?.anchor).toEqual({ tgid: 101, at: ms(5) });
});

test("the same pass twice is one, and no mark", () => {
  const event = phase(9, 101, 1);
  expect(assemblyOf([event, event]).step.marks).toEqual([]);
});

test("a phase's number that a hook fires is a mark", () => {
  const assembly = assemblyOf([...setUp(0, 100), program(30, 102, "/bin/sh"), phase(31, 102, 1)]);
  expect(assembly.step.marks).toMatchObject([{ name: "phase 1", lane: "container" }]);
});

test("a probe proves that a launch of haconiwa is a run: what was held back of it is told", () => {
  const assembly = assemblyOf([haconiwa(0, 100)]);
  expect(assembly.step.events).toEqual([]);
  const proved = assemblyOf([haconiwa(0, 100), phase(1, 100, 0)]);
  expect(proved.step.events).toHaveLength(2);
  expect(proved.step.runs.size).toBe(1);
});

test("a probe that means nothing to us makes no run", () => {
  expect(assemblyOf([{ ...phase(1, 100, 0), probe: "another" } as ReturnType<typeof phase>]).runs.size).toBe(
    0,
  );
});

test("in a text, the number of a phase that was passed is the next process's with that pid", () => {
  const assembly = assemblyOf([phase(1, 100, 1), phase(9, 100, 1)], TEXT);
  expect(assembly.runs.size).toBe(2);
  expect(assembly.step.marks).toEqual([]);
});
