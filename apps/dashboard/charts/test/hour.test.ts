import { expect, test } from "vitest";
import { HEIGHT, layoutHour, WIDTH } from "../hour/layout.ts";

const S = 1_000_000_000n;
const RANGE = { since: 0n, until: 100n * S };
const stretch = (since: number, until: number, value: number | undefined) => ({
  since: BigInt(since) * S,
  until: BigInt(until) * S,
  value,
});

test("the scale begins at 0 and ends at a round number that no value is above", () => {
  expect(layoutHour([[stretch(0, 10, 87)], [stretch(0, 10, 3)]], RANGE, 1).top).toBe(100);
  expect(layoutHour([[]], RANGE, 1).top).toBe(1);
});

test("each stretch is level, those that follow each other are one line, and what is missing is a gap", () => {
  const { paths } = layoutHour([[stretch(0, 10, 1), stretch(10, 20, 0), stretch(60, 70, 1)]], RANGE, 1);
  expect(paths).toEqual([`M0,0L${WIDTH / 10},0L${WIDTH / 10},${HEIGHT}L${WIDTH / 5},${HEIGHT}M600,0L700,0`]);
});

test("a value that is not told breaks the line, and what lies outside is not drawn", () => {
  const { paths } = layoutHour(
    [[stretch(-20, -10, 9), stretch(0, 10, undefined), stretch(10, 20, 1)]],
    RANGE,
    1,
  );
  expect(paths).toEqual(["M100,0L200,0"]);
});

test("a stretch that began before the range is drawn from its edge on", () => {
  expect(layoutHour([[stretch(-5, 10, 1)]], RANGE, 1).paths).toEqual(["M0,0L100,0"]);
});
