import { describe, expect, test } from "vitest";
import { drawBar } from "../src/terminal/bar.ts";

const solid = { kind: "solid", hasBlocks: true } as const;

describe("a bar", () => {
  test("fills its cells exactly where it begins and ends between them", () => {
    expect(drawBar({ start: 0.25, end: 0.75 }, 8, solid)).toEqual({ column: 2, text: "████" });
  });

  test("ends in eighths of a cell", () => {
    expect(drawBar({ start: 0, end: 1 / 8 + 3 / 64 }, 8, solid)).toEqual({ column: 0, text: "█▍" });
  });

  test("begins in a half or an eighth of a cell", () => {
    expect(drawBar({ start: 4 / 64, end: 1 }, 8, solid).text).toBe("▐███████");
    expect(drawBar({ start: 7 / 64, end: 1 }, 8, solid).text).toBe("▕███████");
  });

  test("is seen however short it is, at both ends too", () => {
    expect(drawBar({ start: 0, end: 0 }, 8, solid)).toEqual({ column: 0, text: "▏" });
    expect(drawBar({ start: 0.5, end: 0.500001 }, 8, solid)).toEqual({ column: 4, text: "▏" });
    expect(drawBar({ start: 1, end: 1 }, 8, solid)).toEqual({ column: 7, text: "▕" });
  });

  test("never leaves the drawing", () => {
    expect(drawBar({ start: -3, end: 9 }, 4, solid)).toEqual({ column: 0, text: "████" });
  });

  test("fades out to the right while it is open, and is hatched where nobody knows what ran", () => {
    expect(drawBar({ start: 0.5, end: 1 }, 12, { kind: "open", hasBlocks: true }).text).toBe("███▓▒░");
    expect(drawBar({ start: 0.5, end: 1 }, 4, { kind: "hatched", hasBlocks: true }).text).toBe("▒▒");
  });

  test("differs by kind without block characters too", () => {
    const plain = (kind: "solid" | "open" | "hatched") =>
      drawBar({ start: 0, end: 1 }, 3, { kind, hasBlocks: false }).text;
    expect([plain("solid"), plain("open"), plain("hatched")]).toEqual(["###", ">>>", "%%%"]);
  });
});
