import fc from "fast-check";
import { expect, test } from "vitest";
import { createByteReader, createByteWriter } from "../src/values/bytes.ts";

const written = (to: ReturnType<typeof createByteWriter>, texts: readonly string[]): Buffer => {
  for (const text of texts) to.text(text);
  return to.take();
};

test("what a writer gives is what another one would, whatever texts it was told before", () => {
  const text = fc.oneof(fc.constantFrom("", "mount", "/proc"), fc.string(), fc.string({ unit: "grapheme" }));
  fc.assert(
    fc.property(fc.array(fc.array(text)), (pieces) => {
      const writer = createByteWriter();
      for (const texts of pieces) {
        const bytes = written(writer, texts);
        expect(bytes.equals(written(createByteWriter(), texts))).toBe(true);
        const reader = createByteReader(bytes);
        expect(texts.map(() => reader.text())).toEqual(texts);
      }
    }),
  );
});

test.each([
  ["more texts than are remembered", Array.from({ length: 5_000 }, (_, n) => `text ${n}`)],
  ["longer texts than are remembered", ["a", "b"].map((letter) => letter.repeat(50_000))],
])("after %s a writer goes on as before", (_, many) => {
  const writer = createByteWriter();
  written(writer, many);
  for (const texts of [["mount", many[0] ?? "", "mount"], many])
    expect(written(writer, texts).equals(written(createByteWriter(), texts))).toBe(true);
});
