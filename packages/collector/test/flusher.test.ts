import { expect, onTestFinished, test, vi } from "vitest";
import { createFlusher, type Written } from "../src/writing/flusher.ts";

/** A flusher, and each write it has asked for: whether the ring was to be read first. */
function flushing(answers: readonly Partial<Written>[] = [], onWrite: () => void = () => {}) {
  const writes: boolean[] = [];
  const flusher = createFlusher({
    write(readRing) {
      writes.push(readRing);
      onWrite();
      return { isRefused: false, rest: "none", ...answers[writes.length - 1] };
    },
    guard: (work) => work,
  });
  onTestFinished(flusher.stop);
  return { flusher, writes };
}
const PATIENCE = { timeout: 60_000 };
/** Settles after a flusher that is asked now has written. */
async function anotherWrote(): Promise<void> {
  const { flusher, writes } = flushing();
  flusher.onBatch(1, 0, true);
  await vi.waitFor(() => expect(writes).toEqual([true]), PATIENCE);
}

test("batches that come together are written together, with what waits in the ring", async () => {
  const { flusher, writes } = flushing();
  for (let n = 0; n < 50; n++) flusher.onBatch(10, 20, true);
  expect(writes).toEqual([]);
  await vi.waitFor(() => expect(writes).toEqual([true]), PATIENCE);
  await anotherWrote();
  expect(writes).toEqual([true]);
});

test("what tells nothing of a boot waits for longer, and goes with what does", () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { flusher, writes } = flushing([{ rest: "urgent" }]);
  flusher.onBatch(10, 0, false);
  vi.advanceTimersByTime(100);
  expect(writes.length).toBe(0);
  flusher.onBatch(1, 0, true);
  vi.advanceTimersByTime(40);
  expect(writes.length).toBe(1);
  // The rest of what was urgent is so, too.
  vi.advanceTimersByTime(40);
  expect(writes.length).toBe(2);
  flusher.onBatch(10, 0, false);
  vi.advanceTimersByTime(100);
  expect(writes.length).toBe(2);
  vi.advanceTimersByTime(60);
  expect(writes.length).toBe(3);
});

test("of what was written soon, what is left waits for longer where it tells nothing of a boot", () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { flusher, writes } = flushing([{ rest: "late" }]);
  flusher.onBatch(10, 0, true);
  vi.advanceTimersByTime(100);
  expect(writes.length).toBe(1);
  vi.advanceTimersByTime(100);
  expect(writes.length).toBe(2);
});

test("events that others may yet overtake are written without another event", async () => {
  const { flusher, writes } = flushing([{ rest: "urgent" }, { rest: "urgent" }]);
  flusher.onBatch(1, 0, true);
  await vi.waitFor(() => expect(writes.length).toBe(3), PATIENCE);
});

test("what waits is written at once when it is much, and the ring left alone", () => {
  const { flusher, writes } = flushing();
  for (let n = 0; n < 16; n++) flusher.onBatch(100, 0, true);
  expect(writes).toEqual([false]);
});

test("what a write takes in belongs to that write, however much it is", async () => {
  const { flusher, writes } = flushing([], () => flusher.onBatch(10_000, 0, true));
  flusher.now();
  expect(writes).toEqual([true]);
  await anotherWrote();
  expect(writes).toEqual([true]);
});

test("a database that refuses is asked again without another event", async () => {
  const { flusher, writes } = flushing(Array.from({ length: 3 }, () => ({ isRefused: true })));
  flusher.now();
  await vi.waitFor(() => expect(writes.length).toBe(4), PATIENCE);
});

test("nothing is written after a stop", async () => {
  const { flusher, writes } = flushing();
  flusher.onBatch(1, 0, true);
  flusher.stop();
  await anotherWrote();
  expect(writes).toEqual([]);
});
