import { describe, expect, test } from "vitest";
import { forget, giveUp } from "../../src/assembly/forget.ts";
import { enqueue } from "../../src/assembly/queue.ts";
import { take } from "../../src/assembly/take.ts";
import { assemblyOf, ms, processAt, TEXT } from "../made-assembly.ts";
import { allExit, haconiwa, loss, phase, program, setUp } from "../made-events.ts";

const over = [...setUp(0, 100), program(30, 102, "/bin/true"), ...allExit(40, 100)];

describe("a run", () => {
  test("is forgotten once all its processes are gone, with everything that knew of it", () => {
    const assembly = assemblyOf(over);
    forget(assembly);
    expect([assembly.runs.size, assembly.live.size, assembly.orphans.size]).toEqual([0, 0, 0]);
    expect(assembly.ended).toMatchObject([{ at: ms(42) }]);
  });

  test("is kept while one of its processes lives", () => {
    const assembly = assemblyOf(over.slice(0, -1));
    forget(assembly);
    expect(assembly.runs.size).toBe(1);
  });

  test("is kept a while for the parent that nobody saw, and not for good", () => {
    const alone = over.filter((event) => event.tgid === 102).map((event) => ({ ...event, ppid: 101 }));
    const assembly = assemblyOf(alone);
    forget(assembly);
    expect(assembly.runs.size).toBe(1);
    take(assembly, phase(90_000, 900, 1));
    forget(assembly);
    expect([...assembly.runs].map((run) => run.processes[0]?.tgid)).toEqual([900]);
  });

  test("of a text is forgotten once its supervisor has passed its last phase", () => {
    const assembly = assemblyOf([phase(1, 101, 1)], TEXT);
    forget(assembly);
    expect(assembly.runs.size).toBe(1);
    take(assembly, phase(2, 101, 6));
    forget(assembly);
    expect([assembly.runs.size, assembly.ended]).toEqual([0, []]);
  });
});

describe("a run that is over", () => {
  test("may yet be marked by a loss for two seconds", () => {
    const assembly = assemblyOf(over);
    forget(assembly);
    take(assembly, phase(2_041, 900, 1));
    forget(assembly);
    expect(assembly.ended).toHaveLength(1);
    take(assembly, phase(2_043, 900, 2));
    forget(assembly);
    expect(assembly.ended).toEqual([]);
  });

  test("may be marked as long as a loss that reaches back to it waits", () => {
    const assembly = assemblyOf(over);
    enqueue(assembly.queue, [loss(30, 9_000)]);
    forget(assembly);
    take(assembly, phase(8_000, 900, 1));
    forget(assembly);
    expect(assembly.ended).toHaveLength(1);
  });
});

describe("a run of which nothing more will be heard", () => {
  test("is a boot also where its launcher never got to one", () => {
    const assembly = assemblyOf([haconiwa(0, 100), phase(1, 100, 0)]);
    const { run } = processAt(assembly, 100);
    giveUp(assembly, run);
    expect(run).toMatchObject({ streamEnded: true, boots: [{ anchor: { tgid: 100 } }] });
  });

  test("is none where no probe ever showed that it is a run", () => {
    const assembly = assemblyOf([haconiwa(0, 100)]);
    const { run } = processAt(assembly, 100);
    giveUp(assembly, run);
    expect(run).toMatchObject({ streamEnded: false, boots: [] });
  });
});
