import { deflateRawSync, inflateRawSync } from "node:zlib";
import { instant, type BootEvent } from "@hacotaki/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createByteReader, createByteWriter, type ByteWriter } from "../src/values/bytes.ts";
import { DamagedRow } from "../src/error.ts";
import { blockOf, checksumOf, eventsOfBlock, packBlocks } from "../src/events/event-block.ts";
import { EVENT_DICTIONARY } from "../src/events/event-dictionary.ts";
import { unpackProcesses } from "../src/packing/packed-processes.ts";
import { closedSpans, unpackSpans } from "../src/packing/packed-spans.ts";
import type { EventBlockRow } from "../src/connection/tables.ts";
import { event } from "./arbitraries.ts";
import { eventsOfBoot } from "./builder.ts";

const textOf = (digest: string) => digest;
const PLAIN = 1;
const DEFLATED = 2;
const DENSE = 3;
const PROBE = 0;
const OWN_PID = 3;

/** A block as whoever makes up a file would write it: whatever it holds, its checksum is right. */
function sealed(row: Partial<EventBlockRow> & Pick<EventBlockRow, "bytes">): EventBlockRow {
  const block = {
    key: 1n,
    run_key: 1n,
    first_at: instant(1n),
    last_at: instant(1n),
    count: 1n,
    boots: "[[null,1]]",
    is_compact: 1n,
    checksum: 0n,
    ...row,
  };
  return { ...block, checksum: BigInt(checksumOf(block)) };
}

function written(write: (to: ByteWriter) => void): Buffer {
  const to = createByteWriter();
  write(to);
  return to.take();
}
const plain = (bytes: Buffer) => Buffer.concat([Buffer.of(PLAIN), bytes]);
const deflated = (bytes: Buffer) =>
  Buffer.concat([Buffer.of(DEFLATED), deflateRawSync(bytes, { dictionary: EVENT_DICTIONARY })]);

/** Gives what it is asked for, or says that it is damaged; nothing else is thrown. */
function readsOrIsDamaged(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(DamagedRow);
  }
}
const stored = (events: readonly BootEvent[]) =>
  packBlocks(
    events.map((each) => ({ event: each, boot: null })),
    { digestOf: textOf, isCompact: true },
  ).map((packed) => {
    const { bytes, boots, count, first_at, last_at } = blockOf(1n, packed, true);
    return sealed({
      bytes,
      boots,
      count: BigInt(count),
      first_at: instant(BigInt(first_at)),
      last_at: instant(BigInt(last_at)),
    });
  });

