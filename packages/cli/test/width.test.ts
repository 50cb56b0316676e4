import { describe, expect, test } from "vitest";
import { displayWidth, fitLeft, fitRight, truncate, wrap } from "../src/terminal/width.ts";

describe("text in columns", () => {
  test.each([
    ["web", 3],
    ["箱庭", 4],
    ["ハコニワ", 8],
    ["é", 1],
    ["🐳", 2],
    ["1.5 µs → ✓ █▌…", 14],
    ["◾", 2],
    ["↔\ufe0f", 1],
    ["e\u0301", 1],
  ])("%s takes %i columns", (text, columns) => {
    expect(displayWidth(text)).toBe(columns);
  });

  test("is cut at a whole character, with an ellipsis", () => {
    expect(truncate("箱庭の中", 6)).toBe("箱庭…");
    expect(truncate("web", 3)).toBe("web");
    expect(truncate("1.5 µs", 4)).toBe("1.5…");
    expect(truncate("箱庭", 0)).toBe("");
  });

  test("is filled up to its width on the other side", () => {
    expect(fitLeft("箱", 4)).toBe("箱  ");
    expect(fitRight("12", 4)).toBe("  12");
  });

  test("is wrapped between words", () => {
    expect(wrap("one two three", 7)).toEqual(["one two", "three"]);
  });

  test("a number stays with its unit", () => {
    expect(wrap("prepare 1.99 ms.", 12)).toEqual(["prepare", "1.99 ms."]);
  });
});
