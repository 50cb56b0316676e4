import Database from "better-sqlite3";
import fc from "fast-check";
import { createAssembler, deriveRun, eventKey, instant, type BootEvent, type BootId } from "@hacotaki/core";
import { expect, onTestFinished, test } from "vitest";
import { readRecording, recordingNames } from "../../core/test/recording.ts";
import { openStore, type StoreWriter } from "../src/index.ts";
import { event, runId } from "./arbitraries.ts";
import { assembled, bootAt, eventsOfBoot, NOTHING, RECORDING, runIdAt, saveBoots } from "./builder.ts";
import { temporaryDatabase } from "./folder.ts";

const AT_ONCE = 2n ** 62n;

function opened(path = temporaryDatabase()) {
  const store = openStore(path, { mode: "write" });
  onTestFinished(() => store.close());
  return store;
}

function compactAll(store: StoreWriter): void {
  while (store.compact(AT_ONCE));
}

const inOrder = (events: readonly BootEvent[]) =>
  events.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.seq - b.seq));

/** Each boot of a store as it is, with its events in order. */
async function contents(store: StoreWriter) {
  const { boots } = await store.listBoots({ limit: 1_000 });
  return Promise.all(
    boots.map(async ({ id }) => ({
      boot: (await store.findBoot(id))?.boot,
      events: (await store.eventsOf(id))?.events,
      counted: await store.countEvents(id),
    })),
  );
}

const names = recordingNames().filter((name) => /multi|dup-name|user-probes|slow-hooks|kill/.test(name));

test("any stream, saved in any cutting and compacted at any point, gives the same boots with the same events", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...names),
      fc.array(fc.nat(60), { maxLength: 6 }),
      fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }),
      fc.boolean(),
      async (name, cuts, compacted, isTwice) => {
        const { source, events } = readRecording(name);
        const whole = opened();
        whole.save(assembled(events, source), whole.startRecording(RECORDING));
        const cut = opened();
        const recording = cut.startRecording(RECORDING);
        const assembler = createAssembler(source);
        let from = 0;
        for (const [n, size] of [...cuts, events.length].entries()) {
          const part = events.slice(from, from + size);
          from += size;
          assembler.push(part);
          const last = part.at(-1);
          if (last === undefined) continue;
          const changes = assembler.advance(last.at);
          cut.save(changes, recording);
          if (compacted[n]) compactAll(cut);
          if (isTwice) cut.save({ ...NOTHING, events: changes.events }, recording);
        }
        cut.save(assembler.finish(), recording);
        expect(await contents(cut)).toEqual(await contents(whole));
        expect((await cut.facts()).events).toBe((await whole.facts()).events);
      },
    ),
    { numRuns: 12 },
  );
});

test("any events come back field for field once they are compacted, merged with those that came later", () => {
  const store = opened();
  const recording = store.startRecording(RECORDING);
  fc.assert(
    fc.property(
      runId,
      fc.uniqueArray(event, { selector: eventKey, maxLength: 8 }),
      fc.nat(8),
      (id, events, cut) => {
        const save = (some: readonly BootEvent[]) =>
          store.save({ ...NOTHING, events: some.map((one) => ({ runId: id, event: one })) }, recording);
        save(events.slice(0, cut));
        compactAll(store);
        save(events.slice(cut));
        compactAll(store);
        const found = new Map((store.findRun(id)?.events ?? []).map((one) => [eventKey(one), one]));
        for (const one of events) expect(found.get(eventKey(one))).toStrictEqual(one);
      },
    ),
    { numRuns: 60 },
  );
});

/** Marks of a hook: a run's events, far more than a block holds. */
const many = (count: number): BootEvent[] =>
  Array.from({ length: count }, (_, n) => ({
    kind: "probe",
    provider: "haconiwa",
    probe: "misc",
    args: [BigInt(n), "text"],
    at: instant(1_000n + BigInt(n - (n % 3))),
    seq: n,
    tgid: 5 + (n % 2),
  }));

