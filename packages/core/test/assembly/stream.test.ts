import fc from "fast-check";
import { expect, test } from "vitest";
import {
  bootDuration,
  createAssembler,
  instant,
  type BootEvent,
  type Changes,
  type Source,
} from "../../src/index.ts";
import { assemble, readRecording, recordingNames, settle } from "../recording.ts";

const NAMES = [
  "head-min-true",
  "2019-min-true",
  "head-multi-daemon",
  "2019-multi",
  "head-dup-name",
  "head-fail-nocmd",
  "head-tcp-c",
  "head-user-probes",
  "2019-fail-kill-supervisor",
].filter((name) => recordingNames().includes(name));
const recordings = new Map(NAMES.map((name) => [name, readRecording(name)]));
const anyRecording = fc.constantFrom(...NAMES);
/** Longer than any event is late in a recording. */
const SLACK = 1_000_000n;

function inBatches(source: Source, events: readonly BootEvent[], sizes: readonly number[]) {
  const assembler = createAssembler(source);
  const changes: Changes[] = [];
  let newest = 0n;
  for (let at = 0, n = 0; at < events.length; n++) {
    const batch = events.slice(at, at + (sizes[n % sizes.length] ?? 1));
    at += batch.length;
    for (const event of batch) if (event.at > newest) newest = event.at;
    assembler.push(batch);
    changes.push(assembler.advance(instant(newest - SLACK)));
  }
  changes.push(assembler.finish());
  return { ...settle(changes), events: changes.flatMap((change) => change.events) };
}

test("any batching of a stream gives the same boots, marks and filed events", () => {
  fc.assert(
    fc.property(anyRecording, fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), (name, sizes) => {
      const { source, events } = recordings.get(name) ?? readRecording(name);
      const whole = inBatches(source, events, [events.length]);
      const parts = inBatches(source, events, sizes);
      expect(parts.boots).toEqual(whole.boots);
      expect(parts.marks).toEqual(whole.marks);
      expect(parts.events).toEqual(whole.events);
    }),
    { numRuns: 150 },
  );
});

test("the order of arrival does not matter, only the instants do", () => {
  fc.assert(
    fc.property(anyRecording, fc.infiniteStream(fc.nat()), (name, keys) => {
      const { source, events } = recordings.get(name) ?? readRecording(name);
      const shuffled = events
        .map((event) => ({ event, key: keys.next().value as number }))
        .sort((a, b) => a.key - b.key)
        .map(({ event }) => event);
      expect(assemble(source, shuffled).boots).toEqual(assemble(source, events).boots);
    }),
    { numRuns: 60 },
  );
});

test("the same events twice give the same boots", () => {
  for (const { source, events } of recordings.values()) {
    const once = assemble(source, events).boots;
    const twice = assemble(
      source,
      events.flatMap((event) => [event, event]),
    ).boots;
    expect(twice).toEqual(once);
  }
});

test("any loss of events gives an exact partition, no negative duration, and no falsely short complete boot", () => {
  fc.assert(
    fc.property(
      anyRecording,
      fc.double({ min: 0, max: 0.9, noNaN: true }),
      fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
      (name, rate, luck) => {
        const { source, events } = recordings.get(name) ?? readRecording(name);
        const truth = new Map(
          [...assemble(source, events).boots.values()].map((boot) => [
            boot.containerTgid,
            bootDuration(boot),
          ]),
        );
        const kept = events.filter(() => (luck.next().value as number) >= rate);
        for (const boot of assemble(source, kept).boots.values()) {
          let at = boot.startAt;
          for (const span of boot.spans) {
            if (span.state !== "open") expect(span.endAt >= span.startAt).toBe(true);
            if (!span.onPath) continue;
            expect(span.startAt).toBe(at);
            if (span.state !== "open") at = span.endAt;
          }
          if (boot.endAt !== undefined) expect(at).toBe(boot.endAt);
          const whole = truth.get(boot.containerTgid);
          const complete = boot.outcome === "up" || boot.outcome === "ready";
          if (complete && whole !== undefined) expect(bootDuration(boot)).toBe(whole);
        }
      },
    ),
    { numRuns: 400 },
  );
});

