import { createAssembler, eventKey, type BootEvent, type Changes } from "@hacotaki/core";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { readRecording, recordingNames } from "../../core/test/recording.ts";
import { openStore, packChanges, type StoreWriter } from "../src/index.ts";
import { boot, event, runId, runOf } from "./arbitraries.ts";
import { assembled, NOTHING, RECORDING } from "./builder.ts";
import { temporaryDatabase } from "./folder.ts";

function opened() {
  const store = openStore(temporaryDatabase(), { mode: "write" });
  onTestFinished(() => store.close());
  return { store, recording: store.startRecording(RECORDING) };
}

/** As another thread is given it. */
const sent = (changes: Changes) => structuredClone(packChanges(changes));

/** Each boot of a store as it is, with its events in order. */
async function contents(store: StoreWriter) {
  const { boots } = await store.listBoots({ limit: 1_000 });
  const stored = await Promise.all(
    boots.map(async ({ id }) => ({
      found: await store.findBoot(id),
      marks: await store.marksOf(id),
      events: await store.eventsOf(id),
    })),
  );
  const { events, revision } = await store.facts();
  return { stored, events, revision };
}

const names = recordingNames().filter((name) => /multi|dup-name|user-probes|slow-hooks|kill/.test(name));

test("any stream, some of its steps packed and sent by another thread, is stored as when none is", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...names),
      fc.array(fc.tuple(fc.nat(60), fc.boolean()), { maxLength: 6 }),
      fc.boolean(),
      async (name, cuts, isTwice) => {
        const { source, events } = readRecording(name);
        const [plain, packed] = [opened(), opened()];
        const assembler = createAssembler(source);
        const save = (changes: Changes, isPacked: boolean) => {
          plain.store.save(changes, plain.recording);
          if (isPacked) packed.store.savePacked(sent(changes), packed.recording);
          else packed.store.save(changes, packed.recording);
        };
        let from = 0;
        for (const [size, isPacked] of [...cuts, [events.length, true] as const]) {
          const part = events.slice(from, from + size);
          from += size;
          assembler.push(part);
          const last = part.at(-1);
          if (last === undefined) continue;
          const changes = assembler.advance(last.at);
          save(changes, isPacked);
          if (isTwice) save({ ...NOTHING, events: changes.events }, isPacked);
        }
        save(assembler.finish(), true);
        expect(await contents(packed.store)).toEqual(await contents(plain.store));
      },
    ),
    { numRuns: 12 },
  );
});

test("any boot that was packed comes back the same", async () => {
  const { store, recording } = opened();
  await fc.assert(
    fc.asyncProperty(boot, async (one) => {
      store.savePacked(sent({ ...NOTHING, runs: [runOf(one)], boots: [one] }), recording);
      expect((await store.findBoot(one.id))?.boot).toStrictEqual(one);
    }),
    { numRuns: 150 },
  );
});

test("any events that were packed come back the same, late ones and those that are there already among them", () => {
  const { store, recording } = opened();
  fc.assert(
    fc.property(
      runId,
      fc.uniqueArray(event, { selector: eventKey, maxLength: 8 }),
      fc.nat(8),
      fc.nat(8),
      (id, events, from, to) => {
        const save = (some: readonly BootEvent[]) =>
          store.savePacked(
            sent({ ...NOTHING, events: some.map((one) => ({ runId: id, event: one })) }),
            recording,
          );
        save(events.slice(from));
        save(events.slice(0, to));
        save(events);
        const found = new Map((store.findRun(id)?.events ?? []).map((one) => [eventKey(one), one]));
        for (const one of events) expect(found.get(eventKey(one))).toStrictEqual(one);
      },
    ),
    { numRuns: 100 },
  );
});

test("a boot that is there already is told from one that changed, packed or not", async () => {
  const { source, events } = readRecording("head-min-true");
  const { store, recording } = opened();
  const changes = assembled(events, source);
  store.save(changes, recording);
  const { revision } = await store.facts();
  store.savePacked(sent(changes), recording);
  store.save(changes, recording);
  expect((await store.facts()).revision).toBe(revision);
});