test("a run of many small saves is read page by page, each event once, whoever its events belong to", async () => {
  const store = opened();
  const [own, other] = [bootAt(0), bootAt(1, { runId: bootAt(0).runId })];
  const recording = saveBoots(store, [own, other]);
  const events = many(7_000);
  const filed = events.map((one) => ({
    runId: own.runId,
    ...(one.seq % 5 === 0 ? {} : { bootId: one.seq % 5 === 1 ? own.id : other.id }),
    event: one,
  }));
  // Late ones among them, as of several CPUs.
  for (let from = 0; from < filed.length; from += 60)
    store.save({ ...NOTHING, events: filed.slice(from, from + 75) }, recording);
  const wanted = events.filter(({ seq }) => seq % 5 < 2);
  for (let round = 0; round < 2; round++) {
    for (const limit of [700, 2_800, 100_000]) {
      const found: BootEvent[] = [];
      let after: string | undefined;
      do {
        const page = await store.events(own.id, { limit, ...(after === undefined ? {} : { after }) });
        found.push(...(page?.events ?? []));
        after = page?.next;
      } while (after !== undefined);
      expect(found).toEqual(wanted);
    }
    expect(await store.countEvents(own.id)).toBe(wanted.length);
    expect(store.findRun(own.runId)?.events).toEqual(events);
    compactAll(store);
  }
  expect((await store.facts()).events).toBe(events.length);
});

const later = (seq: number): BootEvent => ({ kind: "exit", at: instant(2_000_000_000n), seq, tgid: 10_000 });

function blocksOf(path: string) {
  const db = new Database(path);
  const blocks = db
    .prepare<[], { run_key: number; count: number; is_compact: number; size: number }>(
      "SELECT run_key, count, is_compact, length(bytes) AS size FROM event_block ORDER BY key",
    )
    .all();
  const waiting = db.prepare("SELECT count(*) FROM fresh_run").pluck().get();
  db.close();
  return { blocks, waiting };
}

test("compacting leaves one small block of a run, waits for its age, and goes on when more events come", () => {
  const path = temporaryDatabase();
  const store = opened(path);
  const recording = store.startRecording(RECORDING);
  const changes = assembled(eventsOfBoot(0));
  for (const one of changes.events) store.save({ ...NOTHING, events: [one] }, recording);
  expect(store.compact(1_000_000_000n)).toBe(false);
  const fresh = blocksOf(path);
  expect(fresh.blocks.length).toBe(changes.events.length);
  compactAll(store);
  const { blocks, waiting } = blocksOf(path);
  expect(blocks).toMatchObject([{ count: changes.events.length, is_compact: 1 }]);
  expect(waiting).toBe(0);
  expect(blocks[0]?.size).toBeLessThan(fresh.blocks.reduce((sum, { size }) => sum + size, 0) / 3);
  const [{ runId: run } = { runId: runIdAt(0) }] = changes.events;
  store.save({ ...NOTHING, events: [{ runId: run, event: later(99) }] }, recording);
  expect(blocksOf(path).blocks).toHaveLength(2);
  compactAll(store);
  expect(blocksOf(path).blocks).toMatchObject([{ count: changes.events.length + 1, is_compact: 1 }]);
});

