import { eventName, type Boot, type BootEvent, type RunId } from "@hacotaki/core";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRecording, recordingNames } from "../../core/test/recording.ts";
import { openStore, type StoreWriter } from "../src/index.ts";
import { boot, event, mark, runId, runOf } from "./arbitraries.ts";
import { assembled, bootAt, NOTHING, RECORDING } from "./builder.ts";

let folder: string;
let store: StoreWriter;
let recording: number;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "hacotaki-store-"));
  store = openStore(join(folder, "hacotaki.db"), { mode: "write" });
  recording = store.startRecording(RECORDING);
});
afterAll(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

/** As the primary key of events tells them apart. */
const identity = (one: BootEvent) => `${one.at} ${one.seq} ${one.kind} ${one.tgid ?? -1} ${eventName(one)}`;
const byInstant = (a: BootEvent, b: BootEvent) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.seq - b.seq);

describe("what is saved comes back the same", () => {
  test("any boot", async () => {
    await fc.assert(
      fc.asyncProperty(boot, async (one) => {
        store.save({ ...NOTHING, runs: [runOf(one)], boots: [one] }, recording);
        const found = await store.findBoot(one.id);
        expect(found?.boot).toStrictEqual(one);
        expect(found?.recording?.id).toBe(recording);
      }),
      { numRuns: 300 },
    );
  });

  test("any boot that was another before, with what its time went to as it was told last", async () => {
    await fc.assert(
      fc.asyncProperty(boot, boot, async (before, after) => {
        const { id, runId: run, kernelBootId } = before;
        const one: Boot = { ...after, id, runId: run, kernelBootId };
        store.save({ ...NOTHING, boots: [before] }, recording);
        store.save({ ...NOTHING, boots: [one] }, recording);
        const causes = one.causes ?? before.causes;
        expect((await store.findBoot(id))?.boot).toStrictEqual(
          causes === undefined ? one : { ...one, causes },
        );
      }),
      { numRuns: 200 },
    );
  });

  test("any events", () => {
    fc.assert(
      fc.property(runId, fc.uniqueArray(event, { selector: identity, maxLength: 8 }), (id, events) => {
        store.save({ ...NOTHING, events: events.map((one) => ({ runId: id, event: one })) }, recording);
        const found = store.findRun(id)?.events ?? [];
        expect([...found].sort(byInstant)).toHaveLength(events.length);
        const known = new Map(found.map((one) => [identity(one), one]));
        for (const one of events) expect(known.get(identity(one))).toStrictEqual(one);
      }),
      { numRuns: 500 },
    );
  });

  test("any marks", async () => {
    await fc.assert(
      fc.asyncProperty(boot, mark, mark, async (one, ofBoot, ofLauncher) => {
        const marks = [
          { ...ofBoot, runId: one.runId, bootId: one.id, seq: 1 },
          { ...ofLauncher, runId: one.runId, seq: 2 },
        ];
        store.save({ ...NOTHING, boots: [one], marks }, recording);
        const found = await store.marksOf(one.id);
        expect([...found].sort((a, b) => a.seq - b.seq)).toStrictEqual(marks);
      }),
      { numRuns: 200 },
    );
  });

  test.each(recordingNames())("what the assembler makes of recording %s", async (name) => {
    const { source, events } = readRecording(name);
    const changes = assembled(events, source);
    const own = store.startRecording({ ...source, path: name, probes: [], startedAt: 1n });
    store.save(changes, own);
    for (const one of changes.boots) expect((await store.findBoot(one.id))?.boot).toStrictEqual(one);
    for (const run of changes.runs) {
      const filed = changes.events.filter((one) => one.runId === run.id).map((one) => one.event);
      const stored = store.findRun(run.id);
      expect(stored?.source).toStrictEqual(source);
      expect(stored?.events).toStrictEqual(filed.sort(byInstant));
    }
  });

  test("a recording", async () => {
    const id = store.startRecording({ ...RECORDING, startedAt: 2n ** 62n, generation: "0.11", buildId: "b" });
    expect((await store.recordings(1))[0]).toStrictEqual({
      ...RECORDING,
      id,
      startedAt: 2n ** 62n,
      generation: "0.11",
      buildId: "b",
      seenAt: 2n ** 62n,
      events: 0n,
      dropped: 0n,
    });
    store.touchRecording(id, { seenAt: 2n ** 62n + 1n, events: 2n ** 60n, dropped: 3n });
    store.endRecording(id, { endedAt: 2n ** 62n + 5n, note: "stopped" });
    expect((await store.recordings(1))[0]).toMatchObject({
      seenAt: 2n ** 62n + 5n,
      endedAt: 2n ** 62n + 5n,
      events: 2n ** 60n,
      dropped: 3n,
      note: "stopped",
    });
  });
});

