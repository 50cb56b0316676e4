import { createAssembler, deriveRun, instant, type BootEvent, type Changes } from "@hacotaki/core";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { openStore } from "../src/index.ts";
import {
  assembled,
  bootAt,
  eventsOfBoot,
  NOTHING,
  RECORDING,
  saveBoots,
  SOURCE,
  underWay,
} from "./builder.ts";
import { temporaryDatabase } from "./folder.ts";

const onlyRun = (changes: Changes) => {
  const [run] = changes.runs;
  if (run === undefined) throw new Error("no run");
  return run.id;
};
const events = eventsOfBoot(0);
const withOutcome = (changes: Changes, outcome: "ready" | "failed"): Changes => ({
  ...changes,
  boots: changes.boots.map((boot) => ({ ...boot, outcome })),
});

describe("runs that are not over", () => {
  test("are given with their events until their processes are gone", () => {
    const store = openStore(temporaryDatabase(), { mode: "write" });
    const recording = store.startRecording(RECORDING);
    const open = () => store.openRuns(SOURCE.hostId, SOURCE.kernelBootId);
    for (const seen of [2, 5, 12, events.length - 2]) {
      const changes = underWay(events.slice(0, seen));
      store.save(changes, recording);
      expect(open(), `after ${seen} events`).toEqual([
        { runId: onlyRun(changes), source: SOURCE, recording, events: events.slice(0, seen) },
      ]);
    }
    store.save(underWay(events), recording);
    expect(open()).toEqual([]);
    store.close();
  });

  test("are given without the one whose events are damaged", () => {
    const path = temporaryDatabase();
    const store = openStore(path, { mode: "write" });
    const recording = store.startRecording(RECORDING);
    store.save(underWay(events.slice(0, 9)), recording);
    const other = underWay(eventsOfBoot(1).slice(0, 9));
    store.save(other, recording);
    const db = new Database(path);
    db.exec("UPDATE event_block SET bytes = x'00ff' WHERE key = (SELECT min(key) FROM event_block)");
    db.close();
    expect(store.openRuns(SOURCE.hostId, SOURCE.kernelBootId).map(({ runId }) => runId)).toEqual([
      onlyRun(other),
    ]);
    expect(store.runsAfter(undefined, 10).map(({ runId }) => runId)).toEqual([onlyRun(other)]);
    store.close();
  });

  test("of another host, another kernel boot or an import are none of the collector's", () => {
    const store = openStore(temporaryDatabase(), { mode: "write" });
    const imported = store.startRecording({ ...RECORDING, kind: "events" });
    store.save(underWay(events.slice(0, 9), { ...SOURCE, kind: "events" }), imported);
    expect(store.openRuns(SOURCE.hostId, SOURCE.kernelBootId)).toEqual([]);
    const recording = store.startRecording(RECORDING);
    store.save(underWay(eventsOfBoot(1).slice(0, 9)), recording);
    expect(store.openRuns("other", SOURCE.kernelBootId)).toEqual([]);
    expect(store.openRuns(SOURCE.hostId, "other")).toEqual([]);
    expect(store.openRuns(SOURCE.hostId, SOURCE.kernelBootId)).toHaveLength(1);
    store.close();
  });
});

describe("all runs", () => {
  test("are given page by page, each once, with the source they were first seen by", () => {
    const store = openStore(temporaryDatabase(), { mode: "write" });
    const recording = store.startRecording(RECORDING);
    for (let n = 0; n < 5; n++) store.save(assembled(eventsOfBoot(n)), recording);
    store.save(
      assembled(events),
      store.startRecording({ ...RECORDING, hostName: "renamed", kind: "events" }),
    );
    const found = [];
    for (
      let page = store.runsAfter(undefined, 2);
      page.length > 0;
      page = store.runsAfter(page.at(-1)?.runId, 2)
    )
      found.push(...page);
    expect(new Set(found.map(({ runId }) => runId)).size).toBe(5);
    for (const run of found) expect(run).toMatchObject({ source: SOURCE, recording });
    store.close();
  });

  test("a run is known by its id, with the events of every save", () => {
    const store = openStore(temporaryDatabase(), { mode: "write" });
    const recording = store.startRecording(RECORDING);
    const changes = assembled(events);
    const runId = onlyRun(changes);
    expect(store.hasRun(runId)).toBe(false);
    store.save({ ...changes, events: changes.events.slice(0, 10) }, recording);
    store.save({ ...changes, events: changes.events.slice(5) }, recording);
    expect(store.hasRun(runId)).toBe(true);
    expect(store.findRun(runId)?.events).toEqual(events);
    store.close();
  });
});

