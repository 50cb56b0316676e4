import { createReadStream, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { until } from "../../../test/until.ts";
import { importStream, type ImportProgress } from "../src/index.ts";
import { chunked, bytes, failure, OPTIONS, recorded, RECORDINGS, take } from "./importing.ts";
import { memorySink } from "./memory-sink.ts";

const BLOG = "text/blog-2019.txt";

describe("bad lines", () => {
  test("are reported with number, reason and beginning, up to a limit; the rest is imported", async () => {
    const lines = recorded("head-min-true.ndjson").trimEnd().split("\n");
    const bad = ["{broken", '{"event":"usdt","seq":1,"ts_boot_ns":-5}', '{"event":"party","seq":1}'];
    lines.splice(3, 0, ...bad);
    const seen: number[] = [];
    const { report, boots, notes } = await take(lines.join("\n"), {
      rejectLimit: 2,
      onRejected: ({ line }) => seen.push(line),
    });
    expect(report.rejected).toBe(3);
    expect(report.rejectedLines).toMatchObject([
      { line: 4, reason: expect.stringContaining("is not JSON"), excerpt: "{broken" },
      { line: 5, reason: "ts_boot_ns -5 is out of range" },
    ]);
    expect(seen).toEqual([4, 5]);
    expect(notes()).toEqual(["3 lines rejected"]);
    expect(boots()).toMatchObject([{ container: "min-true", outcome: "up" }]);
  });

  test("may be all there is: then nothing is recorded", async () => {
    const { report, sources } = await take('{"event":"party","seq":1,"ts_boot_ns":1}\n');
    expect(report).toMatchObject({ events: 0, rejected: 1, boots: 0, recording: undefined });
    expect(sources()).toEqual([]);
  });
});

test("how a stream is cut into chunks changes nothing", async () => {
  const text = recorded("head-tcp-c.ndjson");
  const whole = (await take(text)).boots();
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 5_000 }), async (size) => {
      expect((await take(text, {}, { size })).boots()).toEqual(whole);
    }),
    { numRuns: 20 },
  );
});

test("events out of order within a file come to the same boots", async () => {
  const [meta = "", ...lines] = recorded("2019-multi.ndjson").trimEnd().split("\n");
  // Without a host of its own, the file would be called after whichever event comes first.
  const head = meta.replace('"schema":1', '"schema":1,"host_id":"h","host_name":"vm"');
  const idsOf = async (events: readonly string[]) => {
    const { boots } = await take([head, ...events].join("\n"));
    return boots().map(({ id, outcome, container }) => ({ id, outcome, container }));
  };
  const ordered = await idsOf(lines);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 1_000_003 }), async (seed) => {
      const key = (n: number) => ((n + 1) * 7_919 * seed) % 1_000_003;
      const shuffled = lines.map((line, n) => ({ line, n })).sort((a, b) => key(a.n) - key(b.n));
      expect(await idsOf(shuffled.map(({ line }) => line))).toEqual(ordered);
    }),
    { numRuns: 20 },
  );
});

test("a long stream is saved as it is read, and comes to the same boots", async () => {
  const [meta, ...lines] = recorded("head-min-true.ndjson").trimEnd().split("\n");
  const copy = (n: number) =>
    lines.map((line) =>
      line.replace(/"ts_boot_ns":(\d+)/, (_, ns) => `"ts_boot_ns":${Number(ns) + n * 1e9}`),
    );
  const text = [meta, ...Array.from({ length: 700 }, (_, n) => copy(n)).flat()].join("\n");
  const { report, boots, saves } = await take(text);
  expect(report).toMatchObject({ boots: 700, rejected: 0 });
  expect(boots().every(({ outcome, container }) => outcome === "up" && container === "min-true")).toBe(true);
  expect(saves()).toBeGreaterThan(4);
});

test("one absurd instant does not hurt the boots beside it", async () => {
  const text = recorded("head-min-true.ndjson");
  const absurd = `{"event":"listen","seq":1,"pid":1,"ts_boot_ns":${2n ** 62n - 1n}}\n`;
  const { boots } = await take(`${absurd}${text}`);
  expect(boots()).toMatchObject([{ outcome: "up", losses: [] }]);
});

