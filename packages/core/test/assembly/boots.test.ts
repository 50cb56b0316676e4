import { expect, test } from "vitest";
import { addBoot, anchorOn, dismissStandIn } from "../../src/assembly/boots.ts";
import { assemblyOf, childOf, ms, runOf } from "../made-assembly.ts";

test("a boot hangs on its process's first phase, or on its first sign", () => {
  const assembly = assemblyOf();
  const process = runOf(assembly, 5, 100);
  expect(addBoot(assembly, process.run, process, "hpid").anchor).toEqual({ tgid: 100, at: ms(5) });
  process.passes.set(2, { at: ms(4), generation: "0.11" });
  process.passes.set(1, { at: ms(3), generation: "0.11" });
  expect(addBoot(assembly, process.run, process, "hpid").anchor.at).toBe(ms(3));
});

test("the identity follows the supervisor's first phase, and the container's only without a supervisor", () => {
  const assembly = assemblyOf();
  const [supervisor, container] = [runOf(assembly, 5, 100), runOf(assembly, 5, 101)];
  const boot = addBoot(assembly, supervisor.run, supervisor, "hpid");
  Object.assign(boot, { supervisor, container });
  supervisor.boot = container.boot = boot;
  anchorOn(container, ms(1));
  expect(boot.anchor.at).toBe(ms(5));
  anchorOn(supervisor, ms(2));
  expect(boot.anchor.at).toBe(ms(2));
  anchorOn(supervisor, ms(3));
  expect(boot.anchor.at).toBe(ms(2));
});

test("the boot that stood in becomes the first real one of its run", () => {
  const assembly = assemblyOf();
  const process = runOf(assembly, 5, 100);
  const { run } = process;
  run.standIn = addBoot(assembly, run, process, "hpid");
  const { standIn } = run;
  expect(addBoot(assembly, run, childOf(assembly, process, 6, 101), "lineage")).toBe(standIn);
  expect(standIn.lineage).toBe("lineage");
  expect(run.boots).toEqual([standIn]);
});

test("a boot that stood in and is dismissed leaves nothing to be told", () => {
  const assembly = assemblyOf();
  const process = runOf(assembly, 5, 100);
  process.run.standIn = addBoot(assembly, process.run, process, "hpid");
  dismissStandIn(assembly, process.run);
  expect(process.run).toMatchObject({ boots: [] });
  expect(assembly.step).toMatchObject({ retired: [], dirty: new Set() });
});
