import fc from "fast-check";
import { expect, test } from "vitest";
import { linesOf, MAX_LINE_BYTES, type Line } from "../src/input/lines.ts";
import { bytes, chunked, recorded, take } from "./importing.ts";

async function split(data: string | Uint8Array, size = 65_536): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const batch of linesOf(chunked(bytes(data), size))) lines.push(...batch);
  return lines;
}
const texts = async (data: string | Uint8Array, size?: number) =>
  (await split(data, size)).map(({ text }) => text);

test("lines end with LF or CRLF, the last one with or without its end", async () => {
  expect(await texts("a\nb\r\n\nc")).toEqual(["a", "b", "", "c"]);
  expect(await texts("a\n")).toEqual(["a"]);
  expect(await texts("a\rb\n")).toEqual(["a\rb"]);
  expect(await texts("")).toEqual([]);
});

test("a byte order mark before a line is no text of it; within it is", async () => {
  expect(await texts("\uFEFFa\n\uFEFFb\uFEFFc")).toEqual(["a", "b\uFEFFc"]);
});

test("zeros around a line are padding, however many", async () => {
  const many = "\0".repeat(2 * MAX_LINE_BYTES);
  expect(await texts(`${many}a\0b\0\0\n\0c${"\0".repeat(9)}`, 10_000)).toEqual(["a\0b", "c"]);
});

test("lines are numbered from 1, and their bytes add up to the file", async () => {
  const data = bytes("箱\r\n\n\0\nlast");
  const lines = await split(data);
  expect(lines.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  expect(lines.reduce((sum, line) => sum + line.bytes, 0)).toBe(data.length);
});

test("however a file is cut into chunks, its lines are the same", async () => {
  const pieces = fc.array(fc.constantFrom("a", "箱", "🙂", "\n", "\r\n", "\0", "\uFEFF", "{}"), {
    maxLength: 60,
  });
  await fc.assert(
    fc.asyncProperty(pieces, fc.integer({ min: 1, max: 9 }), async (parts, size) => {
      expect(await split(parts.join(""), size)).toEqual(await split(parts.join("")));
    }),
  );
});

test("a producer may use its buffer again", async () => {
  const buffer = new Uint8Array(4);
  const reusing = async function* () {
    for (const part of ["abcd", "ef\ng", "h\ni\n"]) {
      buffer.set(bytes(part));
      yield buffer.subarray(0, part.length);
    }
  };
  const seen: (string | undefined)[] = [];
  for await (const batch of linesOf(reusing())) seen.push(...batch.map(({ text }) => text));
  expect(seen).toEqual(["abcdef", "gh", "i"]);
});

test("a line of a mebibyte is read, a longer one is counted but not kept", async () => {
  const long = "x".repeat(MAX_LINE_BYTES);
  expect(await texts(`${long}\n${long}x\nafter`, 10_000)).toEqual([long, undefined, "after"]);
  const { report } = await take(`${recorded("text/blog-2019.txt")}${long}x\n`);
  expect(report).toMatchObject({ events: 16, rejected: 1 });
  expect(report.rejectedLines[0]?.reason).toMatch(/longer than 1048576 bytes/);
});