describe("saving the same twice", () => {
  test("changes nothing: no revision, no row, not even the file", async () => {
    await fc.assert(
      fc.asyncProperty(boot, fc.array(event, { maxLength: 5 }), mark, async (one, events, left) => {
        const changes = {
          runs: [runOf(one)],
          boots: [one],
          retired: [],
          marks: [{ ...left, runId: one.runId, bootId: one.id }],
          events: events.map((filed) => ({ runId: one.runId, bootId: one.id, event: filed })),
        };
        store.save(changes, recording);
        const before = await store.facts();
        const revision = (await store.findBoot(one.id))?.revision;
        store.save(changes, recording);
        expect(await store.facts()).toEqual(before);
        expect((await store.findBoot(one.id))?.revision).toBe(revision);
      }),
      { numRuns: 100 },
    );
  });

  test("a boot that differs in one field alone has a new revision", async () => {
    const first = bootAt(1);
    store.save({ ...NOTHING, boots: [first] }, recording);
    const before = (await store.findBoot(first.id))?.revision ?? 0n;
    const variants: Boot[] = [
      { ...first, cwd: "" },
      { ...first, hacoText: "a" },
      { ...first, command: ["a", "b"] },
      { ...first, command: ["a b"] },
      { ...first, processes: [] },
      { ...first, spans: first.spans.map((span) => ({ ...span, label: "another" })) },
    ];
    let last = before;
    for (const one of variants) {
      store.save({ ...NOTHING, boots: [one] }, recording);
      const found = await store.findBoot(one.id);
      expect(found?.boot).toStrictEqual(one);
      expect(found?.revision).toBeGreaterThan(last);
      last = found?.revision ?? 0n;
    }
  });
});

test("a span that was renamed is read by today's name, whatever it was stored by", async () => {
  const first = bootAt(2);
  const spans = first.spans.map(
    (span) => ({ ...span, slug: "prepare-after-network", label: "prepare" }) as const,
  );
  store.save({ ...NOTHING, boots: [{ ...first, spans }] }, recording);
  const found = await store.findBoot(first.id);
  expect(found?.boot.spans.map(({ label }) => label)).toEqual(spans.map(() => "prepare after network"));
});

describe("numbers that SQLite would bend", () => {
  const withSeq = (seq: number) => ({
    ...NOTHING,
    events: [
      { runId: "0".repeat(16) as RunId, event: { at: 1n, seq, kind: "exit" } as unknown as BootEvent },
    ],
  });
  test.each([Number.NaN, 1.5, 2 ** 53, Number.POSITIVE_INFINITY])(
    "%d is refused, and nothing of its batch is kept",
    async (seq) => {
      const before = await store.facts();
      expect(() => store.save(withSeq(seq), recording)).toThrow(RangeError);
      expect(await store.facts()).toEqual(before);
    },
  );
  test("an instant beyond 64 bits is refused", () => {
    const one = { ...bootAt(7), wallTime: 2n ** 63n };
    expect(() => store.save({ ...NOTHING, boots: [one] }, recording)).toThrow(RangeError);
  });
});