test("a loss counted while a boot is under way makes it partial; a boot that is up before it stays whole", () => {
  const { source, events } = readRecording("head-min-true");
  const first = events[0]?.at ?? instant(0n);
  const lossAt = (from: bigint, to: bigint): BootEvent => ({
    kind: "loss",
    reason: "dropped",
    count: 3,
    at: instant(to),
    from: instant(from),
    seq: 0,
  });
  const during = assemble(source, [...events, lossAt(first + 60_000_000n, first + 61_000_000n)]);
  expect([...during.boots.values()][0]).toMatchObject({ outcome: "partial", losses: ["dropped"] });
  const later = assemble(source, [...events, lossAt(first + 74_000_000n, first + 75_000_000n)]);
  expect([...later.boots.values()][0]).toMatchObject({ outcome: "up", losses: [] });
});

test("a collector that attached after the launcher's start gives a partial boot without a duration", () => {
  const { source, events } = readRecording("head-min-true");
  const [boot] = assemble(
    source,
    events.filter((event) => !(event.kind === "exec" && event.traced)),
  ).boots.values();
  expect(boot).toMatchObject({ outcome: "partial", losses: ["attached-late"], startBy: "phase" });
  expect(boot && bootDuration(boot)).toBeUndefined();
});

test("a boot still on its way when the stream ends is partial, its last span open", () => {
  const { source, events } = readRecording("head-min-true");
  const cut = events.findIndex((event) => event.kind === "probe" && event.args[0] === 18n);
  const [boot] = assemble(source, events.slice(0, cut)).boots.values();
  expect(boot).toMatchObject({
    outcome: "partial",
    losses: ["stream-ended"],
    furthestPhase: "CONTAINER_UID_MAPPING_SETUP",
  });
  expect(boot?.spans.filter((span) => span.onPath).at(-1)).toMatchObject({
    slug: "pivot-root",
    state: "open",
  });
});

test("a pid taken over by a later boot gives two boots", () => {
  const { source, events } = readRecording("head-min-true");
  const HOUR = 3_600_000_000_000n;
  const again = events.map((event) => ({ ...event, at: instant(event.at + HOUR) }));
  expect(assemble(source, [...events, ...again]).boots.size).toBe(2);
});

/** A few processes that say anything of each other: parents, children, phases and marks. */
const anyGossip = fc
  .array(
    fc.record({
      tgid: fc.integer({ min: 1, max: 4 }),
      ppid: fc.integer({ min: 1, max: 4 }),
      what: fc.constantFrom("fork", "phase", "mark"),
      code: fc.constantFrom(0, 1, 2, 11, 12, 21),
    }),
    { maxLength: 14 },
  )
  .map((all) =>
    all.map(({ tgid, ppid, what, code }, n): BootEvent => {
      const from = { at: instant(BigInt(n) * 1_000n), seq: n, tgid, ppid };
      if (what === "fork") return { ...from, kind: "fork", childTgid: ppid };
      const [probe, args] =
        what === "phase" ? ["bootstrap_phase_pass", [BigInt(code), 1n]] : ["probe_misc", [7n]];
      return { ...from, kind: "probe", provider: "haconiwa", probe: String(probe), args: args as bigint[] };
    }),
  );

test("whatever processes say of each other, a stream is assembled to its end", () => {
  const source = readRecording("head-min-true").source;
  fc.assert(
    fc.property(anyGossip, (events) => {
      const { boots } = inBatches(source, events, [3]);
      for (const { processCount, processes } of boots.values())
        expect(processes.length).toBeLessThanOrEqual(processCount);
    }),
    { numRuns: 2_000 },
  );
});