test("who deflates later takes more room for a boot until it is compacted, and then none more; its events are the same", async () => {
  const { source, events } = readRecording(names[0] ?? "");
  const changes = assembled(events.slice(0, 60), source);
  const sizes: number[] = [];
  const written = [false, true].map((isLater) => {
    const path = temporaryDatabase();
    const store = opened(path);
    if (isLater) store.deflateLater();
    store.save(changes, store.startRecording(RECORDING));
    sizes.push(blocksOf(path).blocks.reduce((sum, { size }) => sum + size, 0));
    return { path, store };
  });
  const [deflated = 0, plain = 0] = sizes;
  expect(plain).toBeGreaterThan(deflated);
  const [one, other] = await Promise.all(written.map(({ store }) => contents(store)));
  expect(other).toEqual(one);
  for (const { store } of written) compactAll(store);
  const left = written.map(({ path, store }) => [blocksOf(path).blocks.length, store.sizes().usedBytes]);
  expect(left[0]).toEqual(left[1]);
  expect(left[0]?.[0]).toBe(0); // they are archived
  expect(await contents(written[1]?.store as StoreWriter)).toEqual(other);
});

test("a damaged block is told as damage of its run alone; what is saved afterwards is kept", async () => {
  const path = temporaryDatabase();
  const store = opened(path);
  const recording = store.startRecording(RECORDING);
  const [damaged, other] = [assembled(eventsOfBoot(0)), assembled(eventsOfBoot(1))];
  store.save(damaged, recording);
  store.save(other, recording);
  const [run = runIdAt(0), otherRun = runIdAt(1)] = [damaged.runs[0]?.id, other.runs[0]?.id];
  const db = new Database(path);
  const bytes = db.prepare<[], Buffer>("SELECT bytes FROM event_block ORDER BY key LIMIT 1").pluck().get();
  for (const at of [0, 1, 40, (bytes?.length ?? 1) - 1]) {
    const bent = Buffer.from(bytes ?? []);
    bent.writeUInt8(bent.readUInt8(at) ^ 4, at);
    db.prepare("UPDATE event_block SET bytes = ? WHERE key = (SELECT min(key) FROM event_block)").run(bent);
    expect(() => store.findRun(run)).toThrow(
      expect.objectContaining({ name: "StoreError", code: "damaged-row" }),
    );
    await expect(store.eventsOf(damaged.boots[0]?.id as BootId)).rejects.toMatchObject({
      code: "damaged-row",
    });
    expect(store.findRun(otherRun)?.events).toEqual(eventsOfBoot(1));
  }
  db.close();
  compactAll(store);
  const late = later(77);
  store.save({ ...NOTHING, events: [{ runId: run, event: late }] }, recording);
  expect(() => store.findRun(run)).toThrow(expect.objectContaining({ code: "damaged-row" }));
  expect(store.findRun(otherRun)?.events).toEqual(eventsOfBoot(1));
});

test("a rebuild that files events elsewhere finds them there, compacted or not", async () => {
  for (const isCompacted of [false, true]) {
    const store = opened();
    const recording = store.startRecording(RECORDING);
    const events = eventsOfBoot(0);
    const changes = assembled(events);
    const [boot] = changes.boots;
    const [run] = changes.runs;
    if (boot === undefined || run === undefined) throw new Error("a boot of a run");
    store.save(
      { ...changes, events: changes.events.map(({ runId, event: one }) => ({ runId, event: one })) },
      recording,
    );
    if (isCompacted) compactAll(store);
    store.replaceDerived(run.id, deriveRun(readRunSource(store, run.id), events));
    expect((await store.eventsOf(boot.id))?.events).toEqual(inOrder(events));
    store.save({ ...NOTHING, boots: [bootAt(3)], events: [] }, recording);
    store.replaceDerived(run.id, {
      ...changes,
      events: changes.events.map((one, n) =>
        n < 4 ? { ...one, runId: runIdAt(3), bootId: bootAt(3).id } : one,
      ),
    });
    expect((await store.eventsOf(bootAt(3).id))?.events).toEqual(inOrder(events).slice(0, 4));
    expect(store.findRun(run.id)?.events).toEqual(inOrder(events).slice(4));
    expect((await store.facts()).events).toBe(events.length);
  }
});

function readRunSource(store: StoreWriter, id: ReturnType<typeof runIdAt>) {
  const run = store.findRun(id);
  if (run === undefined) throw new Error("no run");
  return run.source;
}
