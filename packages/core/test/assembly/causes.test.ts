import { expect, test } from "vitest";
import { createCauseTeller } from "../../src/assembly/causes.ts";
import type { Changes } from "../../src/assembly/changes.ts";
import { gatherChanges } from "../../src/assembly/gather.ts";
import type { BootEvent } from "../../src/index.ts";
import { assemblyOf } from "../made-assembly.ts";
import { exit, phase, setUp } from "../made-events.ts";

/** What a run's events bring at once. */
const changesOf = (...events: readonly BootEvent[]): Changes => gatherChanges(assemblyOf(events));
/** Of a run that is let go nothing is told that is not known: no causes at all, where one that is held has none yet. */
const isLetGo = (tell: (changes: Changes) => Changes, { runs, boots, ...rest }: Changes) =>
  tell({ ...rest, runs, boots, events: [], joined: [] }).boots.every(({ causes }) => causes === undefined);
/** Supervisor 101, seen only after it had started its container: what became of that nobody saw. */
const unseen = changesOf(phase(1, 101, 3), phase(2, 101, 6), exit(3, 101));
const later = (ms: number) => changesOf(phase(ms, 900, 1));

test("a boot that nobody saw come up or end is held until a while after its last process", () => {
  const tell = createCauseTeller();
  expect(tell(unseen).boots).toMatchObject([{ outcome: "partial", causes: [] }]);
  tell(later(2_003));
  expect(isLetGo(tell, unseen)).toBe(false);
  tell(later(2_004));
  expect(isLetGo(tell, unseen)).toBe(true);
});

test("a run is held as long as one of its boots has a process and has not come up", () => {
  const tell = createCauseTeller();
  const changes = changesOf(...setUp(0, 100));
  tell(changes);
  tell(later(90_000));
  expect(isLetGo(tell, changes)).toBe(false);
});

test("runs that turn out to be one and hold the same boot are let go once that is over", () => {
  const tell = createCauseTeller();
  const [run] = unseen.runs;
  const [from] = later(5).runs;
  const [boot] = changesOf(phase(1, 101, 3), phase(2, 101, 6)).boots;
  if (run === undefined || from === undefined || boot === undefined) throw new Error("runs have boots");
  for (const runId of [from.id, run.id]) tell({ ...unseen, boots: [{ ...boot, runId }] });
  tell({ ...unseen, joined: [{ from: from.id, into: run.id }] });
  tell(later(2_004));
  expect(isLetGo(tell, unseen)).toBe(true);
});
