import { deflateRawSync } from "node:zlib";
import Database from "better-sqlite3";
import { instant, type BootEvent, type FiledEvent } from "@hacotaki/core";
import { expect, onTestFinished, test } from "vitest";
import { checksumOf, eventsOfBlock, unpackedBlock } from "../src/events/event-block.ts";
import { packEvents } from "../src/events/event-codec.ts";
import { EVENT_DICTIONARY } from "../src/events/event-dictionary.ts";
import { openStore, unpackedEvents } from "../src/index.ts";
import type { EventBlockRow } from "../src/connection/tables.ts";
import { NOTHING, RECORDING, runIdAt } from "./builder.ts";
import { temporaryDatabase } from "./folder.ts";
import { insideOfABoot } from "./made-inside.ts";
import { seeded } from "./seeded.ts";

const AT_ONCE = 2n ** 62n;
const [DEFLATED, DENSE] = [2, 3];
const run = runIdAt(0);

/** A block of form 3 as the first version wrote it that had it. */
const WRITTEN = {
  key: 1n,
  run_key: 1n,
  first_at: instant(90_000_000_000_000n),
  last_at: instant(90_000_093_000_000n),
  count: 13n,
  boots: "[[1,9],[null,4]]",
  checksum: 2_567_140_007n,
  is_compact: 1n,
  bytes: Buffer.from(
    "AzL/F8IADCR0BhI6GMTBIA6GqV11xfqGibHFo1c0IUsMF3yS34AKarTgvi2ghgx8kgQ1BANXXz+4GBmZfnAVwk7a5uIHrQBgYCtPTZrFWMzAwMjEKMAgAD7hvjw1iYUhkYGRBWIiA+hMWS5wIbGHmRGUuUH1A+Q4Gob3ltO5GO9zsTEpMDAzMQjAbn9mYGy+vDvApfi37sqrW2du5ObbVKwzWzzQM0Tz77HQqZtfXA1gYwbV2VOZmN4zruViYGB4Aik82E8ysp5mZDzLyHiekXE5I8NFRlCWYWZmMMJ5UTcbgwTsNlbQGfnQ1VigJAseL2NgZOBj4Espyi8oSE1hAwA=",
    "base64",
  ),
};

function opened() {
  const path = temporaryDatabase();
  const store = openStore(path, { mode: "write" });
  const db = new Database(path);
  onTestFinished(() => {
    db.close();
    store.close();
  });
  const recording = store.startRecording(RECORDING);
  return {
    store,
    db,
    save: (events: readonly BootEvent[]) =>
      store.save(
        { ...NOTHING, events: events.map((event): FiledEvent => ({ runId: run, event })) },
        recording,
      ),
    compact() {
      while (store.compact(AT_ONCE));
    },
    blocks: () =>
      db
        .prepare<[], Pick<EventBlockRow, "bytes"> & { readonly count: number; readonly is_compact: number }>(
          "SELECT count, is_compact, bytes FROM event_block ORDER BY first_at",
        )
        .all(),
  };
}

/** Many calls of one thread, no two of which took as long. */
function calls(count: number): readonly BootEvent[] {
  const random = seeded(7);
  let at = 1_000_000n;
  return Array.from({ length: count }, (_, n) => {
    const enterAt = at + BigInt(random(200_000));
    at = enterAt + BigInt(random(50_000));
    return {
      kind: "syscall",
      name: "openat",
      when: "exit",
      parameters: { dfd: -100n, path: `/proc/${n}/status`, flags: 0n },
      enterAt: instant(enterAt),
      result: 3n,
      at: instant(at),
      seq: n,
      tgid: 9,
      tid: 9,
    };
  });
}

test("a block that the first version with this form wrote gives the events that it was written of", () => {
  const filed = eventsOfBlock(WRITTEN, (digest) => digest);
  expect(filed.map(({ event }) => event)).toStrictEqual(insideOfABoot);
  expect(filed.map(({ boot }) => boot)).toEqual(insideOfABoot.map(({ tgid }) => (tgid === 703 ? null : 1n)));
});

test("what went on inside of a boot is packed as such once it is compacted, and comes back the same", () => {
  const { store, save, compact, blocks } = opened();
  save(calls(200));
  const [fresh] = blocks();
  expect(fresh).toMatchObject({ is_compact: 0 });
  expect(fresh?.bytes[0]).toBe(DEFLATED);
  compact();
  const [dense, ...others] = blocks();
  expect(others).toEqual([]);
  expect(dense).toMatchObject({ count: 200, is_compact: 1 });
  expect(dense?.bytes[0]).toBe(DENSE);
  expect(dense?.bytes.length).toBeLessThan((fresh?.bytes.length ?? 0) * 0.8);
  expect(store.findRun(run)?.events).toStrictEqual(calls(200));
});

test("a boot that nobody looked into stays packed as it was", () => {
  const { save, compact, blocks } = opened();
  save(
    Array.from({ length: 200 }, (_, n) => ({
      kind: "exec",
      file: `/usr/lib/${n * 7_919}/program-${n}`,
      traced: false,
      at: instant(BigInt(n)),
      seq: n,
      tgid: n,
    })),
  );
  const [fresh] = blocks();
  expect(fresh?.bytes.length).toBeGreaterThan(1_024);
  compact();
  expect(blocks()).toEqual([{ ...fresh, is_compact: 1 }]);
});

test("blocks that a version before has compacted are read beside newer ones, and merged with what comes later", () => {
  const { store, db, save, compact, blocks } = opened();
  save(calls(100));
  compact();
  const { bytes } = packEvents(
    calls(100).map((event) => ({ event, boot: null })),
    (text) => text,
  );
  const before = Buffer.concat([
    Buffer.of(DEFLATED),
    deflateRawSync(bytes, { level: 9, dictionary: EVENT_DICTIONARY }),
  ]);
  const row = db.prepare<[], EventBlockRow>("SELECT * FROM event_block").safeIntegers().get();
  if (row === undefined) throw new Error("what was saved has a block");
  db.prepare("UPDATE event_block SET bytes = ?, checksum = ?").run(
    before,
    checksumOf({ ...row, bytes: before }),
  );
  expect(store.findRun(run)?.events).toStrictEqual(calls(100));
  save(calls(120).slice(100));
  const all = calls(120);
  expect(blocks().map((block) => block.bytes[0])).toEqual([DEFLATED, DEFLATED]);
  expect(store.findRun(run)?.events).toStrictEqual(all);
  compact();
  expect(blocks().map((block) => [block.bytes[0], block.count])).toEqual([[DENSE, 120]]);
  expect(store.findRun(run)?.events).toStrictEqual(all);
});

test("who ships a block says how it is to be read, and whoever reads it has its events", () => {
  const { form, bytes } = unpackedBlock(WRITTEN);
  expect(form).toBe(2);
  const block = { firstAt: WRITTEN.first_at, events: 13, form, bytes };
  const found = unpackedEvents(
    [
      {
        ...block,
        filing: [
          [undefined, 9],
          [undefined, 4],
        ],
      },
    ],
    (digest) => digest,
  );
  expect(found.map(({ event }) => event)).toStrictEqual(insideOfABoot);
});

test("a block whose bits are said to be more than it has is damaged", () => {
  const bytes = Buffer.from(WRITTEN.bytes);
  bytes[1] = 127;
  const bent = { ...WRITTEN, bytes };
  expect(() => eventsOfBlock({ ...bent, checksum: BigInt(checksumOf(bent)) }, (digest) => digest)).toThrow(
    expect.objectContaining({ name: "DamagedRow" }),
  );
});
