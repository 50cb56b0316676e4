import { describe, expect, test } from "vitest";
import { closeTakenOver, endProcess, find, findOfProbe, findOrMeet } from "../../src/assembly/find.ts";
import { readProbe, type Origin, type ProbeEvent } from "../../src/index.ts";
import { assemblyOf, ms, processAt, runOf, TEXT } from "../made-assembly.ts";
import { exit, origin, phase, setUp } from "../made-events.ts";

const started = (at: number, tgid: number, startAt: number): Origin => ({
  ...origin(at, tgid),
  startAt: ms(startAt),
});

describe("the process of an event", () => {
  test("is the one that has its pid", () => {
    const assembly = assemblyOf();
    const process = runOf(assembly, 1, 100);
    expect(find(assembly, origin(2, 100))).toBe(process);
    expect(find(assembly, origin(2, 101))).toBeUndefined();
  });

  test("is not one that was gone by then, nor one that started at another instant", () => {
    const assembly = assemblyOf();
    const process = findOrMeet(assembly, started(2, 100, 1));
    expect(find(assembly, started(3, 100, 1))).toBe(process);
    expect(find(assembly, started(3, 100, 2))).toBeUndefined();
    process.exit = { at: ms(4) };
    expect(find(assembly, origin(4, 100))).toBe(process);
    expect(find(assembly, origin(5, 100))).toBeUndefined();
  });

  test("is met where nobody knew it: a run of its own, that waits for its parent", () => {
    const assembly = assemblyOf();
    const process = findOrMeet(assembly, { ...origin(1, 101), ppid: 100, comm: "haconiwa" });
    expect([...assembly.orphans]).toEqual([process]);
    expect(process).toMatchObject({ ppid: 100, comm: "haconiwa" });
  });

  test("takes in the children that were seen before it", () => {
    const assembly = assemblyOf();
    const child = findOrMeet(assembly, { ...origin(1, 101), ppid: 100 });
    const parent = findOrMeet(assembly, origin(2, 100));
    expect(child.parent).toBe(parent);
    expect(assembly.runs.size).toBe(1);
    expect(assembly.orphans).toEqual(new Set([parent]));
  });
});

describe("the process of a probe in a text", () => {
  const found = (assembly: ReturnType<typeof assemblyOf>, event: ProbeEvent) => {
    const reading = readProbe(event);
    if (reading === undefined) throw new Error("no reading");
    const process = findOfProbe(assembly, event, reading);
    if (reading.kind === "phase") process.passes.set(reading.code, reading);
    return process;
  };
  const probe = (at: number, tgid: number, code: number) => phase(at, tgid, code) as ProbeEvent;
  const withoutPid = (at: number, code: number) => {
    const { tgid: _, ...rest } = probe(at, 0, code);
    return rest;
  };

  test("is another once a phase is passed that it has passed", () => {
    const assembly = assemblyOf([], TEXT);
    const first = found(assembly, probe(1, 100, 1));
    expect(found(assembly, probe(2, 100, 2))).toBe(first);
    expect(found(assembly, probe(3, 100, 1))).not.toBe(first);
  });

  test("is the one that gave the same pid for its supervisor, where no pid is printed", () => {
    const assembly = assemblyOf([], TEXT);
    const first = found(assembly, withoutPid(1, 11));
    expect(found(assembly, withoutPid(2, 12))).toBe(first);
    expect(found(assembly, withoutPid(3, 11))).not.toBe(first);
  });
});

describe("the end of a process", () => {
  test("is known by its pid being given out again", () => {
    const assembly = assemblyOf();
    const process = findOrMeet(assembly, started(2, 100, 1));
    closeTakenOver(assembly, started(5, 100, 1));
    expect(process.exit).toBeUndefined();
    closeTakenOver(assembly, started(6, 100, 5));
    expect(process.exit).toEqual({ at: ms(6) });
  });

  test("is told once", () => {
    const assembly = assemblyOf();
    const process = runOf(assembly, 1, 100);
    const [first, second] = [exit(2, 100, 1), exit(3, 100, 2)];
    if (first?.kind !== "exit" || second?.kind !== "exit") throw new Error("no exits");
    endProcess(assembly, process, first);
    endProcess(assembly, process, second);
    expect(process.exit).toMatchObject({ at: ms(2), code: 1 });
  });

  test("is that of a run that never booted, once its last process is gone", () => {
    const assembly = assemblyOf(setUp(0, 100).slice(0, 2));
    const { run } = processAt(assembly, 100);
    expect(run.boots).toEqual([]);
    const end = exit(20, 100, 1);
    if (end.kind === "exit") endProcess(assembly, processAt(assembly, 100), end);
    expect(run.boots).toHaveLength(1);
  });
});
