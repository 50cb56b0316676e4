import { createReadStream, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eventsNdjson, FormatError, importStream, type ImportOptions } from "../src/index.ts";
import { memorySink } from "./memory-sink.ts";

const SHARED =
  process.env["HACOTAKI_RECORDINGS"] ?? join(import.meta.dirname, "../../../../shared/recordings");
const OWN = join(import.meta.dirname, "../../../test/fixtures/recordings");
const RECORDINGS = existsSync(SHARED) ? SHARED : OWN;
const names = readdirSync(RECORDINGS).filter((name) => name.endsWith(".ndjson"));

const bytes = (text: string | Uint8Array) =>
  typeof text === "string" ? new TextEncoder().encode(text) : text;
async function* chunked(data: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < data.length; at += size) yield data.subarray(at, at + size);
}
const options: ImportOptions = { name: "test", now: () => 0n };
async function take(
  text: string | Uint8Array,
  more: Partial<ImportOptions> = {},
  size = 65_536,
  memory = memorySink(),
) {
  const report = await importStream(chunked(bytes(text), size), memory.sink, { ...options, ...more });
  return { report, ...memory, memory };
}
const recorded = (name: string) => readFileSync(join(RECORDINGS, name), "utf8");
const failure = (text: string | Uint8Array) =>
  take(text).then(
    () => undefined,
    (error: unknown) => (error instanceof FormatError ? error.code : error),
  );

describe.each(names)("%s", (name) => {
  test("imports without a rejected line, and again without a change", async () => {
    const memory = memorySink();
    const { report } = await take(recorded(name), {}, 65_536, memory);
    expect(report).toMatchObject({ format: "events", rejected: 0 });
    const boots = memory.boots();
    const events = memory.events().length;
    await take(recorded(name), {}, 65_536, memory);
    expect(memory.boots()).toEqual(boots);
    expect(memory.events()).toHaveLength(events);
  });

  test("what is exported of a boot's run imports to the same boots and events", async () => {
    const first = await take(recorded(name));
    const source = first.source();
    if (!source || first.boots().length === 0) return;
    const again = await take([...eventsNdjson(source, first.events())].join(""));
    expect(again.report.rejected).toBe(0);
    expect(again.boots()).toEqual(first.boots());
    expect(again.events()).toEqual(first.events());
  });
});

test("the blog's trace imports to one boot with its two known durations", async () => {
  const { report, boots } = await take(recorded("text/blog-2019.txt"));
  expect(report).toMatchObject({ format: "trace-2019", events: 16, boots: 1, rejected: 0 });
  const durations = Object.fromEntries(
    (boots()[0]?.spans ?? []).map((span) => [
      span.slug,
      span.state === "open" ? undefined : span.endAt - span.startAt,
    ]),
  );
  expect(durations).toMatchObject({ namespace: 16_160_981n, "pivot-root": 19_301_341n });
});

test.each([
  ["trace_usdt-head-min-true.txt", "trace-0.11", 1, "up"],
  ["trace_usdt-head-multi.txt", "trace-0.11", 3, "up"],
  ["trace_usdt-head-fail-norootfs.txt", "trace-0.11", 1, "failed"],
  ["trace_usdt-2019-min-true-mode0.txt", "trace-2019", 1, "up"],
  ["trace_usdt-2019-multi-mode0.txt", "trace-2019", 3, "up"],
  ["trace_usdt-2019-fail-norootfs-mode0.txt", "trace-2019", 1, "failed"],
] as const)("%s is read as %s", async (name, format, count, outcome) => {
  const { report, boots } = await take(recorded(`text/${name}`));
  expect(report).toMatchObject({ format, rejected: 0 });
  expect(boots().map((boot) => boot.outcome)).toEqual(Array(count).fill(outcome));
});

test("bpftrace's truncated nanoseconds are unwrapped: durations stay exact", async () => {
  const { report, boots } = await take(recorded("text/sample_bt-head-min-true.txt"));
  expect(report).toMatchObject({ format: "bpftrace", rejected: 0 });
  expect(boots().every((boot) => boot.outcome === "up" && boot.lineage === "guessed")).toBe(true);
  const [first] = boots();
  expect((first?.upAt ?? 0n) - (first?.startAt ?? 0n)).toBe(766_994_008n - 764_426_004n);
});

test("a step across the 32-bit wrap is a step of a few nanoseconds", async () => {
  const rows = ["[2147483640] Pass: hpid: 7, phase: 11", "[-2147483640] Pass: hpid: 7, phase: 12"];
  const { boots } = await take(rows.join("\n"));
  const [span] = boots()[0]?.spans ?? [];
  expect(span?.state === "closed" && span.endAt - span.startAt).toBe(16n);
});

test("a summary of averages is refused with the reason, and so are an empty and an unknown file", async () => {
  expect(await failure(recorded("text/hacoboot_sampler-head-tcp-c.txt"))).toBe("not-importable");
  expect(await failure("")).toBe("empty");
  expect(await failure("\n \n")).toBe("empty");
  expect(await failure("hello\nworld\n")).toBe("unknown-format");
});