describe("replacing what is derived of a run", () => {
  test("with the same changes nothing, not even a revision", async () => {
    const store = openStore(temporaryDatabase(), { mode: "write" });
    const changes = assembled(events);
    store.save(changes, store.startRecording(RECORDING));
    const before = await store.facts();
    store.replaceDerived(onlyRun(changes), changes);
    expect(await store.facts()).toEqual(before);
    store.close();
  });

  test("changes boots, removes those that are no more, and keeps every event", async () => {
    const store = openStore(temporaryDatabase(), { mode: "write" });
    const changes = assembled(events);
    const runId = onlyRun(changes);
    const mark = {
      runId,
      at: instant(5n),
      seq: 1,
      tgid: 7,
      lane: "launcher",
      name: "misc",
      flag: 1,
    } as const;
    const stale = bootAt(77, { runId });
    store.save(
      { ...changes, boots: [...changes.boots, stale], marks: [mark] },
      store.startRecording(RECORDING),
    );
    const { revision } = await store.facts();
    store.replaceDerived(runId, withOutcome(changes, "failed"));
    const changed = await store.changesSince(revision, 10);
    expect(changed.boots.map(({ outcome }) => outcome)).toEqual(["failed"]);
    expect(changed.retired).toEqual([stale.id]);
    const [boot] = changes.boots;
    expect(boot && (await store.marksOf(boot.id))).toEqual([]);
    expect(store.findRun(runId)?.events).toEqual(events);
    store.close();
  });
});

describe("a boot whose identity turns out to be another", () => {
  test("gives its events and marks to its successor", async () => {
    const store = openStore(temporaryDatabase(), { mode: "write" });
    const [gone, sibling] = [bootAt(0), bootAt(1, { runId: bootAt(0).runId })];
    const { runId } = gone;
    const recording = saveBoots(store, [gone, sibling]);
    const [event] = events as [BootEvent];
    const mark = {
      runId,
      bootId: gone.id,
      at: instant(5n),
      seq: 1,
      lane: "supervisor",
      name: "USR1",
      flag: 123,
    } as const;
    store.save({ ...NOTHING, events: [{ runId, bootId: gone.id, event }], marks: [mark] }, recording);
    const { supervisorTgid } = gone;
    const successor = bootAt(9, { runId, ...(supervisorTgid === undefined ? {} : { supervisorTgid }) });
    store.save({ ...NOTHING, boots: [successor], retired: [gone.id] }, recording);
    expect(await store.findBoot(gone.id)).toBeUndefined();
    expect((await store.eventsOf(successor.id))?.events).toEqual([event]);
    expect(await store.marksOf(successor.id)).toEqual([{ ...mark, bootId: successor.id }]);
    expect((await store.eventsOf(sibling.id))?.events).toEqual([]);
    expect(await store.marksOf(sibling.id)).toEqual([]);
    store.close();
  });
});

test("runs that turn out to be one are one, with all their events, marks and boots, and again after a rebuild", () => {
  const store = openStore(temporaryDatabase(), { mode: "write" });
  const recording = store.startRecording(RECORDING);
  const pass = (at: number, tgid: number, ppid: number, code: number): BootEvent => ({
    kind: "probe",
    provider: "haconiwa",
    probe: "bootstrap_phase_pass",
    args: [BigInt(code), 1n],
    at: instant(BigInt(at)),
    seq: at,
    tgid,
    ppid,
  });
  const stream = [
    pass(1, 102, 101, 18),
    pass(2, 202, 201, 18),
    pass(3, 202, 201, 123),
    pass(4, 101, 100, 3),
    pass(5, 201, 100, 3),
  ];
  const assembler = createAssembler(SOURCE);
  const told = stream.map((event) => {
    assembler.push([event]);
    return assembler.advance(event.at);
  });
  for (const changes of told) store.save(changes, recording);
  const runs = store.runsAfter(undefined, 10);
  expect(told.flatMap(({ runs: begun }) => begun.map(({ id }) => id))).toContain(runs[0]?.runId);
  expect(runs.map(({ events: kept }) => kept)).toEqual([stream]);
  const changes = deriveRun(SOURCE, stream);
  const [run] = runs;
  if (run === undefined) throw new Error("no run");
  const revision = store.facts();
  store.replaceDerived(run.runId, changes);
  expect(store.openRuns(SOURCE.hostId, SOURCE.kernelBootId).map(({ runId }) => runId)).toEqual([run.runId]);
  return Promise.all([store.siblings(run.runId, 10), revision, store.facts()]).then(
    ([{ boots }, before, after]) => {
      expect(boots.map(({ markCount }) => markCount)).toEqual([0, 1]);
      expect(after.revision).toBe(before.revision);
      store.close();
    },
  );
});
