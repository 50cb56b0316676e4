import { expect, test } from "vitest";
import type { BootEvent } from "../../src/index.ts";
import { gatherChanges } from "../../src/assembly/gather.ts";
import { take } from "../../src/assembly/take.ts";
import { assemblyOf, ms } from "../made-assembly.ts";
import { fork, haconiwa, origin, phase, setUp } from "../made-events.ts";

const userMark = (at: number, tgid: number): BootEvent => ({
  ...origin(at, tgid),
  kind: "probe",
  provider: "haconiwa",
  probe: "probe_misc",
  args: [1n],
});

test("each boot that changed is told once, with what was filed, and nothing twice", () => {
  const assembly = assemblyOf(setUp(0, 100));
  const first = gatherChanges(assembly);
  expect(first).toMatchObject({
    runs: [{ launcherTgid: 100 }],
    boots: [{ outcome: "booting" }],
    retired: [],
  });
  expect(first.events).toHaveLength(setUp(0, 100).length);
  expect(gatherChanges(assembly)).toEqual({ runs: [], boots: [], retired: [], marks: [], events: [] });
});

test("a run that no probe has proved yet is not told", () => {
  expect(gatherChanges(assemblyOf([haconiwa(0, 100)]))).toMatchObject({ runs: [], boots: [], events: [] });
});

test("a boot whose first phase turns out to be an earlier one is told anew, its former id retired", () => {
  const assembly = assemblyOf([phase(9, 101, 1)]);
  const [before] = gatherChanges(assembly).boots;
  take(assembly, phase(5, 101, 1));
  const { boots, retired } = gatherChanges(assembly);
  expect(retired).toEqual([before?.id]);
  expect(boots).toMatchObject([{ startAt: ms(5) }]);
});

test("what was filed before its run became part of another is told as that other's", () => {
  const assembly = assemblyOf([
    { ...phase(1, 102, 18), ppid: 101 },
    { ...phase(2, 101, 3), ppid: 100 },
  ]);
  const { runs, events } = gatherChanges(assembly);
  expect(runs).toHaveLength(1);
  expect(new Set(events.map(({ runId }) => runId))).toEqual(new Set([runs[0]?.id]));
});

test("of two runs that were told and turn out to be one, it is told which became part of the other", () => {
  const assembly = assemblyOf([{ ...phase(1, 102, 18), ppid: 101 }]);
  const [container] = gatherChanges(assembly).runs;
  take(assembly, { ...phase(2, 201, 3), ppid: 100 });
  const [sibling] = gatherChanges(assembly).runs;
  take(assembly, { ...phase(3, 101, 3), ppid: 100 });
  expect(gatherChanges(assembly).joined).toEqual([{ from: sibling?.id, into: container?.id }]);
});

test("a mark changes the boot of its process alone, one of the launcher all boots of the run", () => {
  const daemon = [
    ...setUp(0, 100),
    fork(40, 100, 201),
    phase(41, 201, 1),
    phase(42, 201, 2),
    fork(43, 201, 202),
    phase(44, 202, 11),
  ];
  const assembly = assemblyOf(daemon);
  const changed = () => gatherChanges(assembly).boots.map(({ supervisorTgid }) => supervisorTgid);
  expect(changed()).toEqual([101, 201]);
  take(assembly, userMark(50, 202));
  expect(changed()).toEqual([201]);
  take(assembly, userMark(51, 100));
  expect(changed()).toEqual([101, 201]);
});
