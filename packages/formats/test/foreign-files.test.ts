import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { FormatError } from "../src/index.ts";
import { memorySink } from "./memory-sink.ts";
import { bytes, eventLine, recorded, take } from "./importing.ts";

const EVENTS = recorded("head-min-true.ndjson");
const OTHER = recorded("head-tcp-c.ndjson");
const BLOG = recorded("text/blog-2019.txt");
const together = (...parts: readonly (string | Uint8Array)[]) =>
  new Uint8Array(Buffer.concat(parts.map(bytes)));
const idsOf = async (...files: readonly (string | Uint8Array)[]) => {
  const memory = memorySink();
  for (const file of files) await take(file, {}, { memory });
  return memory.boots().map(({ id }) => id);
};
const reasonOf = (file: string | Uint8Array) =>
  take(file).then(
    () => "imported",
    (error: unknown) => (error instanceof FormatError ? error.message : String(error)),
  );
const utf16 = (text: string, isBig = false) => {
  const data = Buffer.from(text, "utf16le");
  return isBig ? data.swap16() : data;
};
const events = EVENTS.trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line) as object);

describe("compressed files", () => {
  const a = gzipSync(EVENTS);
  const b = gzipSync(OTHER);
  test.each([
    ["members", together(a, b)],
    ["members, some empty", together(gzipSync(""), a, gzipSync(""), b, gzipSync(""))],
    ["padding with zeros", together(a, b, new Uint8Array(70_000))],
    ["padding between members", together(a, new Uint8Array(512), b)],
    ["text after a member", together(a, OTHER)],
    ["a member after text", together(EVENTS, b)],
    ["a member after text without a last line end", together(EVENTS.trimEnd(), b)],
    ["gzip within gzip", gzipSync(together(a, b))],
    ["frames of zstd", together(zstdCompressSync(EVENTS), zstdCompressSync(OTHER))],
  ])("are read to their end: %s, however they are cut into chunks", async (_, file) => {
    const expected = await idsOf(EVENTS, OTHER);
    for (const size of [97, 65_536]) {
      const { boots, report } = await take(file, {}, { size });
      expect(boots().map(({ id }) => id)).toEqual(expected);
      expect(report.rejected).toBe(0);
    }
  });

  test("a header with a name, a comment and more is passed over", async () => {
    const header = [0x1f, 0x8b, 8, 0x1e, 0, 0, 0, 0, 0, 3, 2, 0, 7, 7, ...bytes("name\0comment\0"), 1, 2];
    expect(await idsOf(together(new Uint8Array(header), a.subarray(10)))).toEqual(await idsOf(EVENTS));
  });

  test.each([
    ["is cut off", b.subarray(0, b.length - 20)],
    ["has a wrong checksum", together(b.subarray(0, -8), new Uint8Array(8))],
  ])("a second member that %s is told, and the first is kept", async (_, second) => {
    const memory = memorySink();
    const importing = take(together(a, second), {}, { memory });
    await expect(importing).rejects.toThrow(/damaged \(its part 2\).*What could be read of it is kept/);
    const [first = ""] = await idsOf(EVENTS);
    expect(memory.boots().map(({ id }) => id)).toContain(first);
  });

  test("what a short damaged file held before the damage is kept", async () => {
    const memory = memorySink();
    await expect(
      take(together(gzipSync(BLOG), gzipSync(BLOG).subarray(0, 30)), {}, { memory }),
    ).rejects.toThrow();
    expect(memory.boots()).toHaveLength(1);
  });
});

