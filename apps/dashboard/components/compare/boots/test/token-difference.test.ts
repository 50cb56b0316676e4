import { expect, test } from "vitest";
import { differingTokens, foldedTokens } from "../token-difference.ts";

const words = (line: string) => line.split(" ");

test("a command line has marked what the baseline's has not, the baseline's what any other has not", () => {
  const lines = ["app --port 80 --fast", "app --port 81 --fast", "app --port 80"].map(words);
  expect(differingTokens(lines, 0)).toEqual([
    [false, false, true, true],
    [false, false, true, false],
    [false, false, false],
  ]);
  expect(differingTokens([undefined, words("a b")], 0)).toEqual([undefined, [false, false]]);
});

test("words in common fold away, but for one beside each that differs", () => {
  const differs = [false, false, false, false, true, false, false];
  expect(foldedTokens(words("a b c d e f g"), differs)).toEqual([
    { fold: 3 },
    { text: "d", differs: false },
    { text: "e", differs: true },
    { text: "f", differs: false },
    { text: "g", differs: false },
  ]);
});

test("a word that holds a line's end is one word still", () => {
  expect(
    differingTokens(
      [
        ["a\nb", "c"],
        ["a\nb", "d"],
      ],
      0,
    ),
  ).toEqual([
    [false, true],
    [false, true],
  ]);
});
