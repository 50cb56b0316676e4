import { expect, onTestFinished, test, vi } from "vitest";
import { createFlusher } from "../src/flusher.ts";

/** A flusher, and what it has asked to be written: whether all of it. */
function flushing(refusals = 0) {
  const writes: boolean[] = [];
  const flusher = createFlusher({
    write(all) {
      writes.push(all);
      return { isRefused: writes.length <= refusals };
    },
    guard: (work) => work,
  });
  onTestFinished(flusher.stop);
  return { flusher, writes };
}
const PATIENCE = { timeout: 60_000 };

test("batches that come together are written together, whole once no other follows", async () => {
  const { flusher, writes } = flushing();
  for (let n = 0; n < 50; n++) flusher.onBatch(10);
  expect(writes).toEqual([]);
  await vi.waitFor(() => expect(writes.at(-1)).toBe(true), PATIENCE);
  expect(writes.length).toBeLessThanOrEqual(2);
});

test("what waits is written at once when it is much", () => {
  const { flusher, writes } = flushing();
  for (let n = 0; n < 5; n++) flusher.onBatch(1_000);
  expect(writes).toEqual([false]);
});

test("a database that refuses is asked again without another event", async () => {
  const { flusher, writes } = flushing(3);
  flusher.all();
  await vi.waitFor(() => expect(writes.length).toBe(4), PATIENCE);
});

test("nothing is written after a stop", async () => {
  const { flusher, writes } = flushing();
  flusher.onBatch(1);
  flusher.stop();
  const { flusher: other, writes: written } = flushing();
  other.onBatch(1);
  await vi.waitFor(() => expect(written.at(-1)).toBe(true), PATIENCE);
  expect(writes).toEqual([]);
});