describe("a gzipped file", () => {
  test("is read like the file, even if it comes byte by byte", async () => {
    for (const size of [1, 2, 65_536])
      expect((await take(gzipSync(recorded(BLOG)), {}, { size })).report).toMatchObject({ events: 16 });
  });
  test("that is damaged is refused", async () => {
    expect(await failure(gzipSync(recorded(BLOG)).subarray(0, 100))).toBe("not-importable");
    expect(await failure(new Uint8Array([0x1f, 0x8b]))).toBe("not-importable");
  });
  test("that is a bomb is refused before it has grown", async () => {
    const bomb = gzipSync(Buffer.alloc(256 * 1024 ** 2));
    expect(await failure(bomb)).toBe("too-large");
  });
  test("whose input fails, fails with the input's own error", async () => {
    const broken = async function* () {
      yield gzipSync(recorded(BLOG)).subarray(0, 100);
      throw new Error("the disk is gone");
    };
    await expect(importStream(broken(), memorySink().sink, OPTIONS)).rejects.toThrow("the disk is gone");
  });
});

describe("an import that cannot go on", () => {
  test("keeps what it has and ends its recording, with the reason", async () => {
    const memory = memorySink();
    const half = async function* () {
      yield bytes(recorded("head-min-true.ndjson"));
      throw new Error("the line went dead");
    };
    await expect(importStream(half(), memory.sink, { ...OPTIONS, format: "events" })).rejects.toThrow("dead");
    expect(memory.boots()).toMatchObject([{ outcome: "up" }]);
    expect(memory.notes()).toEqual(["the import failed: the line went dead"]);
  });

  test("because the store fails, fails with the store's error", async () => {
    const memory = memorySink();
    const sink = {
      ...memory.sink,
      save() {
        throw new Error("the disk is full");
      },
    };
    await expect(importStream(chunked(bytes(recorded(BLOG)), 99), sink, OPTIONS)).rejects.toThrow("full");
  });
});

describe("a cancelled import", () => {
  test("keeps what it has, and says so", async () => {
    const abort = new AbortController();
    let seen = 0;
    const { report, notes, boots } = await take(
      recorded("head-min-true.ndjson"),
      {
        signal: abort.signal,
        format: "events",
        now: () => BigInt(++seen) * 1_000_000_000n,
        onProgress: () => abort.abort(),
      },
      { size: 20_000 },
    );
    expect(report).toMatchObject({ wasCancelled: true, format: "events" });
    expect(report.lines).toBeLessThan(82);
    expect(notes()).toEqual(["the import was cancelled"]);
    // Nobody knows that the boot would not have gone on.
    expect(boots().flatMap(({ losses }) => losses)).not.toContain("stream-ended");
  });

  test("ends at once although its input is silent", async () => {
    const abort = new AbortController();
    const silent = async function* () {
      yield bytes(recorded(BLOG));
      setImmediate(() => abort.abort());
      await new Promise(() => {});
    };
    const report = await importStream(silent(), memorySink().sink, { ...OPTIONS, signal: abort.signal });
    expect(report.wasCancelled).toBe(true);
  });

  test("closes its input", async () => {
    const abort = new AbortController();
    let isClosed = false;
    const endless = async function* () {
      try {
        for (;;) yield bytes(recorded(BLOG));
      } finally {
        isClosed = true;
      }
    };
    const onProgress = ({ lines }: ImportProgress) => lines > 500 && abort.abort();
    let clock = 0n;
    await importStream(endless(), memorySink().sink, {
      ...OPTIONS,
      signal: abort.signal,
      onProgress,
      now: () => (clock += 1_000_000_000n),
    });
    await until(() => isClosed, "the input to be closed");
  });
});

describe("progress", () => {
  const watch = async (now: () => bigint) => {
    const path = join(RECORDINGS, "head-multi-daemon.ndjson");
    const seen: ImportProgress[] = [];
    const report = await importStream(createReadStream(path, { highWaterMark: 4096 }), memorySink().sink, {
      ...OPTIONS,
      now,
      onProgress: (progress) => seen.push(progress),
    });
    return { seen, report, size: readFileSync(path).length };
  };

  test("grows and ends at the whole file", async () => {
    let clock = 0n;
    const { seen, report, size } = await watch(() => (clock += 1_000_000_000n));
    const read = seen.map((progress) => progress.bytes);
    expect(read).toEqual([...read].sort((a, b) => a - b));
    expect(read.length).toBeGreaterThan(10);
    expect(seen.at(-1)).toEqual({ bytes: size, lines: 218, events: report.events, boots: 3, rejected: 0 });
  });

  test("is told ten times a second, however fast the file is read", async () => {
    expect((await watch(() => 0n)).seen).toHaveLength(2);
  });
});
