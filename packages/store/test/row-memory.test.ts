import { instant, type Boot } from "@hacotaki/core";
import { expect, onTestFinished, test } from "vitest";
import { openStore } from "../src/index.ts";
import { bootAt, bootIdAt, NOTHING, RECORDING, saveBoots } from "./builder.ts";
import { temporaryDatabase } from "./folder.ts";

/** One boot with so many spans and processes; `shift` tells versions of the same length apart. */
function version(parts: number, shift = 0n): Boot {
  const whole = bootAt(1);
  const [span] = whole.spans;
  const [process] = whole.processes;
  if (span === undefined || process === undefined) throw new Error("the builder's boot has both");
  return bootAt(1, {
    processCount: parts,
    spans: Array.from({ length: parts }, (_, n) => ({
      ...span,
      slug: `step-${n}`,
      startAt: instant(whole.startAt + BigInt(n) + shift),
    })),
    processes: Array.from({ length: parts }, (_, n) => ({
      ...process,
      tgid: (process.tgid ?? 0) + n,
      startAt: instant(whole.startAt + BigInt(n) + shift),
    })),
  });
}

function opened() {
  const path = temporaryDatabase();
  const [store, other] = [openStore(path, { mode: "write" }), openStore(path, { mode: "write" })];
  const reader = openStore(path, { mode: "read" });
  onTestFinished(() => [store, other, reader].forEach((each) => each.close()));
  const stored = async () => {
    const boot = (await reader.findBoot(bootIdAt(1)))?.boot;
    return { spans: boot?.spans, processes: boot?.processes };
  };
  return { store, other, stored };
}
const partsOf = ({ spans, processes }: Boot) => ({ spans, processes });

test("a boot that grows, changes in place and shrinks is stored as it was saved last", async () => {
  const { store, stored } = opened();
  const recording = store.startRecording(RECORDING);
  for (const boot of [version(3), version(7), version(7, 5n), version(2, 5n), version(4)]) {
    saveBoots(store, [boot], recording);
    expect(await stored()).toEqual(partsOf(boot));
  }
});

test("what another writer made of a boot meanwhile is replaced whole", async () => {
  const { store, other, stored } = opened();
  const recording = saveBoots(store, [version(5)]);
  saveBoots(other, [version(8, 9n)], recording);
  saveBoots(store, [version(6)], recording);
  expect(await stored()).toEqual(partsOf(version(6)));
});

test("what a failed save would have written is not taken for written", async () => {
  const { store, stored } = opened();
  const recording = saveBoots(store, [version(5)]);
  const unknown = { ...bootAt(2), startAt: "never" as unknown as Boot["startAt"] };
  expect(() => store.save({ ...NOTHING, boots: [version(7, 3n), unknown] }, recording)).toThrow();
  expect(await stored()).toEqual(partsOf(version(5)));
  saveBoots(store, [version(7, 4n)], recording);
  expect(await stored()).toEqual(partsOf(version(7, 4n)));
});

test.each([
  ["ends at a NUL character", { from: "a", to: "\0" }, { from: "a", to: undefined }],
  ["has a line feed in its name", { from: "a\nb", to: "c" }, { from: "a", to: "b\nc" }],
])("a span that %s is not taken for another one that reads alike", async (_, one, other) => {
  const { store, stored } = opened();
  const [span] = bootAt(1).spans;
  if (span === undefined) throw new Error("the builder's boot has spans");
  const opens = ({ from, to }: { from: string; to: string | undefined }): Boot => {
    const { slug, label, group, lane, onPath, startAt } = span;
    const facts = { slug, label, group, lane, onPath, startAt, from };
    return bootAt(1, { spans: [{ ...facts, state: "open", ...(to === undefined ? {} : { to }) }] });
  };
  const recording = saveBoots(store, [opens(one)]);
  saveBoots(store, [opens(other)], recording);
  expect((await stored()).spans).toEqual(opens(other).spans);
});