test("bad lines are reported with number and reason, up to a limit, and the rest is imported", async () => {
  const lines = recorded("head-min-true.ndjson").trimEnd().split("\n");
  lines.splice(
    3,
    0,
    "{broken",
    '{"event":"usdt","seq":1,"ts_boot_ns":-5,"pid":1}',
    '{"event":"party","seq":1,"ts_boot_ns":5}',
  );
  const { report, boots } = await take(lines.join("\n"), { rejectLimit: 2 });
  expect(report.rejected).toBe(3);
  expect(report.rejectedLines.map(({ line }) => line)).toEqual([4, 5]);
  expect(report.rejectedLines[0]?.reason).toMatch(/is not JSON/);
  expect(report.rejectedLines[1]?.reason).toBe("ts_boot_ns -5 is out of range");
  expect(boots()).toMatchObject([{ container: "min-true", outcome: "up" }]);
});

test("lines end with LF or CRLF, the first may carry a byte order mark, the last may lack its end", async () => {
  const text = recorded("text/blog-2019.txt").trimEnd();
  expect((await take(`\uFEFF${text.replaceAll("\n", "\r\n")}`)).report).toMatchObject({
    events: 16,
    rejected: 0,
  });
});

test("a line beyond a mebibyte is rejected, not kept", async () => {
  const { report } = await take(
    `${recorded("text/blog-2019.txt")}${"x".repeat(3 * 1024 ** 2)}\n`,
    {},
    10_000,
  );
  expect(report).toMatchObject({ events: 16, rejected: 1 });
  expect(report.rejectedLines[0]?.reason).toMatch(/longer than/);
});

test("how a stream is cut into chunks changes nothing", async () => {
  const whole = (await take(recorded("head-tcp-c.ndjson"))).boots();
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 5_000 }), async (size) => {
      expect((await take(recorded("head-tcp-c.ndjson"), {}, size)).boots()).toEqual(whole);
    }),
    { numRuns: 20 },
  );
});

test("a file cut off anywhere keeps all lines before the cut", async () => {
  const text = recorded("head-min-true.ndjson");
  const cuts = Array.from({ length: Math.floor(text.length / 1024) }, (_, n) => (n + 1) * 1024);
  for (const cut of cuts) {
    const { report } = await take(text.slice(0, cut));
    expect(report.rejected).toBeLessThanOrEqual(1);
    expect(report.lines).toBe(text.slice(0, cut).split("\n").filter(Boolean).length);
  }
});

test("a gzipped trace is read like the trace, a damaged one and a bomb are refused", async () => {
  const text = recorded("text/blog-2019.txt");
  expect((await take(gzipSync(text))).report.events).toBe(16);
  expect(await failure(gzipSync(text).subarray(0, 100))).toBe("not-importable");
  expect(
    await failure(gzipSync(Buffer.concat([Buffer.from(text), Buffer.alloc(64 * 1024 ** 2, "\n")]))),
  ).toBe("too-large");
});

test("JSON nested two hundred thousand deep is a rejected line", async () => {
  const deep = `{"event":"usdt","args":${"[".repeat(200_000)}${"]".repeat(200_000)}}`;
  const { report } = await take(`${recorded("head-version.ndjson")}${deep}\n`);
  expect(report.rejectedLines.map(({ reason }) => reason)).toEqual(["is nested too deeply"]);
});

test("integers beyond 2^53 keep every digit", async () => {
  const exact = recorded("head-min-true.ndjson").replaceAll('"ts_boot_ns":4975', '"ts_boot_ns":900719925');
  expect((await take(exact)).boots()[0]?.startAt).toBe(900719925370049504n);
});

test("hostile texts stay as they are and random bytes are refused or rejected, never thrown otherwise", async () => {
  const hostile = ["<img onerror=x>", "\u001b[31m", "\u202e", "\u0000", "\ud800", "__proto__"];
  for (const name of hostile) {
    const text = recorded("head-min-true.ndjson").replaceAll(
      '"hostname":"min-true"',
      `"hostname":${JSON.stringify(name)}`,
    );
    expect((await take(text)).boots()[0]?.container).toBe(name);
  }
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), fc.boolean(), async (noise, isAppended) => {
      const text = bytes(recorded("text/blog-2019.txt"));
      const data = isAppended ? new Uint8Array([...text, ...noise]) : noise;
      await take(data).catch((error: unknown) => expect(error).toBeInstanceOf(FormatError));
    }),
    { numRuns: 200 },
  );
});

test("a cancelled import keeps what it has, and says so", async () => {
  const abort = new AbortController();
  const { report } = await take(
    recorded("2019-multi.ndjson"),
    { signal: abort.signal, onProgress: () => abort.abort() },
    20_000,
  );
  expect(report).toMatchObject({ wasCancelled: true, format: undefined });
  expect(report.lines).toBeLessThan(recorded("2019-multi.ndjson").split("\n").length);
});

test("an import of less never takes from a boot that is known more completely", async () => {
  const memory = memorySink();
  await take(recorded("head-min-true.ndjson"), {}, 65_536, memory);
  const whole = memory.boots();
  const less = recorded("head-min-true.ndjson")
    .split("\n")
    .filter((line) => !line.includes('"event":"exit"'));
  await take(less.join("\n"), {}, 65_536, memory);
  expect(memory.boots()).toEqual(whole);
});

test("progress grows and ends at the whole file", async () => {
  const path = join(RECORDINGS, "2019-multi.ndjson");
  const seen: number[] = [];
  const report = await importStream(createReadStream(path), memorySink().sink, {
    ...options,
    onProgress: ({ bytes: n }) => seen.push(n),
  });
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(seen.at(-1)).toBe(readFileSync(path).length);
  expect(report.bytes).toBe(readFileSync(path).length);
});
