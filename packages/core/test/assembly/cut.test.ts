import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createAssembler, deriveRun, instant, type Changes, type RunId } from "../../src/index.ts";
import { exit, fork, LIVE, phase } from "../made-events.ts";
import { assemble, readRecording, recordingNames, settle } from "../recording.ts";

/** Cutting these at each of thousands of events takes long and shows nothing new. */
const STEPS = new Map(recordingNames().map((name) => [name, /parallel|sequence|allsys/.test(name) ? 41 : 1]));

describe.each(recordingNames())("recording %s, of which a beginning of any length was not seen", (name) => {
  const { source, events } = readRecording(name);
  const whole = [...assemble(source, events).boots.values()];
  const step = STEPS.get(name) ?? 1;
  const cuts = Array.from({ length: Math.ceil(events.length / step) }, (_, n) => n * step);

  test("one boot never becomes two, nor one run", () => {
    const containers = new Map(whole.map((boot) => [boot.containerTgid, boot]));
    for (const cut of cuts) {
      const boots = [...assemble(source, events.slice(cut)).boots.values()];
      const seen = (key: "containerTgid" | "supervisorTgid") =>
        boots.flatMap((boot) => (boot[key] === undefined ? [] : [boot[key]]));
      expect(new Set(seen("containerTgid")).size, `cut at ${cut}`).toBe(seen("containerTgid").length);
      expect(new Set(seen("supervisorTgid")).size, `cut at ${cut}`).toBe(seen("supervisorTgid").length);
      for (const boot of boots) {
        const known = containers.get(boot.containerTgid);
        if (known?.supervisorTgid !== undefined && boot.supervisorTgid !== undefined)
          expect(boot.supervisorTgid).toBe(known.supervisorTgid);
      }
      expect(boots.length, `cut at ${cut}`).toBeLessThanOrEqual(whole.length);
      const runs = (all: typeof boots) => new Set(all.map(({ runId }) => runId)).size;
      expect(runs(boots), `cut at ${cut}`).toBeLessThanOrEqual(runs(whole));
    }
  }, 300_000);
});

/** The events a store holds, by the run they are filed under in the end. */
function filed(all: readonly Changes[]): Map<RunId, Changes["events"]> {
  const events = new Map<RunId, Changes["events"][number][]>();
  for (const { joined = [], events: more } of all) {
    for (const { from, into } of joined) {
      events.set(into, [...(events.get(into) ?? []), ...(events.get(from) ?? [])]);
      events.delete(from);
    }
    for (const event of more) events.set(event.runId, [...(events.get(event.runId) ?? []), event]);
  }
  return events;
}

test("a stream cut anywhere gives the same boots however it is batched, and derived anew", () => {
  const names = ["head-multi", "head-multi-daemon", "2019-multi", "head-min-true", "head-user-probes"].filter(
    (name) => recordingNames().includes(name),
  );
  const recordings = new Map(names.map((name) => [name, readRecording(name)]));
  fc.assert(
    fc.property(
      fc.constantFrom(...names),
      fc.nat(),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
      (name, seed, sizes) => {
        const { source, events } = recordings.get(name) ?? readRecording(name);
        const rest = events.slice(seed % events.length);
        const assembler = createAssembler(source);
        const changes: Changes[] = [];
        for (let at = 0, n = 0; at < rest.length; n++) {
          const batch = rest.slice(at, (at += sizes[n % sizes.length] ?? 1));
          assembler.push(batch);
          changes.push(assembler.advance(instant((batch.at(-1)?.at ?? 0n) - 1_000_000n)));
        }
        changes.push(assembler.finish());
        const whole = assemble(source, rest).boots;
        expect(settle(changes).boots).toEqual(whole);
        const anew = [...filed(changes)].flatMap(([, own]) =>
          deriveRun(
            source,
            own.map(({ event }) => event),
          ).boots.map((boot) => [boot.id, boot] as const),
        );
        expect(new Map(anew)).toEqual(whole);
      },
    ),
    { numRuns: 150 },
  );
}, 300_000);

describe("a collector that begins while a container is in its hooks", () => {
  const by = (ppid: number, event: ReturnType<typeof phase>) => ({ ...event, ppid });

  test.each([
    ["passes its next phase", phase(20, 101, 3)],
    ["leaves a mark", phase(20, 101, 123)],
    ["starts a hook's command", fork(20, 101, 300)],
  ])("knows the boot's supervisor when it %s", (_, sign) => {
    const events = [by(101, phase(10, 102, 18)), by(100, sign), by(100, phase(30, 101, 4)), exit(40, 102, 3)];
    const boots = [...assemble(LIVE, events).boots.values()];
    expect(boots).toMatchObject([
      { supervisorTgid: 101, containerTgid: 102, exitCode: 3, outcome: "partial" },
    ]);
  });

  test("knows it also after the container's death", () => {
    const events = [
      by(101, phase(10, 102, 18)),
      exit(20, 102, 1),
      by(100, phase(30_000, 101, 3)),
      exit(30_001, 101),
    ];
    const assembler = createAssembler(LIVE);
    const all = events.map((event) => {
      assembler.push([event]);
      return assembler.advance(event.at);
    });
    expect([...settle(all).boots.values()]).toMatchObject([{ supervisorTgid: 101, containerTgid: 102 }]);
    expect(new Set(all.flatMap(({ runs }) => runs.map(({ id }) => id))).size).toBe(1);
  });

  test("takes supervisors of one parent for one run, but not those that lost theirs", () => {
    const boots = (parent: number) => [
      by(101, phase(10, 102, 18)),
      by(201, phase(11, 202, 18)),
      by(parent, phase(20, 101, 3)),
      by(parent, phase(21, 201, 3)),
    ];
    const runs = (parent: number) =>
      new Set([...assemble(LIVE, boots(parent)).boots.values()].map(({ runId }) => runId)).size;
    expect({ shared: runs(100), orphaned: runs(1) }).toEqual({ shared: 1, orphaned: 2 });
  });

  test("does not take a process for the parent of one that is older", () => {
    const late = { ...by(1, phase(20, 101, 3)), startAt: instant(19_000_000n) };
    const boots = assemble(LIVE, [by(101, phase(10, 102, 18)), late]).boots;
    expect(boots.size).toBe(2);
  });

  test("knows a supervisor by the pid its container gives, where a text names no parents", () => {
    const named = phase(10, 102, 18);
    const events = [{ ...named, args: [18n, 101n] }, phase(20, 101, 3)] as const;
    const text = { ...LIVE, kind: "text", hasKernelEvents: false } as const;
    expect([...assemble(text, events).boots.values()]).toMatchObject([
      { supervisorTgid: 101, containerTgid: 102, lineage: "guessed" },
    ]);
  });
});
