import { inflateRawSync } from "node:zlib";
import { instant, type BootEvent } from "@hacotaki/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NOTHING_KNOWN, packDense, taught, unpackDense, type Known } from "../src/events/dense-codec.ts";
import { detailKnown } from "../src/events/detail-known.ts";
import { DETAIL_DICTIONARY } from "../src/events/detail-dictionary.ts";
import type { Filed } from "../src/events/event-codec.ts";
import { event } from "./arbitraries.ts";

const textOf = (digest: string) => digest;
const digestOf = textOf;

/** What comes back of events that were packed. */
function back(filed: readonly Filed[], known: Known): readonly Filed[] {
  const { slots, ...packed } = packDense(filed, digestOf, known);
  return unpackDense(
    packed,
    {
      count: filed.length,
      firstAt: filed[0]?.event.at ?? 0n,
      boots: slots.map(([boot]) => boot),
      textOf,
    },
    known,
  );
}

const inOrder = (events: readonly BootEvent[]) =>
  events.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
const boot = fc.constantFrom(null, 1n, 2n);
const known = fc.constantFrom(NOTHING_KNOWN, detailKnown().known);

/** Few processes, few names: events that have much to do with each other, as those of a boot do. */
const ID = "83d3bb504473fb2da9d5b599b10b0eb2732c9b1751495429fdc65595b3e8d550";
const pid = fc.integer({ min: 1, max: 5 });
const path = fc.constantFrom(
  "/",
  "proc",
  ID,
  `/var/lib/docker/overlay2/${ID}/merged/proc`,
  `/var/lib/docker/overlay2/${ID.slice(1)}`,
  `${ID}${ID}`,
  "f".repeat(2_000),
  "",
);
const origin = fc.record(
  {
    tgid: pid,
    tid: pid,
    ppid: pid,
    cpu: fc.nat(2),
    comm: fc.constantFrom("runc", "runc:[2:INIT]"),
    startAt: fc.constantFrom(instant(3n), instant(900n)),
    nspid: pid,
    cgroupId: fc.constantFrom(7n, 2n ** 64n - 1n),
  },
  { noNullPrototype: true, requiredKeys: [] },
);
const what = fc.oneof(
  fc.record({
    kind: fc.constant("fork"),
    childTgid: pid,
    childTid: pid,
    childStartAt: fc.constant(instant(900n)),
  }),
  fc.record({ kind: fc.constant("fork"), childTgid: pid, thread: fc.constant(true), childTid: pid }),
  fc.record({
    kind: fc.constant("syscall"),
    name: fc.constantFrom("clone", "mount"),
    when: fc.constantFrom("enter", "exit"),
    parameters: fc.record(
      { target: path, flags: fc.bigInt(0n, 3n) },
      { noNullPrototype: true, requiredKeys: [] },
    ),
    result: fc.bigInt(-2n, 5n),
  }),
  fc.record({
    kind: fc.constant("wait"),
    left: fc.constant("sleeping"),
    from: fc.constant(instant(1n)),
    wakerTgid: pid,
  }),
  fc.record({ kind: fc.constant("cgroup"), action: fc.constant("attach"), path, targetTgid: pid }),
  fc.record({ kind: fc.constant("fact"), key: fc.constant("haco-text"), value: path }),
);
const related = fc
  .array(fc.tuple(origin, what, fc.bigInt(0n, 40n), fc.integer({ min: -1, max: 3 }), fc.boolean()), {
    maxLength: 40,
  })
  .map((parts) => {
    let at = 1_000n;
    let seq = 5;
    const begun = new Map<number | undefined, BootEvent>();
    return parts.map(([from, own, ns, step, isOfBegun]) => {
      at += ns;
      seq = Math.max(0, seq + step);
      const one = { ...from, ...own, at: instant(at), seq } as BootEvent; // one of its kind
      const early = begun.get(one.tid);
      if (one.kind !== "syscall") return one;
      if (one.when === "enter") begun.set(one.tid, one);
      if (one.when === "enter" || !isOfBegun || early?.kind !== "syscall") return one;
      return { ...one, name: early.name, enterAt: early.at, parameters: { ...early.parameters } };
    });
  });

describe("events of the inside of boots, packed", () => {
  test("come back field for field, whatever they are and whichever boot they are filed under", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(event, boot), { maxLength: 8 }), known, (pairs, all) => {
        const boots = new Map(pairs.map(([one, of]) => [one, of]));
        const filed = inOrder(pairs.map(([one]) => one)).map((one) => ({
          event: one,
          boot: boots.get(one) ?? null,
        }));
        expect(back(filed, all)).toStrictEqual(filed);
      }),
      { numRuns: 400 },
    );
  });

  test("come back where each follows from those before it: children, threads, early records and their ends", () => {
    fc.assert(
      fc.property(related, fc.array(boot, { minLength: 40, maxLength: 40 }), known, (events, boots, all) => {
        const filed = events.map((one, n) => ({ event: one, boot: boots[n] ?? null }));
        expect(back(filed, all)).toStrictEqual(filed);
      }),
      { numRuns: 1_000 },
    );
  });

  test("come back from any bytes as events, or as damage that is said", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 60 }),
        fc.uint8Array({ maxLength: 120 }),
        fc.nat(8),
        known,
        (bits, main, count, all) => {
          let read: unknown;
          try {
            read = unpackDense(
              { bits: Buffer.from(bits), main: Buffer.from(main) },
              { count, firstAt: 5n, boots: [null, 1n], textOf },
              all,
            );
          } catch (error) {
            expect(error).toMatchObject({ name: "DamagedRow" });
            return;
          }
          expect(read).toHaveLength(count);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  test("what one block has told another one need not tell", () => {
    const events = Array.from(
      { length: 3 },
      (_, n): BootEvent => ({
        kind: "syscall",
        name: "mount",
        when: "exit",
        parameters: { target: "/proc/timer_list", flags: BigInt(n) },
        at: instant(BigInt(n)),
        seq: n,
        tgid: 7,
      }),
    ).map((one) => ({ event: one, boot: 1n }));
    const first = packDense(events, digestOf);
    const all = taught(first.main, events.length, NOTHING_KNOWN);
    const second = packDense(events, digestOf, all);
    expect(second.main.includes("timer_list")).toBe(false);
    expect(second.main.length).toBeLessThan(first.main.length / 2);
    expect(back(events, all)).toStrictEqual(events);
  });
});

describe("a made-up block", () => {
  const unpack = (main: Buffer) =>
    unpackDense({ bits: Buffer.of(), main }, { count: 2_000, firstAt: 0n, boots: [null], textOf });

  test("whose texts would grow from their own parts is refused", () => {
    // A new process with a comm of 40,000 parts, each the text before.
    const parts = Buffer.concat([
      Buffer.of(0, 3, 0xc0, 0xb8, 0x02, 0, 20, ..."0123456789".split("").map((one) => one.charCodeAt(0))),
      Buffer.alloc(39_999, 2),
    ]);
    expect(() => unpack(Buffer.concat([Buffer.of(0, 0, 32, 1), parts]))).toThrow("packed texts");
  });
});

test("what typical boots told is what it was: a block of theirs that is written is read for ever", () => {
  const { known: all, dictionary } = detailKnown();
  expect(all.texts).toHaveLength(692);
  expect(all.shapes).toHaveLength(110);
  expect(dictionary.equals(inflateRawSync(DETAIL_DICTIONARY))).toBe(true);
  expect(dictionary).toHaveLength(32_768);
});