describe("files of other kinds are refused by their name, with what to do", () => {
  const tar = new Uint8Array(1024);
  tar.set(bytes("boots.ndjson"));
  tar.set(bytes("ustar"), 257);
  test.each<[string, Uint8Array, string]>([
    ["xz", Buffer.from("fd377a585a000004", "hex"), "xz -dc"],
    ["bzip2", Buffer.from("425a68393141592653590000", "hex"), "bzip2 -dc"],
    ["lz4", Buffer.from("04224d186440a7", "hex"), "lz4 -dc"],
    ["a zip archive", Buffer.from("504b03040a00", "hex"), "unzip -p"],
    ["a tar archive", tar, "tar -xOf"],
    ["a tar archive inside", gzipSync(tar), "gzip -dc FILE > INNER && tar -xOf INNER | hacotaki import -"],
    [
      "xz inside",
      zstdCompressSync(gzipSync(Buffer.from("fd377a585a000004", "hex"))),
      "zstd -dc FILE | gzip -dc - > INNER && xz -dc INNER |",
    ],
    ["Base64", bytes(Buffer.from(EVENTS).toString("base64").replaceAll(/.{76}/g, "$&\n")), "Decode it first"],
    ["blank lines", bytes("\n\n"), "nothing in the file"],
    ["a SQLite database", bytes("SQLite format 3\0rest"), "--db"],
    ["text in UTF-32", Buffer.from("fffe00007b000000", "hex"), "iconv"],
    ["a table", bytes("boot,run,container,host\n1,2,3,4\n"), "--format events"],
    ["a web page", bytes("<!DOCTYPE html>\n<html>"), "--format events"],
  ])("%s", async (name, file, advice) => {
    const reason = await reasonOf(file);
    expect(reason).toContain(name);
    expect(reason).toContain(advice);
  });
});

describe("text as common tools write it comes to the same boots", () => {
  const docker = (line: string) =>
    line.length < 40
      ? [{ log: `${line}\n` }]
      : [{ log: line.slice(0, 40) }, { log: `${line.slice(40)}\n` }].map((part) => ({
          ...part,
          stream: "stdout",
        }));
  const each = (text: string, change: (line: string) => string) =>
    text.trimEnd().split("\n").map(change).join("\n");
  const LAID_OUT: readonly (readonly [string, (text: string) => string | Uint8Array])[] = [
    ["a byte order mark", (text) => `\uFEFF${text}`],
    ["CRLF", (text) => text.replaceAll("\n", "\r\n")],
    ["CR", (text) => text.replaceAll("\n", "\r")],
    ["no last line end", (text) => text.trimEnd()],
    ["UTF-16 LE", (text) => utf16(`\uFEFF${text.replaceAll("\n", "\r\n")}`)],
    ["UTF-16 BE", (text) => utf16(`\uFEFF${text}`, true)],
    ["UTF-16 without a mark", (text) => utf16(text)],
    ["UTF-16 in gzip", (text) => gzipSync(utf16(`\uFEFF${text}`))],
    ["zeros before and behind", (text) => `${"\0".repeat(2_000_000)}${text}${"\0".repeat(4096)}`],
    ["colours", (text) => each(text, (line) => `\u001b[1;32m${line}\u001b[0m\u001b[K`)],
    [
      "script",
      (text) => `Script started on 2026-11-28\n${text.replaceAll("\n", "\r\n")}\nScript done on 2026-11-28\n`,
    ],
    [
      "docker's json-file",
      (text) =>
        each(text, (line) =>
          docker(line)
            .map((part) => JSON.stringify(part))
            .join("\n"),
        ),
    ],
    ["docker logs -t", (text) => each(text, (line) => `2026-11-28T21:54:09.123456789Z ${line}`)],
    ["docker compose logs", (text) => each(text, (line) => `\u001b[36mtracer-1  | \u001b[0m${line}`)],
    [
      "a pod's log",
      (text) =>
        each(
          text,
          (line) =>
            `2026-11-28T21:54:09.1Z stdout P ${line.slice(0, 9)}\n2026-11-28T21:54:09.1Z stdout F ${line.slice(9)}`,
        ),
    ],
    ["journalctl", (text) => each(text, (line) => `Nov 28 21:54:09 host tracer[812]: ${line}`)],
    ["journalctl -o json", (text) => each(text, (line) => JSON.stringify({ _PID: "1", MESSAGE: line }))],
  ];
  test.each(LAID_OUT)("%s", async (_, layOut) => {
    for (const text of [EVENTS, BLOG]) {
      const { boots } = await take(layOut(text));
      expect(boots().map(({ id }) => id)).toEqual(await idsOf(text));
    }
  });

  test.each([
    ["jq .", events.map((event) => JSON.stringify(event, undefined, 2)).join("\n")],
    ["jq -s .", JSON.stringify(events, undefined, 2)],
    ["jq -s --tab .", JSON.stringify(events, undefined, "\t")],
    ["jq -sc .", JSON.stringify(events)],
    ["grep", EVENTS.replaceAll(/^/gm, "boots.ndjson:12:").replace(/boots.ndjson:12:$/, "")],
  ])("%s", async (_, file) => {
    const { boots, report } = await take(file, {}, { size: 1_000 });
    expect(boots().map(({ id }) => id)).toEqual(await idsOf(EVENTS));
    expect(report.rejected).toBe(0);
  });

  test("laid out over lines, an object that is cut off hurts no other, and lines keep their numbers", async () => {
    const [meta, ...others] = events.map((event) => JSON.stringify(event, undefined, 2));
    const text = [meta, '{\n  "event": "usdt",\n  "comm": "cut', ...others].join("\n");
    const { boots, report } = await take(text);
    expect(boots().map(({ id }) => id)).toEqual(await idsOf(EVENTS));
    expect(report.rejectedLines.map(({ line }) => line)).toEqual([(meta ?? "").split("\n").length + 1]);
  });
});

