import { describe, expect, test } from "vitest";
import { paintFor } from "../src/terminal/paint.ts";
import type { Terminal } from "../src/terminal/terminal.ts";

const filesystem = (terminal: Partial<Terminal>) =>
  paintFor({ columns: 80, hasBlocks: true, isLight: false, colourDepth: 24, ...terminal }).group(
    "filesystem",
    "x",
  );

describe("a group's colour", () => {
  test("is the dashboard's, for dark and for light grounds", () => {
    expect(filesystem({})).toBe("\u001b[38;2;69;127;232mx\u001b[0m");
    expect(filesystem({ isLight: true })).toBe("\u001b[38;2;60;112;213mx\u001b[0m");
  });

  test("is the nearest one of 256 or 16 where there are no more, and none where there is none", () => {
    expect(filesystem({ colourDepth: 8 })).toBe("\u001b[38;5;68mx\u001b[0m");
    expect(filesystem({ colourDepth: 4 })).toBe("\u001b[34mx\u001b[0m");
    expect(filesystem({ colourDepth: 1 })).toBe("x");
  });
});
