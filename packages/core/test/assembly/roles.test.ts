import { describe, expect, test } from "vitest";
import { addBoot } from "../../src/assembly/boots.ts";
import { leaveMark } from "../../src/assembly/marks.ts";
import { addUnstarted, claim, roleFor, setRole, settleRole, takePart } from "../../src/assembly/roles.ts";
import type { PassReading } from "../../src/assembly/roles.ts";
import { assemblyOf, childOf, mark, ms, runOf, TEXT } from "../made-assembly.ts";
import { origin } from "../made-events.ts";

const passing = (
  code: number,
  generation: PassReading["generation"] = "0.11",
  hpid?: number,
): PassReading => ({
  kind: "phase",
  generation,
  code,
  at: ms(9),
  ...(hpid === undefined ? {} : { hpid }),
});

describe("the part that a phase shows", () => {
  test.each([
    [0, "launcher"],
    [1, "supervisor"],
    [2, "supervisor"],
    [18, "container"],
  ])("of a process that has none yet, at phase %i, is the %s's", (code, role) => {
    expect(roleFor(runOf(assemblyOf(), 1, 100), passing(code))).toBe(role);
  });

  test("at phase 1 is the launcher's where the launcher itself passes it, as in 2019", () => {
    const process = runOf(assemblyOf(), 1, 100);
    expect(roleFor(process, passing(1, "2019"))).toBe("launcher");
    process.role = "launcher";
    expect(roleFor(process, passing(1))).toBe("launcher");
  });

  test("is none of a process that has another part: a user's hook fired the number", () => {
    const process = runOf(assemblyOf(), 1, 100);
    process.role = "helper";
    expect(roleFor(process, passing(18))).toBeUndefined();
    process.role = "root";
    expect(roleFor(process, passing(1))).toBe("supervisor");
  });
});

describe("taking a part", () => {
  test("a supervisor begins a boot in its parent's run, and the parent is the root where it is nothing else", () => {
    const assembly = assemblyOf();
    const root = runOf(assembly, 1, 100);
    const supervisor = childOf(assembly, root, 2, 101);
    takePart(assembly, supervisor, "supervisor", origin(3, 101), passing(1));
    expect(root.role).toBe("root");
    expect(root.run.boots).toMatchObject([{ lineage: "lineage" }]);
    expect(root.run.boots[0]?.supervisor).toBe(supervisor);
    expect(assembly.unclaimed.size).toBe(0);
  });

  test("a container is that of its parent's boot, which it begins where the parent showed nothing yet", () => {
    const assembly = assemblyOf();
    const supervisor = runOf(assembly, 1, 101);
    const container = childOf(assembly, supervisor, 2, 102);
    takePart(assembly, container, "container", origin(3, 102), passing(18));
    expect(supervisor.role).toBe("supervisor");
    expect(supervisor.boot).toBe(container.boot);
    expect(container.boot?.anchor).toEqual({ tgid: 101, at: ms(9) });
  });

  test("a container without a supervisor waits for one, which claims its boot and run", () => {
    const assembly = assemblyOf();
    const container = runOf(assembly, 1, 102);
    takePart(assembly, container, "container", origin(1, 102), passing(18));
    const { boot } = container;
    expect([...assembly.unclaimed]).toEqual([boot]);
    const supervisor = runOf(assembly, 2, 101);
    if (boot) claim(assembly, boot, supervisor, origin(2, 101));
    expect(assembly.unclaimed.size).toBe(0);
    expect(supervisor.run).toBe(container.run);
    expect(supervisor).toMatchObject({ role: "supervisor" });
    expect(boot?.supervisor).toBe(supervisor);
  });

  test("a supervisor in a text takes the boot whose container named its pid", () => {
    const assembly = assemblyOf([], TEXT);
    const container = runOf(assembly, 1, 102);
    container.passes.set(18, { at: ms(1), generation: "0.11", hpid: 101 });
    takePart(assembly, container, "container", origin(1, 102), passing(18, "0.11", 101));
    const supervisor = runOf(assembly, 2, 101);
    takePart(assembly, supervisor, "supervisor", origin(2, 101), passing(3));
    expect(supervisor.boot).toBe(container.boot);
    expect(supervisor.boot?.lineage).toBe("guessed");
  });
});

describe("marks that wait", () => {
  test("go where they belong once the part is known", () => {
    const assembly = assemblyOf();
    const process = runOf(assembly, 1, 101);
    leaveMark(assembly, process, mark(2), 0);
    expect(assembly.step.marks).toEqual([]);
    setRole(assembly, process, "supervisor", addBoot(assembly, process.run, process, "hpid"));
    expect(assembly.step.marks).toMatchObject([{ lane: "supervisor", at: ms(2) }]);
    expect(process.boot?.marks).toBe(1);
  });

  test("are a hook's where a process of a boot is gone without a part, and else the root's", () => {
    const assembly = assemblyOf();
    const parent = runOf(assembly, 1, 101);
    setRole(assembly, parent, "supervisor", addBoot(assembly, parent.run, parent, "hpid"));
    const [hook, root] = [childOf(assembly, parent, 2, 300), runOf(assembly, 2, 400)];
    for (const process of [hook, root]) {
      leaveMark(assembly, process, mark(3), 0);
      settleRole(assembly, process);
    }
    expect([hook.role, root.role]).toEqual(["helper", "root"]);
    expect(assembly.step.marks).toHaveLength(2);
  });
});

describe("a run that is over and booted nothing", () => {
  test("is a boot that its launcher, or else its last process, never started", () => {
    const assembly = assemblyOf();
    const launcher = runOf(assembly, 1, 100);
    launcher.run.launcher = launcher;
    addUnstarted(assembly, launcher.run, launcher);
    expect(launcher.run.boots).toMatchObject([{ anchor: { tgid: 100 } }]);
    expect(launcher.run.boots[0]?.supervisor).toBeUndefined();
  });

  test("is a boot of each child that died under a launcher that ended well", () => {
    const assembly = assemblyOf();
    const launcher = runOf(assembly, 1, 100);
    launcher.run.launcher = launcher;
    const lost = [childOf(assembly, launcher, 2, 101), childOf(assembly, launcher, 2, 102)];
    for (const each of lost) each.exit = { at: ms(3), signal: 9 };
    launcher.exit = { at: ms(4), code: 0, signal: 0 };
    addUnstarted(assembly, launcher.run, launcher);
    expect(launcher.run.boots.map(({ supervisor }) => supervisor)).toEqual(lost);
  });
});