describe("the beginning of a stream that cannot be read", () => {
  const meta = (host: string) =>
    `${JSON.stringify({ event: "meta", schema: 1, host_id: host, host_name: host, kernel_boot_id: host })}\n`;
  const boot = (at: number) =>
    [0, 21]
      .map((code, n) =>
        eventLine({
          event: "usdt",
          provider: "haconiwa",
          probe: "bootstrap_phase_pass",
          args: [code, 0],
          ts_boot_ns: at + n,
          seq: n + 1,
          pid: at,
          hostname: "guest",
        }),
      )
      .join("");
  const good = meta("host-a") + boot(1_000);

  test.each([
    ["is cut off", meta("host-b").slice(0, 60), 1],
    ["has lost its front", meta("host-b").slice(20), 1],
    ["is of no schema", meta("host-b").replace('"schema":1', '"schema":"1"'), 1],
    ["has zeros in it", meta("host-b").replace("host_name", "\0\0\0"), 1],
  ])("ends the one before: where it %s, no boot gets another's host", async (_, begin, rejected) => {
    const { boots, report, sources } = await take(
      `${good}${begin.trimEnd()}\n${boot(5_000)}${meta("host-c")}${boot(9_000)}`,
    );
    expect(sources().map(({ hostName }) => hostName)).toEqual(["host-a", "guest", "host-c"]);
    expect(boots()).toHaveLength(3);
    expect(report.rejectedLines.map(({ reason }) => reason)).toEqual(
      Array.from({ length: rejected }, () => expect.stringContaining("without the host and the clock")),
    );
  });

  test.each([
    ["a byte order mark before it", `\uFEFF${meta("host-b")}`],
    ["no line end before it", `${meta("host-b")}`],
    ["blanks before it", `  ${meta("host-b")}`],
  ])("%s keeps nothing from being read", async (name, begin) => {
    const before = name.startsWith("no line end") ? good.trimEnd() : good;
    const { report, sources } = await take(`${before}${begin}${boot(5_000)}`);
    expect(sources().map(({ hostName }) => hostName)).toEqual(["host-a", "host-b"]);
    expect(report.rejected).toBe(0);
  });

  test("behind a line that was cut off, it is found", async () => {
    const { report, sources } = await take(
      `${good}{"event":"exit","pid":1,"comm":"cu${meta("host-b")}${boot(5_000)}`,
    );
    expect(sources().map(({ hostName }) => hostName)).toEqual(["host-a", "host-b"]);
    expect(report.rejected).toBe(1);
  });
});
