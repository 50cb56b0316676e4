import { expect, test } from "vitest";
import { foldedLines, lineDifference } from "../line-difference.ts";

const SIGNS = { same: " ", removed: "-", added: "+" } as const;
const drawn = (before: string, after: string, isFolded = false) => {
  const lines = lineDifference(before, after) ?? [];
  return (isFolded ? foldedLines(lines) : lines).map((line) =>
    line.kind === "fold" ? `fold ${line.count}` : `${SIGNS[line.kind]}${line.text}`,
  );
};

test("lines of both texts stand in their order, each once", () => {
  expect(drawn("a\nb\nc\nd", "a\nx\nc\nd\ne")).toEqual([" a", "-b", "+x", " c", " d", "+e"]);
  expect(drawn("a", "a")).toEqual([" a"]);
  expect(drawn("", "a")).toEqual(["-", "+a"]);
});

test("texts of more than 2000 lines are not compared", () => {
  const long = "\n".repeat(2000);
  expect(lineDifference(long, "a")).toBeUndefined();
  expect(lineDifference("a", long)).toBeUndefined();
});

test("lines that are alike fold away, but for three on either side of a change", () => {
  const lines = Array.from({ length: 20 }, (_, n) => n.toString());
  const changed = lines.with(10, "changed");
  expect(drawn(lines.join("\n"), changed.join("\n"), true)).toEqual([
    "fold 7",
    " 7",
    " 8",
    " 9",
    "-10",
    "+changed",
    " 11",
    " 12",
    " 13",
    "fold 6",
  ]);
});

test("a fold never hides a single line, nor a change", () => {
  const lines = Array.from({ length: 9 }, (_, n) => n.toString());
  const changed = lines.with(0, "x").with(8, "y");
  expect(drawn(lines.join("\n"), changed.join("\n"), true)).toEqual(
    drawn(lines.join("\n"), changed.join("\n")),
  );
});
