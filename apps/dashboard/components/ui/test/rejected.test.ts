import { expect, test } from "vitest";
import { parseBootsView } from "@hacotaki/core";
import { isSaidForGood, namesWithWords, rejectedOf, withRejected } from "../rejected.ts";

const clock = { now: 1_795_399_200_000_000_000n, timeZone: "UTC" };

test("what makes no sense keeps its words, in the address too", () => {
  const params = { min: "soon", outcome: ["up", "fine"], container: "web" };
  const { dropped } = parseBootsView(params, clock);
  const rejected = rejectedOf(params, dropped);
  expect(rejected).toEqual({ min: "soon", outcome: "up,fine" });
  expect(namesWithWords([...dropped, "dropped"], rejected)).toEqual([
    "outcome “up,fine”",
    "min “soon”",
    "dropped",
  ]);
  expect(withRejected("/?container=web", rejected)).toBe("/?container=web&outcome=up%2Cfine&min=soon");
  expect(withRejected("/", {})).toBe("/");
});

test.each([
  ["now-2h", false],
  ["yesterday", false],
  ["2026-11-20", true],
  ["14:00-14:30", true],
  ["lastmoon", false],
  ["", false],
])("whether %j names a time for good is told", (time, expected) => {
  const { view, dropped } = parseBootsView({ time }, clock);
  expect(isSaidForGood({ time }, dropped, view)).toBe(expected);
});
