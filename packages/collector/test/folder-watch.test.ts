import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { until } from "../../../test/until.ts";
import { createFolderWatch } from "../src/targets/folder-watch.ts";
import { placesOf } from "../src/targets/places.ts";

let folder = "";
const at = (name: string) => join(folder, name);
const runcIn = (...folders: readonly string[]) =>
  new Map(folders.map((each) => [each, new Set(["runc"])] as const));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hacotaki-watch-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A watch, and how often it told of a change. */
function watching() {
  let changes = 0;
  const watch = createFolderWatch(() => void changes++);
  onTestFinished(watch.stop);
  return {
    keep: watch.keep,
    /** Does something, of which the watch has to tell. */
    async tells(work: () => void) {
      const before = changes;
      work();
      await until(() => (changes > before ? true : undefined), "word of a change");
    },
    count: () => changes,
  };
}

test("what comes, changes, is replaced or goes under a name is told, each once the folder is kept again", async () => {
  const { keep, tells } = watching();
  const places = runcIn(folder);
  const works = [
    () => writeFileSync(at("runc"), ""),
    () => chmodSync(at("runc"), 0o755),
    () => writeFileSync(at("runc"), "other"),
    () => renameSync(at("next"), at("runc")),
    () => unlinkSync(at("runc")),
  ];
  writeFileSync(at("next"), "");
  for (const work of works) {
    expect(keep(places)).toEqual({ isNew: true, isWhole: true });
    expect(keep(places)).toEqual({ isNew: false, isWhole: true });
    await tells(work);
  }
});

test("of other names nothing is told, unless so much changes that looking costs less", async () => {
  const { keep, tells, count } = watching();
  mkdirSync(at("a"));
  mkdirSync(at("b"));
  keep(runcIn(at("a"), at("b")));
  for (let n = 0; n < 20; n++) writeFileSync(at(`a/${n}`), "");
  await tells(() => writeFileSync(at("b/runc"), ""));
  expect(count()).toBe(1);
  await tells(() => {
    for (let n = 0; n < 500; n++) writeFileSync(at(`a/more-${n}`), "");
  });
});

test("a folder that is not there is told of when it comes, however deep", async () => {
  const { keep, tells } = watching();
  const places = runcIn(at("opt/runc/bin"));
  for (const part of ["opt", "opt/runc", "opt/runc/bin"]) {
    keep(places);
    await tells(() => mkdirSync(at(part)));
  }
  keep(places);
  await tells(() => writeFileSync(at("opt/runc/bin/runc"), ""));
});

test("a folder that goes, or is another one by now, is watched anew", async () => {
  const { keep, tells } = watching();
  mkdirSync(at("up/bin"), { recursive: true });
  const places = runcIn(at("up/bin"));
  keep(places);
  await tells(() => renameSync(at("up/bin"), at("up/old")));
  mkdirSync(at("up/bin"));
  expect(keep(places).isNew).toBe(true);
  // Further up, of which nobody tells: found by looking.
  renameSync(at("up"), at("down"));
  mkdirSync(at("up/bin"), { recursive: true });
  expect(keep(places).isNew).toBe(true);
  await tells(() => writeFileSync(at("up/bin/runc"), ""));
});

test("each file that a link leads to is watched where it is", async () => {
  const { keep, tells } = watching();
  for (const each of ["bin", "etc", "lib"]) mkdirSync(at(each));
  writeFileSync(at("lib/runc-1"), "");
  symlinkSync("../lib/runc-1", at("etc/runc"));
  symlinkSync("../etc/runc", at("bin/runc"));
  const places = placesOf(new Map(), [at("bin/runc")]);
  expect(places).toEqual(
    new Map([
      [at("bin"), new Set(["runc"])],
      [at("etc"), new Set(["runc"])],
      [at("lib"), new Set(["runc-1"])],
    ]),
  );
  keep(places);
  await tells(() => writeFileSync(at("lib/runc-1"), "other"));
  keep(places);
  await tells(() => unlinkSync(at("etc/runc")));
});

test.skipIf(process.getuid?.() !== 0)("a folder that cannot be watched is told", () => {
  const { keep } = watching();
  mkdirSync(at("closed"), { mode: 0o711 });
  mkdirSync(at("open"), { mode: 0o755 });
  chmodSync(folder, 0o755);
  process.seteuid?.(65_534);
  try {
    expect(keep(runcIn(at("closed"), at("open")))).toEqual({ isNew: true, isWhole: false });
    expect(keep(runcIn(at("closed"), at("open")))).toEqual({ isNew: false, isWhole: false });
  } finally {
    process.seteuid?.(0);
  }
});
