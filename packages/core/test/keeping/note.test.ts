import fc from "fast-check";
import { expect, test } from "vitest";
import { MAX_NOTE_LENGTH, notePartsOf, parseNoteText } from "../../src/keeping/note.ts";

const links = (line: string) =>
  notePartsOf(line).flatMap((part) => (part.kind === "link" ? [[part.text, part.href]] : []));

test("addresses of http and https become links, without the sentence's punctuation", () => {
  expect(links("see https://example.org/a?b=c, and (http://example.org/x_(y)).")).toEqual([
    ["https://example.org/a?b=c", "https://example.org/a?b=c"],
    ["http://example.org/x_(y)", "http://example.org/x_(y)"],
  ]);
  expect(links("詳細は https://example.org/a。")).toEqual([
    ["https://example.org/a", "https://example.org/a"],
  ]);
});

test("nothing else becomes a link, nor what would hide where it leads", () => {
  for (const text of [
    "javascript:alert(1)",
    "data:text/html,x",
    "ftp://example.org",
    "https://bank.example@evil.example/",
    "https://",
    "www.example.org",
  ])
    expect(links(text), text).toEqual([]);
  expect(links("https://example.org/\u202egpj.exe")).toEqual([
    ["https://example.org/", "https://example.org/"],
  ]);
});

test("the parts of a line are the line", () => {
  const word = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.webUrl(),
    fc.constantFrom("http://", "https://a", ")", "(", "."),
  );
  fc.assert(
    fc.property(fc.array(word), (words) => {
      const line = words.join("");
      expect(
        notePartsOf(line)
          .map(({ text }) => text)
          .join(""),
      ).toBe(line);
      for (const [, href = ""] of links(line)) expect(["http:", "https:"]).toContain(new URL(href).protocol);
    }),
  );
});

test("a note is neither empty nor endless, and its lines end in one way", () => {
  expect(parseNoteText("  \r\n ")).toBeUndefined();
  expect(parseNoteText("a\r\nb\rc ")).toBe("a\nb\nc");
  expect(parseNoteText("x".repeat(MAX_NOTE_LENGTH))).toHaveLength(MAX_NOTE_LENGTH);
  expect(parseNoteText("x".repeat(MAX_NOTE_LENGTH + 1))).toBeUndefined();
  expect(parseNoteText("\ud800")).toBeUndefined();
});
