import { utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { newFolder } from "./hacotaki.ts";

/** Plain JavaScript, for any Node: it has no types. */
type Stamps = { lookOf(files: readonly string[], nowMs?: number): string | undefined };
const { lookOf } = (await import(
  new URL("../../../scripts/setup/stamp.mjs", import.meta.url).href
)) as Stamps;

const LATER = Date.now() + 3_600_000;

test("files that nobody touched look the same, and other contents of the same length and date do not", () => {
  const file = join(newFolder(), "source.ts");
  writeFileSync(file, "one");
  const date = new Date(1_000);
  utimesSync(file, date, date);
  const before = lookOf([file], LATER);
  expect(lookOf([file], LATER)).toBe(before);
  writeFileSync(file, "two");
  utimesSync(file, date, date);
  expect(lookOf([file], LATER)).not.toBe(before);
});

test("a file more or less is another look", () => {
  const [one, two] = ["one.ts", "two.ts"].map((name) => join(newFolder(), name)) as [string, string];
  writeFileSync(one, "");
  const alone = lookOf([one, two], LATER);
  writeFileSync(two, "");
  expect(lookOf([one, two], LATER)).not.toBe(alone);
});

test("what was changed just now is not believed by its look: it may change again within the same tick", () => {
  const file = join(newFolder(), "source.ts");
  writeFileSync(file, "one");
  expect(lookOf([file])).toBeUndefined();
});