describe("a block of events with a right checksum", () => {
  test("of any bytes gives events or says that it is damaged", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom(PLAIN, DEFLATED, DENSE, 0, 4),
        fc.oneof(fc.bigInt(0n, 20n), fc.bigInt(0n, 2n ** 63n - 1n)),
        (bytes, form, count) =>
          readsOrIsDamaged(() =>
            eventsOfBlock(sealed({ bytes: Buffer.concat([Buffer.of(form), bytes]), count }), textOf),
          ),
      ),
      { numRuns: 5_000 },
    );
  });

  test("with some bytes of a real one changed gives events or says that it is damaged", () => {
    const real = stored(eventsOfBoot(0));
    const change = fc.tuple(fc.nat(), fc.nat(255));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(event), { minLength: 1, maxLength: 6 }),
        fc.array(change, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        (events, changes, isMadeUp) => {
          const made = events
            .map(([each]) => ({ ...each, ...(each.startAt === undefined ? {} : { startAt: each.at }) }))
            .toSorted((a, b) => (a.at < b.at ? -1 : 1));
          const [block] = isMadeUp ? stored(made as BootEvent[]) : real;
          if (block === undefined) throw new Error("events make a block");
          const opened = isMadeUp ? block.bytes : plain(unsealed(block));
          const bytes = Buffer.from(opened);
          for (const [at, value] of changes) bytes[1 + (at % (bytes.length - 1))] = value;
          readsOrIsDamaged(() => eventsOfBlock(sealed({ ...block, bytes }), textOf));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test("that unpacks to far more than it is, is refused before it has", () => {
    const bomb = deflated(Buffer.alloc(256 << 20));
    expect(bomb.length).toBeLessThan(300_000);
    expect(() => eventsOfBlock(sealed({ bytes: bomb }), textOf)).toThrow(DamagedRow);
    const dense = Buffer.concat([Buffer.of(DENSE, 0), bomb.subarray(1)]);
    expect(() => eventsOfBlock(sealed({ bytes: dense }), textOf)).toThrow(DamagedRow);
  });

  test("whose events have a million arguments that take no bytes is refused", () => {
    const bytes = written((to) => {
      to.bigCount(0n);
      to.count(0);
      for (const each of [1, 0]) to.count(each);
      to.distance(5, 0);
      to.count(0);
      to.count(PROBE);
      to.text("haconiwa");
      to.text("misc");
      to.count(1_000_000);
      for (let n = 0; n < 1_000_000; n++) to.count(OWN_PID);
      to.distance(0, 0);
    });
    expect(() => eventsOfBlock(sealed({ bytes: plain(bytes) }), textOf)).toThrow(DamagedRow);
  });

  test("with a number of a million digits is refused without reading it", () => {
    const endless = plain(Buffer.alloc(2_000_000, 0xff));
    expect(() => eventsOfBlock(sealed({ bytes: endless }), textOf)).toThrow(DamagedRow);
  });

  test("of more events than any block holds is refused", () => {
    const bytes = plain(Buffer.alloc(5_000_000));
    expect(() => eventsOfBlock(sealed({ bytes, count: 4_000_000n }), textOf)).toThrow(DamagedRow);
  });
});

/** The packed bytes of a block, inflated. */
function unsealed({ bytes }: EventBlockRow): Buffer {
  const packed = bytes.subarray(1);
  return bytes[0] === DEFLATED ? inflateRawSync(packed, { dictionary: EVENT_DICTIONARY }) : packed;
}

test("numbers of 64 bits and their distances are kept; what is larger is refused by who writes", () => {
  const values = [2n ** 64n - 1n, -(2n ** 64n), 2n ** 125n - 1n, -(2n ** 125n) + 1n];
  const bytes = written((to) => {
    for (const value of values) to.big(value);
    to.bigCount(2n ** 126n - 1n);
  });
  const from = createByteReader(bytes);
  for (const value of values) expect(from.big()).toBe(value);
  expect(from.bigCount()).toBe(2n ** 126n - 1n);
  expect(() => written((to) => to.bigCount(2n ** 126n))).toThrow(RangeError);
});

test("events with much text of their own take several blocks, each of a bounded size, and come back in order", () => {
  const events = Array.from(
    { length: 40 },
    (_, n): BootEvent => ({
      kind: "exec",
      at: instant(BigInt(n)),
      seq: n,
      tgid: 7,
      file: "/bin/sh",
      traced: false,
      argv: [`${n}`.padEnd(200_000, `${n} `)],
    }),
  );
  const blocks = stored(events);
  expect(blocks.length).toBeGreaterThan(7);
  expect(blocks.flatMap((block) => eventsOfBlock(block, textOf).map((each) => each.event))).toEqual(events);
});

test("packed spans and processes of any bytes give what they can, or say that they are damaged", () => {
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .array(fc.array(fc.oneof(fc.integer(), fc.double(), fc.string(), fc.constant(null))))
      .map((each) => JSON.stringify(each)),
    fc.stringMatching(/^\[(\[[-0-9,.e]{0,8}\],?){0,3}\]$/),
  );
  fc.assert(
    fc.property(text, fc.uint8Array({ maxLength: 60 }), (spans, processes) => {
      readsOrIsDamaged(() => unpackSpans(5n, spans));
      readsOrIsDamaged(() => closedSpans(spans, (kind) => kind));
      readsOrIsDamaged(() => unpackProcesses(5n, Buffer.from(processes)));
      readsOrIsDamaged(() => unpackProcesses(5n, Buffer.concat([Buffer.of(1, 3), processes])));
    }),
    { numRuns: 5_000 },
  );
});
