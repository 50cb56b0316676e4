import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { until } from "../../../test/until.ts";
import { createLookout } from "../src/targets/lookout.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hacotaki-lookout-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A lookout over a folder, and how often it looked. */
function lookingAt(place: string, isBusy = () => false) {
  let looks = 0;
  const lookout = createLookout({
    look: () => void looks++,
    places: () => new Map([[place, new Set(["runc"])]]),
    isBusy,
    guard: (work) => work,
  });
  onTestFinished(lookout.stop);
  return { lookout, looks: () => looks };
}
function withFakeTimers(): void {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
}

test("what is watched is looked at when it changes, and once more after it is watched anew", async () => {
  const { lookout, looks } = lookingAt(folder);
  lookout.now();
  await until(() => (looks() === 2 ? true : undefined), "the look after it is watched");
  writeFileSync(join(folder, "runc"), "");
  await until(() => (looks() === 4 ? true : undefined), "two looks after a change");
});

test("what is watched and does not change is left alone", () => {
  withFakeTimers();
  const { lookout, looks } = lookingAt(folder);
  lookout.now();
  vi.advanceTimersByTime(60_000);
  expect(looks()).toBe(2);
});

test("while something is being written it is looked at again and again", () => {
  withFakeTimers();
  let isBusy = true;
  const { lookout, looks } = lookingAt(folder, () => isBusy);
  lookout.now();
  vi.advanceTimersByTime(100);
  expect(looks()).toBe(6);
  isBusy = false;
  vi.advanceTimersByTime(60_000);
  expect(looks()).toBe(7);
});

test.skipIf(process.getuid?.() !== 0)("what cannot be watched is looked at twice a second", () => {
  withFakeTimers();
  const closed = join(folder, "closed");
  mkdirSync(closed, { mode: 0o711 });
  chmodSync(folder, 0o755);
  const { lookout, looks } = lookingAt(closed);
  process.seteuid?.(65_534);
  try {
    lookout.now();
    vi.advanceTimersByTime(10_000);
    expect(looks()).toBe(21);
  } finally {
    process.seteuid?.(0);
  }
});
