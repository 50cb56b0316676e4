import { expect, onTestFinished, test, vi } from "vitest";
import { createRhythm } from "../src/rhythm.ts";

function rhythm() {
  vi.useFakeTimers();
  const made = createRhythm((work) => work);
  onTestFinished(() => {
    made.stop();
    vi.useRealTimers();
  });
  return made;
}
/** When something was done, ms of the clock that tests turn. */
const counted = () => {
  const times: number[] = [];
  const start = Date.now();
  return { times, work: () => void times.push(Date.now() - start) };
};

test("what is done from time to time is done rarely once nothing happens, and often again when something does", () => {
  const { every, stir } = rhythm();
  const { times, work } = counted();
  every({ ms: 1_000, restMs: 10_000 }, work);
  vi.advanceTimersByTime(26_000);
  expect(times).toEqual([1_000, 2_000, 3_000, 4_000, 10_000, 20_000]);
  stir();
  vi.advanceTimersByTime(2_000);
  expect(times.slice(6)).toEqual([27_000, 28_000]);
});

test("what stirs puts nothing off", () => {
  const { every, stir } = rhythm();
  const { times, work } = counted();
  every({ ms: 5_000, restMs: 10_000 }, work);
  vi.advanceTimersByTime(9_900);
  stir();
  vi.advanceTimersByTime(3_900);
  stir();
  vi.advanceTimersByTime(1_200);
  expect(times).toEqual([5_000, 10_000, 15_000]);
});

test("what may wait is done together", () => {
  const { every, after } = rhythm();
  const { times, work } = counted();
  every({ ms: 1_000, restMs: 10_000 }, work);
  vi.advanceTimersByTime(7_300);
  after({ ms: 1_000, restMs: 5_000 }, work);
  vi.advanceTimersByTime(3_000);
  expect(times.slice(-2)).toEqual([10_000, 10_000]);
});

test("after the end nothing is done", () => {
  const { every, stop } = rhythm();
  const { times, work } = counted();
  every({ ms: 1_000, restMs: 1_000 }, work);
  stop();
  vi.advanceTimersByTime(5_000);
  expect(times).toEqual([]);
});
