import { expect, test } from "vitest";
import { createFoundPaths } from "../../src/assembly/found-paths.ts";
import { newHeld } from "../../src/assembly/held-events.ts";
import { gatherChanges } from "../../src/assembly/gather.ts";
import type { Boot, BootId } from "../../src/index.ts";
import { assemblyOf } from "../made-assembly.ts";
import { setUp } from "../made-events.ts";

const [made] = gatherChanges(assemblyOf(setUp(0, 100))).boots;
const bootOf = (n: number): Boot => {
  if (made === undefined) throw new Error("a boot is made");
  return { ...made, id: String(n).padStart(16, "0") as BootId };
};
const held = newHeld(bootOf(0).runId);
const find = (paths: ReturnType<typeof createFoundPaths>, boot: Boot) =>
  paths.pathOf(boot, boot.startAt, held);

test("what was found of a boot that is over stays for a while, and is not looked for again", () => {
  const paths = createFoundPaths();
  const boot = bootOf(0);
  const path = find(paths, boot);
  paths.keep(boot.id, true);
  expect(paths.known(boot.id)).toBe(path);
  expect(find(paths, boot)).toBe(path);
  paths.forget(boot.id);
  expect(paths.known(boot.id)).toBeUndefined();
});

test("of boots that are over the newest thousand are remembered, of those that go on many times as many", () => {
  const paths = createFoundPaths();
  const over = Array.from({ length: 1_001 }, (_, n) => bootOf(n));
  const goingOn = Array.from({ length: 5_000 }, (_, n) => bootOf(10_000 + n));
  for (const boot of [...goingOn, ...over]) find(paths, boot);
  for (const { id } of goingOn) paths.keep(id, false);
  for (const { id } of over) paths.keep(id, true);
  expect(over.map(({ id }) => paths.known(id) !== undefined)).toEqual(over.map((_, n) => n > 0));
  expect(goingOn.every(({ id }) => paths.known(id) !== undefined)).toBe(true);
});
